#include "engine/attention/fast_weights.h"

#include <algorithm>

namespace regulon {

FastWeights::FastWeights(int64_t features, int64_t values,
                         absl::Span<double> storage)
    : features_(features), values_(values), storage_(storage) {
  std::fill(storage_.begin(), storage_.end(), 0.0);
}

void FastWeights::Add(double activity, absl::Span<const float> key,
                      absl::Span<const float> value) {
  for (int64_t f = 0; f < features_; ++f) {
    const double by = activity * key[f];
    double* row = &storage_[f * (values_ + 1)];
    for (int64_t j = 0; j < values_; ++j) row[j] += by * value[j];
    row[values_] += by;
  }
}

void FastWeights::Remove(double activity, absl::Span<const float> key,
                         absl::Span<const float> value) {
  Add(-activity, key, value);
}

double FastWeights::Sum(absl::Span<const float> query) const {
  double sum = 1;
  for (int64_t f = 0; f < features_; ++f) {
    sum += query[f] * storage_[f * (values_ + 1) + values_];
  }
  return sum;
}

double FastWeights::Read(absl::Span<const float> query,
                         absl::Span<double> out) const {
  std::fill(out.begin(), out.end(), 0.0);
  for (int64_t f = 0; f < features_; ++f) {
    const double* row = &storage_[f * (values_ + 1)];
    for (int64_t j = 0; j < values_; ++j) out[j] += query[f] * row[j];
  }
  const double sum = Sum(query);
  for (double& value : out) value /= sum;
  return sum;
}

}  // namespace regulon
