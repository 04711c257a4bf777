// Genomes whose weights are rounded, against the reference of those weights and
// of the ones that they were.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/transformer/comparison.h"

namespace regulon::reference {
namespace {

constexpr double kMild = 1;  // gain of weights
constexpr Way kBf16 = {DType::kBf16, FileType::kF32, 1};

std::vector<int> Lengths() { return {1, 2, 3, 5, 8, 13, 21, 34, 64}; }
constexpr int kRows = 151;  // their sum

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
        shape, tensors, RoundedMatrices(tensors), kBf16, Lengths());
    c.Print("mixtral bf16, rounded " + std::to_string(index));
    EXPECT_LT(c.Worst(), kF32) << index;
    EXPECT_EQ(c.skipped, 0);
  }
}

TEST(ConvertedBert, OfBf16EqualsTheReferenceOfRoundedWeights) {
  for (int index = 0; index < kBerts; ++index) {
    const BertShape shape = Bert(index);
    const HfTensors tensors = RandomBert(shape, 20 + index);
    const Comparison c = CompareLengths(
        shape, tensors, RoundedMatrices(tensors), kBf16, Lengths());
    c.Print("bert bf16, rounded " + std::to_string(index));
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
  const Comparison c =
      CompareLengths(shape, tensors, tensors, kBf16, Lengths());
  c.Print("mixtral bf16");
  EXPECT_LT(c.Worst(), 2e-2);
  EXPECT_GT(c.rows, kRows / 4);
  EXPECT_LT(c.largest_margin_flipped, 0.05);
}

TEST(ConvertedBert, OfBf16IsNearTheReference) {
  BertShape shape = Bert(0);
  shape.width = 64;
  shape.inner = 96;
  const HfTensors tensors = RandomBert(shape, 20, kMild);
  const Comparison c =
      CompareLengths(shape, tensors, tensors, kBf16, Lengths());
  c.Print("bert bf16");
  EXPECT_LT(c.Worst(), 2e-2);
}

// Activations are rounded to 8 bits as well.
TEST(ConvertedCheckpoints, OfInt8AreNotFarFromTheReference) {
  const HfTensors experts = RandomMixtral(Mixtral(3), 30, kMild);
  const Comparison mixtral =
      CompareLengths(Mixtral(3), experts, experts, {DType::kI8}, Lengths());
  mixtral.Print("mixtral int8");
  EXPECT_LT(mixtral.Worst(), 0.1);
  EXPECT_GT(mixtral.rows, kRows / 20);
  const HfTensors masked = RandomBert(Bert(2), 30, kMild);
  const Comparison bert =
      CompareLengths(Bert(2), masked, masked, {DType::kI8}, Lengths());
  bert.Print("bert int8");
  EXPECT_LT(bert.Worst(), 0.1);
}

}  // namespace
}  // namespace regulon::reference
