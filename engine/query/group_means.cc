#include "engine/query/group_means.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace regulon {
GroupMeans::GroupMeans(std::vector<int> genes, int domains, size_t most_sums)
    : genes_(std::move(genes)), domains_(domains), most_sums_(most_sums) {
  for (size_t i = 0; i < genes_.size(); ++i) {
    all_ &= genes_[i] == static_cast<int>(i);
  }
}

absl::Status GroupMeans::Add(absl::string_view group, const Expressed& context,
                             bool perturbed) {
  const auto known = by_name_.find(group);
  const size_t index = known == by_name_.end() ? groups_.size() : known->second;
  if (index == groups_.size()) {
    if ((index + 1) * (genes_.size() + domains_) > most_sums_) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "more than ", index, " groups of ", genes_.size(),
          " genes are more than fit in memory; choose fewer genes or larger "
          "groups"));
    }
    by_name_.emplace(group, index);
    groups_.emplace_back();
    groups_.back().name = std::string(group);
    groups_.back().expression.resize(genes_.size());
    groups_.back().open.resize(domains_);
  }
  Group& sums = groups_[index];
  ++sums.contexts;
  sums.out_of_repertoire += context.out_of_repertoire;
  sums.missing.resize(context.missing.size());
  for (size_t d = 0; d < context.missing.size(); ++d) {
    sums.missing[d] += context.missing[d];
  }
  sums.perturbed += perturbed;
  double* expression = sums.expression.data();
  const float* values = context.expression.data();
  if (all_) {
    for (size_t i = 0; i < genes_.size(); ++i) expression[i] += values[i];
  } else {
    for (size_t i = 0; i < genes_.size(); ++i) {
      expression[i] += values[genes_[i]];
    }
  }
  for (int d = 0; d < domains_; ++d) sums.open[d] += context.open[d];
  return absl::OkStatus();
}

}  // namespace regulon
