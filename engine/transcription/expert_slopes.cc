#include "engine/transcription/expert_slopes.h"

#include <algorithm>
#include <cmath>

namespace regulon {
namespace {

double Sigmoid(double value) { return 1 / (1 + std::exp(-value)); }

std::vector<int> RowOf(absl::Span<const uint32_t> genes, int64_t count) {
  std::vector<int> rows(count, -1);
  for (size_t i = 0; i < genes.size(); ++i)
    rows[genes[i]] = static_cast<int>(i);
  return rows;
}

}  // namespace

PreciseExpert::PreciseExpert(const ExpertTables& tables, int64_t latents)
    : t_(tables),
      genes_(static_cast<int64_t>(t_.genes.size())),
      hidden_(t_.up.data == nullptr ? 0 : t_.up.columns),
      inside_(t_.inputs.size() + latents),
      linear_(Unpacked(t_.linear)),
      reference_values_(Unpacked(t_.reference_values)),
      gate_(Unpacked(t_.gate)),
      up_(Unpacked(t_.up)),
      down_(Unpacked(t_.down)),
      any_(RowOf(t_.any_gene, genes_)),
      contact_(RowOf(t_.contact_gene, genes_)) {}

int64_t PreciseExpert::Floats(const ExpertTables& t) {
  int64_t floats = 0;
  for (const Matrix* matrix :
       {&t.linear, &t.reference_values, &t.gate, &t.up, &t.down}) {
    if (matrix->data != nullptr) floats += matrix->rows * matrix->columns;
  }
  return floats;
}

std::vector<double> PreciseExpert::Product(
    const PreciseExpertInput& input, const std::vector<float>& weights) const {
  std::vector<double> sums(hidden_);
  for (size_t i = 0; i < inside_ && !weights.empty(); ++i) {
    const double value = h(input, i);
    for (int64_t j = 0; j < hidden_; ++j) {
      sums[j] += value * weights[i * hidden_ + j];
    }
  }
  return sums;
}

PreciseHidden PreciseExpert::Hide(const PreciseExpertInput& input) const {
  return {Product(input, gate_), Product(input, up_)};
}

double PreciseExpert::Value(int gene, const PreciseExpertInput& input,
                            const PreciseHidden& hidden) const {
  double value = t_.basal.empty() ? 0 : t_.basal[gene];
  if (!linear_.empty()) {
    for (size_t i = 0; i < t_.inputs.size(); ++i) {
      value += input.x[t_.inputs[i]] * linear_[i * genes_ + gene];
    }
  }
  if (!reference_values_.empty()) {
    for (size_t p = 0; p < input.kappa.size(); ++p) {
      value += input.kappa[p] * reference_values_[p * genes_ + gene];
    }
  }
  for (int64_t j = 0; j < hidden_; ++j) {
    const double up = hidden.up[j];
    const double activation =
        gate_.empty() ? std::max(0.0, up)
                      : up * hidden.gate[j] * Sigmoid(hidden.gate[j]);
    value += activation * down_[j * genes_ + gene];
  }
  return value + ElementsValue(gene, input);
}

double PreciseExpert::ElementsValue(int gene,
                                    const PreciseExpertInput& input) const {
  double value = 0;
  if (const int row = any_[gene]; row >= 0) {
    double sum = 0;
    for (uint32_t e = t_.any_first[row]; e < t_.any_first[row + 1]; ++e) {
      sum += input.activity[t_.any_element[e]];
    }
    value += t_.any_amplitude[row] * std::min(1.0, sum);
  }
  if (contact_[gene] >= 0) {
    for (const ElementSlope& e : Elements(gene, input)) {
      value += e.slope * input.activity[e.element];
    }
  }
  return value;
}

std::vector<PreciseExpert::ElementSlope> PreciseExpert::Elements(
    int gene, const PreciseExpertInput& input) const {
  std::vector<ElementSlope> elements;
  if (const int row = any_[gene]; row >= 0) {
    double sum = 0;
    for (uint32_t e = t_.any_first[row]; e < t_.any_first[row + 1]; ++e) {
      sum += input.activity[t_.any_element[e]];
    }
    const double slope = sum < 1 ? t_.any_amplitude[row] : 0;
    for (uint32_t e = t_.any_first[row]; e < t_.any_first[row + 1]; ++e) {
      elements.push_back({static_cast<int>(t_.any_element[e]), slope});
    }
  }
  if (const int row = contact_[gene]; row >= 0) {
    const double factor =
        double{t_.contact_amplitude[row]} / t_.contact_norm[row];
    for (uint32_t e = t_.contact_first[row]; e < t_.contact_first[row + 1];
         ++e) {
      const auto element = static_cast<int>(t_.contact_element[e]);
      const float contact =
          input.contacts == nullptr
              ? t_.contact_value[e]
              : input.loci->Contact(static_cast<int>(t_.genes[gene]), element,
                                    t_.contact_value[e], *input.contacts);
      elements.push_back({element, factor * t_.contact_strength[e] * contact});
    }
  }
  return elements;
}

void PreciseExpert::Backward(int gene, double by_value,
                             const PreciseExpertInput& input,
                             const PreciseHidden& hidden,
                             absl::Span<double> by_x,
                             absl::Span<double> by_latents,
                             absl::Span<double> by_kappa) const {
  const size_t inputs = t_.inputs.size();
  if (!linear_.empty()) {
    for (size_t i = 0; i < inputs; ++i) {
      by_x[t_.inputs[i]] += by_value * linear_[i * genes_ + gene];
    }
  }
  if (!reference_values_.empty()) {
    for (size_t p = 0; p < input.kappa.size(); ++p) {
      by_kappa[p] += by_value * reference_values_[p * genes_ + gene];
    }
  }
  if (hidden_ == 0) return;
  std::vector<double> by_gate(hidden_), by_up(hidden_);
  for (int64_t j = 0; j < hidden_; ++j) {
    const double by = by_value * down_[j * genes_ + gene];
    const double up = hidden.up[j];
    if (gate_.empty()) {
      by_up[j] = up > 0 ? by : 0;
    } else {
      const double gate = hidden.gate[j], open = Sigmoid(gate);
      by_up[j] = by * gate * open;
      by_gate[j] = by * up * open * (1 + gate * (1 - open));
    }
  }
  for (size_t i = 0; i < inside_; ++i) {
    double sum = 0;
    for (int64_t j = 0; j < hidden_; ++j) {
      sum += by_up[j] * up_[i * hidden_ + j];
      if (!gate_.empty()) sum += by_gate[j] * gate_[i * hidden_ + j];
    }
    (i < inputs ? by_x[t_.inputs[i]] : by_latents[i - inputs]) += sum;
  }
}

}  // namespace regulon
