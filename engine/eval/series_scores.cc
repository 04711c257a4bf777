#include "engine/eval/series_scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/decoder/decoder.h"
#include "engine/fit/linear_difference.h"
#include "engine/status.h"

namespace regulon {
namespace {

using Eigen::Index;

// What follows the last of states [steps, G], and each of the others.
using NextOf = std::function<absl::StatusOr<SeriesRows>(const SeriesRows&)>;

absl::StatusOr<SeriesScore> Score(const SeriesRows& states,
                                  const NextOf& next) {
  const Index steps = states.rows() - 1;
  const auto genes = static_cast<double>(states.cols());
  SeriesScore score;
  ASSIGN_OR_RETURN(const SeriesRows ahead, next(states.topRows(steps)));
  SeriesRows run = states.topRows(1);
  for (Index i = 0; i < steps; ++i) {
    score.one_step.push_back((ahead.row(i) - states.row(i + 1)).squaredNorm() /
                             genes);
    ASSIGN_OR_RETURN(const SeriesRows on, next(run));
    run.conservativeResize(i + 2, Eigen::NoChange);
    run.row(i + 1) = on.row(i);
    score.rollout.push_back((run.row(i + 1) - states.row(i + 1)).squaredNorm() /
                            genes);
  }
  return score;
}

// [steps, G]: the mean change to each next step.
SeriesRows MeanChanges(const std::vector<SeriesRows>& series) {
  Index steps = 0;
  for (const SeriesRows& states : series) {
    steps = std::max(steps, states.rows() - 1);
  }
  SeriesRows sum = SeriesRows::Zero(steps, series[0].cols());
  Eigen::VectorXd count = Eigen::VectorXd::Zero(steps);
  for (const SeriesRows& states : series) {
    const Index rows = states.rows() - 1;
    sum.topRows(rows) += states.bottomRows(rows) - states.topRows(rows);
    count.head(rows).array() += 1;
  }
  return count.cwiseInverse().asDiagonal() * sum;
}

absl::StatusOr<SeriesRows> Decoded(const Decoder& decoder,
                                   const SeriesRows& latents,
                                   const SeriesRows& states) {
  const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>
      given = states.cast<float>(),
      z = latents.cast<float>();
  auto next = given;
  ReadSet reads;
  int64_t flops = 0;
  ASSIGN_OR_RETURN(
      DecoderSequence sequence,
      decoder.Start(states.rows(), {z.data(), static_cast<size_t>(z.size())},
                    reads, flops));
  RETURN_IF_ERROR(decoder.Read(
      {given.data(), static_cast<size_t>(given.size())}, sequence,
      {next.data(), static_cast<size_t>(next.size())}, reads, flops));
  return SeriesRows(next.cast<double>());
}

double Root(const std::vector<double>& squares) {
  return std::sqrt(std::accumulate(squares.begin(), squares.end(), 0.0) /
                   static_cast<double>(squares.size()));
}

}  // namespace

double SeriesScore::OneStepRmse() const { return Root(one_step); }
double SeriesScore::RolloutRmse() const { return Root(rollout); }

absl::StatusOr<SeriesScores> LeaveOut(const DecoderSeries& series, int out,
                                      const DecoderFitOptions& options) {
  DecoderSeries others;
  others.time_step = series.time_step;
  for (size_t k = 0; k < series.states.size(); ++k) {
    if (static_cast<int>(k) == out) continue;
    others.states.push_back(series.states[k]);
    if (!series.latents.empty()) others.latents.push_back(series.latents[k]);
  }
  ASSIGN_OR_RETURN(const DecoderFit fit, FitDecoder(others, options));
  const SeriesRows latents =
      series.latents.empty() ? SeriesRows() : series.latents[out];
  ASSIGN_OR_RETURN(
      const Decoder decoder,
      Decoder::Create(TablesOf(fit.draft, latents.rows(), latents.cols())));
  const LinearDifference linear =
      FitLinearDifference(others.states, fit.penalty);
  const SeriesRows changes = MeanChanges(others.states);

  const SeriesRows& states = series.states[out];
  SeriesScores scores;
  scores.epochs = fit.epochs;
  scores.linear = fit.linear;
  scores.helps = fit.Helps();
  const auto score = [&](Forecaster which, const NextOf& next) -> absl::Status {
    ASSIGN_OR_RETURN(scores.of[static_cast<int>(which)], Score(states, next));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(score(Forecaster::kLastValue,
                        [](const SeriesRows& from) { return from; }));
  RETURN_IF_ERROR(score(Forecaster::kClock, [&](const SeriesRows& from) {
    SeriesRows next = from;
    const Index known = std::min(from.rows(), changes.rows());
    next.topRows(known) += changes.topRows(known);
    return next;
  }));
  RETURN_IF_ERROR(score(Forecaster::kLinear, [&](const SeriesRows& from) {
    return linear.Next(from);
  }));
  RETURN_IF_ERROR(score(Forecaster::kDecoder, [&](const SeriesRows& from) {
    return Decoded(decoder, latents, from);
  }));
  return scores;
}

absl::StatusOr<std::vector<SeriesScores>> LeaveSeriesOut(
    const DecoderSeries& series, const DecoderFitOptions& options,
    const std::function<void(double share)>& on_progress) {
  std::vector<SeriesScores> scores;
  const auto count = static_cast<int>(series.states.size());
  for (int k = 0; k < count; ++k) {
    ASSIGN_OR_RETURN(scores.emplace_back(), LeaveOut(series, k, options));
    if (on_progress) on_progress((k + 1.0) / count);
  }
  return scores;
}

}  // namespace regulon
