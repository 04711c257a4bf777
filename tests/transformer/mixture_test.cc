// Mixtures of experts in another order, of all experts, of what a query asks
// for, and with one that every token reads.

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/genome/copy_tensors.h"
#include "engine/genome/tensors.h"
#include "engine/genome/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/transformer/converted.h"

namespace regulon::reference {
namespace {

constexpr int kTokens = 40;

MixtralShape SixExperts(int top_k) {
  MixtralShape shape;
  shape.experts = 6;
  shape.top_k = top_k;
  return shape;
}

void ExpectSameBits(const EngineReading& a, const EngineReading& b) {
  EXPECT_EQ(a.layers, b.layers);
  EXPECT_EQ(a.hidden, b.hidden);
  EXPECT_EQ(a.logits, b.logits);
  EXPECT_EQ(a.open, b.open);
}

// Expert to[e] of the result is expert e, and so are the rows of gates.
HfTensors PermuteExperts(const HfTensors& tensors, const std::vector<int>& to) {
  HfTensors permuted = tensors;
  const std::string experts = "experts.", gate = "block_sparse_moe.gate.weight";
  for (const auto& [name, tensor] : tensors) {
    const size_t at = name.find(experts);
    if (at != std::string::npos) {
      const size_t number = at + experts.size();
      std::string moved = name;
      moved.replace(number, 1, std::to_string(to[name[number] - '0']));
      permuted[moved] = tensor;
    } else if (name.find(gate) != std::string::npos) {
      const size_t width = tensor.shape[1];
      for (size_t i = 0; i < tensor.values.size(); ++i) {
        permuted[name].values[to[i / width] * width + i % width] =
            tensor.values[i];
      }
    }
  }
  return permuted;
}

// Where one expert opens, to the bit: each has the same sums in the same order,
// wherever it stands. Of several only the order in which their outputs are
// added changes.
TEST(Mixture, DoesNotDependOnTheOrderOfItsExperts) {
  const std::vector<int> to = {4, 2, 5, 0, 3, 1};
  for (const int top_k : {1, 2, 3}) {
    const MixtralShape shape = SixExperts(top_k);
    const HfTensors tensors = RandomMixtral(shape, 1);
    const auto genome = Converted(ConfigJson(shape), tensors);
    const auto moved =
        Converted(ConfigJson(shape), PermuteExperts(tensors, to));
    const std::vector<int> tokens = RandomTokens(kTokens, shape.vocabulary, 1);
    const EngineReading a = ReadTokens(*genome, tokens, OneThread());
    const EngineReading b = ReadTokens(*moved, tokens, OneThread());
    if (top_k == 1) {
      EXPECT_EQ(a.hidden, b.hidden);
      EXPECT_EQ(a.logits, b.logits);
    }
    const Reading reference = ReadMixtral(shape, tensors, tokens);
    EXPECT_LT(Difference(a, reference), kF32);
    EXPECT_LT(Difference(b, reference), kF32);
    for (int layer = 0; layer < shape.layers; ++layer) {
      for (int t = 0; t < kTokens; ++t) {
        std::vector<int> chosen = ExpertsOf(*genome, a, layer, t);
        ASSERT_EQ(chosen.size(), top_k);
        for (int& expert : chosen) expert = to[expert];
        std::sort(chosen.begin(), chosen.end());
        ASSERT_EQ(ExpertsOf(*moved, b, layer, t), chosen);
      }
    }
  }
}

// All experts with the weights of a softmax: asked for by the query's top_k, by
// the model's, and by everything_open.
TEST(Mixture, OfAllItsExpertsIsDense) {
  const MixtralShape two = SixExperts(2), all = SixExperts(6);
  const HfTensors tensors = RandomMixtral(two, 2);
  const std::vector<int> tokens = RandomTokens(kTokens, two.vocabulary, 2);
  const auto genome = Converted(ConfigJson(two), tensors);
  const auto dense = Converted(ConfigJson(all), tensors);
  TransformerOptions by_top_k = OneThread(), by_opening = OneThread();
  by_top_k.top_k = 6;
  by_opening.everything_open = true;
  const EngineReading expected = ReadTokens(*dense, tokens, OneThread());
  EXPECT_LT(Difference(expected, ReadMixtral(all, tensors, tokens)), kF32);
  ExpectSameBits(ReadTokens(*genome, tokens, by_top_k), expected);
  ExpectSameBits(ReadTokens(*genome, tokens, by_opening), expected);
  EXPECT_NE(ReadTokens(*genome, tokens, OneThread()).hidden, expected.hidden);
}

TEST(Mixture, TakesTopKFromTheQuery) {
  const HfTensors tensors = RandomMixtral(SixExperts(2), 3);
  const auto genome = Converted(ConfigJson(SixExperts(2)), tensors);
  const std::vector<int> tokens = RandomTokens(kTokens, 40, 3);
  for (const int top_k : {1, 2, 3, 5}) {
    const MixtralShape shape = SixExperts(top_k);
    TransformerOptions options = OneThread();
    options.top_k = top_k;
    const EngineReading asked = ReadTokens(*genome, tokens, options);
    ExpectSameBits(asked, ReadTokens(*Converted(ConfigJson(shape), tensors),
                                     tokens, OneThread()));
    EXPECT_LT(Difference(asked, ReadMixtral(shape, tensors, tokens)), kF32);
  }
}

TEST(Mixture, OpensWhatIsRequiredAndNothingForbidden) {
  const MixtralShape shape = SixExperts(2);
  const HfTensors tensors = RandomMixtral(shape, 4);
  const auto genome = Converted(ConfigJson(shape), tensors);
  const std::vector<int> tokens = RandomTokens(kTokens, shape.vocabulary, 4);
  const std::vector<std::pair<std::vector<int>, std::vector<int>>> questions = {
      {{3}, {}}, {{}, {0}}, {{5}, {1, 2}}, {{0, 1, 4}, {}}};
  for (const auto& [required, forbidden] : questions) {
    ReadingOptions asked;
    asked.required = required;
    asked.forbidden = forbidden;
    TransformerOptions options = OneThread();
    const auto domains = [&](const std::vector<int>& experts) {
      std::vector<uint8_t> flags(shape.layers * shape.experts);
      for (int layer = 0; layer < shape.layers; ++layer) {
        for (const int e : experts) flags[layer * shape.experts + e] = 1;
      }
      return flags;
    };
    options.required = domains(required);
    options.forbidden = domains(forbidden);
    const EngineReading reading = ReadTokens(*genome, tokens, options);
    const Reading reference = ReadMixtral(shape, tensors, tokens, asked);
    EXPECT_LT(Difference(reading, reference), kF32);
    for (int t = 0; t < kTokens; ++t) {
      ASSERT_EQ(ExpertsOf(*genome, reading, 1, t), reference.experts[1][t]);
    }
  }
}

void Require(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

// The last expert of each layer, which no gate scores: every token reads it.
std::unique_ptr<const Genome> ShareTheLastExpert(const Genome& genome,
                                                 const MixtralShape& shape) {
  const std::string path = testing::TempDir() + "/shared.regulon";
  auto writer = GenomeWriter::Create(path);
  Require(writer.status());
  Require(ForEachTensor(genome, **writer, [&](int tensor) {
    const proto::TensorEntry& entry = genome.manifest().tensors(tensor);
    if (entry.name() != tensors::kRouterGate) {
      return CopyTensor(genome, tensor, **writer);
    }
    const std::vector<float> gate = Unpacked(genome.MatrixOf(tensor));
    std::vector<float> kept;
    for (size_t i = 0; i < gate.size(); ++i) {
      if (i % shape.experts != static_cast<size_t>(shape.experts) - 1) {
        kept.push_back(gate[i]);
      }
    }
    return (*writer)->AddMatrix(
        {tensors::kRouterGate, entry.role(), entry.stage(), -1,
         static_cast<int>(entry.layer())},
        DType::kF32, shape.width, shape.experts - 1, kept);
  }));
  proto::Manifest manifest = genome.manifest();
  manifest.clear_segments();
  manifest.clear_tensors();
  for (int layer = 0; layer < shape.layers; ++layer) {
    proto::Domain& domain =
        *manifest.mutable_domains((layer + 1) * shape.experts - 1);
    domain.set_id(absl::StrCat("layer", layer, ".shared"));
    domain.set_routed(false);
  }
  Require((*writer)->Finish(std::move(manifest)));
  auto shared = Genome::Open(path);
  Require(shared.status());
  return *std::move(shared);
}

TEST(Mixture, AddsASharedExpertToThoseThatAreRouted) {
  const MixtralShape shape = SixExperts(2);
  HfTensors tensors = RandomMixtral(shape, 9);
  const auto genome =
      ShareTheLastExpert(*Converted(ConfigJson(shape), tensors), shape);
  for (int layer = 0; layer < shape.layers; ++layer) {
    const std::string block =
        absl::StrCat("model.layers.", layer, ".block_sparse_moe.");
    for (const char* matrix : {"w1", "w2", "w3"}) {
      tensors[absl::StrCat(block, "shared.", matrix, ".weight")] =
          tensors[absl::StrCat(block, "experts.5.", matrix, ".weight")];
    }
    HfTensor& gate = tensors[block + "gate.weight"];
    --gate.shape[0];
    gate.values.resize(gate.shape[0] * gate.shape[1]);
  }
  const std::vector<int> tokens = RandomTokens(kTokens, shape.vocabulary, 9);
  ReadingOptions shared;
  shared.shared = true;
  const Reading reference = ReadMixtral(shape, tensors, tokens, shared);
  const EngineReading reading = ReadTokens(*genome, tokens, OneThread());
  EXPECT_LT(Difference(reading, reference), kF32);
  for (int t = 0; t < kTokens; ++t) {
    ASSERT_EQ(ExpertsOf(*genome, reading, 0, t), reference.experts[0][t]);
    ASSERT_EQ(reading.open[t * shape.layers * shape.experts + 5], 1);
  }
}

}  // namespace
}  // namespace regulon::reference
