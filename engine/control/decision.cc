#include "engine/control/decision.h"

#include <algorithm>

namespace regulon {
namespace {

// The values of `known` that a function needs to be what it is. Later ones are
// left out first, so that an explanation is as short as it can be.
std::vector<VariableValue> Needed(const System& system, Literal function,
                                  Ternary& ternary, const Subspace& known,
                                  const std::vector<int>& since) {
  std::vector<int> support = system.circuit.Support(function);
  std::sort(support.begin(), support.end(), [&since](int a, int b) {
    return since[a] != since[b] ? since[a] > since[b] : a > b;
  });
  Subspace enough(known.size(), Fixed::kFree);
  for (const int i : support) enough[i] = known[i];
  ternary.Set(enough);
  const Fixed value = ternary.Of(function);
  for (const int i : support) {
    if (enough[i] == Fixed::kFree) continue;
    enough[i] = Fixed::kFree;
    ternary.Set(enough);
    if (ternary.Of(function) != value) enough[i] = known[i];
  }
  std::vector<VariableValue> needed;
  for (const int i : support) {
    if (enough[i] != Fixed::kFree) {
      needed.emplace_back(i, enough[i] == Fixed::kOn);
    }
  }
  std::sort(needed.begin(), needed.end());
  return needed;
}

}  // namespace

Decisions Explain(const System& system, Literal phenotype,
                  const Subspace& clamps) {
  Ternary ternary(system, {phenotype});
  Subspace known = clamps;
  std::vector<int> since(system.size());  // rounds until it was known
  std::vector<Decision> all;
  for (int round = 1;; ++round) {
    ternary.Set(known);
    std::vector<int> found;
    Subspace wider = known;
    for (int i = 0; i < system.size(); ++i) {
      if (known[i] != Fixed::kFree || ternary.Next(i) == Fixed::kFree) continue;
      found.push_back(i);
      wider[i] = ternary.Next(i);
    }
    if (found.empty() || ternary.Of(phenotype) != Fixed::kFree) break;
    for (const int i : found) {
      all.push_back({{i, wider[i] == Fixed::kOn},
                     Needed(system, system.next[i], ternary, known, since)});
      since[i] = round;
    }
    known = std::move(wider);
  }

  Decisions decisions;
  ternary.Set(known);
  decisions.decided = ternary.Of(phenotype) == Fixed::kOn;
  if (!decisions.decided) return decisions;
  decisions.phenotype_by = Needed(system, phenotype, ternary, known, since);
  std::vector<bool> wanted(system.size());
  for (const VariableValue& v : decisions.phenotype_by) wanted[v.first] = true;
  for (size_t s = all.size(); s-- > 0;) {
    if (!wanted[all[s].what.first]) continue;
    for (const VariableValue& v : all[s].by) wanted[v.first] = true;
    decisions.steps.push_back(std::move(all[s]));
  }
  std::reverse(decisions.steps.begin(), decisions.steps.end());
  return decisions;
}

}  // namespace regulon
