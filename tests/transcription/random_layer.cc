#include "tests/transcription/random_layer.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

#include "tests/dense/random_matrix.h"

namespace regulon {
namespace {

constexpr int kRegulators = 50, kLatents = 3, kStates = 9, kElements = 6;
constexpr int kInputs = 20;
constexpr int kGenesOfDomain = 7;                     // where they share none
constexpr int kSharedGenes = 230, kMostShared = 150;  // else; all and of one

// y [columns] += x [rows] W
void AddProduct(const std::vector<double>& x, const StoredMatrix& weights,
                std::vector<double>& y) {
  for (size_t k = 0; k < x.size(); ++k) {
    for (size_t j = 0; j < y.size(); ++j) {
      const int row = static_cast<int>(k), column = static_cast<int>(j);
      y[j] += x[k] * weights.At(row, column) * weights.ScaleAt(row, column);
    }
  }
}

}  // namespace

RandomLayer::RandomLayer(const LayerOptions& options) : options_(options) {
  const int contexts = options.contexts;
  sizes_.regulators = kRegulators;
  sizes_.genes =
      (options.shared ? kSharedGenes : kGenesOfDomain * options.domains) + 2;
  sizes_.elements = kElements;
  sizes_.domains = options.domains;
  sizes_.latents = kLatents;
  sizes_.reference_states = kStates;
  x_ = RandomMatrix(contexts, kRegulators, 101);
  latents_ = RandomMatrix(contexts, kLatents, 102);
  kappa_ = RandomMatrix(contexts, kStates, 103);
  start_ = RandomMatrix(contexts, static_cast<int>(sizes_.genes), 104);
  std::mt19937 random(105);
  std::uniform_real_distribution<double> unit;
  for (int i = 0; i < contexts * kElements; ++i) {
    activity_.push_back(unit(random));
  }
  for (int i = 0; i < contexts * options.domains; ++i) {
    const bool open = random() % 3 == 0;
    weights_.push_back(open ? static_cast<float>(unit(random)) + 0.1f : 0);
  }
  for (int d = 0; d < options.domains; ++d) domains_.push_back(MakeDomain(d));
}

const StoredMatrix* RandomLayer::Make(int rows, int columns) {
  std::vector<float> values = RandomMatrix(rows, columns, ++seed_);
  for (float& value : values) value /= std::sqrt(static_cast<float>(rows));
  return &matrices_.emplace_back(options_.dtype, rows, columns, values);
}

// Domains differ in what they have and how wide they are.
RandomLayer::Domain RandomLayer::MakeDomain(int d) {
  Domain domain = {};
  // Every second domain's are apart.
  const uint32_t step = d % 2 + 1;
  const uint32_t first = options_.shared ? d % 3 * 40 : d * kGenesOfDomain;
  const uint32_t end = first + (options_.shared ? kMostShared : kGenesOfDomain);
  for (uint32_t g = first; g < end; g += step) domain.genes.push_back(g);
  const int genes = static_cast<int>(domain.genes.size());
  for (int t = 0; t < kInputs; ++t) {
    domain.inputs.push_back((d * 7 + t * 3) % kRegulators);
  }
  domain.linear = d % 3 == 1 ? nullptr : Make(kInputs, genes);
  domain.values = d % 4 == 1 ? nullptr : Make(kStates, genes);
  if (d % 5 != 1) {
    const int hidden = 10 + 11 * d;
    if (options_.gated) domain.gate = Make(kInputs + kLatents, hidden);
    domain.up = Make(kInputs + kLatents, hidden);
    domain.down = Make(hidden, genes);
  }
  if (d % 2 == 0) domain.basal = RandomMatrix(1, genes, ++seed_);
  if (d % 3 == 0) {
    domain.any_gene = {1};
    domain.any_first = {0, 2};
    domain.any_element = {0, static_cast<uint32_t>(d % kElements)};
    domain.any_amplitude = {1.5f};
  }
  return domain;
}

ExpertLayer RandomLayer::Create() const {
  std::vector<ExpertTables> all;
  for (const Domain& d : domains_) {
    ExpertTables& t = all.emplace_back();
    const auto view = [](const StoredMatrix* matrix) {
      return matrix == nullptr ? Matrix() : matrix->view();
    };
    t.genes = d.genes;
    t.inputs = d.inputs;
    t.basal = d.basal;
    t.linear = view(d.linear);
    t.reference_values = view(d.values);
    t.gate = view(d.gate);
    t.up = view(d.up);
    t.down = view(d.down);
    t.any_gene = d.any_gene;
    t.any_first = d.any_first;
    t.any_element = d.any_element;
    t.any_amplitude = d.any_amplitude;
  }
  absl::StatusOr<ExpertLayer> layer =
      ExpertLayer::Create(std::move(all), sizes_);
  if (!layer.ok()) throw std::runtime_error(layer.status().ToString());
  return *std::move(layer);
}

Readers RandomLayer::ReadersOf(const ExpertLayer& layer) const {
  Readers readers;
  for (const int d : layer.order()) {
    for (int c = 0; c < options_.contexts; ++c) {
      const float weight = weights_[c * options_.domains + d];
      if (weight > 0) readers.AddContext(c, weight);
    }
    readers.EndDomain(d);
  }
  return readers;
}

ExpertInput RandomLayer::input() const {
  return {x_.data(), latents_.data(), kappa_.data(), activity_.data()};
}

std::vector<float> RandomLayer::Run(ExpertLayer& layer, int workers) const {
  Workers threads(workers);
  std::vector<float> y = start_;
  const Readers readers = ReadersOf(layer);
  const absl::Status status =
      layer.Run(readers, 0, readers.size(), input(), threads, y.data());
  if (!status.ok()) throw std::runtime_error(status.ToString());
  return y;
}

std::vector<double> RandomLayer::SlowPart(const Domain& d, int context) const {
  std::vector<double> y(d.genes.size());
  std::vector<double> h, kappa;
  for (const uint32_t t : d.inputs) h.push_back(x_[context * kRegulators + t]);
  if (d.linear != nullptr) AddProduct(h, *d.linear, y);
  for (int l = 0; l < kLatents; ++l) {
    h.push_back(latents_[context * kLatents + l]);
  }
  for (int p = 0; p < kStates; ++p) {
    kappa.push_back(kappa_[context * kStates + p]);
  }
  if (d.values != nullptr) AddProduct(kappa, *d.values, y);
  if (d.up != nullptr) {
    std::vector<double> up(d.up->view().columns), gate = up;
    AddProduct(h, *d.up, up);
    if (d.gate != nullptr) AddProduct(h, *d.gate, gate);
    for (size_t i = 0; i < up.size(); ++i) {
      up[i] = d.gate == nullptr ? std::max(up[i], 0.0)
                                : up[i] * gate[i] / (1 + std::exp(-gate[i]));
    }
    AddProduct(up, *d.down, y);
  }
  for (size_t i = 0; i < d.basal.size(); ++i) y[i] += d.basal[i];
  for (size_t i = 0; i < d.any_gene.size(); ++i) {
    double sum = 0;
    for (uint32_t e = d.any_first[i]; e < d.any_first[i + 1]; ++e) {
      sum += activity_[context * kElements + d.any_element[e]];
    }
    y[d.any_gene[i]] += d.any_amplitude[i] * std::min(1.0, sum);
  }
  return y;
}

std::vector<double> RandomLayer::SlowDense() const {
  std::vector<double> y(start_.begin(), start_.end());
  for (int c = 0; c < options_.contexts; ++c) {
    for (int d = 0; d < options_.domains; ++d) {
      const std::vector<double> part = SlowPart(domains_[d], c);
      for (size_t i = 0; i < part.size(); ++i) {
        y[c * sizes_.genes + domains_[d].genes[i]] +=
            weights_[c * options_.domains + d] * part[i];
      }
    }
  }
  return y;
}

}  // namespace regulon
