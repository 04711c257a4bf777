#include "engine/genome/vocabulary.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace regulon {
namespace {

// Letters to insert, delete or change, in either case; `most` + 1 if more.
int EditDistance(absl::string_view a, absl::string_view b, int most) {
  const int difference =
      static_cast<int>(a.size()) - static_cast<int>(b.size());
  if (std::abs(difference) > most) return most + 1;
  std::vector<int> row(b.size() + 1);
  for (size_t j = 0; j < row.size(); ++j) row[j] = static_cast<int>(j);
  for (size_t i = 0; i < a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i) + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const bool same = absl::ascii_tolower(a[i]) == absl::ascii_tolower(b[j]);
      const int change = diagonal + (same ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, change});
    }
  }
  return std::min(row.back(), most + 1);
}

}  // namespace

std::string DidYouMean(absl::string_view name,
                       absl::Span<const std::string> known) {
  // Fewer changes than letters: anything is one change from a single letter.
  const auto letters = static_cast<int>(name.size());
  int least = std::min(std::max(1, letters / 3) + 1, letters);
  const std::string* nearest = nullptr;
  for (const std::string& candidate : known) {
    const int distance = EditDistance(name, candidate, least);
    // Ties go to the first in the alphabet, whatever the order they came in.
    if (distance < least ||
        (nearest != nullptr && distance == least && candidate < *nearest)) {
      least = distance;
      nearest = &candidate;
    }
  }
  return nearest == nullptr ? ""
                            : absl::StrCat("; did you mean '", *nearest, "'?");
}

absl::Status Vocabulary::AddId(absl::string_view id, int index) {
  if (!ids_.emplace(id, index).second) {
    return absl::AlreadyExistsError(
        absl::StrCat("the id '", id, "' belongs to two ", kind_, "s"));
  }
  return absl::OkStatus();
}

void Vocabulary::AddAlias(absl::string_view alias, int index) {
  if (alias.empty()) return;
  std::vector<int>& indices = aliases_[alias];
  if (indices.empty() || indices.back() != index) indices.push_back(index);
}

int Vocabulary::FindId(absl::string_view id) const {
  const auto found = ids_.find(id);
  return found == ids_.end() ? -1 : found->second;
}

absl::StatusOr<int> Vocabulary::Find(absl::string_view name) const {
  if (const int index = FindId(name); index >= 0) return index;
  const auto found = aliases_.find(name);
  if (found != aliases_.end() && found->second.size() == 1) {
    return found->second[0];
  }
  std::vector<std::string> names;
  if (found != aliases_.end()) {
    for (const auto& [id, index] : ids_) {
      if (std::count(found->second.begin(), found->second.end(), index)) {
        names.push_back(id);
      }
    }
    std::sort(names.begin(), names.end());
    return absl::FailedPreconditionError(
        absl::StrCat("'", name, "' names several ", kind_,
                     "s; use one of their ids: ", absl::StrJoin(names, ", ")));
  }
  for (const auto& [id, index] : ids_) names.push_back(id);
  for (const auto& [alias, indices] : aliases_) names.push_back(alias);
  return absl::NotFoundError(absl::StrCat("no ", kind_, " is called '", name,
                                          "'", DidYouMean(name, names)));
}

}  // namespace regulon
