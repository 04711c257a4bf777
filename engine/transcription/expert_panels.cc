// An expert shared out by panels of columns.
#include <algorithm>

#include "engine/dense/elementwise.h"
#include "engine/transcription/expert.h"

namespace regulon {
namespace {

constexpr int64_t kPanelColumns = 64;

}  // namespace

bool Expert::has_panels() const {
  return t_.up.data != nullptr && t_.linear.data == nullptr &&
         !reads_reference_states() && t_.any_gene.empty() &&
         t_.contact_gene.empty();
}

void Expert::RunUp(absl::Span<const int> contexts, const ExpertInput& input,
                   const Panels& panels, ExpertScratch& scratch,
                   float* hidden) const {
  const auto rows = static_cast<int>(contexts.size());
  const int64_t h_stride = PaddedInputs(inside()), stride = hidden_stride();
  float* h = scratch.floats_.data();
  float* gate = h + rows * h_stride;
  Gather(contexts, input, h_stride, h);
  scratch.ahead_.Begin({}, {}, 1);
  DType rounded = DType::kF32;
  const auto multiply = [&](const Matrix& weights, float* y) {
    if (IsQuantized(weights.dtype) && weights.dtype != rounded) {
      scratch.quantized_.Fill(weights.dtype, rows, weights.rows, h, h_stride);
      rounded = weights.dtype;
    }
    PackedProduct(rows, {h, h_stride, &scratch.quantized_}, weights, panels,
                  Into::kStore, y, stride, scratch.ahead_);
  };
  if (t_.gate.data != nullptr) multiply(t_.gate, gate);
  multiply(t_.up, hidden);
  Activate(rows, stride, panels.begin * kPanelColumns,
           panels.end * kPanelColumns, gate, hidden);
}

void Expert::RunDown(int rows, const float* hidden, const Panels& panels,
                     ExpertScratch& scratch, float* out) const {
  if (IsQuantized(t_.down.dtype)) {
    scratch.quantized_.Fill(t_.down.dtype, rows, t_.down.rows, hidden,
                            hidden_stride());
  }
  scratch.ahead_.Begin({}, {}, 1);
  PackedProduct(rows, {hidden, hidden_stride(), &scratch.quantized_}, t_.down,
                panels, Into::kStore, out, out_stride(), scratch.ahead_);
  const int64_t first = panels.begin * kPanelColumns;
  const int64_t end = std::min(panels.end * kPanelColumns,
                               static_cast<int64_t>(t_.basal.size()));
  for (int row = 0; row < rows; ++row) {
    for (int64_t i = first; i < end; ++i) {
      out[row * out_stride() + i] += t_.basal[i];
    }
  }
}

}  // namespace regulon
