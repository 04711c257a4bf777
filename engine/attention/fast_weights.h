// Linear attention as fast weights (Katharopoulos et al. 2020, arXiv
// 2006.16236; Schlag et al. 2021, arXiv 2102.11174), with a null state: what is
// present writes a small network, which every query then reads.
//
//   F = sum_t a_t phi(k_t) v_t^T          [features, values]
//   n = sum_t a_t phi(k_t)                [features]
//   o = phi(q)^T F / (1 + phi(q) . n)     [values]
//
// which is attention with the weights a_t phi(q) . phi(k_t) >= 0 in place of
// exp(q . k_t): reading it takes the same time however many are present. Add
// and Remove are updates of rank 1, so a knock-out takes O(features values)
// where writing all again takes as much for each that is present. What Remove
// leaves is what would have been written without that key but for the rounding
// of the sums: who promises the same bits writes again, as the element kind
// does (engine/binding/linear.h).
#ifndef REGULON_ENGINE_ATTENTION_FAST_WEIGHTS_H_
#define REGULON_ENGINE_ATTENTION_FAST_WEIGHTS_H_

#include <cstdint>

#include "absl/types/span.h"

namespace regulon {

// In memory of the caller's, which it clears. Features are phi(k) and phi(q)
// themselves, each >= 0.
class FastWeights {
 public:
  static int64_t Size(int64_t features, int64_t values) {
    return features * (values + 1);
  }

  // storage: Size(features, values).
  FastWeights(int64_t features, int64_t values, absl::Span<double> storage);

  // Of a key that was not added, or is not there any more; `key` [features],
  // `value` [values].
  void Add(double activity, absl::Span<const float> key,
           absl::Span<const float> value);
  // Of one that was added with the same numbers.
  void Remove(double activity, absl::Span<const float> key,
              absl::Span<const float> value);

  // 1 + phi(q) . n, which is 1 where nothing is present.
  double Sum(absl::Span<const float> query) const;
  // o into out [values]; Sum.
  double Read(absl::Span<const float> query, absl::Span<double> out) const;

 private:
  const int64_t features_, values_;
  const absl::Span<double> storage_;  // [features][values, then n]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTENTION_FAST_WEIGHTS_H_
