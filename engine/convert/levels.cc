#include "engine/convert/levels.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

Rule And(Rule a, Rule b) {
  std::vector<Rule> both;
  both.push_back(std::move(a));
  both.push_back(std::move(b));
  return Rule::Join(Rule::kAnd, std::move(both));
}

Rule Or(Rule a, Rule b) {
  std::vector<Rule> both;
  both.push_back(std::move(a));
  both.push_back(std::move(b));
  return Rule::Join(Rule::kOr, std::move(both));
}

// Levels that fulfil a condition, as runs of neighbours.
Rule WhereLevels(const LeveledSpecies& species,
                 const std::function<Rule(int)>& condition_at,
                 const std::function<bool(int, int)>& same) {
  std::vector<Rule> runs;
  for (int first = 0, next; first <= species.most; first = next) {
    for (next = first + 1; next <= species.most && same(first, next);) ++next;
    runs.push_back(And(And(AtLeastLevel(species, first),
                           Rule::Negation(AtLeastLevel(species, next))),
                       condition_at(first)));
  }
  return Rule::Join(Rule::kOr, std::move(runs));
}

}  // namespace

std::string LeveledSpecies::VariableAt(int i) const {
  return IsBoolean() ? name : absl::StrCat(name, "_b", i);
}

Rule AtLeastLevel(const LeveledSpecies& species, int level) {
  if (level <= 0) return Rule::Constant(true);
  if (level > species.most) return Rule::Constant(false);
  std::vector<Rule> on;
  for (int i = 1; i <= level; ++i) {
    on.push_back(Rule::Name(species.VariableAt(i)));
  }
  return Rule::Join(Rule::kAnd, std::move(on));
}

Rule CompareLevels(const LevelTerm& left, const LevelTerm& right,
                   const std::function<bool(double, double)>& holds) {
  if (left.species == nullptr && right.species == nullptr) {
    return Rule::Constant(holds(left.number, right.number));
  }
  if (left.species == nullptr) {
    return CompareLevels(right, left,
                         [&holds](double r, double l) { return holds(l, r); });
  }
  const auto at = [&](int level) {
    LevelTerm fixed;
    fixed.number = level;
    return CompareLevels(fixed, right, holds);
  };
  const auto same = [&](int a, int b) {
    if (right.species == nullptr) {
      return holds(a, right.number) == holds(b, right.number);
    }
    for (int r = 0; r <= right.species->most; ++r) {
      if (holds(a, r) != holds(b, r)) return false;
    }
    return true;
  };
  return WhereLevels(*left.species, at, same);
}

std::vector<Rule> RulesOfLevels(const LeveledSpecies& species,
                                const std::vector<LeveledResult>& results,
                                int otherwise) {
  std::vector<Rule> rules;
  for (int i = 1; i <= std::max(species.most, 1); ++i) {
    Rule reached = Rule::Constant(otherwise >= i);
    for (auto result = results.rbegin(); result != results.rend(); ++result) {
      reached = result->level >= i ? Or(result->condition, std::move(reached))
                                   : And(Rule::Negation(result->condition),
                                         std::move(reached));
    }
    rules.push_back(Or(And(std::move(reached), AtLeastLevel(species, i - 1)),
                       AtLeastLevel(species, i + 1)));
  }
  return rules;
}

}  // namespace regulon
