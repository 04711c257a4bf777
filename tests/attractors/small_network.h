// Boolean networks of a few variables, and where they end as a slow and obvious
// walk through all states has it.
#ifndef REGULON_TESTS_ATTRACTORS_SMALL_NETWORK_H_
#define REGULON_TESTS_ATTRACTORS_SMALL_NETWORK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/attractors/attractor.h"
#include "engine/control/under_clamps.h"
#include "engine/logic/network.h"

namespace regulon {

// Genes a, b, c, ... of one to two elements of up to three inputs of weights -2
// to 2, then inputs p, q, ...; the same for the same seed.
Network RandomNetwork(int genes, int inputs, unsigned seed);

// The rule over the variables of the network by their names.
Formula FormulaIn(const Network& network, const std::string& rule);

int VariableNamed(const Network& network, const std::string& name);

// One or more states, in no particular order. Of up to 64 states of the system.
// From one of them, or from all if `from` is empty.
std::vector<std::vector<State>> SlowAttractors(const System& system,
                                               Updating updating,
                                               const State& from = {});

// Every set of up to `most` clamps of the targets, by size and then in the
// order of the targets, off before on; and whether one is a part of the other.
std::vector<std::vector<Held>> SetsOfClamps(const std::vector<int>& targets,
                                            int most);
bool IsPartOf(const std::vector<Held>& part, const std::vector<Held>& whole);

// "a=1 b=0", by name.
std::string TextOf(const Network& network, std::vector<Held> clamps);

}  // namespace regulon

#endif  // REGULON_TESTS_ATTRACTORS_SMALL_NETWORK_H_
