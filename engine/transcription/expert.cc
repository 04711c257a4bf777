#include "engine/transcription/expert.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status Damaged(int domain) {
  return absl::DataLossError(
      absl::StrCat("the tensors of domain #", domain, " are damaged"));
}

bool Fits(const Matrix& matrix, int64_t rows, int64_t columns) {
  return matrix.data == nullptr ||
         (matrix.rows == rows && matrix.columns == columns);
}

bool IsTable(absl::Span<const uint32_t> gene, absl::Span<const uint32_t> first,
             absl::Span<const uint32_t> element, size_t genes,
             size_t elements) {
  if (gene.empty()) return first.empty() && element.empty();
  if (first.size() != gene.size() + 1 || first.front() != 0 ||
      first.back() != element.size()) {
    return false;
  }
  for (size_t i = 0; i < gene.size(); ++i) {
    if (gene[i] >= genes || first[i] > first[i + 1]) return false;
  }
  for (const uint32_t e : element) {
    if (e >= elements) return false;
  }
  return true;
}

int64_t ProductFlops(const Matrix& matrix) {
  return matrix.data == nullptr ? 0 : 2 * matrix.rows * matrix.columns;
}

}  // namespace

absl::StatusOr<Expert> Expert::Create(int domain, ExpertTables tables,
                                      const TranscriptionSizes& sizes,
                                      Products& products) {
  const ExpertTables& t = tables;
  const int64_t genes = t.genes.size();
  const int64_t hidden = t.gate.columns;
  const int64_t inside = t.inputs.size() + sizes.latents;
  const bool gated = t.gate.data != nullptr;
  if (!Fits(t.linear, t.inputs.size(), genes) ||
      !Fits(t.reference_values, sizes.reference_states, genes) ||
      (!t.basal.empty() && static_cast<int64_t>(t.basal.size()) != genes) ||
      !Fits(t.gate, inside, hidden) || !Fits(t.up, inside, hidden) ||
      !Fits(t.down, hidden, genes) || gated != (t.up.data != nullptr) ||
      gated != (t.down.data != nullptr) ||
      t.any_amplitude.size() != t.any_gene.size() ||
      t.contact_amplitude.size() != t.contact_gene.size() ||
      t.contact_strength.size() != t.contact_element.size() ||
      t.contact_value.size() != t.contact_element.size() ||
      t.contact_norm.size() != t.contact_gene.size()) {
    return Damaged(domain);
  }
  RETURN_IF_ERROR(products.Need(t.linear, Epilogue::kStore));
  RETURN_IF_ERROR(products.Need(t.reference_values, Epilogue::kAdd));
  RETURN_IF_ERROR(products.Need(t.gate, Epilogue::kSwish));
  RETURN_IF_ERROR(products.Need(t.up, Epilogue::kStore));
  RETURN_IF_ERROR(products.Need(t.down, Epilogue::kAdd));
  return Expert(domain, std::move(tables), sizes);
}

int64_t Expert::flops() const {
  int64_t flops = ProductFlops(t_.linear) + ProductFlops(t_.reference_values) +
                  ProductFlops(t_.gate) + ProductFlops(t_.up) +
                  ProductFlops(t_.down) + 2 * genes();
  if (t_.gate.data != nullptr) flops += 5 * t_.gate.columns;
  // Sums over elements, divided or clamped, times the amplitude.
  return flops + t_.basal.size() + t_.any_element.size() +
         3 * t_.contact_element.size() +
         3 * (t_.any_gene.size() + t_.contact_gene.size());
}

int64_t Expert::scratch_size() const {
  const int64_t hidden = t_.gate.data == nullptr ? 0 : t_.gate.columns;
  return MatMul::kMostRows * (2 * inputs() + sizes_.latents +
                              sizes_.reference_states + 2 * hidden + genes());
}

absl::Status Expert::CheckIndices() const {
  bool right = IsTable(t_.any_gene, t_.any_first, t_.any_element, genes(),
                       sizes_.elements) &&
               IsTable(t_.contact_gene, t_.contact_first, t_.contact_element,
                       genes(), sizes_.elements);
  for (const uint32_t input : t_.inputs) right &= input < sizes_.regulators;
  return right ? absl::OkStatus() : Damaged(domain_);
}

void Expert::AddElements(const double* activity, float* out) const {
  for (size_t i = 0; i < t_.any_gene.size(); ++i) {
    double sum = 0;
    for (uint32_t e = t_.any_first[i]; e < t_.any_first[i + 1]; ++e) {
      sum += activity[t_.any_element[e]];
    }
    out[t_.any_gene[i]] +=
        static_cast<float>(t_.any_amplitude[i] * std::min(1.0, sum));
  }
  for (size_t i = 0; i < t_.contact_gene.size(); ++i) {
    double sum = 0;
    for (uint32_t e = t_.contact_first[i]; e < t_.contact_first[i + 1]; ++e) {
      sum += double{t_.contact_strength[e]} * activity[t_.contact_element[e]] *
             t_.contact_value[e];
    }
    out[t_.contact_gene[i]] += static_cast<float>(t_.contact_amplitude[i] *
                                                  (sum / t_.contact_norm[i]));
  }
}

absl::Status Expert::Add(absl::Span<const int> contexts,
                         const ExpertInput& input, int worker,
                         Products& products, absl::Span<float> scratch) const {
  RETURN_IF_ERROR(CheckIndices());
  const int rows = static_cast<int>(contexts.size());
  const int64_t inside = inputs() + sizes_.latents;
  const int64_t states = sizes_.reference_states;
  const int64_t hidden = t_.gate.data == nullptr ? 0 : t_.gate.columns;
  const auto take = [&scratch](int64_t columns) {
    float* taken = scratch.data();
    scratch.remove_prefix(MatMul::kMostRows * columns);
    return taken;
  };
  float* x = take(inputs());
  float* h = take(inside);
  float* kappa = take(states);
  float* gate = take(hidden);
  float* up = take(hidden);
  float* out = take(genes());

  for (int row = 0; row < rows; ++row) {
    const float* all = input.x + contexts[row] * sizes_.regulators;
    for (int64_t i = 0; i < inputs(); ++i) {
      x[row * inputs() + i] = all[t_.inputs[i]];
    }
  }
  if (t_.linear.data != nullptr) {
    RETURN_IF_ERROR(
        products.Run(worker, rows, x, t_.linear, Epilogue::kStore, out));
  } else {
    std::fill(out, out + rows * genes(), 0.0f);
  }
  if (reads_reference_states()) {
    for (int row = 0; row < rows; ++row) {
      std::copy_n(input.kappa + contexts[row] * states, states,
                  kappa + row * states);
    }
    RETURN_IF_ERROR(products.Run(worker, rows, kappa, t_.reference_values,
                                 Epilogue::kAdd, out));
  }
  if (hidden > 0) {
    for (int row = 0; row < rows; ++row) {
      float* to = std::copy_n(x + row * inputs(), inputs(), h + row * inside);
      std::copy_n(input.latents + contexts[row] * sizes_.latents,
                  sizes_.latents, to);
    }
    RETURN_IF_ERROR(
        products.Run(worker, rows, h, t_.gate, Epilogue::kSwish, gate));
    RETURN_IF_ERROR(products.Run(worker, rows, h, t_.up, Epilogue::kStore, up));
    for (int64_t i = 0; i < rows * hidden; ++i) gate[i] *= up[i];
    RETURN_IF_ERROR(
        products.Run(worker, rows, gate, t_.down, Epilogue::kAdd, out));
  }
  for (int row = 0; row < rows; ++row) {
    const int context = contexts[row];
    float* mine = out + row * genes();
    for (size_t i = 0; i < t_.basal.size(); ++i) mine[i] += t_.basal[i];
    AddElements(input.activity + context * sizes_.elements, mine);
    const float weight = input.weight[context * sizes_.domains + domain_];
    float* y = input.y + context * sizes_.genes;
    for (int64_t i = 0; i < genes(); ++i) y[t_.genes[i]] += weight * mine[i];
  }
  return absl::OkStatus();
}

}  // namespace regulon
