#include "tests/transformer/reference.h"

#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon::reference {
namespace {

using ::testing::ElementsAre;

HfTensor Matrix(int64_t rows, int64_t columns, std::vector<double> values) {
  values.resize(rows * columns);
  return {{rows, columns}, values};
}

HfTensor List(std::vector<double> values) {
  return {{static_cast<int64_t>(values.size())}, values};
}

void ExpectRow(const Vector& row, const Vector& expected) {
  ASSERT_EQ(row.size(), expected.size());
  for (size_t i = 0; i < row.size(); ++i) {
    EXPECT_NEAR(row[i], expected[i], 1e-8) << i;
  }
}

// Width 2, a head of width 2, three experts of which two open, inner width 1.
// Token 0 is (1, 1) and token 1 (1, -1), of mean square 1: norms change
// nothing. Everything else is 0 until a test sets it.
struct HandMixtral {
  MixtralShape shape;
  HfTensors tensors;

  HandMixtral() {
    shape.layers = 1;
    shape.width = shape.head_width = 2;
    shape.heads = shape.key_heads = shape.inner = 1;
    shape.experts = 3;
    shape.vocabulary = 2;
    shape.norm_floor = 0;
    tensors["model.embed_tokens.weight"] = Matrix(2, 2, {1, 1, 1, -1});
    tensors["model.norm.weight"] = List({1, 1});
    tensors["lm_head.weight"] = Matrix(2, 2, {});
    for (const char* norm : {"input_layernorm", "post_attention_layernorm"}) {
      tensors[Name(norm)] = List({1, 1});
    }
    for (const char* projection : {"q", "k", "v", "o"}) {
      tensors[Attention(projection)] = Matrix(2, 2, {});
    }
    tensors[Name("block_sparse_moe.gate")] = Matrix(3, 2, {});
    for (int e = 0; e < 3; ++e) {
      tensors[Expert(e, "w1")] = tensors[Expert(e, "w3")] = Matrix(1, 2, {});
      tensors[Expert(e, "w2")] = Matrix(2, 1, {});
    }
  }
  static std::string Name(const std::string& name) {
    return "model.layers.0." + name + ".weight";
  }
  static std::string Attention(const std::string& name) {
    return Name("self_attn." + name + "_proj");
  }
  static std::string Expert(int e, const std::string& name) {
    return Name("block_sparse_moe.experts." + std::to_string(e) + "." + name);
  }
  Reading Read(const std::vector<int>& tokens,
               const ReadingOptions& options = {}) const {
    return ReadMixtral(shape, tensors, tokens, options);
  }
};

// With queries sqrt(2) h and keys h the scores of token 1 are, of itself, 2,
// and of token 0, one position away, (R(1) (1, -1)) . (1, 1) = 2 sin 1. Their
// shares are 0.578607 and 0.421393, and what is read (1, 0.421393 - 0.578607).
TEST(ReferenceMixtral, AttendsAsWorkedByHand) {
  HandMixtral model;
  const double root = std::sqrt(2);
  model.tensors[model.Attention("q")] = Matrix(2, 2, {root, 0, 0, root});
  for (const char* projection : {"k", "v", "o"}) {
    model.tensors[model.Attention(projection)] = Matrix(2, 2, {1, 0, 0, 1});
  }
  const Reading reading = model.Read({0, 1});
  const double itself = 1 / (1 + std::exp(2 * std::sin(1) - 2));
  EXPECT_NEAR(itself, 0.578607, 1e-6);
  ASSERT_EQ(reading.layers.size(), 2);
  ExpectRow(reading.layers[0][0], {1, 1});
  ExpectRow(reading.layers[0][1], {1, -1});
  ExpectRow(reading.layers[1][0], {2, 2});
  ExpectRow(reading.layers[1][1], {2, -1 + (1 - 2 * itself)});
  // Padding that nobody attends to: token 1 reads itself alone.
  ReadingOptions padding;
  padding.absent = {true, false};
  ExpectRow(model.Read({0, 1}, padding).layers[1][1], {2, -2});
  model.shape.window = 1;
  ExpectRow(model.Read({0, 1}).layers[1][1], {2, -2});
}

// Scores 0, 1, 2 of token 0: the second and third open, with 1 / (1 + e) and
// e / (1 + e). Expert e writes silu(1) e (1, e); silu(1) = 0.73105858.
TEST(ReferenceMixtral, MixesExpertsAsWorkedByHand) {
  HandMixtral model;
  model.tensors[model.Name("block_sparse_moe.gate")] =
      Matrix(3, 2, {0, 0, 1, 0, 1, 1});
  for (int e = 0; e < 3; ++e) {
    model.tensors[model.Expert(e, "w1")] = Matrix(1, 2, {1, 0});
    model.tensors[model.Expert(e, "w3")] = Matrix(1, 2, {0, 1.0 * e});
    model.tensors[model.Expert(e, "w2")] = Matrix(2, 1, {1, 1.0 * e});
  }
  const Reading reading = model.Read({0});
  ExpectRow(reading.gate[0][0], {0, 1, 2});
  EXPECT_THAT(reading.experts[0][0], ElementsAre(1, 2));
  const double low = 0.2689414214, high = 0.7310585786;
  ExpectRow(reading.layers[1][0],
            {1 + high * (low + 2 * high), 1 + high * (low + 4 * high)});
  // Required before better ones, alone with what is left of the two.
  ReadingOptions options;
  options.required = {0};
  EXPECT_THAT(model.Read({0}, options).experts[0][0], ElementsAre(0, 2));
  options.forbidden = {2};
  EXPECT_THAT(model.Read({0}, options).experts[0][0], ElementsAre(0, 1));
  options.required = {};
  ExpectRow(model.Read({0}, options).layers[1][0],
            {1 + high * high, 1 + high * high});
}

// (3, 4) has the mean square 12.5; the output row (1, 0) reads 3 / sqrt(12.5).
TEST(ReferenceMixtral, NormalizesAndPredictsAsWorkedByHand) {
  HandMixtral model;
  model.tensors["model.embed_tokens.weight"] = Matrix(2, 2, {3, 4, 0, 5});
  model.tensors["model.norm.weight"] = List({2, 10});
  model.tensors["lm_head.weight"] = Matrix(2, 2, {1, 0, 1, 1});
  const Reading reading = model.Read({0});
  ExpectRow(reading.hidden[0], {1.6970562748, 11.3137084990});
  ExpectRow(reading.logits[0], {1.6970562748, 13.0107647738});
  model.shape.tied = true;
  ExpectRow(model.Read({0}).logits[0],
            {3 * 1.6970562748 + 4 * 11.3137084990, 5 * 11.3137084990});
}

// Width 2: a LayerNorm without floor gives (1, -1) or (-1, 1), then scale and
// bias. Every line of the comment is one operation.
TEST(ReferenceBert, ReadsAsWorkedByHand) {
  BertShape shape;
  shape.layers = shape.heads = shape.inner = 1;
  shape.width = shape.vocabulary = 2;
  shape.norm_floor = 0;
  HfTensors tensors;
  const std::string embeddings = "bert.embeddings.";
  const std::string layer = "bert.encoder.layer.0.";
  const std::string head = "cls.predictions.";
  const auto norm = [&](const std::string& name, std::vector<double> scale,
                        std::vector<double> bias) {
    tensors[name + ".weight"] = List(scale);
    tensors[name + ".bias"] = List(bias);
  };
  const auto linear = [&](const std::string& name, int rows, int columns,
                          std::vector<double> weight,
                          std::vector<double> bias) {
    tensors[name + ".weight"] = Matrix(rows, columns, weight);
    tensors[name + ".bias"] = List(bias);
  };
  // (2, 0) + (1, 0) + (0, -1) = (3, -1) -> (1, -1) -> (2.5, -3)
  tensors[embeddings + "word_embeddings.weight"] = Matrix(2, 2, {2, 0, 1, 1});
  tensors[embeddings + "position_embeddings.weight"] =
      Matrix(2, 2, {1, 0, 9, 7});
  tensors[embeddings + "token_type_embeddings.weight"] =
      Matrix(2, 2, {0, -1, 5, 5});
  norm(embeddings + "LayerNorm", {2, 3}, {0.5, 0});
  // values h + (1, 1) = (3.5, -2); output 2 v + (0, 1) = (7, -3);
  // (9.5, -6) -> (1, -1)
  for (const char* projection : {"query", "key"}) {
    linear(layer + "attention.self." + projection, 2, 2, {1, 2, 3, 4}, {5, 6});
  }
  linear(layer + "attention.self.value", 2, 2, {1, 0, 0, 1}, {1, 1});
  linear(layer + "attention.output.dense", 2, 2, {2, 0, 0, 2}, {0, 1});
  norm(layer + "attention.output.LayerNorm", {1, 1}, {0, 0});
  // gelu(1 + 1) = 1.95449974; (1 + 1.95, -1 - 1.95 + 3) = (2.95449974,
  // 0.04550026) -> (1, -1) -> (1, -1)
  linear(layer + "intermediate.dense", 1, 2, {1, 0}, {1});
  linear(layer + "output.dense", 2, 1, {1, -1}, {0, 3});
  norm(layer + "output.LayerNorm", {1, 2}, {0, 1});
  // gelu(1, -1) = (0.84134475, -0.15865525) -> (1, -1)
  linear(head + "transform.dense", 2, 2, {1, 0, 0, 1}, {0, 0});
  norm(head + "transform.LayerNorm", {1, 1}, {0, 0});
  tensors[head + "bias"] = List({0.5, 0.25});
  const Reading reading = ReadBert(shape, tensors, {0});
  ExpectRow(reading.layers[0][0], {2.5, -3});
  ExpectRow(reading.hidden[0], {1, -1});
  ExpectRow(reading.logits[0], {2.5, 0.25});

  // A floor of 1 keeps sizes: half differences v become v / sqrt(v^2 + 1).
  const auto floored = [](double v) { return v / std::sqrt(v * v + 1); };
  shape.norm_floor = 1;
  tensors[layer + "output.dense.weight"] = Matrix(2, 1, {1, -1.5});
  tensors[layer + "output.dense.bias"] = List({0, 0});
  const double a = 2 * floored(2) + 0.5, b = -3 * floored(2);
  const double h = floored((3 * a + 2 - (3 * b + 3)) / 2);
  for (const bool rectify : {false, true}) {
    shape.rectify = rectify;
    const double up = h + 1;
    const double inner =
        rectify ? up : up * (1 + std::erf(up / std::sqrt(2))) / 2;
    const double out = floored((2 * h + 2.5 * inner) / 2);
    const Reading reading = ReadBert(shape, tensors, {0});
    ExpectRow(reading.layers[0][0], {a, b});
    ExpectRow(reading.hidden[0], {out, 1 - 2 * out});
  }
}

TEST(ReferenceMixtral, LooksBackAndNotForward) {
  HandMixtral model;
  for (const char* projection : {"q", "k", "v", "o"}) {
    model.tensors[model.Attention(projection)] = Matrix(2, 2, {1, 2, -1, 1});
  }
  const Reading one = model.Read({0}), two = model.Read({0, 1});
  ExpectRow(two.layers[1][0], one.layers[1][0]);
  EXPECT_NE(two.layers[1][1], model.Read({1}).layers[1][0]);
}

}  // namespace
}  // namespace regulon::reference
