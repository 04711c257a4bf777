#include "engine/transformer/transformer.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/random.h"
#include "gtest/gtest.h"
#include "tests/transformer/tiny_genome.h"

namespace regulon {
namespace {

std::vector<int32_t> Tokens(int64_t count, uint32_t vocabulary = 70) {
  Random random(5, 0);
  std::vector<int32_t> tokens(count);
  for (int32_t& token : tokens) {
    token = static_cast<int32_t>(random.Below(vocabulary));
  }
  return tokens;
}

std::unique_ptr<Transformer> Make(const Genome& genome,
                                  const TransformerOptions& options = {}) {
  auto made = Transformer::Create(genome, options);
  EXPECT_TRUE(made.ok()) << made.status();
  return *std::move(made);
}

// All tokens in calls of `each`.
TokenReading ReadAll(Transformer& transformer,
                     const std::vector<int32_t>& tokens, size_t each) {
  auto sequence = transformer.NewSequence(static_cast<int64_t>(tokens.size()));
  EXPECT_TRUE(sequence.ok()) << sequence.status();
  TokenReading all, some;
  for (size_t at = 0; at < tokens.size(); at += each) {
    const absl::Status status = transformer.Read(
        absl::MakeConstSpan(tokens).subspan(at, each), *sequence, some);
    EXPECT_TRUE(status.ok()) << status;
    all.hidden.insert(all.hidden.end(), some.hidden.begin(), some.hidden.end());
    all.open.insert(all.open.end(), some.open.begin(), some.open.end());
    all.missing.insert(all.missing.end(), some.missing.begin(),
                       some.missing.end());
    all.flops += some.flops;
  }
  EXPECT_EQ(sequence->size(), static_cast<int64_t>(tokens.size()));
  return all;
}

std::vector<float> Logits(Transformer& transformer,
                          const std::vector<float>& hidden) {
  std::vector<float> logits;
  const absl::Status status = transformer.Predict(hidden, logits);
  EXPECT_TRUE(status.ok()) << status;
  return logits;
}

constexpr DType kDTypes[] = {DType::kF32, DType::kBf16, DType::kI8, DType::kI4};

TEST(Transformer, GivesTheSameBitsInHoweverManyCallsItReads) {
  for (const DType dtype : kDTypes) {
    TransformerPlan plan = TinyMixture();
    if (dtype == DType::kBf16) plan.shape.set_window(20);
    if (dtype == DType::kF32) plan.shape.set_null_state(true);
    const auto genome = WriteTiny(plan, dtype);
    const auto transformer = Make(*genome);
    const std::vector<int32_t> tokens = Tokens(67);
    const TokenReading whole = ReadAll(*transformer, tokens, 67);
    const std::vector<float> logits = Logits(*transformer, whole.hidden);
    for (const size_t each : {1, 2, 7, 40, 66}) {
      SCOPED_TRACE(absl::StrCat(NameOf(dtype), " ", each));
      const TokenReading parts = ReadAll(*transformer, tokens, each);
      EXPECT_EQ(parts.hidden, whole.hidden);
      EXPECT_EQ(parts.open, whole.open);
      EXPECT_EQ(parts.flops, whole.flops);
      EXPECT_EQ(Logits(*transformer, parts.hidden), logits);
    }
  }
}

TEST(Transformer, GivesTheSameBitsOnAnyNumberOfThreads) {
  for (const bool masked : {false, true}) {
    for (const DType dtype : kDTypes) {
      SCOPED_TRACE(absl::StrCat(NameOf(dtype), masked ? " masked" : ""));
      const auto genome =
          WriteTiny(masked ? TinyMasked() : TinyMixture(), dtype);
      const std::vector<int32_t> tokens = Tokens(150);
      TransformerOptions options;
      options.threads = 1;
      const auto one = Make(*genome, options);
      const TokenReading reading = ReadAll(*one, tokens, tokens.size());
      for (const int threads : {2, 3, 5}) {
        options.threads = threads;
        const auto several = Make(*genome, options);
        const TokenReading other = ReadAll(*several, tokens, tokens.size());
        ASSERT_EQ(other.hidden, reading.hidden);
        ASSERT_EQ(other.open, reading.open);
        ASSERT_EQ(other.flops, reading.flops);
        ASSERT_EQ(Logits(*several, other.hidden), Logits(*one, reading.hidden));
      }
    }
  }
}

TEST(Transformer, GivesTheSameBitsWhereThreadsShareAnExpert) {
  for (const DType dtype : kDTypes) {
    for (const bool gated : {false, true}) {
      TransformerPlan plan = TinyMixture();
      plan.experts = 0;  // one for all tokens, of more than 1 MiB
      plan.gated = gated;
      plan.biases = !gated;
      plan.shape.set_activation(proto::GELU);
      plan.shape.set_width(520);
      plan.expert_width = 4100;
      plan.layers = 1;
      const auto genome = WriteTiny(plan, dtype);
      TransformerOptions options;
      options.threads = 1;
      const TokenReading one = ReadAll(*Make(*genome, options), Tokens(5), 2);
      options.threads = 3;
      const TokenReading three = ReadAll(*Make(*genome, options), Tokens(5), 2);
      EXPECT_EQ(three.hidden, one.hidden) << NameOf(dtype) << gated;
    }
  }
}

TEST(Transformer, ReadsMoreTokensThanItsMemoryTakesAtOnce) {
  const auto genome = WriteTiny(TinyMixture(), DType::kBf16);
  const auto transformer = Make(*genome);
  const std::vector<int32_t> tokens = Tokens(1100);
  const TokenReading whole = ReadAll(*transformer, tokens, tokens.size());
  ASSERT_EQ(whole.hidden.size(), tokens.size() * 24);
  EXPECT_EQ(ReadAll(*transformer, tokens, 333).hidden, whole.hidden);
}

TEST(Transformer, GivesTheSameBitsUnderALimitOfMemory) {
  TransformerPlan plan = TinyMixture();
  plan.shape.set_width(512);
  plan.expert_width = 1024;  // experts larger than a block of a Residency
  const auto genome = WriteTiny(plan, DType::kF32);
  TransformerOptions options;
  const TokenReading all = ReadAll(*Make(*genome, options), Tokens(5), 5);
  options.memory_limit = genome->file_bytes() * 2 / 3;
  EXPECT_EQ(ReadAll(*Make(*genome, options), Tokens(5), 5).hidden, all.hidden);
  options.memory_limit = 1;
  EXPECT_EQ(Transformer::Create(*genome, options).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Transformer, DoesNotSeeWhatComesLater) {
  const auto genome = WriteTiny(TinyMixture(), DType::kF32);
  const auto transformer = Make(*genome);
  std::vector<int32_t> tokens = Tokens(30);
  const TokenReading before = ReadAll(*transformer, tokens, 30);
  tokens[20] = (tokens[20] + 1) % 70;
  const TokenReading after = ReadAll(*transformer, tokens, 30);
  const auto same = [&](int64_t from, int64_t to) {
    return std::equal(before.hidden.begin() + from * 24,
                      before.hidden.begin() + to * 24,
                      after.hidden.begin() + from * 24);
  };
  EXPECT_TRUE(same(0, 20));
  for (int row = 20; row < 30; ++row) EXPECT_FALSE(same(row, row + 1)) << row;
}

TEST(Transformer, SeesWhatComesLaterWhereAllTokensAreRead) {
  const auto genome = WriteTiny(TinyMasked(), DType::kF32);
  const auto transformer = Make(*genome);
  std::vector<int32_t> tokens = Tokens(30);
  const std::vector<float> before = ReadAll(*transformer, tokens, 30).hidden;
  tokens[29] = (tokens[29] + 1) % 70;
  const std::vector<float> after = ReadAll(*transformer, tokens, 30).hidden;
  for (int row = 0; row < 30; ++row)
    EXPECT_NE(before[row * 24], after[row * 24]);
}

TEST(Transformer, PaddingChangesNothing) {
  for (const bool masked : {false, true}) {
    const auto genome =
        WriteTiny(masked ? TinyMasked() : TinyMixture(), DType::kF32);
    TransformerOptions options;
    options.padding = 3;
    const auto transformer = Make(*genome, options);
    std::vector<int32_t> tokens = Tokens(20);
    std::replace(tokens.begin(), tokens.end(), 3, 4);
    const TokenReading plain = ReadAll(*transformer, tokens, 20);
    tokens.resize(33, 3);
    const TokenReading padded = ReadAll(*transformer, tokens, 33);
    EXPECT_TRUE(std::equal(plain.hidden.begin(), plain.hidden.end(),
                           padded.hidden.begin()));
    // What they would be without the option.
    const TokenReading read = ReadAll(*Make(*genome), tokens, 33);
    EXPECT_EQ(std::equal(plain.hidden.begin(), plain.hidden.end(),
                         read.hidden.begin()),
              !masked);
  }
}

TEST(Transformer, ReadsALayerAtATime) {
  const auto genome = WriteTiny(TinyMasked(), DType::kF32);
  const auto transformer = Make(*genome);
  auto sequence = transformer->NewSequence(9);
  TokenReading reading;
  std::vector<std::vector<float>> layers;
  ASSERT_TRUE(
      transformer->ReadLayers(Tokens(9), *sequence, reading, layers).ok());
  ASSERT_EQ(layers.size(), 3u);
  EXPECT_EQ(layers[2], reading.hidden);  // there is no final norm
  EXPECT_EQ(layers[0].size(), 9u * 24);
  EXPECT_NE(layers[0], layers[1]);
}

TEST(Transformer, OpensWhatIsAskedFor) {
  const auto genome = WriteTiny(TinyMixture(), DType::kF32);
  const std::vector<int32_t> tokens = Tokens(40);
  const auto count = [&](const TransformerOptions& options, int layer) {
    const TokenReading reading = ReadAll(*Make(*genome, options), tokens, 40);
    std::vector<int> counts(4);
    for (size_t i = 0; i < reading.open.size(); ++i) {
      if (static_cast<int>(i % 8 / 4) == layer) {
        counts[i % 4] += reading.open[i];
      }
    }
    return counts;
  };
  const auto sum = [](const std::vector<int>& counts) {
    return counts[0] + counts[1] + counts[2] + counts[3];
  };
  TransformerOptions options;
  EXPECT_EQ(sum(count(options, 0)), 2 * 40);
  options.top_k = 3;
  EXPECT_EQ(sum(count(options, 1)), 3 * 40);
  options.required = {1, 0, 0, 0, 0, 0, 0, 0};
  options.forbidden = {0, 1, 0, 0, 0, 0, 0, 1};
  EXPECT_EQ(count(options, 0), (std::vector<int>{40, 0, 40, 40}));
  EXPECT_EQ(count(options, 1), (std::vector<int>{40, 40, 40, 0}));
  options = {};
  options.everything_open = true;
  EXPECT_EQ(sum(count(options, 0)), 4 * 40);
}

TEST(Transformer, TellsWhatADroppedExpertWouldHaveRead) {
  const std::vector<int32_t> tokens = Tokens(40);
  const auto whole = WriteTiny(TinyMixture(), DType::kF32);
  const TokenReading before = ReadAll(*Make(*whole), tokens, 40);
  EXPECT_TRUE(before.missing.empty());
  TinyChanges changes;
  changes.tensors = [](std::vector<PlannedTensor>& tensors) {
    for (PlannedTensor& tensor : tensors) {
      if (tensor.label.domain == 1) tensor.rows = 0;
    }
  };
  changes.manifest = [](proto::Manifest& manifest) {
    manifest.mutable_domains(1)->set_dropped(true);
  };
  const auto genome = WriteTiny(TinyMixture(), DType::kF32, changes);
  const TokenReading after = ReadAll(*Make(*genome), tokens, 40);
  ASSERT_EQ(after.missing.size(), after.open.size());
  int missing = 0;
  for (int row = 0; row < 40; ++row) {
    EXPECT_EQ(after.missing[row * 8 + 1], before.open[row * 8 + 1]);
    EXPECT_EQ(after.open[row * 8 + 1], 0);
    EXPECT_EQ(after.open[row * 8], before.open[row * 8]);
    missing += after.missing[row * 8 + 1];
  }
  EXPECT_GT(missing, 0);
  EXPECT_NE(after.hidden, before.hidden);
}

TEST(Transformer, RefusesWhatItCannotRead) {
  const auto genome = WriteTiny(TinyMixture(), DType::kF32);
  const auto transformer = Make(*genome);
  auto sequence = transformer->NewSequence(5);
  TokenReading reading;
  ASSERT_TRUE(transformer->Read({1, 2}, *sequence, reading).ok());
  const absl::Status outside = transformer->Read({1, 70}, *sequence, reading);
  EXPECT_EQ(outside.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(absl::StrContains(outside.message(), "token 70 at position 3"));
  EXPECT_FALSE(transformer->Read({-1}, *sequence, reading).ok());
  const absl::Status longer = transformer->Read(Tokens(4), *sequence, reading);
  EXPECT_EQ(longer.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(sequence->size(), 2);
  EXPECT_FALSE(transformer->NewSequence(0).ok());
  EXPECT_FALSE(transformer->NewSequence(1201).ok());
  std::vector<float> logits;
  EXPECT_FALSE(transformer->Predict(std::vector<float>(25), logits).ok());

  const auto masked = WriteTiny(TinyMasked(), DType::kF32);
  const auto bidirectional = Make(*masked);
  auto once = bidirectional->NewSequence(9);
  ASSERT_TRUE(bidirectional->Read({1, 2}, *once, reading).ok());
  EXPECT_EQ(bidirectional->Read({1}, *once, reading).code(),
            absl::StatusCode::kInvalidArgument);
  once->Truncate(0);
  EXPECT_TRUE(bidirectional->Read({1}, *once, reading).ok());
}

TEST(Transformer, RefusesOptionsThatDoNotFit) {
  const auto genome = WriteTiny(TinyMixture(), DType::kF32);
  TransformerOptions short_list, both, negative;
  short_list.required = {1};
  both.required = both.forbidden = std::vector<uint8_t>(8, 1);
  negative.top_k = -1;
  for (const auto& options : {short_list, both, negative}) {
    EXPECT_EQ(Transformer::Create(*genome, options).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  const auto masked = WriteTiny(TinyMasked(), DType::kF32);
  TransformerOptions forbidden;
  forbidden.forbidden = {1, 0};
  EXPECT_EQ(Transformer::Create(*masked, forbidden).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace regulon
