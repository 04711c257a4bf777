// Changes of threads and tokens that must change nothing, or exactly what the
// reference says.

#include <vector>

#include "absl/types/span.h"
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

// Tokens that nobody attends to, put before a text, move it and change nothing
// else: what a token reads of another is of their distance alone.
TEST(RotaryPositions, CountAsDistances) {
  const MixtralShape shape = SixExperts(2);
  const HfTensors tensors = RandomMixtral(shape, 5);
  const auto genome = Converted(ConfigJson(shape), tensors);
  std::vector<int> tokens = RandomTokens(kTokens, 39, 5);
  const Reading alone = ReadMixtral(shape, tensors, tokens);
  for (const int before : {1, 7, 24}) {
    std::vector<int> moved(before, 39);
    moved.insert(moved.end(), tokens.begin(), tokens.end());
    TransformerOptions options = OneThread();
    options.padding = 39;
    EngineReading reading = ReadTokens(*genome, moved, options);
    const auto drop = [&](std::vector<float>& rows, int width) {
      rows.erase(rows.begin(), rows.begin() + before * width);
    };
    for (std::vector<float>& layer : reading.layers) drop(layer, shape.width);
    drop(reading.hidden, shape.width);
    drop(reading.logits, shape.vocabulary);
    EXPECT_LT(Difference(reading, alone), kF32) << before;
  }
}

// After a text: the same bits. Within: what the reference says.
TEST(Padding, ChangesNothingOfOtherTokens) {
  const MixtralShape mixtral = SixExperts(2);
  const BertShape bert;
  const HfTensors experts = RandomMixtral(mixtral, 6);
  const HfTensors masked = RandomBert(bert, 6);
  const auto mixture = Converted(ConfigJson(mixtral), experts);
  const auto encoder = Converted(ConfigJson(bert), masked);
  const std::vector<int> tokens = RandomTokens(kTokens, 39, 6);
  std::vector<int> longer = tokens, within = tokens;
  longer.resize(kTokens + 9, 39);
  ReadingOptions absent;
  absent.absent.resize(kTokens);
  std::vector<size_t> others;
  for (size_t t = 0; t < kTokens; ++t) {
    if (t % 5 == 2) {
      within[t] = 39;
      absent.absent[t] = true;
    } else {
      others.push_back(t);
    }
  }
  TransformerOptions options = OneThread();
  options.padding = 39;
  for (const Genome* genome : {mixture.get(), encoder.get()}) {
    const EngineReading shorter = ReadTokens(*genome, tokens, options);
    EngineReading padded = ReadTokens(*genome, longer, options);
    padded.hidden.resize(shorter.hidden.size());
    padded.logits.resize(shorter.logits.size());
    EXPECT_EQ(padded.hidden, shorter.hidden);
    EXPECT_EQ(padded.logits, shorter.logits);
    const Reading reference =
        genome == mixture.get() ? ReadMixtral(mixtral, experts, within, absent)
                                : ReadBert(bert, masked, within, absent);
    const EngineReading reading = ReadTokens(*genome, within, options);
    EXPECT_LT(Difference(reading.hidden, reference.hidden, others), kF32);
    EXPECT_LT(Difference(reading.logits, reference.logits, others), kF32);
  }
}

TEST(Future, ChangesNothingInThePast) {
  MixtralShape shape = SixExperts(2);
  for (const int window : {0, 5}) {
    shape.window = window;
    const auto genome = Converted(ConfigJson(shape), RandomMixtral(shape, 7));
    const std::vector<int> tokens = RandomTokens(kTokens, shape.vocabulary, 7);
    const EngineReading whole = ReadTokens(*genome, tokens, OneThread());
    for (const int past : {1, 16, 39}) {
      std::vector<int> other = tokens;
      for (int t = past; t < kTokens; ++t) other[t] = (other[t] + 1) % 40;
      EngineReading changed = ReadTokens(*genome, other, OneThread());
      EXPECT_NE(changed.hidden, whole.hidden);
      std::vector<float> expected = whole.hidden;
      expected.resize(past * shape.width);
      changed.hidden.resize(past * shape.width);
      EXPECT_EQ(changed.hidden, expected);
    }
  }
}

// Padding that was forgotten is no padding of what is read in its place.
TEST(Past, IsForgottenWhereItIsCutOff) {
  const MixtralShape shape = SixExperts(2);
  const auto genome = Converted(ConfigJson(shape), RandomMixtral(shape, 10));
  const std::vector<int> tokens = RandomTokens(kTokens, 39, 10);
  std::vector<int> first = tokens;
  for (const int t : {3, 12, 13, 20}) first[t] = 39;
  std::vector<int> second = tokens;
  second[3] = 39;
  TransformerOptions options = OneThread();
  options.padding = 39;
  const auto transformer = Transformer::Create(*genome, options);
  ASSERT_TRUE(transformer.ok()) << transformer.status();
  auto sequence = (*transformer)->NewSequence(kTokens);
  ASSERT_TRUE(sequence.ok()) << sequence.status();
  TokenReading reading;
  ASSERT_TRUE((*transformer)->Read(first, *sequence, reading).ok());
  sequence->Truncate(12);
  ASSERT_TRUE(
      (*transformer)
          ->Read(absl::MakeConstSpan(second).subspan(12), *sequence, reading)
          .ok());
  std::vector<float> expected = ReadTokens(**transformer, second).hidden;
  expected.erase(expected.begin(), expected.begin() + 12 * shape.width);
  EXPECT_EQ(reading.hidden, expected);
}

TEST(Threads, GiveTheSameBits) {
  const MixtralShape mixtral = SixExperts(3);
  const BertShape bert;
  const auto mixture =
      Converted(ConfigJson(mixtral), RandomMixtral(mixtral, 8));
  const auto encoder = Converted(ConfigJson(bert), RandomBert(bert, 8));
  const std::vector<int> tokens = RandomTokens(64, 40, 8);
  for (const Genome* genome : {mixture.get(), encoder.get()}) {
    const EngineReading one = ReadTokens(*genome, tokens, OneThread());
    for (const int threads : {2, 3, 5}) {
      TransformerOptions options;
      options.threads = threads;
      ExpectSameBits(ReadTokens(*genome, tokens, options), one);
    }
  }
}

}  // namespace
}  // namespace regulon::reference
