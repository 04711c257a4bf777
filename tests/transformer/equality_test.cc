// Converted checkpoints compute what the published definitions say: hidden
// states of every block boundary, final hidden states and logits, held against
// the float64 reference.

#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/transformer/comparison.h"

namespace regulon::reference {
namespace {

constexpr int kLongest = 64;
constexpr int kAllRows = kLongest * (kLongest + 1) / 2;

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
    c.Print("mixtral f32 " + std::to_string(index));
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
    c.Print("bert f32 " + std::to_string(index));
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
      c.Add(*genome, shape, pieces, reference);
      EXPECT_LT(c.Worst(), kF32);
      EXPECT_GE(c.rows, kLongest / 2);
      EXPECT_EQ(pieces.layers, whole.layers);
      EXPECT_EQ(pieces.hidden, whole.hidden);
      EXPECT_EQ(pieces.logits, whole.logits);
      EXPECT_EQ(pieces.open, whole.open);
    }
  }
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
    c.Add(*mixture, mixtral, ReadTokens(*mixture, tokens, OneThread()),
          ReadMixtral(mixtral, rounded(experts), tokens));
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
