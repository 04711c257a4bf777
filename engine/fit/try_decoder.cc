#include "engine/fit/try_decoder.h"

#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "engine/fit/encoder_fit.h"
#include "engine/fit/try_encoder.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Samples of each series, those that go on from another joined to it.
std::vector<std::vector<int>> Joined(const Problem& train,
                                     const TimeSeries& series) {
  std::vector<std::vector<int>> chains = series.samples;
  const auto same = [&train](int a, int b) {
    return a != b && train.values.row(a) == train.values.row(b);
  };
  for (size_t i = 0; i < chains.size(); ++i) {
    for (size_t j = 0; j < chains.size(); ++j) {
      if (i == j || chains[i].empty() || chains[j].empty() ||
          !same(chains[i].back(), chains[j].front())) {
        continue;
      }
      chains[i].insert(chains[i].end(), chains[j].begin() + 1, chains[j].end());
      chains[j].clear();
      j = static_cast<size_t>(-1);  // what follows may be anywhere
    }
  }
  std::vector<std::vector<int>> kept;
  for (std::vector<int>& chain : chains) {
    if (!chain.empty()) kept.push_back(std::move(chain));
  }
  return kept;
}

absl::Status AddLatents(const Problem& train,
                        const std::vector<std::vector<int>>& chains,
                        const Pieces& pieces, DecoderSeries& series) {
  if (pieces.encoder.token.values.empty()) return absl::OkStatus();
  std::vector<int> first;
  for (const std::vector<int>& chain : chains) first.push_back(chain[0]);
  const FloatRows levels = train.levels(first, Eigen::all);
  ASSIGN_OR_RETURN(const FloatRows x, pieces.standardizer.Apply(levels));
  std::vector<FloatRows> latents;
  RETURN_IF_ERROR(
      ApplyEncoder(pieces.encoder,
                   SensedOf(levels, train.unit, pieces.standardizer, x),
                   &latents)
          .status());
  for (const FloatRows& z : latents) {
    series.latents.push_back(z.cast<double>());
  }
  return absl::OkStatus();
}

}  // namespace

DecoderSeries SeriesOf(const Problem& train, const TimeSeries& series) {
  DecoderSeries made;
  made.time_step = series.time_step;
  for (const std::vector<int>& chain : Joined(train, series)) {
    made.states.push_back(
        train.values(chain, Eigen::all).template cast<double>());
  }
  return made;
}

void GroupBySeries(const TimeSeries& series, Problem& train) {
  int next = 0;
  std::vector<int> group(train.samples.size(), -1);
  for (const std::vector<int>& chain : Joined(train, series)) {
    for (const int i : chain) group[i] = next;
    ++next;
  }
  // The sample that two series share stands in both of their rows.
  for (const std::vector<int>& chain : series.samples) {
    for (size_t i = 1; i < chain.size(); ++i) {
      if (group[chain[0]] < 0) group[chain[0]] = group[chain[i]];
    }
  }
  for (int& of_sample : group) {
    if (of_sample < 0) of_sample = next++;
  }
  train.group = std::move(group);
}

absl::Status TryDecoder(const Problem& train, const TimeSeries& time_series,
                        const DecoderFitOptions& options, bool keep,
                        Fitted& fitted) {
  DecoderSeries series = SeriesOf(train, time_series);
  RETURN_IF_ERROR(
      AddLatents(train, Joined(train, time_series), fitted.pieces, series));
  ASSIGN_OR_RETURN(DecoderFit fit, FitDecoder(series, options));
  auto& metrics =
      *fitted.draft.manifest.mutable_provenance()->mutable_metrics();
  metrics["decoder.series"] = static_cast<double>(series.states.size());
  metrics["decoder.epochs"] = fit.epochs;
  metrics["decoder.rmse"] = fit.rmse;
  metrics["decoder.rmse_last_value"] = fit.rmse_last;
  metrics["decoder.rmse_linear"] = fit.rmse_linear;
  const bool kept = fit.Helps() || keep;
  fitted.report.notes.push_back(absl::StrFormat(
      "the decoder %s: held-out RMSE %.4g against last value %.4g and linear "
      "difference %.4g; %s",
      fit.Helps() ? "helps" : "does not help", fit.rmse, fit.rmse_last,
      fit.rmse_linear,
      fit.Helps() ? "kept"
      : kept      ? "kept, as was asked for"
                  : "left out"));
  if (kept) fitted.draft.decoder = std::move(fit.draft);
  return absl::OkStatus();
}

}  // namespace regulon
