// The part of a network that moves: its variables without those that are held,
// each with its next value as a function of the others. Questions about
// attractors, fixed points and control are asked of a System.
#ifndef REGULON_ENGINE_LOGIC_SYSTEM_H_
#define REGULON_ENGINE_LOGIC_SYSTEM_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/logic/circuit.h"
#include "engine/logic/network.h"
#include "engine/logic/rule.h"

namespace regulon {

// Values of the free variables, in the order of System::free. Comparing two
// compares the strings of 0 and 1 that name them.
using State = std::vector<bool>;

struct Held {
  int variable;  // of the network
  bool value;
};

struct System {
  // Variables of the network that are not held, by name, bytewise.
  std::vector<int> free;
  std::vector<std::string> names;  // [free]
  std::vector<Literal> next;       // [free] functions of the free variables
  std::vector<Literal> value;      // [variables of the network] as they are now
  std::vector<Literal> element;    // [elements of the network] as they are now
  std::vector<Literal> open;       // [domains of the genome] where it is open
  Circuit circuit{0};              // over the free variables

  int size() const { return static_cast<int>(free.size()); }
  // A variable that stays as it is whatever the others do: an input, be it a
  // regulator no gene makes or a gene whose rule is itself.
  bool IsInput(int i) const { return next[i] == circuit.Variable(i); }
};

// FailedPrecondition if an element's weights are too irregular for a circuit.
absl::StatusOr<System> MakeSystem(const Network& network,
                                  absl::Span<const Held> held);

// A formula over the network's variables, as a function of the free ones.
// `variable_of` gives the variable that a name of the rule stands for.
Literal FormulaOf(const Rule& rule,
                  const std::function<int(const std::string&)>& variable_of,
                  System& system);

// What updates do, one state after the other.
class Stepper {
 public:
  // The system must outlive this.
  explicit Stepper(const System& system);

  // The successor under synchronous updating.
  State Next(const State& state);
  // The variables that an update would change, ascending; until the next call.
  const std::vector<int>& Moving(const State& state);

 private:
  const System& system_;
  Evaluator next_;
  std::vector<int> moving_;
};

// The successor of one state under synchronous updating.
State Successor(const System& system, const State& state);

// A state of up to 64 free variables as a number: the first variable is its
// highest bit, so that numbers compare as states do.
uint64_t Packed(const State& state);
State Unpacked(uint64_t packed, int size);

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_SYSTEM_H_
