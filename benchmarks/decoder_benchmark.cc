// DREAM4's ten time series of 100 genes, each left out in turn: what comes next
// by the last value, by the mean change of the step, by a linear difference
// equation, and by a decoder, each fitted to the nine others.
//
//   bazel run -c opt //benchmarks:decoder_benchmark -- $PWD/../shared
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/eval/series_scores.h"
#include "engine/expression/lists.h"
#include "engine/expression/read_expression.h"
#include "engine/expression/time_series.h"
#include "engine/fit/make_problem.h"
#include "engine/fit/mean_gain.h"
#include "engine/fit/try_decoder.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr const char* kNames[kForecasters] = {
    "last value", "mean change of the step", "linear difference", "decoder"};

absl::StatusOr<DecoderSeries> ReadSeries(const std::string& folder) {
  ReadOptions options;
  options.unit = "fold_change";
  ASSIGN_OR_RETURN(
      const Expression expression,
      ReadExpression(folder + "/expression.tsv", options, nullptr));
  ProblemParts parts;
  parts.targets = Targets::kAll;
  ASSIGN_OR_RETURN(parts.regulators, ReadNames(folder + "/tf_names.tsv"));
  ProblemReport report;
  ASSIGN_OR_RETURN(const Problem problem,
                   MakeProblem(expression, parts, report));
  ASSIGN_OR_RETURN(const TimeSeries series,
                   ReadTimeSeries(folder + "/meta_data.tsv", problem.samples));
  return SeriesOf(problem, series);
}

double RootMean(const std::vector<double>& squares, size_t from, size_t to) {
  double sum = 0;
  for (size_t i = from; i < to; ++i) sum += squares[i];
  return std::sqrt(sum / static_cast<double>(to - from));
}

// Means over the series of a figure of each forecaster, and the paired
// differences of the others to the decoder.
template <typename Figure>
void PrintRow(const char* what, const std::vector<SeriesScores>& scores,
              size_t from, size_t to, Figure figure) {
  for (int f = 0; f < kForecasters; ++f) {
    std::vector<double> gains;
    double mean = 0;
    for (size_t k = from; k < to; ++k) {
      const double own = figure(scores[k].of[f]);
      mean += own / static_cast<double>(to - from);
      gains.push_back(own - figure(scores[k].of[kForecasters - 1]));
    }
    const MeanGain gain = MeanGainOf(gains);
    std::printf("| %s | %s | %.4f |", what, kNames[f], mean);
    if (f + 1 < kForecasters) {
      std::printf(" %+.4f ± %.4f |\n", gain.mean, gain.standard_error);
    } else {
      std::printf(" |\n");
    }
  }
}

absl::Status Run(const std::string& shared) {
  ASSIGN_OR_RETURN(const DecoderSeries series,
                   ReadSeries(shared + "/data/dream4"));
  const absl::StatusOr<std::vector<SeriesScores>> scores = LeaveSeriesOut(
      series, DecoderFitOptions(),
      [](double share) { std::fprintf(stderr, "%.0f %%\n", 100 * share); });
  RETURN_IF_ERROR(scores.status());
  std::printf(
      "| series | steps | one step: last | clock | linear | decoder | rollout: "
      "last | clock | linear | decoder | epochs | s A | kept |\n");
  for (size_t k = 0; k < scores->size(); ++k) {
    const SeriesScores& s = (*scores)[k];
    std::printf("| %zu | %d |", k + 1,
                static_cast<int>(series.states[k].rows()));
    for (const SeriesScore& of : s.of) std::printf(" %.4f |", of.OneStepRmse());
    for (const SeriesScore& of : s.of) std::printf(" %.4f |", of.RolloutRmse());
    std::printf(" %d | %s | %s |\n", s.epochs, s.linear ? "yes" : "no",
                s.helps ? "yes" : "no");
  }
  const size_t all = scores->size(), half = all / 2;
  std::printf(
      "\n| what | by | RMSE, mean of the series | more than the decoder's |\n");
  const auto one_step = [](const SeriesScore& s) { return s.OneStepRmse(); };
  const auto rollout = [](const SeriesScore& s) { return s.RolloutRmse(); };
  PrintRow("one step", *scores, 0, all, one_step);
  PrintRow("rollout", *scores, 0, all, rollout);
  PrintRow("one step, series 1-5", *scores, 0, half, one_step);
  PrintRow("one step, series 6-10", *scores, half, all, one_step);
  PrintRow("rollout, series 6-10", *scores, half, all, rollout);
  PrintRow("one step, to steps 1-10", *scores, 0, all,
           [](const SeriesScore& s) { return RootMean(s.one_step, 0, 10); });
  PrintRow("one step, to step 11", *scores, 0, all,
           [](const SeriesScore& s) { return RootMean(s.one_step, 10, 11); });
  PrintRow("one step, to steps 12-20", *scores, 0, all,
           [](const SeriesScore& s) { return RootMean(s.one_step, 11, 20); });
  return absl::OkStatus();
}

}  // namespace
}  // namespace regulon

int main(int argc, char** argv) {
  const absl::Status status = regulon::Run(argc > 1 ? argv[1] : "../shared");
  if (status.ok()) return 0;
  std::fprintf(stderr, "decoder_benchmark: %s\n",
               std::string(status.message()).c_str());
  return 1;
}
