#include "engine/eval/perturbation.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/eval/other_kind.h"
#include "engine/eval/perturbation_baselines.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/regression/random_rows.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

// Regulators a b c, which are genes too, and a gene d; two controls.
struct Sample {
  std::vector<int> clamped;
  std::vector<float> values;
};

Problem ProblemOf(const std::vector<Sample>& samples) {
  Problem problem;
  problem.regulators = {"a", "b", "c"};
  problem.genes = {"a", "b", "c", "d"};
  problem.unit = *ParseUnit("activity");
  problem.levels = FloatRows::Ones(samples.size(), 3);
  problem.values.resize(samples.size(), 4);
  for (size_t i = 0; i < samples.size(); ++i) {
    problem.samples.push_back(absl::StrCat("s", i));
    problem.group.push_back(i);
    problem.clamped.push_back(samples[i].clamped);
    for (int g = 0; g < 4; ++g) problem.values(i, g) = samples[i].values[g];
    for (const int t : samples[i].clamped) problem.levels(i, t) = 0;
  }
  return problem;
}

// Remembers what it was given.
class Spy : public PerturbationPredictor {
 public:
  std::string name() const override { return "spy"; }
  absl::Status Fit(const PerturbationTraining& train, Workers&) override {
    seen.push_back(train.problem.samples);
    genes_ = train.change.cols();
    return absl::OkStatus();
  }
  absl::StatusOr<FloatRows> PredictChange(const HeldOut& unseen,
                                          Workers&) override {
    levels.push_back(unseen.levels);
    return FloatRows(FloatRows::Zero(unseen.levels.rows(), genes_));
  }
  std::vector<std::vector<std::string>> seen;
  std::vector<FloatRows> levels;

 private:
  int genes_ = 0;
};

const std::vector<Sample> kSamples = {
    {{}, {1, 1, 1, 1}},    {{}, {1, 1, 1, 3}},     // controls: 1 1 1 2
    {{0}, {0, 2, 1, 4}},   {{1}, {1, 0, 3, 2}},    // knock-outs
    {{2}, {2, 1, 0, 2}},   {{0}, {0.5, 1, 1, 3}},  // and a knock-down of a
    {{0, 1}, {0, 0, 3, 5}}};                       // and a double knock-out

double RmseOf(const PerturbationQuestion& question,
              PerturbationPredictor& predictor) {
  Workers workers(1);
  const auto result =
      JudgePerturbations(ProblemOf(kSamples), question, {&predictor}, workers);
  EXPECT_TRUE(result.ok()) << result.status();
  return result->judgements[0].rmse;
}

TEST(JudgePerturbations, HidesAllSamplesOfTheTargets) {
  PerturbationQuestion question{{0, 1}, {2, 3, 4}, false};
  Spy spy;
  RmseOf(question, spy);
  using Names = std::vector<std::string>;
  // In the order of targets a, b, c. s6 has both a and b set.
  ASSERT_EQ(spy.seen.size(), 3u);
  EXPECT_EQ(spy.seen[0], (Names{"s0", "s1", "s3", "s4"}));
  EXPECT_EQ(spy.seen[1], (Names{"s0", "s1", "s2", "s4", "s5"}));
  EXPECT_EQ(spy.seen[2], (Names{"s0", "s1", "s2", "s3", "s5", "s6"}));
  FloatRows expected(1, 3);
  expected << 0, 1, 1;
  EXPECT_EQ(spy.levels[0], expected);
}

TEST(JudgePerturbations, MayShowOtherKindsOfTheSameTarget) {
  PerturbationQuestion question{{0, 1}, {2}, true};
  Spy spy;
  RmseOf(question, spy);
  EXPECT_EQ(spy.seen[0],
            (std::vector<std::string>{"s0", "s1", "s3", "s4", "s5", "s6"}));
}

TEST(JudgePerturbations, HidesOnlyTheWholeCombination) {
  PerturbationQuestion question{{0, 1}, {6}, false};
  Spy spy;
  RmseOf(question, spy);
  EXPECT_EQ(spy.seen[0],
            (std::vector<std::string>{"s0", "s1", "s2", "s3", "s4", "s5"}));
}

TEST(NoChange, ErrsByTheChangesThemselvesButNotOfTheTarget) {
  // a: 1 0 2 of b c d; b: 0 2 0 of a c d; c: 1 0 0 of a b d.
  NoChange predictor;
  EXPECT_NEAR(RmseOf({{0, 1}, {2, 3, 4}, false}, predictor),
              std::sqrt(10.0 / 9), 1e-6);
}

TEST(MeanOfOthers, IsAsByHand) {
  // For a: of b, c alone -> 0 of c; c: 2 of b alone; d: 0 and 0. Errors 1 -2 2.
  // For b: a: 1 of c alone; c: 0 of a; d: (2 + 0) / 2. Errors -1 2 -1.
  // For c: a: 0 of b; b: 1 of a; d: (2 + 0) / 2. Errors 1 -1 -1.
  MeanOfOthers predictor;
  EXPECT_NEAR(RmseOf({{0, 1}, {2, 3, 4}, false}, predictor),
              std::sqrt((9 + 6 + 3) / 9.0), 1e-6);
}

TEST(Additive, AddsTheSingles) {
  // a and b set: c 0 + 2, d 2 + 0 against 2 and 3; the knock-out of a is nearer
  // in level than the knock-down, whose level is given here as half.
  Problem problem = ProblemOf(kSamples);
  problem.levels(5, 0) = 0.5;
  Additive predictor;
  Workers workers(1);
  const auto result =
      JudgePerturbations(problem, {{0, 1}, {6}, false}, {&predictor}, workers);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_NEAR(result->judgements[0].change(0, 2), 2, 1e-6);
  EXPECT_NEAR(result->judgements[0].change(0, 3), 2, 1e-6);
  EXPECT_NEAR(result->judgements[0].rmse, std::sqrt(0.5), 1e-6);
}

TEST(OtherKind, FindsHowMuchOfTheOtherKindToBelieve) {
  // Knock-outs do twice what knock-downs do, where they do much; the rest of
  // what is measured is noise.
  constexpr int kGenes = 30;
  Problem problem;
  problem.unit = *ParseUnit("activity");
  const FloatRows noise = RandomRows(1 + 2 * kGenes, kGenes, 1);
  problem.values = FloatRows::Ones(1 + 2 * kGenes, kGenes) + 0.02f * noise;
  problem.values.row(0).setOnes();
  for (int g = 0; g < kGenes; ++g) {
    problem.genes.push_back(absl::StrCat("g", g));
    problem.values(1 + g, (g + 1) % kGenes) -= 0.6f;
    problem.values(1 + kGenes + g, (g + 1) % kGenes) -= 0.3f;
  }
  problem.regulators = problem.genes;
  problem.levels = problem.values;
  PerturbationQuestion question{{0}, {}, true};
  for (int i = 0; i < 1 + 2 * kGenes; ++i) {
    problem.samples.push_back(absl::StrCat("s", i));
    problem.group.push_back(i);
    problem.clamped.push_back(i == 0 ? std::vector<int>{}
                                     : std::vector<int>{(i - 1) % kGenes});
    if (i > 0 && i <= kGenes) question.scored.push_back(i);
  }
  MeanOfOthers mean(true);
  OtherKind other;
  Workers workers(1);
  const auto result =
      JudgePerturbations(problem, question, {&mean, &other}, workers);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_LT(result->judgements[1].rmse, 0.4 * result->judgements[0].rmse);
  EXPECT_EQ(other.gain(), 2);
  // Without a partner it is the mean of the others.
  question.other_kinds_seen = false;
  const auto unseen =
      JudgePerturbations(problem, question, {&mean, &other}, workers);
  ASSERT_TRUE(unseen.ok()) << unseen.status();
  EXPECT_NEAR(unseen->judgements[1].rmse, unseen->judgements[0].rmse, 1e-6);
}

TEST(JudgePerturbations, NamesASampleOfTheWrongSort) {
  const Problem problem = ProblemOf(kSamples);
  NoChange predictor;
  Workers workers(1);
  const auto message = [&](const PerturbationQuestion& question) {
    const auto result =
        JudgePerturbations(problem, question, {&predictor}, workers);
    return result.ok() ? "ok" : std::string(result.status().message());
  };
  EXPECT_THAT(message({{2}, {3}, false}),
              HasSubstr("control sample 's2' is perturbed"));
  EXPECT_THAT(message({{0}, {1}, false}), HasSubstr("sample 's1'"));
  EXPECT_THAT(message({{}, {3}, false}), HasSubstr("name control samples"));
}

}  // namespace
}  // namespace regulon
