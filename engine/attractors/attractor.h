// What the methods of this folder find: attractors of a System, the states in
// which a network ends.
#ifndef REGULON_ENGINE_ATTRACTORS_ATTRACTOR_H_
#define REGULON_ENGINE_ATTRACTORS_ATTRACTOR_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "engine/logic/big_unsigned.h"
#include "engine/logic/system.h"

namespace regulon {

enum class Updating {
  kSynchronous,   // every variable takes its next value at once
  kAsynchronous,  // one variable that would change, any of them, does
};

// Over the states of an attractor.
enum class Holds { kNever, kSometimes, kAlways };

// Synchronous: a fixed point or a cycle. Asynchronous: a terminal strongly
// connected component of the graph of states.
struct Attractor {
  BigUnsigned size;  // states; 1: a fixed point
  // Synchronous, where all states were seen: those that end here, its own
  // included.
  std::optional<BigUnsigned> basin;
  State smallest;
  // Synchronous: in the order of time, the smallest first. Asynchronous:
  // ascending. Empty where there are more than AttractorOptions::most_states.
  std::vector<State> states;
  std::vector<Holds> variable;  // [free]
  std::vector<Holds> watched;   // [AttractorOptions::watch]
};

// By size, then by smallest state.
inline bool BySize(const Attractor& a, const Attractor& b) {
  return a.size != b.size ? a.size < b.size : a.smallest < b.smallest;
}

// A longer list is an error of the methods that look at every state.
constexpr size_t kMostAttractors = size_t{1} << 20;

struct AttractorOptions {
  std::vector<Literal> watch;  // functions of the system's circuit
  uint64_t most_states = 1024;
  // Told the share done, 0 to 1, now and then; may be empty.
  std::function<void(double)> on_progress;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_ATTRACTOR_H_
