#include "engine/logic/variable_order.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace regulon {
namespace {

constexpr int kMostRounds = 200, kRoundsWithoutGain = 20;

// Depth first through the groups: a first order that is not far off.
std::vector<int> Walk(int variables,
                      const std::vector<std::vector<int>>& groups) {
  std::vector<std::vector<int>> groups_of(variables);
  for (size_t g = 0; g < groups.size(); ++g) {
    for (const int v : groups[g]) groups_of[v].push_back(static_cast<int>(g));
  }
  std::vector<int> order, open;
  std::vector<bool> seen(variables), used(groups.size());
  for (int first = 0; first < variables; ++first) {
    open.push_back(first);
    while (!open.empty()) {
      const int v = open.back();
      open.pop_back();
      if (seen[v]) continue;
      seen[v] = true;
      order.push_back(v);
      for (const int g : groups_of[v]) {
        if (used[g]) continue;
        used[g] = true;
        open.insert(open.end(), groups[g].begin(), groups[g].end());
      }
    }
  }
  return order;
}

}  // namespace

std::vector<int> SpanOrder(int variables,
                           const std::vector<std::vector<int>>& groups) {
  std::vector<int> order = Walk(variables, groups), best;
  std::vector<int> place(variables), memberships(variables);
  std::vector<double> pull(variables);
  int64_t best_span = std::numeric_limits<int64_t>::max();
  for (int round = 0, gained = 0;
       round < kMostRounds && round - gained < kRoundsWithoutGain; ++round) {
    for (int level = 0; level < variables; ++level) place[order[level]] = level;
    std::fill(pull.begin(), pull.end(), 0);
    std::fill(memberships.begin(), memberships.end(), 0);
    int64_t span = 0;
    for (const std::vector<int>& group : groups) {
      if (group.empty()) continue;
      int first = variables, last = 0;
      double center = 0;
      for (const int v : group) {
        first = std::min(first, place[v]);
        last = std::max(last, place[v]);
        center += place[v];
      }
      span += last - first;
      center /= static_cast<double>(group.size());
      for (const int v : group) {
        pull[v] += center;
        ++memberships[v];
      }
    }
    if (span < best_span) {
      best_span = span;
      best = order;
      gained = round;
    }
    for (int v = 0; v < variables; ++v) {
      pull[v] = memberships[v] == 0 ? place[v] : pull[v] / memberships[v];
    }
    std::stable_sort(order.begin(), order.end(),
                     [&pull](int a, int b) { return pull[a] < pull[b]; });
  }
  return best;
}

std::vector<int> DepthFirstOrder(const Circuit& circuit, Literal function) {
  std::vector<int> order;
  std::vector<bool> seen(circuit.nodes());
  std::vector<uint32_t> open = {NodeOf(function)};
  while (!open.empty()) {
    const uint32_t node = open.back();
    open.pop_back();
    if (seen[node]) continue;
    seen[node] = true;
    if (circuit.IsVariable(node)) order.push_back(circuit.VariableOf(node));
    if (!circuit.IsAnd(node)) continue;
    open.push_back(NodeOf(circuit.Inputs(node).second));
    open.push_back(NodeOf(circuit.Inputs(node).first));
  }
  return order;
}

}  // namespace regulon
