// Converted checkpoints compute what the published definitions say: hidden
// states of every block boundary, final hidden states and logits, held against
// the float64 reference. Differences are relative to the largest magnitude of
// the row that they are in.

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/transformer/converted.h"

namespace regulon::reference {
namespace {

constexpr double kF32 = 1e-5;
constexpr int kLongest = 64;
constexpr double kMild = 1;  // gain of weights
// Where all would take long.
const std::vector<int> kLengths = {1, 2, 3, 5, 8, 13, 21, 34, 64};
const Way kBf16 = {DType::kBf16, FileType::kF32, 1};

// One thread: what is compared here is small.
TransformerOptions OneThread() {
  TransformerOptions options;
  options.threads = 1;
  return options;
}

// Layers, heads that share keys or do not, widths that are no power of 2,
// 1 to 3 of 4 to 8 experts.
MixtralShape Mixtral(int index) {
  MixtralShape shape;
  switch (index) {
    case 0:
      return shape;
    case 1:
      shape.layers = 1;
      shape.width = 30;
      shape.heads = 5;
      shape.key_heads = 1;
      shape.head_width = 6;
      shape.experts = 8;
      shape.top_k = 3;
      shape.inner = 37;
      shape.tied = true;
      return shape;
    case 2:
      shape.layers = 3;
      shape.width = 18;
      shape.heads = shape.key_heads = 3;
      shape.head_width = 10;  // heads are wider than the model
      shape.experts = 5;
      shape.top_k = 1;
      shape.inner = 70;
      shape.vocabulary = 131;
      shape.rotary_base = 1e6;
      return shape;
    default:
      shape.width = 64;
      shape.heads = 8;
      shape.key_heads = 4;
      shape.head_width = 8;
      shape.experts = 8;
      shape.inner = 96;
      shape.window = 7;
      shape.norm_floor = 1e-6;
      return shape;
  }
}
constexpr int kMixtrals = 4;

BertShape Bert(int index) {
  BertShape shape;
  if (index == 0) return shape;
  shape.layers = 3;
  shape.width = 30;
  shape.heads = index == 1 ? 5 : 2;
  shape.inner = 50;
  shape.vocabulary = 97;
  shape.rectify = index == 1;
  shape.norm_floor = 1e-6;
  return shape;
}
constexpr int kBerts = 3;

// How far the score of the last expert chosen is above that of the next.
double MarginOf(const Vector& gate, int top_k) {
  Vector sorted = gate;
  std::sort(sorted.rbegin(), sorted.rend());
  return sorted[top_k - 1] - sorted[top_k];
}

// Of rows before the first token that chose other experts than the reference:
// what comes after may attend to it.
struct Comparison {
  double layers = 0, hidden = 0, logits = 0;
  int rows = 0, skipped = 0;
  double largest_margin_flipped = 0;

  void Add(const EngineReading& engine, const Reading& reference, size_t end) {
    for (size_t l = 0; l < reference.layers.size(); ++l) {
      layers = std::max(layers,
                        Difference(engine.layers[l], reference.layers[l], end));
    }
    hidden = std::max(hidden, Difference(engine.hidden, reference.hidden, end));
    logits = std::max(logits, Difference(engine.logits, reference.logits, end));
    rows += static_cast<int>(end);
    skipped += static_cast<int>(reference.hidden.size() - end);
  }
  double Worst() const { return std::max({layers, hidden, logits}); }
};

void Compare(const Genome& genome, const MixtralShape& shape,
             const EngineReading& engine, const Reading& reference,
             Comparison& comparison) {
  ASSERT_EQ(engine.layers.size(), reference.layers.size());
  size_t end = 0;
  for (bool same = true; same && end < reference.hidden.size(); end += same) {
    for (int l = 0; same && l < shape.layers; ++l) {
      same = ExpertsOf(genome, engine, l, static_cast<int>(end)) ==
             reference.experts[l][end];
      if (same) continue;
      comparison.largest_margin_flipped =
          std::max(comparison.largest_margin_flipped,
                   MarginOf(reference.gate[l][end], shape.top_k));
    }
  }
  comparison.Add(engine, reference, end);
}

// A genome of `tensors` against the reference of `read`.
Comparison CompareLengths(const MixtralShape& shape, const HfTensors& tensors,
                          const HfTensors& read, const Way& way,
                          const std::vector<int>& lengths) {
  const auto genome = Converted(ConfigJson(shape), tensors, way);
  const auto transformer = Transformer::Create(*genome, OneThread());
  EXPECT_TRUE(transformer.ok()) << transformer.status();
  Comparison comparison;
  for (const int length : lengths) {
    const std::vector<int> tokens =
        RandomTokens(length, shape.vocabulary, length);
    Compare(*genome, shape, ReadTokens(**transformer, tokens),
            ReadMixtral(shape, read, tokens), comparison);
  }
  return comparison;
}

Comparison CompareLengths(const BertShape& shape, const HfTensors& tensors,
                          const HfTensors& read, const Way& way,
                          const std::vector<int>& lengths) {
  const auto genome = Converted(ConfigJson(shape), tensors, way);
  const auto transformer = Transformer::Create(*genome, OneThread());
  EXPECT_TRUE(transformer.ok()) << transformer.status();
  Comparison comparison;
  for (const int length : lengths) {
    const std::vector<int> tokens =
        RandomTokens(length, shape.vocabulary, length);
    comparison.Add(ReadTokens(**transformer, tokens),
                   ReadBert(shape, read, tokens), length);
  }
  return comparison;
}

void Report(const std::string& what, const Comparison& c) {
  std::printf(
      "%s: layers %.2g, hidden %.2g, logits %.2g; %d rows, %d after "
      "another choice\n",
      what.c_str(), c.layers, c.hidden, c.logits, c.rows, c.skipped);
}

constexpr int kAllRows = kLongest * (kLongest + 1) / 2;
const int kRows = std::accumulate(kLengths.begin(), kLengths.end(), 0);

std::vector<int> AllLengths() {
  std::vector<int> lengths(kLongest);
  std::iota(lengths.begin(), lengths.end(), 1);
  return lengths;
}

TEST(ConvertedMixtral, EqualsTheReferenceAtEveryLength) {
  for (int index = 0; index < kMixtrals; ++index) {
    const HfTensors tensors = RandomMixtral(Mixtral(index), index);
    const Comparison c =
        CompareLengths(Mixtral(index), tensors, tensors, {}, AllLengths());
    Report("mixtral f32 " + std::to_string(index), c);
    EXPECT_LT(c.Worst(), kF32) << index;
    EXPECT_EQ(c.rows + c.skipped, kAllRows);
    // No choice was another but of scores that are equal within rounding.
    EXPECT_LT(c.skipped, kAllRows / 100) << index;
    EXPECT_LT(c.largest_margin_flipped, 1e-5);
  }
}

TEST(ConvertedBert, EqualsTheReferenceAtEveryLength) {
  for (int index = 0; index < kBerts; ++index) {
    const HfTensors tensors = RandomBert(Bert(index), index);
    const Comparison c =
        CompareLengths(Bert(index), tensors, tensors, {}, AllLengths());
    Report("bert f32 " + std::to_string(index), c);
    EXPECT_LT(c.Worst(), kF32) << index;
  }
}

// One token at a time and in any pieces, with what was read before in the
// cache: the reference's states, and the bits of one call.
TEST(ConvertedMixtral, EqualsTheReferenceWithItsCache) {
  std::mt19937 random(1);
  for (int index = 0; index < kMixtrals; ++index) {
    const MixtralShape shape = Mixtral(index);
    const HfTensors tensors = RandomMixtral(shape, 10 + index);
    const auto genome = Converted(ConfigJson(shape), tensors);
    const std::vector<int> tokens = RandomTokens(kLongest, shape.vocabulary, 3);
    const Reading reference = ReadMixtral(shape, tensors, tokens);
    const EngineReading whole = ReadTokens(*genome, tokens, OneThread());
    std::vector<std::vector<int>> splits = {std::vector<int>(kLongest, 1)};
    for (int trial = 0; trial < 4; ++trial) {
      splits.emplace_back();
      for (int at = 0; at < kLongest; at += splits.back().back()) {
        splits.back().push_back(1 + static_cast<int>(random() % 20));
      }
    }
    for (const std::vector<int>& split : splits) {
      const EngineReading pieces =
          ReadTokens(*genome, tokens, OneThread(), split);
      Comparison c;
      Compare(*genome, shape, pieces, reference, c);
      EXPECT_LT(c.Worst(), kF32);
      EXPECT_GE(c.rows, kLongest / 2);
      EXPECT_EQ(pieces.layers, whole.layers);
      EXPECT_EQ(pieces.hidden, whole.hidden);
      EXPECT_EQ(pieces.logits, whole.logits);
      EXPECT_EQ(pieces.open, whole.open);
    }
  }
}

// The weights that a bf16 genome holds: matrices and embeddings are rounded.
HfTensors RoundedMatrices(HfTensors tensors) {
  for (auto& [name, tensor] : tensors) {
    if (tensor.shape.size() < 2) continue;
    for (double& value : tensor.values) {
      value = Rounded(value, FileType::kBf16);
    }
  }
  return tensors;
}

// All of the difference is the weights': with them the reference says the same
// to the last digits of a float.
TEST(ConvertedMixtral, OfBf16EqualsTheReferenceOfRoundedWeights) {
  for (int index = 0; index < kMixtrals; ++index) {
    const MixtralShape shape = Mixtral(index);
    const HfTensors tensors = RandomMixtral(shape, 20 + index);
    const Comparison c = CompareLengths(
        shape, tensors, RoundedMatrices(tensors), kBf16, kLengths);
    Report("mixtral bf16, rounded " + std::to_string(index), c);
    EXPECT_LT(c.Worst(), kF32) << index;
    EXPECT_EQ(c.skipped, 0);
  }
}

TEST(ConvertedBert, OfBf16EqualsTheReferenceOfRoundedWeights) {
  for (int index = 0; index < kBerts; ++index) {
    const BertShape shape = Bert(index);
    const HfTensors tensors = RandomBert(shape, 20 + index);
    const Comparison c = CompareLengths(
        shape, tensors, RoundedMatrices(tensors), kBf16, kLengths);
    Report("bert bf16, rounded " + std::to_string(index), c);
    EXPECT_LT(c.Worst(), kF32) << index;
  }
}

// Against the weights that were not rounded. How far rounding moves a state is
// the network's doing, in any arithmetic: sharper softmaxes and narrower layers
// than these move by more. A token whose scores are as close as the rounding
// may choose another expert; up to there everything is compared.
TEST(ConvertedMixtral, OfBf16IsNearTheReference) {
  const MixtralShape shape = Mixtral(3);
  const HfTensors tensors = RandomMixtral(shape, 20, kMild);
  const Comparison c = CompareLengths(shape, tensors, tensors, kBf16, kLengths);
  Report("mixtral bf16", c);
  EXPECT_LT(c.Worst(), 2e-2);
  EXPECT_GT(c.rows, kRows / 4);
  EXPECT_LT(c.largest_margin_flipped, 0.05);
}

TEST(ConvertedBert, OfBf16IsNearTheReference) {
  BertShape shape = Bert(0);
  shape.width = 64;
  shape.inner = 96;
  const HfTensors tensors = RandomBert(shape, 20, kMild);
  const Comparison c = CompareLengths(shape, tensors, tensors, kBf16, kLengths);
  Report("bert bf16", c);
  EXPECT_LT(c.Worst(), 2e-2);
}

// Activations are rounded to 8 bits as well.
TEST(ConvertedCheckpoints, OfInt8AreNotFarFromTheReference) {
  const HfTensors experts = RandomMixtral(Mixtral(3), 30, kMild);
  const Comparison mixtral =
      CompareLengths(Mixtral(3), experts, experts, {DType::kI8}, kLengths);
  Report("mixtral int8", mixtral);
  EXPECT_LT(mixtral.Worst(), 0.1);
  EXPECT_GT(mixtral.rows, kRows / 20);
  const HfTensors masked = RandomBert(Bert(2), 30, kMild);
  const Comparison bert =
      CompareLengths(Bert(2), masked, masked, {DType::kI8}, kLengths);
  Report("bert int8", bert);
  EXPECT_LT(bert.Worst(), 0.1);
}

// The reference reads what the file holds: values of half precision.
TEST(ConvertedCheckpoints, EqualTheReferenceWhateverTheFilesHold) {
  for (const FileType file : {FileType::kF16, FileType::kBf16}) {
    const Way way = {DType::kF32, file, 3};
    const std::vector<int> tokens = RandomTokens(20, 40, 4);
    const auto rounded = [&](HfTensors tensors) {
      for (auto& [name, tensor] : tensors) {
        for (double& value : tensor.values) value = Rounded(value, file);
      }
      return tensors;
    };
    const MixtralShape mixtral;
    const HfTensors experts = RandomMixtral(mixtral, 40);
    const auto mixture = Converted(ConfigJson(mixtral), experts, way);
    Comparison c;
    Compare(*mixture, mixtral, ReadTokens(*mixture, tokens, OneThread()),
            ReadMixtral(mixtral, rounded(experts), tokens), c);
    const BertShape bert;
    const HfTensors masked = RandomBert(bert, 40);
    const auto encoder =
        Converted(ConfigJson(bert), AddExtras(masked, {true, true, true}), way);
    c.Add(ReadTokens(*encoder, tokens, OneThread()),
          ReadBert(bert, rounded(masked), tokens), tokens.size());
    EXPECT_LT(c.Worst(), kF32);
    EXPECT_GT(c.rows, 20);
  }
}

}  // namespace
}  // namespace regulon::reference
