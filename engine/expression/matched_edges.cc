#include "engine/expression/matched_edges.h"

#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace regulon {
namespace {

absl::flat_hash_map<std::string, int> Numbers(
    absl::Span<const std::string> names) {
  absl::flat_hash_map<std::string, int> numbers;
  for (size_t i = 0; i < names.size(); ++i) numbers.try_emplace(names[i], i);
  return numbers;
}

}  // namespace

std::vector<Edge> MatchEdges(absl::Span<const NamedEdge> edges,
                             absl::Span<const std::string> regulators,
                             absl::Span<const std::string> targets) {
  const auto regulator_number = Numbers(regulators);
  const auto target_number = Numbers(targets);
  std::map<std::pair<int, int>, const NamedEdge*> matched;  // by target
  for (const NamedEdge& edge : edges) {
    const auto regulator = regulator_number.find(edge.regulator);
    const auto target = target_number.find(edge.target);
    if (edge.weight == 0 || edge.regulator == edge.target ||
        regulator == regulator_number.end() || target == target_number.end()) {
      continue;
    }
    matched.try_emplace({target->second, regulator->second}, &edge);
  }
  std::vector<Edge> numbered;
  numbered.reserve(matched.size());
  for (const auto& [pair, edge] : matched) {
    numbered.push_back({pair.second, pair.first, edge->weight, edge->sign});
  }
  return numbered;
}

}  // namespace regulon
