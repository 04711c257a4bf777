#include "engine/transcription/shared_path.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
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
  const auto size = [](absl::Span<const float> values) {
    return static_cast<int64_t>(values.size());
  };
  const SharedPath path(t, regulators, genes);
  const int64_t states = path.reference_states();
  const auto reads = [&](const Matrix& matrix, int64_t rows) {
    return matrix.data == nullptr ||
           (matrix.rows == rows && matrix.columns == t.writing.rows);
  };
  const bool writes = t.writing.data != nullptr;
  if ((!t.basal.empty() && size(t.basal) != genes) ||
      writes != (t.reading.data != nullptr || t.attention.data != nullptr) ||
      (writes && t.writing.columns != genes) || !reads(t.reading, regulators) ||
      !reads(t.attention, states) || t.states.empty() != t.sharpness.empty() ||
      (!t.states.empty() &&
       (states == 0 || size(t.states) != states * regulators ||
        t.sharpness.size() != 1)) ||
      (!t.mean.empty() && size(t.mean) != states) ||
      (!t.repertoire.empty() && (states == 0 || t.repertoire.size() != 1))) {
    return absl::DataLossError(
        "the tensors of the shared path do not fit each other");
  }
  RETURN_IF_ERROR(products.Need(t.reading, Into::kStore));
  RETURN_IF_ERROR(products.Need(t.attention, Into::kAdd));
  RETURN_IF_ERROR(products.Need(t.writing, Into::kAdd));
  return path;
}

int64_t SharedPath::flops() const {
  const int64_t read = (t_.reading.data == nullptr ? 0 : regulators_) +
                       (attends() ? reference_states() : 0);
  return 2 * latents() * (read + genes_);
}

int64_t SharedPath::measure_flops() const {
  return reference_states() * 3 * regulators_;
}

int64_t SharedPath::attend_flops() const {
  return reference_states() * (t_.mean.empty() ? 2 : 3);
}

absl::Status SharedPath::Run(int rows, int worker, const float* x,
                             const float* kappa, Products& products,
                             float* latents, float* y) const {
  for (int row = 0; row < rows; ++row) {
    float* to = y + row * genes_;
    if (t_.basal.empty()) {
      std::fill(to, to + genes_, 0.0f);
    } else {
      std::copy(t_.basal.begin(), t_.basal.end(), to);
    }
  }
  if (t_.writing.data == nullptr) return absl::OkStatus();
  if (t_.reading.data != nullptr) {
    RETURN_IF_ERROR(
        products.Run(worker, rows, x, t_.reading, Into::kStore, latents));
  } else {
    std::fill(latents, latents + rows * this->latents(), 0.0f);
  }
  if (attends()) {
    RETURN_IF_ERROR(
        products.Run(worker, rows, kappa, t_.attention, Into::kAdd, latents));
  }
  return products.Run(worker, rows, latents, t_.writing, Into::kAdd, y);
}

void SharedPath::Mark(ReadSet& reads) const {
  reads.Mark(t_.basal_units);
  reads.Mark(t_.reading_units);
  reads.Mark(t_.attention_units);
  reads.Mark(t_.writing_units);
}

absl::StatusOr<float> SharedPath::Measure(const float* x, float* distances,
                                          ReadSet& reads) const {
  reads.Mark(t_.states_units);
  float nearest = std::numeric_limits<float>::infinity();
  for (int64_t p = 0; p < reference_states(); ++p) {
    distances[p] =
        SquaredDistance(x, t_.states.data() + p * regulators_, regulators_);
    if (std::isnan(distances[p])) {
      return absl::OutOfRangeError(absl::StrCat(
          "the distance to reference state ", p, " came out as nan"));
    }
    nearest = std::min(nearest, distances[p]);
  }
  return nearest;
}

void SharedPath::Attend(float* kappa, ReadSet& reads) const {
  reads.Mark(t_.sharpness_units);
  reads.Mark(t_.mean_units);
  for (int64_t p = 0; p < reference_states(); ++p) {
    kappa[p] = std::exp(-t_.sharpness[0] * kappa[p]);
    if (!t_.mean.empty()) kappa[p] -= t_.mean[p];
  }
}

absl::StatusOr<bool> SharedPath::IsOutOfRepertoire(float nearest,
                                                   ReadSet& reads) const {
  reads.Mark(t_.repertoire_units);
  if (std::isnan(t_.repertoire[0])) {
    return absl::OutOfRangeError(
        "the largest distance of the repertoire came out as nan");
  }
  return nearest > t_.repertoire[0];
}

}  // namespace regulon
