// Greedy continuation, against reading everything again for each token.
#include "engine/query/greedy.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "engine/genome/genome.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/transformer/tiny_genome.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

const Genome& Tiny() {
  static const Genome& genome =
      *WriteTiny(TinyMixture(), DType::kF32).release();
  return genome;
}

std::unique_ptr<Transformer> Make(const Genome& genome) {
  return *Transformer::Create(genome, {});
}

// Logits after all of the tokens, read at once.
std::vector<float> LogitsAfter(const std::vector<int32_t>& tokens) {
  const auto transformer = Make(Tiny());
  Sequence sequence = *transformer->NewSequence(tokens.size());
  TokenReading reading;
  EXPECT_TRUE(transformer->Read(tokens, sequence, reading).ok());
  const size_t width = transformer->shape().width();
  std::vector<float> logits;
  EXPECT_TRUE(
      transformer
          ->Predict(absl::MakeConstSpan(reading.hidden).last(width), logits)
          .ok());
  return logits;
}

TEST(Greedy, TakesTheMostLikelyTokenOfAllThatIsReadAgain) {
  const auto transformer = Make(Tiny());
  std::vector<int32_t> tokens = {1, 5, 9};
  GreedyOptions options;
  options.most = 12;
  const auto more = Continue(*transformer, tokens, options);
  ASSERT_TRUE(more.ok()) << more.status();
  ASSERT_EQ(more->tokens.size(), 12);
  EXPECT_FALSE(more->ended);
  EXPECT_GT(more->flops, 0);
  for (const NewToken& next : more->tokens) {
    const std::vector<float> logits = LogitsAfter(tokens);
    int best = 0;
    double sum = 0;
    for (int t = 1; t < 70; ++t) best = logits[t] > logits[best] ? t : best;
    for (const float logit : logits)
      sum += std::exp(double{logit} - logits[best]);
    EXPECT_EQ(next.token, best);
    EXPECT_EQ(next.logit, logits[best]);
    EXPECT_NEAR(next.probability, 1 / sum, 1e-12);
    EXPECT_EQ(next.missing, 0);
    tokens.push_back(next.token);
  }
}

TEST(Greedy, EndsWithTheEndToken) {
  const auto transformer = Make(Tiny());
  GreedyOptions options;
  options.most = 12;
  const auto all = *Continue(*transformer, {1, 5, 9}, options);
  options.end = all.tokens[4].token;
  const auto more = *Continue(*transformer, {1, 5, 9}, options);
  size_t first = 0;
  while (all.tokens[first].token != options.end) ++first;
  EXPECT_TRUE(more.ended);
  ASSERT_EQ(more.tokens.size(), first + 1);
  EXPECT_EQ(more.tokens.back().token, options.end);
}

TEST(Greedy, TellsOfEachReading) {
  const auto transformer = Make(Tiny());
  GreedyOptions options;
  options.most = 5;
  std::vector<size_t> tokens;
  options.on_reading = [&](const TokenReading& reading) {
    tokens.push_back(reading.hidden.size() / 24);
    return tokens.size() < 3;
  };
  const auto more = *Continue(*transformer, {1, 5, 9, 2}, options);
  EXPECT_THAT(tokens, ::testing::ElementsAre(4, 1, 1));
  EXPECT_EQ(more.tokens.size(), 2);  // of the two readings before the last
}

TEST(Greedy, TiesGoToTheLowestToken) {
  EXPECT_EQ(Largest({-1, 3, 2, 3}), 1);
  EXPECT_EQ(Probability({0, 0, 0, 0}, 2), 0.25);
}

TEST(Greedy, RefusesWhatItCannotContinue) {
  const auto transformer = Make(Tiny());
  const auto error = [](Transformer& of, const std::vector<int32_t>& prompt,
                        int64_t most) {
    GreedyOptions options;
    options.most = most;
    const auto more = Continue(of, prompt, options);
    EXPECT_TRUE(absl::IsInvalidArgument(more.status())) << more.status();
    return std::string(more.status().message());
  };
  EXPECT_THAT(error(*transformer, {}, 1), HasSubstr("nothing to continue"));
  EXPECT_THAT(error(*transformer, {1}, 0), HasSubstr("nothing to continue"));
  EXPECT_THAT(error(*transformer, {1, 2}, 1200),
              HasSubstr("after 2 there is room for 1199 new ones, not 1200"));
  EXPECT_THAT(error(*transformer, {70}, 1), HasSubstr("70"));
  const auto masked = WriteTiny(TinyMasked(), DType::kF32);
  EXPECT_THAT(error(*Make(*masked), {1}, 1), HasSubstr("continues nothing"));
}

TEST(Greedy, FillsASequenceToItsEnd) {
  TransformerPlan plan = TinyMixture();
  plan.shape.set_positions(6);
  const auto genome = WriteTiny(plan, DType::kF32);
  const auto transformer = Make(*genome);
  GreedyOptions options;
  options.most = 4;
  EXPECT_EQ(Continue(*transformer, {1, 2, 3}, options)->tokens.size(), 4);
}

}  // namespace
}  // namespace regulon
