#include "engine/fit/decoder_network.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "engine/encoder/encoder.h"
#include "engine/random.h"

namespace regulon {
namespace {

using Eigen::Index;
using Eigen::VectorXd;
using Rows = DecoderNetwork::Rows;
using Place = DecoderNetwork::Place;
using View = Eigen::Map<const Rows>;

// States begin as a small part of their token beside the place of the step.
constexpr double kTokenScale = 0.1;
constexpr double kRecalled = 0.5;  // of the way to what is recalled, at first

View At(const VectorXd& parameters, const Place& place) {
  return View(parameters.data() + place.at, place.rows, place.columns);
}
Eigen::Map<Rows> In(Eigen::Ref<VectorXd> gradient, const Place& place) {
  return Eigen::Map<Rows>(gradient.data() + place.at, place.rows,
                          place.columns);
}

// Rows `rows` under each other, of block `block`.
Place Part(const Place& all, int block, Index rows) {
  return {all.at + block * rows * all.columns, rows, all.columns};
}

DecoderNormalized Normalize(const Rows& x) {
  DecoderNormalized out;
  out.scale =
      (x.rowwise().squaredNorm().array() / static_cast<double>(x.cols()) +
       double{kEncoderNormFloor})
          .rsqrt();
  out.rows = out.scale.asDiagonal() * x;
  return out;
}

// From the gradient in the normalized rows to that in the rows.
Rows NormalizeBack(const DecoderNormalized& at, const Rows& gradient) {
  const VectorXd along = at.rows.cwiseProduct(gradient).rowwise().sum() /
                         static_cast<double>(at.rows.cols());
  return at.scale.asDiagonal() * (gradient - along.asDiagonal() * at.rows);
}

// Of row i the first i + 1 scores, where rows are ordered.
void Softmax(bool ordered, Rows& scores) {
  for (Index i = 0; i < scores.rows(); ++i) {
    const Index n = ordered ? i + 1 : scores.cols();
    auto row = scores.row(i);
    const double largest = row.head(n).maxCoeff();
    row.head(n) = (row.head(n).array() - largest).exp();
    row.head(n) /= row.head(n).sum();
    row.tail(row.size() - n).setZero();
  }
}

// From the gradient in softmax's rows to that in its arguments.
Rows SoftmaxBack(const Rows& weights, const Rows& gradient) {
  const VectorXd along = weights.cwiseProduct(gradient).rowwise().sum();
  return weights.cwiseProduct(gradient.colwise() - along);
}

double Normal(double x) { return 0.5 * (1 + std::erf(x / std::sqrt(2.0))); }
double Gelu(double x) { return x * Normal(x); }
double GeluSlope(double x) {
  constexpr double kRoot = 0.3989422804014327;  // 1 / sqrt(2 pi)
  return Normal(x) + x * kRoot * std::exp(-0.5 * x * x);
}

}  // namespace

DecoderNetwork::DecoderNetwork(const DecoderSizes& sizes) : sizes_(sizes) {
  const Index m = sizes.width, blocks = sizes.blocks;
  const bool own = sizes.latent_width == 0;
  const Index z = own ? m : sizes.latent_width;
  Places& p = places_;
  const auto give = [this](Place& place, Index rows, Index columns) {
    place = {size_, rows, columns};
    size_ = place.end();
  };
  give(p.token, sizes.genes, m);
  give(p.position, sizes.positions, m);
  give(p.latent, own ? sizes.latents : 0, m);
  give(p.self, blocks * 4 * m, m);
  give(p.cross_query, blocks * m, m);
  give(p.cross_key, blocks * z, m);
  give(p.cross_value, blocks * z, m);
  give(p.cross_output, blocks * m, m);
  give(p.up, blocks * m, sizes.hidden);
  give(p.up_bias, blocks, sizes.hidden);
  give(p.down, blocks * sizes.hidden, m);
  give(p.recall_query, sizes.recalls * m, m);
  give(p.recall_key, sizes.recalls * m, m);
  give(p.recall_lag, sizes.positions, sizes.recalls);
  give(p.recall_gate, sizes.recalls, sizes.genes);
  give(p.output, m, sizes.genes);
  give(p.output_bias, 1, sizes.genes);
  give(p.linear, sizes.linear ? sizes.genes : 0, sizes.genes);
}

VectorXd DecoderNetwork::Start(uint64_t seed) const {
  Random random(seed, 0);
  // Twelve uniform numbers less six: the same on every machine, as
  // std::normal_distribution is not.
  const auto normal = [&random] {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += random.Unit();
    return sum;
  };
  VectorXd parameters = VectorXd::Zero(size_);
  const auto draw = [&](const Place& place, double scale) {
    for (Index i = place.at; i < place.end(); ++i) {
      parameters[i] = scale * normal();
    }
  };
  const Places& p = places_;
  const double root = 1 / std::sqrt(static_cast<double>(sizes_.width));
  draw(p.token, kTokenScale / std::sqrt(static_cast<double>(sizes_.genes)));
  draw(p.position, 1);
  draw(p.latent, 1);
  for (const Place* place :
       {&p.self, &p.cross_query, &p.cross_key, &p.cross_value, &p.cross_output,
        &p.up, &p.recall_query, &p.recall_key}) {
    draw(*place, root);
  }
  draw(p.down, 1 / std::sqrt(static_cast<double>(sizes_.hidden)));
  parameters.segment(p.recall_gate.at, p.recall_gate.rows * sizes_.genes)
      .setConstant(kRecalled / sizes_.recalls);
  return parameters;
}

void DecoderNetwork::SelfAt(int block, Place places[4]) const {
  const Index m = sizes_.width;
  for (int w = 0; w < 4; ++w) places[w] = Part(places_.self, block * 4 + w, m);
}

void DecoderNetwork::CrossAt(int block, Place places[4]) const {
  const Index m = sizes_.width;
  const Index z = sizes_.latent_width == 0 ? m : sizes_.latent_width;
  places[0] = Part(places_.cross_query, block, m);
  places[1] = Part(places_.cross_key, block, z);
  places[2] = Part(places_.cross_value, block, z);
  places[3] = Part(places_.cross_output, block, m);
}

void DecoderNetwork::Attend(const VectorXd& parameters, const Place places[4],
                            const Rows* source, bool ordered, Rows& rows,
                            Attention& out) const {
  const Index m = sizes_.width, head = m / sizes_.heads;
  const double sharpness = Sharpness();
  out.rows = Normalize(rows);
  if (source == nullptr) source = &out.rows.rows;
  out.queries = out.rows.rows * At(parameters, places[0]);
  out.keys = *source * At(parameters, places[1]);
  out.values = *source * At(parameters, places[2]);
  out.attended.resize(rows.rows(), m);
  out.weights.resize(sizes_.heads);
  for (int h = 0; h < sizes_.heads; ++h) {
    Rows& scores = out.weights[h];
    scores = sharpness * (out.queries.middleCols(h * head, head) *
                          out.keys.middleCols(h * head, head).transpose());
    Softmax(ordered, scores);
    out.attended.middleCols(h * head, head) =
        scores * out.values.middleCols(h * head, head);
  }
  rows += out.attended * At(parameters, places[3]);
}

Rows DecoderNetwork::AttendBack(const VectorXd& parameters,
                                const Place places[4], const Rows* source,
                                const Attention& at, const Rows& after,
                                Rows* source_back,
                                Eigen::Ref<VectorXd> gradient) const {
  const Index m = sizes_.width, head = m / sizes_.heads;
  const double sharpness = Sharpness();
  if (source == nullptr) source = &at.rows.rows;
  In(gradient, places[3]) += at.attended.transpose() * after;
  const Rows attended = after * At(parameters, places[3]).transpose();
  Rows queries(at.queries.rows(), m), keys(at.keys.rows(), m),
      values(at.values.rows(), m);
  for (int h = 0; h < sizes_.heads; ++h) {
    const auto own = [&](const Rows& rows) {
      return rows.middleCols(h * head, head);
    };
    values.middleCols(h * head, head) =
        at.weights[h].transpose() * own(attended);
    const Rows scores =
        sharpness *
        SoftmaxBack(at.weights[h], own(attended) * own(at.values).transpose());
    queries.middleCols(h * head, head) = scores * own(at.keys);
    keys.middleCols(h * head, head) = scores.transpose() * own(at.queries);
  }
  In(gradient, places[0]) += at.rows.rows.transpose() * queries;
  In(gradient, places[1]) += source->transpose() * keys;
  In(gradient, places[2]) += source->transpose() * values;
  Rows normalized = queries * At(parameters, places[0]).transpose();
  const Rows in_source = keys * At(parameters, places[1]).transpose() +
                         values * At(parameters, places[2]).transpose();
  (source_back == nullptr ? normalized : *source_back) += in_source;
  return after + NormalizeBack(at.rows, normalized);
}

Rows DecoderNetwork::Forward(const VectorXd& parameters, const Rows& states,
                             const Rows& latents, Trace& trace) const {
  const Places& p = places_;
  const Index steps = states.rows(), m = sizes_.width;
  trace.states = states;
  trace.latents =
      sizes_.latent_width == 0 ? Rows(At(parameters, p.latent)) : latents;
  Rows rows = states * At(parameters, p.token);
  const View position = At(parameters, p.position);
  for (Index i = 0; i < steps; ++i) {
    rows.row(i) += position.row(std::min<Index>(i, sizes_.positions - 1));
  }
  trace.blocks.resize(sizes_.blocks);
  Place places[4];
  for (int b = 0; b < sizes_.blocks; ++b) {
    Block& block = trace.blocks[b];
    SelfAt(b, places);
    Attend(parameters, places, nullptr, true, rows, block.self);
    CrossAt(b, places);
    Attend(parameters, places, &trace.latents, false, rows, block.cross);
    block.rows = Normalize(rows);
    block.raised = block.rows.rows * At(parameters, Part(p.up, b, m));
    block.raised.rowwise() +=
        At(parameters, Part(p.up_bias, b, 1)).row(0).eval();
    block.hidden = block.raised.unaryExpr(&Gelu);
    rows += block.hidden * At(parameters, Part(p.down, b, sizes_.hidden));
  }
  trace.last = Normalize(rows);
  Rows changes = trace.last.rows * At(parameters, p.output);
  changes.rowwise() += At(parameters, p.output_bias).row(0).eval();
  if (sizes_.linear) changes += states * At(parameters, p.linear);
  const double sharpness = 1 / std::sqrt(static_cast<double>(m));
  trace.recalled.resize(sizes_.recalls);
  for (int r = 0; r < sizes_.recalls; ++r) {
    const Rows queries =
        trace.last.rows * At(parameters, Part(p.recall_query, r, m));
    const Rows keys =
        trace.last.rows * At(parameters, Part(p.recall_key, r, m));
    Rows& scores = trace.recalled[r];
    scores = sharpness * queries * keys.transpose();
    for (Index i = 0; i < steps; ++i) {
      for (Index j = 0; j <= i; ++j) {
        scores(i, j) += At(parameters, p.recall_lag)(
            std::min<Index>(i - j, sizes_.positions - 1), r);
      }
    }
    Softmax(true, scores);
    changes += (scores * states - states) *
               At(parameters, p.recall_gate).row(r).asDiagonal();
  }
  return changes;
}

void DecoderNetwork::Backward(const VectorXd& parameters, const Trace& trace,
                              const Rows& changes,
                              Eigen::Ref<VectorXd> gradient) const {
  const Places& p = places_;
  const Index steps = trace.states.rows(), m = sizes_.width;
  In(gradient, p.output) += trace.last.rows.transpose() * changes;
  In(gradient, p.output_bias).row(0) += changes.colwise().sum();
  if (sizes_.linear) {
    In(gradient, p.linear) += trace.states.transpose() * changes;
  }
  Rows last = changes * At(parameters, p.output).transpose();
  const double sharpness = 1 / std::sqrt(static_cast<double>(m));
  for (int r = 0; r < sizes_.recalls; ++r) {
    const Place query = Part(p.recall_query, r, m);
    const Place key = Part(p.recall_key, r, m);
    const Rows& weights = trace.recalled[r];
    const auto gate = At(parameters, p.recall_gate).row(r);
    In(gradient, p.recall_gate).row(r) +=
        changes.cwiseProduct(weights * trace.states - trace.states)
            .colwise()
            .sum();
    const Rows scores = SoftmaxBack(
        weights, (changes * gate.asDiagonal()) * trace.states.transpose());
    auto lag = In(gradient, p.recall_lag);
    for (Index i = 0; i < steps; ++i) {
      for (Index j = 0; j <= i; ++j) {
        lag(std::min<Index>(i - j, sizes_.positions - 1), r) += scores(i, j);
      }
    }
    const Rows queries = trace.last.rows * At(parameters, query);
    const Rows keys = trace.last.rows * At(parameters, key);
    const Rows queries_back = sharpness * scores * keys;
    const Rows keys_back = sharpness * scores.transpose() * queries;
    In(gradient, query) += trace.last.rows.transpose() * queries_back;
    In(gradient, key) += trace.last.rows.transpose() * keys_back;
    last += queries_back * At(parameters, query).transpose() +
            keys_back * At(parameters, key).transpose();
  }
  Rows rows = NormalizeBack(trace.last, last);
  Rows latents = Rows::Zero(trace.latents.rows(), trace.latents.cols());
  Place places[4];
  for (int b = sizes_.blocks; b-- > 0;) {
    const Block& block = trace.blocks[b];
    const Place up = Part(p.up, b, m), down = Part(p.down, b, sizes_.hidden);
    In(gradient, down) += block.hidden.transpose() * rows;
    const Rows raised = (rows * At(parameters, down).transpose())
                            .cwiseProduct(block.raised.unaryExpr(&GeluSlope));
    In(gradient, up) += block.rows.rows.transpose() * raised;
    In(gradient, Part(p.up_bias, b, 1)).row(0) += raised.colwise().sum();
    rows += NormalizeBack(block.rows, raised * At(parameters, up).transpose());
    CrossAt(b, places);
    rows = AttendBack(parameters, places, &trace.latents, block.cross, rows,
                      &latents, gradient);
    SelfAt(b, places);
    rows = AttendBack(parameters, places, nullptr, block.self, rows, nullptr,
                      gradient);
  }
  if (sizes_.latent_width == 0) In(gradient, p.latent) += latents;
  In(gradient, p.token) += trace.states.transpose() * rows;
  for (Index i = 0; i < steps; ++i) {
    In(gradient, p.position).row(std::min<Index>(i, sizes_.positions - 1)) +=
        rows.row(i);
  }
}

DecoderDraft DecoderNetwork::ToDraft(const VectorXd& parameters) const {
  const auto dense = [&](const Place& place) {
    const Eigen::VectorXf values =
        parameters.segment(place.at, place.rows * place.columns).cast<float>();
    return Dense{place.rows,
                 place.columns,
                 {values.data(), values.data() + values.size()}};
  };
  const Places& p = places_;
  DecoderDraft draft;
  draft.token = dense(p.token);
  draft.position = dense(p.position);
  draft.latent = dense(p.latent);
  draft.self = dense(p.self);
  draft.cross_query = dense(p.cross_query);
  draft.cross_key = dense(p.cross_key);
  draft.cross_value = dense(p.cross_value);
  draft.cross_output = dense(p.cross_output);
  const int64_t heads = sizes_.heads, rows = 2 * sizes_.blocks;
  draft.sharpness = {rows, heads, std::vector<float>(rows * heads)};
  std::fill(draft.sharpness.values.begin(), draft.sharpness.values.end(),
            static_cast<float>(Sharpness()));
  draft.up = dense(p.up);
  draft.up_bias = dense(p.up_bias);
  draft.down = dense(p.down);
  draft.recall_query = dense(p.recall_query);
  draft.recall_key = dense(p.recall_key);
  draft.recall_lag = dense(p.recall_lag);
  draft.recall_gate = dense(p.recall_gate);
  draft.output = dense(p.output);
  draft.output_bias = dense(p.output_bias).values;
  draft.linear = dense(p.linear);
  return draft;
}

}  // namespace regulon
