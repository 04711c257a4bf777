#include "engine/fit/encoder_network.h"

#include <cmath>
#include <utility>

#include "engine/encoder/encoder.h"
#include "engine/random.h"

namespace regulon {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using Rows = EncoderNetwork::Rows;
using View = Eigen::Map<const Rows>;

EncoderNormalized Normalize(const Rows& x) {
  EncoderNormalized out;
  out.scale =
      (x.rowwise().squaredNorm().array() / static_cast<double>(x.cols()) +
       double{kEncoderNormFloor})
          .rsqrt();
  out.rows = out.scale.asDiagonal() * x;
  return out;
}

// From the gradient in the normalized rows to that in the rows.
Rows NormalizeBack(const EncoderNormalized& at, const Rows& gradient) {
  const VectorXd along = at.rows.cwiseProduct(gradient).rowwise().sum() /
                         static_cast<double>(at.rows.cols());
  return at.scale.asDiagonal() * (gradient - along.asDiagonal() * at.rows);
}

// From the gradient in softmax's rows to that in its arguments.
Rows SoftmaxBack(const Rows& weights, const Rows& gradient) {
  const VectorXd along = weights.cwiseProduct(gradient).rowwise().sum();
  return weights.cwiseProduct(gradient.colwise() - along);
}

std::vector<float> Floats(const VectorXd& values) {
  const Eigen::VectorXf floats = values.cast<float>();
  return {floats.data(), floats.data() + floats.size()};
}

}  // namespace

EncoderNetwork::EncoderNetwork(const EncoderSizes& sizes,
                               std::vector<CooperatingPair> pairs)
    : sizes_(sizes), pairs_(std::move(pairs)) {
  const Index table = Index{sizes.regulators} * sizes.width;
  const Index weights =
      Index{sizes.blocks} * kEncoderWeights * sizes.width * sizes.width;
  token_ = 0;
  level_ = token_ + table;
  latent_ = level_ + table;
  cross_ = latent_ + Index{sizes.latents} * sizes.width;
  self_ = cross_ + weights;
  sharpness_ = self_ + weights;
  gain_ = sharpness_ + Index{sizes.blocks} * 2 * sizes.heads;
  pair_ = gain_ + table;
  size_ = pair_ + static_cast<Index>(pairs_.size());
}

Index EncoderNetwork::CrossAt(int block) const {
  return cross_ + Index{block} * kEncoderWeights * sizes_.width * sizes_.width;
}
Index EncoderNetwork::SelfAt(int block) const {
  return CrossAt(block) + self_ - cross_;
}
Index EncoderNetwork::SharpnessAt(int block, bool self) const {
  return sharpness_ + (2 * block + self) * sizes_.heads;
}

VectorXd EncoderNetwork::Start(uint64_t seed, double level_scale) const {
  Random random(seed, 0);
  // Twelve uniform numbers less six: the same on every machine, as
  // std::normal_distribution is not.
  const auto normal = [&random] {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += random.Unit();
    return sum;
  };
  VectorXd parameters = VectorXd::Zero(size_);
  for (Index i = token_; i < level_; ++i) parameters[i] = normal();
  for (Index i = level_; i < latent_; ++i) {
    parameters[i] = level_scale * normal();
  }
  for (Index i = latent_; i < cross_; ++i) parameters[i] = normal();
  const double root = std::sqrt(static_cast<double>(sizes_.width));
  for (Index i = cross_; i < sharpness_; ++i) parameters[i] = normal() / root;
  parameters.segment(sharpness_, gain_ - sharpness_)
      .setConstant(std::sqrt(static_cast<double>(sizes_.heads)) / root);
  return parameters;
}

void EncoderNetwork::Attend(const VectorXd& parameters, Index weights,
                            Index sharpness, const Rows* source, Rows& latents,
                            Attention& out) const {
  const Index m = sizes_.width, head = m / sizes_.heads;
  const auto weight = [&](EncoderWeight which) {
    return View(parameters.data() + weights + static_cast<Index>(which) * m * m,
                m, m);
  };
  out.latents = Normalize(latents);
  if (source == nullptr) source = &out.latents.rows;
  out.queries = out.latents.rows * weight(EncoderWeight::kQuery);
  out.keys = *source * weight(EncoderWeight::kKey);
  out.values = *source * weight(EncoderWeight::kValue);
  out.attended.resize(latents.rows(), m);
  out.weights.resize(sizes_.heads);
  for (int h = 0; h < sizes_.heads; ++h) {
    Rows& scores = out.weights[h];
    scores = parameters[sharpness + h] *
             (out.queries.middleCols(h * head, head) *
              out.keys.middleCols(h * head, head).transpose());
    const VectorXd largest = scores.rowwise().maxCoeff();
    scores = (scores.colwise() - largest).array().exp();
    const VectorXd sums = scores.rowwise().sum();
    scores = sums.cwiseInverse().asDiagonal() * scores;
    out.attended.middleCols(h * head, head) =
        scores * out.values.middleCols(h * head, head);
  }
  latents += out.attended * weight(EncoderWeight::kOutput);
}

VectorXd EncoderNetwork::Forward(const VectorXd& parameters, const VectorXd& x,
                                 const VectorXd& log1p_activity,
                                 absl::Span<const int> present,
                                 Trace& trace) const {
  const Index m = sizes_.width;
  VectorXd gains = VectorXd::Zero(sizes_.regulators);
  trace.x = x;
  trace.log1p_activity = log1p_activity;
  trace.present.assign(present.begin(), present.end());
  if (present.empty()) return gains;
  const View token(parameters.data() + token_, sizes_.regulators, m);
  const View level(parameters.data() + level_, sizes_.regulators, m);
  Rows tokens(present.size(), m);
  for (size_t i = 0; i < present.size(); ++i) {
    tokens.row(i) =
        token.row(present[i]) + x[present[i]] * level.row(present[i]);
  }
  trace.tokens = Normalize(tokens);
  Rows latents = View(parameters.data() + latent_, sizes_.latents, m);
  trace.cross.resize(sizes_.blocks);
  trace.self.resize(sizes_.blocks);
  for (int b = 0; b < sizes_.blocks; ++b) {
    Attend(parameters, CrossAt(b), SharpnessAt(b, false), &trace.tokens.rows,
           latents, trace.cross[b]);
    Attend(parameters, SelfAt(b), SharpnessAt(b, true), nullptr, latents,
           trace.self[b]);
  }
  trace.latents = Normalize(latents);
  trace.pooled = trace.latents.rows.colwise().mean();
  const View gain(parameters.data() + gain_, sizes_.regulators, m);
  for (const int t : present) gains[t] = gain.row(t).dot(trace.pooled);
  for (size_t i = 0; i < pairs_.size(); ++i) {
    gains[pairs_[i].target] += parameters[pair_ + static_cast<Index>(i)] *
                               log1p_activity[pairs_[i].source];
  }
  return gains;
}

Rows EncoderNetwork::AttendBack(const VectorXd& parameters, Index weights,
                                Index sharpness, const Rows* source,
                                const Attention& at, const Rows& after,
                                Rows* source_back,
                                Eigen::Ref<VectorXd> gradient) const {
  const Index m = sizes_.width, head = m / sizes_.heads;
  const auto place = [&](EncoderWeight which) {
    return weights + static_cast<Index>(which) * m * m;
  };
  const auto weight = [&](EncoderWeight which) {
    return View(parameters.data() + place(which), m, m);
  };
  const auto add = [&](EncoderWeight which, const Rows& back) {
    Eigen::Map<Rows>(gradient.data() + place(which), m, m) += back;
  };
  if (source == nullptr) source = &at.latents.rows;
  add(EncoderWeight::kOutput, at.attended.transpose() * after);
  const Rows attended = after * weight(EncoderWeight::kOutput).transpose();
  Rows queries(at.queries.rows(), m), keys(at.keys.rows(), m),
      values(at.values.rows(), m);
  for (int h = 0; h < sizes_.heads; ++h) {
    const auto own = [&](const Rows& rows) {
      return rows.middleCols(h * head, head);
    };
    values.middleCols(h * head, head) =
        at.weights[h].transpose() * own(attended);
    const Rows scores =
        SoftmaxBack(at.weights[h], own(attended) * own(at.values).transpose());
    const double c = parameters[sharpness + h];
    const Rows on_keys = scores * own(at.keys);
    gradient[sharpness + h] += on_keys.cwiseProduct(own(at.queries)).sum();
    queries.middleCols(h * head, head) = c * on_keys;
    keys.middleCols(h * head, head) = c * scores.transpose() * own(at.queries);
  }
  add(EncoderWeight::kQuery, at.latents.rows.transpose() * queries);
  add(EncoderWeight::kKey, source->transpose() * keys);
  add(EncoderWeight::kValue, source->transpose() * values);
  Rows normalized = queries * weight(EncoderWeight::kQuery).transpose();
  const Rows in_source = keys * weight(EncoderWeight::kKey).transpose() +
                         values * weight(EncoderWeight::kValue).transpose();
  (source_back == nullptr ? normalized : *source_back) += in_source;
  return after + NormalizeBack(at.latents, normalized);
}

void EncoderNetwork::Backward(const VectorXd& parameters, const Trace& trace,
                              const VectorXd& gains,
                              Eigen::Ref<VectorXd> gradient) const {
  if (trace.present.empty()) return;
  const Index m = sizes_.width;
  for (size_t i = 0; i < pairs_.size(); ++i) {
    gradient[pair_ + static_cast<Index>(i)] +=
        gains[pairs_[i].target] * trace.log1p_activity[pairs_[i].source];
  }
  const View gain(parameters.data() + gain_, sizes_.regulators, m);
  Eigen::Map<Rows> gain_back(gradient.data() + gain_, sizes_.regulators, m);
  VectorXd pooled = VectorXd::Zero(m);
  for (const int t : trace.present) {
    gain_back.row(t) += gains[t] * trace.pooled.transpose();
    pooled += gains[t] * gain.row(t).transpose();
  }
  const Rows ends =
      (pooled / sizes_.latents).transpose().replicate(sizes_.latents, 1);
  Rows latents = NormalizeBack(trace.latents, ends);
  Rows tokens = Rows::Zero(trace.tokens.rows.rows(), m);
  for (int b = sizes_.blocks; b-- > 0;) {
    latents = AttendBack(parameters, SelfAt(b), SharpnessAt(b, true), nullptr,
                         trace.self[b], latents, nullptr, gradient);
    latents = AttendBack(parameters, CrossAt(b), SharpnessAt(b, false),
                         &trace.tokens.rows, trace.cross[b], latents, &tokens,
                         gradient);
  }
  Eigen::Map<Rows>(gradient.data() + latent_, sizes_.latents, m) += latents;
  const Rows raw = NormalizeBack(trace.tokens, tokens);
  Eigen::Map<Rows> token(gradient.data() + token_, sizes_.regulators, m);
  Eigen::Map<Rows> level(gradient.data() + level_, sizes_.regulators, m);
  for (size_t i = 0; i < trace.present.size(); ++i) {
    const int t = trace.present[i];
    token.row(t) += raw.row(i);
    level.row(t) += trace.x[t] * raw.row(i);
  }
}

EncoderDraft EncoderNetwork::ToDraft(const VectorXd& parameters) const {
  const auto dense = [&](Index from, int64_t rows, int64_t columns) {
    return Dense{rows, columns,
                 Floats(parameters.segment(from, rows * columns))};
  };
  const int64_t m = sizes_.width, blocks = sizes_.blocks;
  EncoderDraft draft;
  draft.token = dense(token_, sizes_.regulators, m);
  draft.level = dense(level_, sizes_.regulators, m);
  draft.latent = dense(latent_, sizes_.latents, m);
  draft.cross = dense(cross_, blocks * kEncoderWeights * m, m);
  draft.self = dense(self_, blocks * kEncoderWeights * m, m);
  draft.sharpness = dense(sharpness_, 2 * blocks, sizes_.heads);
  draft.gain = dense(gain_, sizes_.regulators, m);
  if (pairs_.empty()) return draft;
  draft.pair_first.assign(sizes_.regulators + 1, 0);
  for (const CooperatingPair& pair : pairs_) {
    ++draft.pair_first[pair.source + 1];
    draft.pair_target.push_back(static_cast<uint32_t>(pair.target));
  }
  for (int t = 0; t < sizes_.regulators; ++t) {
    draft.pair_first[t + 1] += draft.pair_first[t];
  }
  draft.pair_weight = Floats(parameters.tail(size_ - pair_));
  return draft;
}

}  // namespace regulon
