// The mean effect of perturbations over contexts that come in groups, with the
// interval that other groups might have given: groups are drawn, not contexts,
// for contexts of a group are alike.
#ifndef REGULON_ENGINE_QUERY_GROUP_EFFECTS_H_
#define REGULON_ENGINE_QUERY_GROUP_EFFECTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/query/perturb.h"

namespace regulon {

struct MeanEffect {
  double before = 0, after = 0, change = 0;  // means over contexts
  double others = 0;  // the mean change of the other perturbations
};

class GroupEffects {
 public:
  static constexpr size_t kMostSums = size_t{1} << 27;  // 1 GiB of them

  // genes: indices, which must outlive it.
  GroupEffects(int perturbations, absl::Span<const int> genes)
      : perturbations_(perturbations), genes_(genes) {}

  // ResourceExhausted where there would be more than kMostSums.
  absl::Status Add(absl::string_view group, const Effect& effect);

  int groups() const { return static_cast<int>(contexts_.size()); }
  // [groups] contexts of each.
  absl::Span<const int64_t> contexts() const { return contexts_; }
  // Of genes[gene].
  MeanEffect Mean(int perturbation, size_t gene) const;
  // [groups] the sum of the change over a group's contexts.
  std::vector<double> Sums(int perturbation, size_t gene) const;

 private:
  size_t At(int perturbation, size_t gene) const {
    return perturbation * genes_.size() + gene;
  }

  const int perturbations_;
  absl::Span<const int> genes_;
  absl::flat_hash_map<std::string, size_t> by_name_;
  std::vector<int64_t> contexts_;
  std::vector<double> before_, all_;         // [genes] sums
  std::vector<std::vector<double>> change_;  // [group][perturbation, genes]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_GROUP_EFFECTS_H_
