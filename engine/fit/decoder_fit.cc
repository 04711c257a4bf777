#include "engine/fit/decoder_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/fit/adamw.h"
#include "engine/fit/decoder_network.h"
#include "engine/regression/inner_folds.h"
#include "engine/workers.h"

namespace regulon {
namespace {

using Eigen::Index;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

constexpr int kWarmUp = 20;  // epochs in which the rate rises

// s = (y - mean) / scale.
struct Standard {
  RowVectorXd mean;
  double scale = 1;

  SeriesRows Apply(const SeriesRows& states) const {
    return (states.rowwise() - mean) / scale;
  }
};

Standard StandardOf(absl::Span<const SeriesRows> series) {
  Standard made;
  made.mean = RowVectorXd::Zero(series[0].cols());
  double steps = 0, squares = 0;
  for (const SeriesRows& states : series) {
    made.mean += states.colwise().sum();
    steps += static_cast<double>(states.rows());
  }
  made.mean /= steps;
  for (const SeriesRows& states : series) {
    squares += (states.rowwise() - made.mean).squaredNorm();
  }
  const double scale =
      std::sqrt(squares / steps / static_cast<double>(made.mean.size()));
  made.scale = scale > 0 ? scale : 1;
  return made;
}

// Of a series and what was predicted to follow its steps.
double MeanSquare(const SeriesRows& states, const SeriesRows& next) {
  const Index rows = states.rows() - 1;
  return (states.bottomRows(rows) - next.topRows(rows)).squaredNorm() /
         static_cast<double>(rows * states.cols());
}

class Trainer {
 public:
  Trainer(const DecoderSeries& series, const DecoderFitOptions& options)
      : series_(series), options_(options), workers_(options.threads) {
    const size_t count = series.states.size();
    std::vector<int> group(count);
    std::iota(group.begin(), group.end(), 0);
    folds_ = SamplesByFold(InnerFolds(group, options.folds, options.seed));
    for (size_t f = 0; f < folds_.size(); ++f) {
      std::vector<int>& others = others_.emplace_back();
      for (const int k : group) {
        if (!std::binary_search(folds_[f].begin(), folds_[f].end(), k)) {
          others.push_back(k);
        }
      }
      standards_.push_back(StandardOf(Of(others)));
    }
  }

  DecoderFit Run() {
    DecoderFit fit;
    fit.penalty = ChoosePenalty();
    const size_t looks = options_.epochs / options_.judge_epochs;
    const auto folds = static_cast<int>(folds_.size());
    // By variant, without the linear term and with it: [series][look].
    std::vector<std::vector<std::vector<double>>> errors(
        2, std::vector<std::vector<double>>(series_.states.size()));
    workers_.Run(2 * folds, [&](int task, int worker) {
      const int fold = task / 2, variant = task % 2;
      Train(others_[fold], standards_[fold], variant == 1, fit.penalty,
            static_cast<int>(looks) * options_.judge_epochs,
            [&](int epoch, const DecoderNetwork& network, const VectorXd& p) {
              if (worker == 0 && options_.on_progress) {
                options_.on_progress(
                    (task + static_cast<double>(epoch) / options_.epochs) /
                    (2 * folds + 1));
              }
              if (epoch % options_.judge_epochs != 0) return;
              for (const int k : folds_[fold]) {
                errors[variant][k].push_back(
                    Judge(network, p, standards_[fold], k));
              }
            });
    });
    size_t best_look = 0, best_variant = 0;
    double least = HUGE_VAL;
    for (size_t variant = 0; variant < 2; ++variant) {
      for (size_t look = 0; look < looks; ++look) {
        double sum = 0;
        for (const auto& of_series : errors[variant]) sum += of_series[look];
        if (!(sum < least)) continue;  // nor where it is not a number
        least = sum;
        best_look = look;
        best_variant = variant;
      }
    }
    fit.epochs = static_cast<int>(best_look + 1) * options_.judge_epochs;
    fit.linear = best_variant == 1;
    Compare(errors[best_variant], best_look, fit);
    std::vector<int> all(series_.states.size());
    std::iota(all.begin(), all.end(), 0);
    const Standard standard = StandardOf(series_.states);
    fit.draft = Train(all, standard, fit.linear, fit.penalty, fit.epochs,
                      [](int, const DecoderNetwork&, const VectorXd&) {});
    return fit;
  }

 private:
  std::vector<SeriesRows> Of(const std::vector<int>& which) const {
    std::vector<SeriesRows> taken;
    for (const int k : which) taken.push_back(series_.states[k]);
    return taken;
  }
  std::vector<SeriesRows> Standardized(const std::vector<int>& which,
                                       const Standard& standard) const {
    std::vector<SeriesRows> taken = Of(which);
    for (SeriesRows& states : taken) states = standard.Apply(states);
    return taken;
  }
  const SeriesRows& LatentsOf(int k) const {
    static const auto& none = *new SeriesRows;
    return series_.latents.empty() ? none : series_.latents[k];
  }

  double ChoosePenalty() {
    const absl::Span<const double> penalties = LinearPenalties();
    const auto count = static_cast<int>(series_.states.size());
    linear_.assign(penalties.size(), std::vector<double>(count));
    workers_.Run(static_cast<int>(penalties.size()), [&](int i, int) {
      for (size_t f = 0; f < folds_.size(); ++f) {
        const LinearDifference fitted =
            FitLinearDifference(Of(others_[f]), penalties[i]);
        for (const int k : folds_[f]) {
          const SeriesRows& states = series_.states[k];
          linear_[i][k] = MeanSquare(states, fitted.Next(states));
        }
      }
    });
    size_t best = 0;
    const auto sum = [this](size_t i) {
      return std::accumulate(linear_[i].begin(), linear_[i].end(), 0.0);
    };
    for (size_t i = 1; i < linear_.size(); ++i) {
      if (sum(i) < sum(best) || std::isnan(sum(best))) best = i;
    }
    linear_[0] = linear_[best];
    return penalties[best];
  }

  double Judge(const DecoderNetwork& network, const VectorXd& parameters,
               const Standard& standard, int k) const {
    const SeriesRows states = standard.Apply(series_.states[k]);
    DecoderNetwork::Trace trace;
    const SeriesRows next =
        states + network.Forward(parameters, states, LatentsOf(k), trace);
    return MeanSquare(states, next) * standard.scale * standard.scale;
  }

  template <typename Look>
  DecoderDraft Train(const std::vector<int>& which, const Standard& standard,
                     bool linear, double penalty, int epochs, Look look) const {
    const std::vector<SeriesRows> states = Standardized(which, standard);
    DecoderSizes sizes;
    sizes.genes = static_cast<int>(states[0].cols());
    double values = 0;
    for (const SeriesRows& one : states) {
      sizes.positions =
          std::max(sizes.positions, static_cast<int>(one.rows()) - 1);
      values += static_cast<double>((one.rows() - 1) * one.cols());
    }
    sizes.width = options_.width;
    sizes.heads = options_.heads;
    sizes.blocks = options_.blocks;
    sizes.hidden = options_.hidden;
    sizes.recalls = options_.recalls;
    sizes.latents = options_.latents;
    if (!series_.latents.empty()) {
      sizes.latent_width = static_cast<int>(series_.latents[0].cols());
    }
    sizes.linear = linear;
    const DecoderNetwork network(sizes);
    const DecoderNetwork::Places& p = network.places();
    VectorXd parameters = network.Start(options_.seed);
    VectorXd pace = VectorXd::Ones(network.size());
    const auto set = [&](const DecoderNetwork::Place& place, double value) {
      pace.segment(place.at, place.rows * place.columns).setConstant(value);
    };
    for (const auto* place :
         {&p.token, &p.recall_gate, &p.output, &p.output_bias}) {
      set(*place, options_.gene_rate);
    }
    if (linear) {
      const LinearDifference fitted = FitLinearDifference(states, penalty);
      const SeriesRows a = fitted.a;
      parameters.segment(p.linear.at, a.size()) =
          Eigen::Map<const VectorXd>(a.data(), a.size());
      parameters.segment(p.output_bias.at, fitted.b.size()) =
          fitted.b.transpose();
      set(p.linear, 0);
    }
    AdamW<VectorXd> optimizer(network.size(), 1);
    DecoderNetwork::Trace trace;
    VectorXd gradient, before;
    for (int epoch = 1; epoch <= epochs; ++epoch) {
      gradient.setZero(network.size());
      for (size_t i = 0; i < states.size(); ++i) {
        const Index rows = states[i].rows() - 1;
        const SeriesRows from = states[i].topRows(rows);
        const SeriesRows left =
            from - states[i].bottomRows(rows) +
            network.Forward(parameters, from, LatentsOf(which[i]), trace);
        network.Backward(parameters, trace, (2 / values) * left, gradient);
      }
      before = parameters;
      const double rate =
          options_.rate * std::min(1.0, epoch / double{kWarmUp});
      optimizer.Step(gradient, rate, options_.decay, parameters);
      parameters = before + pace.cwiseProduct(parameters - before);
      look(epoch, network, parameters);
    }
    DecoderDraft draft = network.ToDraft(parameters);
    const Eigen::VectorXf mean = standard.mean.transpose().cast<float>();
    draft.mean.assign(mean.data(), mean.data() + mean.size());
    draft.scale = {static_cast<float>(standard.scale)};
    draft.time_step = {static_cast<float>(series_.time_step)};
    return draft;
  }

  void Compare(const std::vector<std::vector<double>>& errors, size_t look,
               DecoderFit& fit) const {
    std::vector<double> over_last, over_linear;
    double steps = 0;
    for (size_t k = 0; k < errors.size(); ++k) {
      const SeriesRows& states = series_.states[k];
      const auto weight = static_cast<double>(states.rows() - 1);
      const double decoder = errors[k][look], linear = linear_[0][k];
      const double last = MeanSquare(states, states);
      over_last.push_back(last - decoder);
      over_linear.push_back(linear - decoder);
      steps += weight;
      fit.rmse += weight * decoder;
      fit.rmse_last += weight * last;
      fit.rmse_linear += weight * linear;
    }
    for (double* sum : {&fit.rmse, &fit.rmse_last, &fit.rmse_linear}) {
      *sum = std::sqrt(*sum / steps);
    }
    fit.over_last = MeanGainOf(over_last);
    fit.over_linear = MeanGainOf(over_linear);
  }

  const DecoderSeries& series_;
  const DecoderFitOptions& options_;
  Workers workers_;
  std::vector<std::vector<int>> folds_, others_;  // series
  std::vector<Standard> standards_;               // of the others
  // [penalty][series]; the first is then that of the chosen one.
  std::vector<std::vector<double>> linear_;
};

absl::Status Check(const DecoderSeries& series,
                   const DecoderFitOptions& options) {
  if (series.states.size() < 3) {
    return absl::InvalidArgumentError(
        absl::StrCat(series.states.size(),
                     " time series are too few to judge a decoder by; give at "
                     "least 3"));
  }
  const Index genes = series.states[0].cols();
  bool right =
      genes > 0 && options.width > 0 && options.heads > 0 &&
      options.width % options.heads == 0 && options.blocks > 0 &&
      options.hidden > 0 && options.recalls > 0 && options.latents > 0 &&
      options.judge_epochs > 0 && options.epochs >= options.judge_epochs &&
      options.folds > 1 &&
      (series.latents.empty() || series.latents.size() == series.states.size());
  for (size_t k = 0; k < series.states.size(); ++k) {
    if (series.states[k].rows() < 3) {
      return absl::InvalidArgumentError(
          absl::StrCat("time series #", k + 1, " has ", series.states[k].rows(),
                       " steps; give at least 3"));
    }
    right = right && series.states[k].cols() == genes &&
            (series.latents.empty() ||
             (series.latents[k].size() > 0 &&
              series.latents[k].rows() == series.latents[0].rows() &&
              series.latents[k].cols() == series.latents[0].cols()));
  }
  return right ? absl::OkStatus()
               : absl::InvalidArgumentError(
                     "the time series or the sizes of the decoder do not fit "
                     "each other");
}

}  // namespace

absl::StatusOr<DecoderFit> FitDecoder(const DecoderSeries& series,
                                      const DecoderFitOptions& options) {
  const absl::Status status = Check(series, options);
  if (!status.ok()) return status;
  return Trainer(series, options).Run();
}

DecoderTables TablesOf(const DecoderDraft& draft, int64_t encoder_latents,
                       int64_t encoder_width) {
  const auto vector = [](const std::vector<float>& values) {
    return DecoderTensor{values, 1, static_cast<int64_t>(values.size()), {}};
  };
  const auto dense = [](const Dense& from) {
    return DecoderTensor{from.values, from.rows, from.columns, {}};
  };
  DecoderTables t;
  t.genes = static_cast<int>(draft.mean.size());
  t.encoder_latents = encoder_latents;
  t.encoder_width = encoder_width;
  t.mean = vector(draft.mean);
  t.scale = vector(draft.scale);
  t.time_step = vector(draft.time_step);
  t.output_bias = vector(draft.output_bias);
  t.token = dense(draft.token);
  t.position = dense(draft.position);
  t.latent = dense(draft.latent);
  t.self = dense(draft.self);
  t.cross_query = dense(draft.cross_query);
  t.cross_key = dense(draft.cross_key);
  t.cross_value = dense(draft.cross_value);
  t.cross_output = dense(draft.cross_output);
  t.sharpness = dense(draft.sharpness);
  t.up = dense(draft.up);
  t.up_bias = dense(draft.up_bias);
  t.down = dense(draft.down);
  t.recall_query = dense(draft.recall_query);
  t.recall_key = dense(draft.recall_key);
  t.recall_lag = dense(draft.recall_lag);
  t.recall_gate = dense(draft.recall_gate);
  t.output = dense(draft.output);
  t.linear = dense(draft.linear);
  return t;
}

}  // namespace regulon
