#include "engine/transcription/shared_path.h"

#include <algorithm>
#include <cmath>

#include "engine/status.h"

namespace regulon {
namespace {

// In a fixed order that a compiler can vectorize: sixteen running sums.
float SquaredDistance(const float* a, const float* b, int64_t size) {
  constexpr int kLanes = 16;
  float sums[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const float difference = a[i + lane] - b[i + lane];
      sums[lane] += difference * difference;
    }
  }
  for (; i < size; ++i) sums[0] += (a[i] - b[i]) * (a[i] - b[i]);
  float sum = 0;
  for (const float lane : sums) sum += lane;
  return sum;
}

}  // namespace

absl::StatusOr<SharedPath> SharedPath::Create(const SharedTables& t,
                                              int64_t regulators, int64_t genes,
                                              Products& products) {
  const bool path = t.reading.data != nullptr;
  const auto size = [](absl::Span<const float> values) {
    return static_cast<int64_t>(values.size());
  };
  if ((!t.basal.empty() && size(t.basal) != genes) ||
      path != (t.writing.data != nullptr) ||
      (path && (t.reading.rows != regulators || t.writing.columns != genes ||
                t.reading.columns != t.writing.rows)) ||
      t.states.empty() != t.sharpness.empty() ||
      (!t.states.empty() &&
       (regulators == 0 || size(t.states) % regulators != 0 ||
        t.sharpness.size() != 1))) {
    return absl::DataLossError(
        "the tensors of the shared path do not fit each other");
  }
  RETURN_IF_ERROR(products.Need(t.reading, Epilogue::kStore));
  RETURN_IF_ERROR(products.Need(t.writing, Epilogue::kAdd));
  return SharedPath(t, regulators, genes);
}

int64_t SharedPath::flops() const {
  return 2 * latents() * (regulators_ + genes_);
}

int64_t SharedPath::kappa_flops() const {
  return reference_states() * (3 * regulators_ + 2);
}

absl::Status SharedPath::Run(int rows, const float* x, Products& products,
                             float* latents, float* y) const {
  for (int row = 0; row < rows; ++row) {
    float* to = y + row * genes_;
    if (t_.basal.empty()) {
      std::fill(to, to + genes_, 0.0f);
    } else {
      std::copy(t_.basal.begin(), t_.basal.end(), to);
    }
  }
  if (t_.reading.data == nullptr) return absl::OkStatus();
  RETURN_IF_ERROR(
      products.Run(0, rows, x, t_.reading, Epilogue::kStore, latents));
  return products.Run(0, rows, latents, t_.writing, Epilogue::kAdd, y);
}

void SharedPath::Mark(ReadSet& reads) const {
  reads.Mark(t_.basal_units);
  reads.Mark(t_.reading_units);
  reads.Mark(t_.writing_units);
}

void SharedPath::Attend(const float* x, float* kappa, ReadSet& reads) const {
  reads.Mark(t_.states_units);
  reads.Mark(t_.sharpness_units);
  for (int64_t p = 0; p < reference_states(); ++p) {
    kappa[p] = std::exp(
        -t_.sharpness[0] *
        SquaredDistance(x, t_.states.data() + p * regulators_, regulators_));
  }
}

}  // namespace regulon
