// All states of a Boolean genome, stepped through the engine: a product becomes
// the level of the regulator of its id, all at once.
#ifndef REGULON_TESTS_REFERENCE_STATE_SPACE_H_
#define REGULON_TESTS_REFERENCE_STATE_SPACE_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/cell/cell.h"

namespace regulon::reference {

// Bit i is gene i of the genome.
using State = uint32_t;

struct Attractor {
  std::vector<State> states;  // in the order of time, the smallest first
  int64_t basin = 0;          // states that end here, its own included
};

// [2^genes] the state after each.
std::vector<State> Successors(Cell& cell);

// By descending basin, then by their smallest state.
std::vector<Attractor> AttractorsOf(const std::vector<State>& successors);

// Basins of attractors of a length, as AttractorsOf has them.
std::vector<int64_t> Basins(const std::vector<Attractor>& attractors,
                            size_t length);

// By the ids of the genes that are on, and back.
State StateOf(const Genome& genome, const std::vector<std::string>& on);
std::set<std::string> NamesOf(const Genome& genome, State state);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_REFERENCE_STATE_SPACE_H_
