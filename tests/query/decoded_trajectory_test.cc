// A decoder fitted beside a genome, written, opened and followed.
#include "engine/query/decoded_trajectory.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/decoder/decoder.h"
#include "engine/fit/encoder_network.h"
#include "engine/fit/try_decoder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/eval/small_problem.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

constexpr int kSteps = 6;

// Of 60 samples 6 series of 10; the first genes are the regulators.
Problem WithProducts() {
  Problem problem = SmallProblem();
  for (int t = 0; t < 3; ++t) {
    problem.genes[t] = problem.regulators[t];
    problem.values.col(t) = problem.levels.col(t);
  }
  return problem;
}

TimeSeries TenEach() {
  TimeSeries series;
  for (int k = 0; k < 6; ++k) {
    std::vector<int>& chain = series.samples.emplace_back();
    for (int i = 0; i < 10; ++i) chain.push_back(10 * k + i);
  }
  series.time_step = 12.5;
  return series;
}

Fitted FitTo(const Problem& problem, bool encoder) {
  FitOptions options;
  options.encoder = false;
  options.domains = 2;
  options.threads = 1;
  auto fitted = Fit(problem, options);
  EXPECT_TRUE(fitted.ok()) << fitted.status();
  if (encoder) {
    const EncoderNetwork network({3, 6, 4, 1, 2}, {});
    fitted->pieces.encoder = network.ToDraft(network.Start(1, 1));
    fitted->draft.encoder = fitted->pieces.encoder;
  }
  DecoderFitOptions of_decoder;
  of_decoder.epochs = 20;
  const absl::Status tried =
      TryDecoder(problem, TenEach(), of_decoder, true, *fitted);
  EXPECT_TRUE(tried.ok()) << tried;
  return *std::move(fitted);
}

struct Opened {
  Opened(const Fitted& fitted, const std::string& name) {
    const std::string path = testing::TempDir() + "/" + name;
    const absl::Status written = WriteFitted(fitted, path);
    EXPECT_TRUE(written.ok()) << written;
    genome = *Genome::Open(path);
    CellOptions options;
    options.trace = true;
    cell = *Cell::Create(*genome, options);
  }
  std::unique_ptr<const Genome> genome;
  std::unique_ptr<Cell> cell;
};

// By the decoder as it was fitted, state by state.
std::vector<float> Expected(const Fitted& fitted, std::vector<float> state,
                            absl::Span<const float> latents, int held,
                            float level) {
  const int64_t width = latents.empty() ? 0 : 6;
  const auto decoder = Decoder::Create(
      TablesOf(fitted.draft.decoder, latents.empty() ? 0 : 4, width));
  EXPECT_TRUE(decoder.ok()) << decoder.status();
  ReadSet reads;
  int64_t flops = 0;
  auto sequence = decoder->Start(kSteps, latents, reads, flops);
  EXPECT_TRUE(sequence.ok()) << sequence.status();
  std::vector<float> next(state.size()), all;
  for (int step = 0; step < kSteps; ++step) {
    if (held >= 0) state[held] = level;
    EXPECT_TRUE(
        decoder->Read(state, *sequence, absl::MakeSpan(next), reads, flops)
            .ok());
    if (held >= 0) next[held] = level;
    all.insert(all.end(), next.begin(), next.end());
    state = next;
  }
  return all;
}

std::vector<float> Followed(Cell& cell, const Context& context,
                            std::vector<DecodedCourse>& courses) {
  std::vector<float> steps;
  DecodedOptions options;
  options.steps = kSteps;
  options.on_step = [&steps](const DecodedStep& step) {
    EXPECT_EQ(step.step, static_cast<int64_t>(steps.size()) /
                                 static_cast<int64_t>(step.expression.size()) +
                             1);
    steps.insert(steps.end(), step.expression.begin(), step.expression.end());
  };
  auto followed =
      DecodedTrajectory(cell, {{&context, nullptr, nullptr}}, options);
  EXPECT_TRUE(followed.ok()) << followed.status();
  courses = *std::move(followed);
  return steps;
}

TEST(DecodedTrajectory, IsTheDecoderFromWhatTheContextExpresses) {
  const Fitted fitted = FitTo(WithProducts(), false);
  const Opened opened(fitted, "plain.regulon");
  Context context(*opened.genome, "start");
  ASSERT_TRUE(context.SetIndex(1, 11.5).ok());
  Context clamped = context;
  ASSERT_TRUE(clamped.ClampIndex(0, 9).ok());
  const auto start = opened.cell->Express({context, clamped});
  ASSERT_TRUE(start.ok());
  std::vector<DecodedCourse> courses;

  std::vector<float> state = (*start)[0].expression;
  state[1] = 11.5;
  EXPECT_EQ(Followed(*opened.cell, context, courses),
            Expected(fitted, state, {}, -1, 0));
  EXPECT_EQ(courses[0].time_step, 12.5);
  EXPECT_GT(courses[0].flops, (*start)[0].flops);

  state = (*start)[1].expression;
  state[0] = 9;
  state[1] = 11.5;
  EXPECT_EQ(Followed(*opened.cell, clamped, courses),
            Expected(fitted, state, {}, 0, 9));
}

TEST(DecodedTrajectory, CountsWhatItReadsOfTheDecoder) {
  const Fitted fitted = FitTo(WithProducts(), false);
  const Opened opened(fitted, "counted.regulon");
  const Context context(*opened.genome, "start");
  std::vector<DecodedCourse> courses;
  Followed(*opened.cell, context, courses);
  const Inventory& inventory = opened.cell->inventory();
  const auto develop = [&inventory](const ReadSet& reads) {
    return inventory.Measure(reads).Sum(-1, static_cast<int>(Stage::kDevelop));
  };
  EXPECT_EQ(develop(courses[0].start.reads).active, 0);
  const Count count = develop(courses[0].reads);
  // Of 9 steps told apart, 6 are read: rows of 16 and of 4 are left.
  EXPECT_EQ(count.all - count.active, 3 * (16 + 4));
}

TEST(DecodedTrajectory, ReadsTheLatentsOfTheRegulatorsAtTheStart) {
  const Fitted fitted = FitTo(SmallProblem(), true);
  const Opened opened(fitted, "latents.regulon");
  EXPECT_TRUE(fitted.draft.decoder.latent.values.empty());
  Context low(*opened.genome, "low"), high(*opened.genome, "high");
  ASSERT_TRUE(low.SetIndex(0, 8).ok());
  ASSERT_TRUE(high.SetIndex(0, 12).ok());
  const auto start = opened.cell->Express({low, high});
  ASSERT_TRUE(start.ok());
  EXPECT_NE((*start)[0].trace.latents, (*start)[1].trace.latents);
  std::vector<DecodedCourse> courses;
  for (const Answer& answer : *start) {
    const Context& context = &answer == &(*start)[0] ? low : high;
    ASSERT_EQ(answer.trace.latents.size(), 4u * 6u);
    EXPECT_EQ(Followed(*opened.cell, context, courses),
              Expected(fitted, answer.expression, answer.trace.latents, -1, 0));
  }
}

TEST(DecodedTrajectory, RefusesAGenomeWithoutADecoder) {
  Fitted fitted = FitTo(WithProducts(), false);
  fitted.draft.decoder = {};
  const Opened opened(fitted, "none.regulon");
  const Context context(*opened.genome, "start");
  const auto followed = DecodedTrajectory(
      *opened.cell, {{&context, nullptr, nullptr}}, DecodedOptions());
  EXPECT_EQ(followed.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(followed.status().message(),
              HasSubstr("none.regulon: the genome has no decoder"));
}

TEST(TryDecoder, JoinsWhatGoesOnAndGroupsBySeries) {
  Problem problem = SmallProblem();
  TimeSeries series;
  series.samples = {{3, 4, 5}, {0, 1, 2}, {6, 7}};
  // The second begins with what the third ends with, which begins with what the
  // first ends with.
  problem.values.row(6) = problem.values.row(5);
  problem.values.row(0) = problem.values.row(7);
  const DecoderSeries joined = SeriesOf(problem, series);
  ASSERT_EQ(joined.states.size(), 1u);
  EXPECT_EQ(joined.states[0],
            SeriesRows(
                problem.values({3, 4, 5, 7, 1, 2}, Eigen::all).cast<double>()));
  GroupBySeries(series, problem);
  for (int i = 1; i < 8; ++i) EXPECT_EQ(problem.group[i], problem.group[0]);
  for (int i = 9; i < 60; ++i)
    EXPECT_NE(problem.group[i], problem.group[i - 1]);
}

}  // namespace
}  // namespace regulon
