#include "engine/fit/gated_trainer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/random.h"

namespace regulon {
namespace {

// Samples that a domain is less open to teach it nothing.
constexpr double kClosed = 1e-3;

float Scale(double sum_of_squares, double count) {
  return sum_of_squares > 0 ? std::sqrt(sum_of_squares / count) : 1;
}

// Uniform, of mean square 1 / inputs.
Rows<float> FirstWeights(Random& random, int inputs, int hidden) {
  Rows<float> weights(inputs, hidden);
  const double width = std::sqrt(12.0 / std::max(1, inputs));
  for (float& w : weights.reshaped<Eigen::RowMajor>()) {
    w = static_cast<float>(width * (random.Unit() - 0.5));
  }
  return weights;
}

Dense DenseOf(const Rows<float>& matrix) {
  return {matrix.rows(), matrix.cols(),
          std::vector<float>(matrix.data(), matrix.data() + matrix.size())};
}

}  // namespace

Rows<float> GatedInputs(const GatedSamples& samples,
                        absl::Span<const int> inputs,
                        absl::Span<const int> rows) {
  const Eigen::Index latents = samples.latents.cols();
  Rows<float> h(rows.size(), inputs.size() + latents);
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t t = 0; t < inputs.size(); ++t) {
      h(i, t) = samples.x(rows[i], inputs[t]);
    }
    h.row(i).tail(latents) = samples.latents.row(rows[i]);
  }
  return h;
}

GatedTrainer::GatedTrainer(const GatedData& data, int domain,
                           absl::Span<const int> inputs, std::vector<int> genes)
    : data_(data),
      domain_(domain),
      inputs_(inputs),
      genes_(std::move(genes)),
      gate_step_(inputs.size() + data.samples.latents.cols(),
                 data.options.hidden),
      up_step_(inputs.size() + data.samples.latents.cols(),
               data.options.hidden),
      down_step_(data.options.hidden, genes_.size()) {
  double x = 0, latents = 0, targets = 0;
  for (const int row : data_.training) {
    for (const int t : inputs_) {
      x += double{data_.samples.x(row, t)} * data_.samples.x(row, t);
    }
    latents += data_.samples.latents.row(row).cast<double>().squaredNorm();
    for (const int g : genes_) {
      targets += double{data_.targets(row, g)} * data_.targets(row, g);
    }
  }
  const double rows = static_cast<double>(data_.training.size());
  x_scale_ = Scale(x, rows * inputs_.size());
  latent_scale_ = Scale(latents, rows * data_.samples.latents.cols());
  target_scale_ = Scale(targets, rows * genes_.size());

  const int inside =
      static_cast<int>(inputs_.size() + data_.samples.latents.cols());
  Random random(data_.options.seed, domain_);
  weights_.gate = FirstWeights(random, inside, data_.options.hidden);
  weights_.up = FirstWeights(random, inside, data_.options.hidden);
  // It starts by adding nothing.
  weights_.down = Rows<float>::Zero(data_.options.hidden, genes_.size());
}

void GatedTrainer::Gather(absl::Span<const int> rows,
                          GatedSlice<float>& slice) const {
  slice.h = GatedInputs(data_.samples, inputs_, rows);
  slice.h.leftCols(inputs_.size()) /= x_scale_;
  slice.h.rightCols(data_.samples.latents.cols()) /= latent_scale_;
  const int genes = static_cast<int>(genes_.size());
  slice.target.resize(rows.size(), genes);
  slice.fitted.resize(data_.fitted.rows() > 0 ? rows.size() : 0, genes);
  for (size_t i = 0; i < rows.size(); ++i) {
    for (int g = 0; g < genes; ++g) {
      slice.target(i, g) = data_.targets(rows[i], genes_[g]) / target_scale_;
    }
    for (int g = 0; g < genes && slice.fitted.rows() > 0; ++g) {
      slice.fitted(i, g) = data_.fitted(rows[i], genes_[g]) / target_scale_;
    }
  }
}

void GatedTrainer::Shrink(double by) {
  for (size_t t = 0; t < inputs_.size(); ++t) {
    const float norm = std::sqrt(weights_.gate.row(t).squaredNorm() +
                                 weights_.up.row(t).squaredNorm());
    const float kept = norm > by ? static_cast<float>(1 - by / norm) : 0.0f;
    weights_.gate.row(t) *= kept;
    weights_.up.row(t) *= kept;
  }
}

Eigen::ArrayXd GatedTrainer::Train(absl::Span<const int> order,
                                   const Eigen::ArrayXd& open, double rate) {
  Eigen::ArrayXd by_open = Eigen::ArrayXd::Zero(open.size());
  if (genes_.empty()) return by_open;
  std::vector<int> positions;
  for (const int position : order) {
    if (open[position] >= kClosed) positions.push_back(position);
  }
  const GatedOptions& options = data_.options;
  const double group = std::sqrt(2.0 * options.hidden);  // root of its size
  GatedSlice<float> slice;
  std::vector<int> rows;
  for (size_t first = 0; first < positions.size(); first += options.batch) {
    const size_t count =
        std::min<size_t>(options.batch, positions.size() - first);
    rows.clear();
    slice.open.resize(count);
    for (size_t i = 0; i < count; ++i) {
      rows.push_back(data_.training[positions[first + i]]);
      slice.open[i] = static_cast<float>(open[positions[first + i]]);
    }
    Gather(rows, slice);
    gradient_.Run(weights_, slice);
    const float mean = 1.0f / (count * genes_.size());
    GatedWeights<float>& g = gradient_.weights();
    g.gate *= mean;
    g.up *= mean;
    g.down *= mean;
    gate_step_.Step(g.gate, rate, options.weight_decay, weights_.gate);
    up_step_.Step(g.up, rate, options.weight_decay, weights_.up);
    down_step_.Step(g.down, rate, options.weight_decay, weights_.down);
    Shrink(rate * options.lasso * group);
    for (size_t i = 0; i < count; ++i) {
      by_open[positions[first + i]] =
          double{gradient_.open()[i]} * target_scale_ * target_scale_;
    }
  }
  return by_open;
}

GatedTrainer::Errors GatedTrainer::Validate(float threshold) const {
  std::vector<int> rows;
  Errors errors;
  for (const int row : data_.validation) {
    if (data_.samples.scores(row, domain_) >= threshold) {
      rows.push_back(row);
      continue;
    }
    for (const int g : genes_) {
      errors.without += double{data_.targets(row, g)} * data_.targets(row, g);
    }
  }
  GatedSlice<float> slice;
  Gather(rows, slice);
  if (slice.fitted.rows() > 0) slice.target -= slice.fitted;
  const Rows<float> left = slice.target - GatedOutput(weights_, slice.h);
  const double unit = double{target_scale_} * target_scale_;
  const Eigen::ArrayXd without =
      unit * slice.target.cast<double>().rowwise().squaredNorm();
  const Eigen::ArrayXd with =
      unit * left.cast<double>().rowwise().squaredNorm();
  errors.with = errors.without + with.sum();
  errors.without += without.sum();
  const Eigen::ArrayXd gain = without - with;
  // Closed rows gain nothing; they count as rows.
  const double mean = gain.sum() / data_.validation.size();
  errors.standard_error =
      std::sqrt(std::max(0.0, gain.square().sum() - mean * gain.sum()));
  return errors;
}

GatedExpert GatedTrainer::Expert(const GatedWeights<float>& weights) const {
  GatedWeights<float> w = weights;
  GatedExpert expert;
  const Eigen::Index regulators = inputs_.size();
  for (Eigen::Index t = 0; t < regulators; ++t) {
    if (w.gate.row(t).any() || w.up.row(t).any()) {
      expert.used.push_back(inputs_[t]);
    }
  }
  for (Rows<float>* inside : {&w.gate, &w.up}) {
    inside->topRows(regulators) /= x_scale_;
    inside->bottomRows(inside->rows() - regulators) /= latent_scale_;
  }
  w.down *= target_scale_;
  expert.gate = DenseOf(w.gate);
  expert.up = DenseOf(w.up);
  expert.down = DenseOf(w.down);
  return expert;
}

}  // namespace regulon
