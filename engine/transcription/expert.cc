#include "engine/transcription/expert.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/dense/elementwise.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status Damaged(int domain) {
  return absl::DataLossError(
      absl::StrCat("the tensors of domain #", domain, " are damaged"));
}

bool Fits(const Matrix& matrix, int64_t rows, int64_t columns) {
  return matrix.data == nullptr ||
         (matrix.rows == rows && matrix.columns == columns &&
          HasPackedProduct(matrix));
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

int64_t MatrixBytes(const Matrix& matrix) {
  return matrix.data == nullptr ? 0
                                : BytesOf(matrix.dtype, matrix.layout,
                                          matrix.rows, matrix.columns);
}

bool IsRun(absl::Span<const uint32_t> indices) {
  for (size_t i = 1; i < indices.size(); ++i) {
    if (indices[i] != indices[0] + i) return false;
  }
  return !indices.empty();
}

// From the first matrix to the end of the last, if there is little between
// them, as in a genome file.
Bytes ExtentOf(absl::Span<const Matrix* const> matrices, int64_t bytes) {
  Bytes extent;
  for (const Matrix* matrix : matrices) {
    if (matrix->data == nullptr) continue;
    const auto* begin = static_cast<const uint8_t*>(matrix->data);
    const uint8_t* end = begin + MatrixBytes(*matrix);
    if (matrix->scales > static_cast<const void*>(end)) {
      end = reinterpret_cast<const uint8_t*>(matrix->scales + matrix->columns);
    }
    if (extent.begin == nullptr) extent = {begin, end};
    extent = {std::min(extent.begin, begin), std::max(extent.end, end)};
  }
  return extent.end - extent.begin <= 2 * bytes ? extent : Bytes();
}

// Takes from a worker's memory, and multiplies in it.
class Steps {
 public:
  Steps(int rows, absl::Span<float> floats, QuantizedRows& quantized,
        ReadAhead& ahead)
      : rows_(rows), floats_(floats), quantized_(quantized), ahead_(ahead) {}

  float* Take(int64_t columns) {
    float* taken = floats_.data();
    floats_.remove_prefix(rows_ * columns);
    return taken;
  }

  // y (+)= x W for weights that are stored; no x is written to again.
  void Product(const float* x, int64_t stride, const Matrix& weights, Into into,
               float* y) {
    Left left = {x, stride, nullptr};
    if (IsQuantized(weights.dtype)) {
      left.quantized = &quantized_;
      const auto rounded = std::make_tuple(x, weights.rows, weights.dtype);
      if (rounded != rounded_) {
        quantized_.Fill(weights.dtype, rows_, weights.rows, x, stride);
      }
      rounded_ = rounded;
    }
    PackedProduct(rows_, left, weights, into, y, PaddedOutputs(weights.columns),
                  ahead_);
  }

 private:
  const int rows_;
  absl::Span<float> floats_;
  QuantizedRows& quantized_;
  // What quantized_ holds: gate and up read the same.
  std::tuple<const float*, int64_t, DType> rounded_;
  ReadAhead& ahead_;
};

}  // namespace

void ExpertScratch::Plan(int rows, int64_t floats, int64_t inputs) {
  if (static_cast<int64_t>(floats_.size()) < rows * floats) {
    floats_.resize(rows * floats);
  }
  quantized_.Plan(rows, inputs);
}

Expert::Expert(int domain, ExpertTables tables, const TranscriptionSizes& sizes)
    : domain_(domain),
      t_(std::move(tables)),
      sizes_(sizes),
      gene_run_(IsRun(t_.genes)) {
  const Matrix* const matrices[] = {&t_.linear, &t_.reference_values, &t_.gate,
                                    &t_.up, &t_.down};
  for (const Matrix* matrix : matrices) bytes_ += MatrixBytes(*matrix);
  extent_ = ExtentOf(matrices, bytes_);
  flops_ = CountFlops();
}

absl::StatusOr<Expert> Expert::Create(int domain, ExpertTables tables,
                                      const TranscriptionSizes& sizes) {
  const ExpertTables& t = tables;
  const int64_t genes = t.genes.size();
  const int64_t hidden = t.up.columns;
  const int64_t inside = t.inputs.size() + sizes.latents;
  const bool nonlinear = t.up.data != nullptr;
  if (!Fits(t.linear, t.inputs.size(), genes) ||
      !Fits(t.reference_values, sizes.reference_states, genes) ||
      (!t.basal.empty() && static_cast<int64_t>(t.basal.size()) != genes) ||
      !Fits(t.gate, inside, hidden) || !Fits(t.up, inside, hidden) ||
      !Fits(t.down, hidden, genes) || nonlinear != (t.down.data != nullptr) ||
      (t.gate.data != nullptr && !nonlinear) ||
      (!t.up_bias.empty() &&
       (t.gate.data != nullptr ||
        static_cast<int64_t>(t.up_bias.size()) != hidden)) ||
      t.any_amplitude.size() != t.any_gene.size() ||
      t.contact_amplitude.size() != t.contact_gene.size() ||
      t.contact_strength.size() != t.contact_element.size() ||
      t.contact_value.size() != t.contact_element.size() ||
      t.contact_norm.size() != t.contact_gene.size()) {
    return Damaged(domain);
  }
  return Expert(domain, std::move(tables), sizes);
}

int64_t Expert::CountFlops() const {
  int64_t flops = ProductFlops(t_.linear) + ProductFlops(t_.reference_values) +
                  ProductFlops(t_.gate) + ProductFlops(t_.up) +
                  ProductFlops(t_.down) + 2 * genes();
  const bool one =
      t_.gate.data == nullptr && t_.activation == Activation::kRectify;
  flops += (one ? 1 : 5) * t_.up.columns + t_.up_bias.size();
  // Sums over elements, divided or clamped, times the amplitude.
  return flops + t_.basal.size() + t_.any_element.size() +
         3 * t_.contact_element.size() +
         3 * (t_.any_gene.size() + t_.contact_gene.size());
}

int64_t Expert::scratch_floats() const {
  return PaddedInputs(inside()) + PaddedInputs(sizes_.reference_states) +
         2 * PaddedOutputs(t_.up.columns) + out_stride();
}

int64_t Expert::scratch_inputs() const {
  return std::max({inside(), sizes_.reference_states, t_.up.columns});
}

absl::Status Expert::CheckIndices() {
  if (checked_) return absl::OkStatus();
  bool right = IsTable(t_.any_gene, t_.any_first, t_.any_element, genes(),
                       sizes_.elements) &&
               IsTable(t_.contact_gene, t_.contact_first, t_.contact_element,
                       genes(), sizes_.elements);
  for (const uint32_t input : t_.inputs) right &= input < sizes_.regulators;
  if (!right) return Damaged(domain_);
  input_run_ = IsRun(t_.inputs);
  checked_ = true;
  return absl::OkStatus();
}

bool Expert::ReadsTheSame(const ExpertInput& a, int i, const ExpertInput& b,
                          int k) const {
  const auto same = [](auto* from, auto* to, auto indices) {
    return std::all_of(indices.begin(), indices.end(), [&](uint32_t at) {
      return std::memcmp(&from[at], &to[at], sizeof(*from)) == 0;
    });
  };
  const float* x = a.x + i * sizes_.regulators;
  const float* other_x = b.x + k * sizes_.regulators;
  const int64_t states = sizes_.reference_states;
  const double* g = a.activity + i * sizes_.elements;
  const double* other_g = b.activity + k * sizes_.elements;
  const auto same_contacts = [&] {
    const ContactEdits* from = a.contacts == nullptr ? nullptr : a.contacts[i];
    const ContactEdits* to = b.contacts == nullptr ? nullptr : b.contacts[k];
    return from == to || (from != nullptr && to != nullptr && *from == *to);
  };
  return (!reads_x() || same(x, other_x, t_.inputs)) &&
         (!reads_reference_states() ||
          std::memcmp(a.kappa + i * states, b.kappa + k * states,
                      states * sizeof(float)) == 0) &&
         same(g, other_g, t_.any_element) &&
         same(g, other_g, t_.contact_element) &&
         (t_.contact_gene.empty() || same_contacts());
}

void Expert::AddElements(const double* activity, const ContactEdits* edits,
                         const Loci* loci, float* out) const {
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
      const auto element = static_cast<int>(t_.contact_element[e]);
      const float contact =
          edits == nullptr
              ? t_.contact_value[e]
              : loci->Contact(static_cast<int>(t_.genes[t_.contact_gene[i]]),
                              element, t_.contact_value[e], *edits);
      sum += double{t_.contact_strength[e]} * activity[element] * contact;
    }
    out[t_.contact_gene[i]] += static_cast<float>(t_.contact_amplitude[i] *
                                                  (sum / t_.contact_norm[i]));
  }
}

void Expert::AddTo(const float* values, float weight, int64_t first_gene,
                   int64_t end_gene, float* y) const {
  const auto place = [this](int64_t gene) {
    return std::lower_bound(t_.genes.begin(), t_.genes.end(), gene) -
           t_.genes.begin();
  };
  const int64_t first = place(first_gene), end = place(end_gene);
  if (gene_run_) {
    AddScaled(weight, absl::MakeSpan(values + first, values + end),
              y + t_.genes[0] + first);
  } else {
    for (int64_t i = first; i < end; ++i) {
      float& to = y[t_.genes[i]];
      to = std::fma(weight, values[i], to);
    }
  }
}

void Expert::Gather(absl::Span<const int> contexts, const ExpertInput& input,
                    int64_t h_stride, float* h) const {
  for (const int context : contexts) {
    const float* x = input.x + context * sizes_.regulators;
    float* to = h;
    if (input_run_) {
      to = std::copy_n(x + t_.inputs[0], inputs(), to);
    } else {
      for (const uint32_t t : t_.inputs) *to++ = x[t];
    }
    to = std::copy_n(input.latents + context * sizes_.latents, sizes_.latents,
                     to);
    h += h_stride;
    std::fill(to, h, 0.0f);
  }
}

void Expert::Activate(int rows, int64_t stride, int64_t first, int64_t end,
                      float* gate, float* up) const {
  const int64_t biased =
      std::min(end, static_cast<int64_t>(t_.up_bias.size())) - first;
  for (int row = 0; row < rows; ++row, gate += stride, up += stride) {
    const absl::Span<float> values(up + first, end - first);
    if (t_.gate.data != nullptr) {
      SwishTimes({gate + first, values.size()}, values);
      continue;
    }
    if (biased > 0) AddScaled(1, t_.up_bias.subspan(first, biased), up + first);
    if (t_.activation == Activation::kGelu) {
      Gelu(values);
    } else {
      Relu(values);
    }
  }
}

absl::Span<const float> Expert::Run(absl::Span<const int> contexts,
                                    const ExpertInput& input, const Bytes& next,
                                    ExpertScratch& scratch) const {
  const int rows = static_cast<int>(contexts.size());
  const Matrix& matrix = t_.up.data != nullptr ? t_.up : t_.linear;
  scratch.ahead_.Begin(extent_, next, PassesOf(rows, matrix));
  const int64_t states = sizes_.reference_states;
  const int64_t h_stride = PaddedInputs(inside());
  const int64_t kappa_stride = PaddedInputs(states);
  const int64_t hidden_stride = PaddedOutputs(t_.up.columns);
  Steps steps(rows, absl::MakeSpan(scratch.floats_), scratch.quantized_,
              scratch.ahead_);
  float* h = steps.Take(h_stride);
  float* kappa = steps.Take(kappa_stride);
  float* gate = steps.Take(hidden_stride);
  float* up = steps.Take(hidden_stride);
  float* out = steps.Take(out_stride());

  if (reads_x()) Gather(contexts, input, h_stride, h);
  if (t_.linear.data != nullptr) {
    steps.Product(h, h_stride, t_.linear, Into::kStore, out);
  } else {
    std::fill(out, out + rows * out_stride(), 0.0f);
  }
  if (reads_reference_states()) {
    for (int row = 0; row < rows; ++row) {
      float* end = std::copy_n(input.kappa + contexts[row] * states, states,
                               kappa + row * kappa_stride);
      std::fill(end, kappa + (row + 1) * kappa_stride, 0.0f);
    }
    steps.Product(kappa, kappa_stride, t_.reference_values, Into::kAdd, out);
  }
  if (t_.up.data != nullptr) {
    if (t_.gate.data != nullptr) {
      steps.Product(h, h_stride, t_.gate, Into::kStore, gate);
    }
    steps.Product(h, h_stride, t_.up, Into::kStore, up);
    Activate(rows, hidden_stride, 0, hidden_stride, gate, up);
    steps.Product(up, hidden_stride, t_.down, Into::kAdd, out);
  }
  for (int row = 0; row < rows; ++row) {
    float* mine = out + row * out_stride();
    for (size_t i = 0; i < t_.basal.size(); ++i) mine[i] += t_.basal[i];
    AddElements(
        input.activity + contexts[row] * sizes_.elements,
        input.contacts == nullptr ? nullptr : input.contacts[contexts[row]],
        input.loci, mine);
  }
  return absl::MakeConstSpan(out, rows * out_stride());
}

}  // namespace regulon
