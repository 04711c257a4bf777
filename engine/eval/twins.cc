#include "engine/eval/twins.h"

#include <string>

#include "absl/container/flat_hash_map.h"

namespace regulon {

std::vector<std::pair<int, int>> TwinsAcrossFolds(const Problem& problem,
                                                  absl::Span<const int> fold) {
  std::vector<std::pair<int, int>> twins;
  if (problem.levels.cols() == 0) return twins;
  absl::flat_hash_map<std::string, int> first_of;
  for (int i = 0; i < problem.levels.rows(); ++i) {
    const std::string bytes(
        reinterpret_cast<const char*>(problem.levels.row(i).data()),
        sizeof(float) * problem.levels.cols());
    const int first = first_of.emplace(bytes, i).first->second;
    if (fold[first] != fold[i]) twins.push_back({first, i});
  }
  return twins;
}

}  // namespace regulon
