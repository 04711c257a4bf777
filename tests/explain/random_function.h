// Boolean functions of a few variables at random, as tables and as diagrams.
#ifndef REGULON_TESTS_EXPLAIN_RANDOM_FUNCTION_H_
#define REGULON_TESTS_EXPLAIN_RANDOM_FUNCTION_H_

#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "engine/logic/diagram.h"

namespace regulon {

// Bit v of a state is variable v.
using Table = std::vector<bool>;  // [2^variables]

inline std::vector<bool> BitsOf(unsigned state, int variables) {
  std::vector<bool> bits(variables);
  for (int v = 0; v < variables; ++v) bits[v] = (state >> v & 1) != 0;
  return bits;
}

inline std::vector<int> FirstVariables(int variables) {
  std::vector<int> all(variables);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

// True of `share` of the states of 64, so that of few variables some functions
// are constant and some don't depend on all.
inline Table RandomTable(int variables, unsigned share, std::mt19937& random) {
  Table table(size_t{1} << variables);
  for (size_t s = 0; s < table.size(); ++s) table[s] = random() % 64 < share;
  return table;
}

inline Diagram DiagramOf(const Table& table, Diagrams& diagrams) {
  Diagram f = kFalse;
  for (size_t s = 0; s < table.size(); ++s) {
    if (!table[s]) continue;
    Diagram state = kTrue;
    for (int v = 0; v < diagrams.variables(); ++v) {
      const Diagram on = diagrams.Variable(v);
      state = diagrams.And(state, (s >> v & 1) != 0 ? on : Not(on));
    }
    f = diagrams.Or(f, state);
  }
  return f;
}

}  // namespace regulon

#endif  // REGULON_TESTS_EXPLAIN_RANDOM_FUNCTION_H_
