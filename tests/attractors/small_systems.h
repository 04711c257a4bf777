// Systems to test by, and their attractors in the slow and obvious way.
#ifndef REGULON_TESTS_ATTRACTORS_SMALL_SYSTEMS_H_
#define REGULON_TESTS_ATTRACTORS_SMALL_SYSTEMS_H_

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "engine/attractors/attractor.h"

namespace regulon {

// Of `size` variables, next(circuit, i) being the function of variable i.
System MakeSmallSystem(
    int size, const std::function<Literal(Circuit& circuit, int i)>& next);

// The state is a number that goes up by one, and from the highest to 0.
System Counter(int size);
// Variable i takes the value of variable i - 1, the first that of the last.
System Rotation(int size);
// Asynchronously, a cycle of all states in the order of a Gray code.
System GrayCode(int size);

// A random function of some of the variables; few depend on more than six.
Literal RandomFunction(std::mt19937& random, Circuit& circuit);
// Of random functions, inputs and constants.
System RandomSystem(std::mt19937& random, int size);
// The free part of a random network of threshold elements, some of whose
// variables are held: `free` of them are not.
System RandomHeldSystem(std::mt19937& random, int free);

// Fills in what AttractorOptions ask for. Up to 2^14 states.
std::vector<Attractor> SlowSynchronous(const System& system,
                                       const AttractorOptions& options);
std::vector<Attractor> SlowAsynchronous(const System& system,
                                        const AttractorOptions& options);

struct SlowReachable {
  std::vector<Attractor> attractors;
  uint64_t states = 0;
};
SlowReachable SlowReachableFrom(const System& system, Updating updating,
                                const State& from,
                                const AttractorOptions& options);

// All of an attractor in a line, so that two lists compare and print.
std::string Line(const Attractor& attractor);
std::vector<std::string> Lines(const std::vector<Attractor>& attractors);

}  // namespace regulon

#endif  // REGULON_TESTS_ATTRACTORS_SMALL_SYSTEMS_H_
