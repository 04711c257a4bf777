// Where a network ends if every variable that would change does so at rate 1,
// and when: the chain of its asynchronous steps in continuous time, solved as a
// linear system over its states, slowly and obviously.
#ifndef REGULON_TESTS_MODELS_ABSORPTION_H_
#define REGULON_TESTS_MODELS_ABSORPTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/logic/system.h"
#include "tests/models/logical_model.h"

namespace regulon {

struct Fate {
  std::string attractor;  // "Cdh1 Sic1", or "112 states"
  double probability;
  std::vector<double> activity;  // [free] mean in the long run
};

struct Absorption {
  uint64_t states = 0;  // that can be reached, those of attractors included
  double time = 0;      // mean time until in an attractor
  std::vector<Fate> fates;
};

// From one state, or without it from all states alike. Up to 22 free variables
// without it. Throws if the iteration does not converge.
Absorption SolveAbsorption(const System& system,
                           const std::optional<State>& from);

}  // namespace regulon

#endif  // REGULON_TESTS_MODELS_ABSORPTION_H_
