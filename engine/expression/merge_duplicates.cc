#include "engine/expression/merge_duplicates.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "engine/status.h"

namespace regulon {
namespace {

// members[i]: positions of the i-th different name.
struct Classes {
  std::vector<std::vector<int64_t>> members;
  std::vector<std::string> repeated;
};

absl::StatusOr<Classes> Classify(const std::vector<std::string>& names,
                                 absl::string_view kind, DuplicatePolicy policy,
                                 absl::string_view source) {
  Classes classes;
  absl::flat_hash_map<absl::string_view, size_t> seen;
  seen.reserve(names.size());
  for (size_t i = 0; i < names.size(); ++i) {
    const auto [found, is_new] = seen.emplace(names[i], classes.members.size());
    if (is_new) classes.members.emplace_back();
    classes.members[found->second].push_back(i);
    if (classes.members[found->second].size() == 2) {
      classes.repeated.push_back(names[i]);
    }
  }
  if (classes.repeated.empty() || policy != DuplicatePolicy::kError) {
    return classes;
  }
  return absl::AlreadyExistsError(absl::StrCat(
      source, ": several ", kind, "s are called ", FirstFew(classes.repeated),
      "; rename them, or have the first or the mean of each taken"));
}

// The one value of several, `step` apart.
float Merged(const std::vector<float>& values,
             const std::vector<int64_t>& members, int64_t base, int64_t step,
             DuplicatePolicy policy) {
  if (policy == DuplicatePolicy::kFirst || members.size() == 1) {
    return values[base + members[0] * step];
  }
  double sum = 0;
  int count = 0;
  for (const int64_t member : members) {
    const float value = values[base + member * step];
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  if (count == 0) return std::numeric_limits<float>::quiet_NaN();
  return static_cast<float>(policy == DuplicatePolicy::kSum ? sum
                                                            : sum / count);
}

void KeepFirst(const Classes& classes, std::vector<std::string>& names) {
  if (names.empty()) return;
  std::vector<std::string> kept;
  for (const auto& members : classes.members) {
    kept.push_back(std::move(names[members[0]]));
  }
  names = std::move(kept);
}

}  // namespace

std::string FirstFew(const std::vector<std::string>& names) {
  constexpr size_t kShown = 3;
  const size_t shown = std::min(kShown, names.size());
  std::string text = absl::StrJoin(names.begin(), names.begin() + shown, ", ");
  if (shown < names.size()) {
    absl::StrAppend(&text, " and ", names.size() - shown, " more");
  }
  return text;
}

absl::StatusOr<std::vector<std::string>> MergeSamples(DuplicatePolicy policy,
                                                      Expression& expression) {
  ASSIGN_OR_RETURN(Classes classes, Classify(expression.samples, "sample",
                                             policy, expression.source));
  if (classes.repeated.empty()) return std::move(classes.repeated);
  const auto genes = static_cast<int64_t>(expression.genes.size());
  // In place: a class comes no later than any of its members.
  for (size_t i = 0; i < classes.members.size(); ++i) {
    for (int64_t gene = 0; gene < genes; ++gene) {
      expression.values[i * genes + gene] =
          Merged(expression.values, classes.members[i], gene, genes, policy);
    }
  }
  expression.values.resize(classes.members.size() * genes);
  KeepFirst(classes, expression.samples);
  return std::move(classes.repeated);
}

absl::StatusOr<std::vector<std::string>> MergeGenes(DuplicatePolicy policy,
                                                    Expression& expression) {
  ASSIGN_OR_RETURN(Classes classes, Classify(expression.genes, "gene", policy,
                                             expression.source));
  if (classes.repeated.empty()) return std::move(classes.repeated);
  const auto genes = static_cast<int64_t>(expression.genes.size());
  size_t to = 0;
  for (size_t sample = 0; sample < expression.samples.size(); ++sample) {
    for (const auto& members : classes.members) {
      expression.values[to++] =
          Merged(expression.values, members, sample * genes, 1, policy);
    }
  }
  expression.values.resize(to);
  KeepFirst(classes, expression.genes);
  KeepFirst(classes, expression.symbols);
  return std::move(classes.repeated);
}

}  // namespace regulon
