#include "engine/convert/cover.h"

#include <algorithm>
#include <utility>

namespace regulon {
namespace {

struct Term {
  std::vector<std::pair<int, bool>> literals;  // unknown, its value
};

struct Terms {
  std::vector<Term> terms;
  Table table;  // where one of them is true
};

// Terms that are true where `must` is and only where `may` is; both over the
// first `unknowns`.
Terms CoverBetween(const Table& must, const Table& may, int unknowns) {
  const auto is_on = [](bool on) { return on; };
  if (std::none_of(must.begin(), must.end(), is_on)) {
    return {{}, Table(must.size())};
  }
  if (std::all_of(may.begin(), may.end(), is_on)) {
    return {{Term()}, Table(must.size(), true)};
  }
  const int last = unknowns - 1;
  const size_t half = must.size() / 2;
  const auto part = [half](const Table& table, int which) {
    return Table(table.begin() + which * half,
                 table.begin() + (which + 1) * half);
  };
  const Table must_of[] = {part(must, 0), part(must, 1)};
  const Table may_of[] = {part(may, 0), part(may, 1)};
  Terms of[2];
  Table must_both(half), may_both(half);
  for (const int value : {0, 1}) {
    Table only(half);
    for (size_t i = 0; i < half; ++i) {
      only[i] = must_of[value][i] && !may_of[1 - value][i];
    }
    of[value] = CoverBetween(only, may_of[value], last);
  }
  for (size_t i = 0; i < half; ++i) {
    must_both[i] = (must_of[0][i] && !of[0].table[i]) ||
                   (must_of[1][i] && !of[1].table[i]);
    may_both[i] = may_of[0][i] && may_of[1][i];
  }
  Terms both = CoverBetween(must_both, may_both, last);
  Terms all;
  all.table.resize(must.size());
  for (const int value : {0, 1}) {
    for (size_t i = 0; i < half; ++i) {
      all.table[value * half + i] = of[value].table[i] || both.table[i];
    }
    for (Term& term : of[value].terms) {
      term.literals.emplace_back(last, value == 1);
      all.terms.push_back(std::move(term));
    }
  }
  for (Term& term : both.terms) all.terms.push_back(std::move(term));
  return all;
}

}  // namespace

Rule Cover(const Table& on, const Table& free,
           absl::Span<const Rule> unknowns) {
  Table may = on;
  for (size_t i = 0; i < may.size(); ++i) may[i] = may[i] || free[i];
  std::vector<Term> cover =
      CoverBetween(on, may, static_cast<int>(unknowns.size())).terms;
  // In the order in which people would write them: A & B | A & !C | B & C.
  std::sort(cover.begin(), cover.end(), [](const Term& a, const Term& b) {
    return std::lexicographical_compare(
        a.literals.begin(), a.literals.end(), b.literals.begin(),
        b.literals.end(), [](const auto& x, const auto& y) {
          return x.first != y.first ? x.first < y.first : x.second > y.second;
        });
  });
  std::vector<Rule> terms;
  for (const Term& term : cover) {
    std::vector<Rule> literals;
    for (const auto& [unknown, value] : term.literals) {
      literals.push_back(value ? unknowns[unknown]
                               : Rule::Negation(unknowns[unknown]));
    }
    terms.push_back(Rule::Join(Rule::kAnd, std::move(literals)));
  }
  return Rule::Join(Rule::kOr, std::move(terms));
}

}  // namespace regulon
