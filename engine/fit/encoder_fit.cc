#include "engine/fit/encoder_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/encoder/encoder.h"
#include "engine/fit/adamw.h"
#include "engine/random.h"
#include "engine/regression/dual.h"
#include "engine/status.h"
#include "engine/workers.h"

namespace regulon {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

constexpr int kChunk = 4;  // samples whose gradients are summed by one worker

// Y = X~ W + b.
struct LinearMap {
  MatrixXd weights;      // [T, q]
  RowVectorXd constant;  // [q]
};

EncoderTables TablesOf(const EncoderDraft& draft, Index regulators) {
  EncoderTables t;
  t.regulators = static_cast<int>(regulators);
  t.width = draft.token.columns;
  t.token = draft.token.values;
  t.level = draft.level.values;
  t.latent = draft.latent.values;
  t.cross = draft.cross.values;
  t.self = draft.self.values;
  t.sharpness = draft.sharpness.values;
  t.heads = draft.sharpness.columns;
  t.gain = draft.gain.values;
  t.pair_first = draft.pair_first;
  t.pair_target = draft.pair_target;
  t.pair_weight = draft.pair_weight;
  return t;
}

class Trainer {
 public:
  Trainer(const SensedRows& sensed, const FloatRows& targets,
          absl::Span<const int> validation, const EncoderFitOptions& options)
      : options_(options),
        x_(sensed.x.cast<double>()),
        log_activity_(sensed.log_activity.cast<double>()),
        targets_(targets.cast<double>()),
        workers_(options.threads),
        random_(options.seed, 1) {
    const Index n = x_.rows(), regulators = x_.cols();
    log1p_ = log_activity_.array().exp().log1p();
    pseudocount_ = Constants(sensed.pseudocount);
    log_mean_ = Constants(sensed.log_mean);
    log_sd_ = Constants(sensed.log_sd);
    present_.resize(n);
    for (Index i = 0; i < n; ++i) {
      for (Index t = 0; t < regulators; ++t) {
        if (log1p_(i, t) > 0) present_[i].push_back(static_cast<int>(t));
      }
    }
    std::vector<bool> held(n, false);
    for (const int row : validation) held[row] = true;
    for (Index i = 0; i < n; ++i) {
      (held[i] ? held_ : rows_).push_back(static_cast<int>(i));
    }
  }

  absl::StatusOr<EncoderFit> Run(const SensedRows& sensed) {
    RETURN_IF_ERROR(ChoosePenalty());
    ASSIGN_OR_RETURN(LinearMap map, Solve(x_));
    MakeNetwork(map);
    EncoderFit fit;
    fit.rmse_before = fit.rmse_after = HeldError(x_, map);
    VectorXd best = parameters_;
    AdamW<VectorXd> optimizer(network_->size(), 1);
    for (int epoch = 1; epoch <= options_.epochs; ++epoch) {
      Epoch(map, optimizer);
      if (epoch % options_.refit_epochs != 0) continue;
      const MatrixXd encoded = EncodeAll();
      if (!encoded.allFinite()) break;
      ASSIGN_OR_RETURN(map, Solve(encoded));
      const double rmse = HeldError(encoded, map);
      if (rmse < fit.rmse_after) {
        fit.rmse_after = rmse;
        fit.epochs = epoch;
        best = parameters_;
      }
      if (options_.on_progress) {
        options_.on_progress(static_cast<double>(epoch) / options_.epochs);
      }
    }
    fit.draft = network_->ToDraft(best);
    ASSIGN_OR_RETURN(fit.x, ApplyEncoder(fit.draft, sensed));
    return fit;
  }

 private:
  static RowVectorXd Constants(const std::vector<float>& values) {
    return Eigen::Map<const Eigen::RowVectorXf>(values.data(), values.size())
        .cast<double>();
  }

  // By the error of the identity on the validation rows.
  absl::Status ChoosePenalty() {
    double least = 0, chosen = 0;
    const double scale =
        x_.rowwise().squaredNorm().mean();  // of the kernel's diagonal
    for (const double share : {1e-3, 1e-2, 1e-1, 1.0}) {
      penalty_ = std::max(share * scale, 1e-9);
      ASSIGN_OR_RETURN(const LinearMap map, Solve(x_));
      const double rmse = HeldError(x_, map);
      if (chosen == 0 || rmse < least) {
        least = rmse;
        chosen = penalty_;
      }
    }
    penalty_ = chosen;
    return absl::OkStatus();
  }

  absl::StatusOr<LinearMap> Solve(const MatrixXd& x) const {
    const MatrixXd own = x(rows_, Eigen::all), y = targets_(rows_, Eigen::all);
    ASSIGN_OR_RETURN(const MatrixXd inverse,
                     DualInverse(own * own.transpose(), penalty_));
    LinearMap map;
    map.weights = own.transpose() * (inverse * y);
    map.constant = y.colwise().mean() - own.colwise().mean() * map.weights;
    return map;
  }

  double HeldError(const MatrixXd& x, const LinearMap& map) const {
    const MatrixXd left =
        ((x(held_, Eigen::all) * map.weights).rowwise() + map.constant) -
        targets_(held_, Eigen::all);
    return std::sqrt(left.squaredNorm() / static_cast<double>(left.size()));
  }

  // d x~_t / d g_t of one sample at its gains, and x~ itself.
  RowVectorXd Encoded(int row, const VectorXd& gains,
                      RowVectorXd* slope) const {
    RowVectorXd encoded = x_.row(row);
    if (slope != nullptr) slope->setZero(encoded.size());
    for (const int t : present_[row]) {
      const double activity = std::exp(log_activity_(row, t) + gains[t]);
      const double level = activity + pseudocount_[t];
      if (gains[t] != 0) {
        encoded[t] = (std::log(level) - log_mean_[t]) / log_sd_[t];
      }
      if (slope != nullptr) (*slope)[t] = activity / level / log_sd_[t];
    }
    return encoded;
  }

  MatrixXd EncodeAll() {
    MatrixXd encoded = x_;
    workers_.Run(static_cast<int>(x_.rows()), [&](int row, int) {
      EncoderNetwork::Trace trace;
      encoded.row(row) = Encoded(row, Gains(row, trace), nullptr);
    });
    return encoded;
  }

  VectorXd Gains(int row, EncoderNetwork::Trace& trace) const {
    return network_->Forward(parameters_, x_.row(row), log1p_.row(row),
                             present_[row], trace);
  }

  // The gradient in the gains of one sample's share of the loss.
  VectorXd GainsBack(int row, const VectorXd& gains, const LinearMap& map,
                     double share) const {
    RowVectorXd slope;
    const RowVectorXd encoded = Encoded(row, gains, &slope);
    const RowVectorXd left =
        encoded * map.weights + map.constant - targets_.row(row);
    return (share * (left * map.weights.transpose()).cwiseProduct(slope))
        .transpose();
  }

  // Pairs by the gradient of the loss at the identity, over the spread of the
  // source: ties to the first source, then target.
  void MakeNetwork(const LinearMap& map) {
    const auto regulators = static_cast<int>(x_.cols());
    const VectorXd identity = VectorXd::Zero(regulators);
    MatrixXd gains(rows_.size(), regulators);
    for (size_t i = 0; i < rows_.size(); ++i) {
      gains.row(i) = GainsBack(rows_[i], identity, map, 1);
    }
    MatrixXd sources = log1p_(rows_, Eigen::all);
    sources.rowwise() -= sources.colwise().mean().eval();
    const MatrixXd slopes = sources.transpose() * gains;  // [source, target]
    const VectorXd spread = sources.colwise().norm();
    std::vector<std::tuple<double, int, int>> ranked;
    for (int s = 0; s < regulators; ++s) {
      if (!(spread[s] > 0)) continue;
      for (int t = 0; t < regulators; ++t) {
        if (s == t) continue;  // no regulator is its own cofactor
        ranked.emplace_back(-std::abs(slopes(s, t)) / spread[s], s, t);
      }
    }
    const size_t wanted = std::min<size_t>(
        options_.pairs < 0 ? regulators : options_.pairs, ranked.size());
    std::partial_sort(ranked.begin(), ranked.begin() + wanted, ranked.end());
    std::vector<CooperatingPair> pairs;
    for (size_t i = 0; i < wanted; ++i) {
      pairs.push_back({std::get<1>(ranked[i]), std::get<2>(ranked[i])});
    }
    std::sort(pairs.begin(), pairs.end(),
              [](const CooperatingPair& a, const CooperatingPair& b) {
                return std::tie(a.source, a.target) <
                       std::tie(b.source, b.target);
              });
    network_.emplace(EncoderSizes{regulators, options_.width, options_.latents,
                                  options_.blocks, options_.heads},
                     std::move(pairs));
    const double size = std::sqrt(x_.squaredNorm() / x_.size());
    parameters_ = network_->Start(options_.seed, size > 0 ? 1 / size : 1);
  }

  void Epoch(const LinearMap& map, AdamW<VectorXd>& optimizer) {
    std::vector<int> order = rows_;
    for (size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[random_.Below(static_cast<uint32_t>(i))]);
    }
    for (size_t from = 0; from < order.size(); from += options_.batch) {
      const auto count = static_cast<int>(
          std::min<size_t>(options_.batch, order.size() - from));
      const int chunks = (count + kChunk - 1) / kChunk;
      const double share = 2.0 / (count * static_cast<double>(targets_.cols()));
      MatrixXd gradients = MatrixXd::Zero(network_->size(), chunks);
      workers_.Run(chunks, [&](int chunk, int) {
        EncoderNetwork::Trace trace;
        for (int i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk);
             ++i) {
          const int row = order[from + i];
          const VectorXd gains = Gains(row, trace);
          network_->Backward(parameters_, trace,
                             GainsBack(row, gains, map, share),
                             gradients.col(chunk));
        }
      });
      VectorXd gradient = gradients.col(0);
      for (int chunk = 1; chunk < chunks; ++chunk) {
        gradient += gradients.col(chunk);
      }
      optimizer.Step(gradient, options_.rate, options_.decay, parameters_);
    }
  }

  const EncoderFitOptions& options_;
  const MatrixXd x_, log_activity_, targets_;
  MatrixXd log1p_;
  RowVectorXd pseudocount_, log_mean_, log_sd_;
  std::vector<std::vector<int>> present_;
  std::vector<int> rows_, held_;  // training, validation
  Workers workers_;
  Random random_;
  double penalty_ = 0;
  std::optional<EncoderNetwork> network_;
  VectorXd parameters_;
};

}  // namespace

absl::StatusOr<EncoderFit> FitEncoder(const SensedRows& sensed,
                                      const FloatRows& targets,
                                      absl::Span<const int> validation,
                                      const EncoderFitOptions& options) {
  const Index n = sensed.x.rows();
  const auto regulators = static_cast<size_t>(sensed.x.cols());
  bool right = regulators > 0 && targets.rows() == n && targets.cols() > 0 &&
               sensed.log_activity.rows() == n &&
               sensed.log_activity.cols() == sensed.x.cols() &&
               sensed.pseudocount.size() == regulators &&
               sensed.log_mean.size() == regulators &&
               sensed.log_sd.size() == regulators && options.heads > 0 &&
               options.width % options.heads == 0 && options.width > 0 &&
               options.latents > 0 && options.blocks > 0 && options.batch > 0 &&
               options.refit_epochs > 0;
  for (const int row : validation) right = right && row >= 0 && row < n;
  if (!right) {
    return absl::InvalidArgumentError(
        "the samples, targets or sizes of the encoder do not fit each other");
  }
  Trainer trainer(sensed, targets, validation, options);
  if (validation.empty() || static_cast<Index>(validation.size()) >= n) {
    return absl::InvalidArgumentError(
        "fitting an encoder takes samples to learn from and others to judge "
        "it by");
  }
  return trainer.Run(sensed);
}

absl::StatusOr<FloatRows> ApplyEncoder(const EncoderDraft& draft,
                                       const SensedRows& sensed,
                                       std::vector<FloatRows>* latents) {
  ASSIGN_OR_RETURN(const Encoder encoder,
                   Encoder::Create(TablesOf(draft, sensed.x.cols())));
  const Index regulators = sensed.x.cols();
  FloatRows encoded = sensed.x;
  std::vector<float> scratch(encoder.scratch_size());
  std::vector<double> activity(regulators), gain(regulators);
  std::vector<uint32_t> present;
  ReadSet reads;
  int64_t flops = 0;
  for (Index i = 0; i < encoded.rows(); ++i) {
    present.clear();
    for (Index t = 0; t < regulators; ++t) {
      activity[t] = std::exp(double{sensed.log_activity(i, t)});
      if (activity[t] > 0) present.push_back(static_cast<uint32_t>(t));
    }
    absl::Status status = encoder.Run(
        activity, present, absl::MakeSpan(sensed.x.row(i).data(), regulators),
        absl::MakeSpan(scratch), absl::MakeSpan(gain), reads, flops);
    if (latents != nullptr) {
      const absl::Span<const float> z =
          encoder.Latents(absl::MakeSpan(scratch));
      latents->push_back(Eigen::Map<const FloatRows>(
          z.data(), encoder.latents(), draft.token.columns));
      if (present.empty()) latents->back().setZero();
    }
    for (Index t = 0; t < regulators && status.ok(); ++t) {
      if (gain[t] == 0) continue;
      const double level =
          activity[t] * std::exp(gain[t]) + sensed.pseudocount[t];
      encoded(i, t) = static_cast<float>(
          (std::log(level) - sensed.log_mean[t]) / sensed.log_sd[t]);
      if (!std::isfinite(encoded(i, t))) {
        status = absl::OutOfRangeError(
            absl::StrCat("regulator #", t, " came out as ", encoded(i, t)));
      }
    }
    if (!status.ok()) {
      return absl::Status(status.code(),
                          absl::StrCat("sample #", i, ": ", status.message()));
    }
  }
  return encoded;
}

}  // namespace regulon
