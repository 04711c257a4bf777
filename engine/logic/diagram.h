// Boolean functions, and sets of states, as reduced ordered binary decision
// diagrams with complement edges (Bryant 1986, IEEE Trans. Comput. 35:677;
// Brace, Rudell and Bryant 1990, DAC 27:40). Equal functions are equal numbers.
//
//   Diagrams diagrams({0, 1}, 1'000'000);
//   Diagram differ = diagrams.Xor(diagrams.Variable(0), diagrams.Variable(1));
//   diagrams.Count(differ, {0, 1});  // 2
#ifndef REGULON_ENGINE_LOGIC_DIAGRAM_H_
#define REGULON_ENGINE_LOGIC_DIAGRAM_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/logic/big_unsigned.h"
#include "engine/logic/circuit.h"

namespace regulon {

// A function in one Diagrams: kFalse, kTrue, or a node, negated by Not().
using Diagram = uint32_t;

// Not thread-safe. Recursion is never deeper than the number of variables.
class Diagrams {
 public:
  // More make every operation fail at once: recursion would be too deep.
  static constexpr int kMostVariables = 10'000;

  // order[level] is a variable, each once. A node costs about 40 bytes. A step
  // is one of an operation at one node; there are millions of them a second.
  Diagrams(const std::vector<int>& order, int64_t most_nodes,
           int64_t most_steps = std::numeric_limits<int64_t>::max());

  // ResourceExhausted once a node or step would have been one too many. From
  // then on every operation returns kFalse at once, until Collect() has made
  // room; whatever was being computed must be thrown away.
  absl::Status status() const;
  bool full() const { return full_; }

  int variables() const { return static_cast<int>(variable_at_.size()); }
  const std::vector<int>& order() const { return variable_at_; }  // [level]
  int64_t nodes() const { return in_use_; }

  Diagram Variable(int variable);
  Diagram And(Diagram f, Diagram g);
  Diagram Or(Diagram f, Diagram g) { return Not(And(Not(f), Not(g))); }
  Diagram Xor(Diagram f, Diagram g);
  Diagram IfElse(Diagram condition, Diagram yes, Diagram no);
  bool Implies(Diagram f, Diagram g) { return And(f, Not(g)) == kFalse; }

  // With a variable given a value.
  Diagram Restrict(Diagram f, int variable, bool value);
  // f with the two values of a variable exchanged, and g.
  Diagram FlipAnd(Diagram f, int variable, Diagram g);
  // True where f and g are for some values of these variables.
  Diagram AndExists(Diagram f, Diagram g, absl::Span<const int> variables);
  Diagram Exists(Diagram f, absl::Span<const int> variables) {
    return AndExists(f, kTrue, variables);
  }
  // All variables replaced at once: [variables] what by.
  Diagram Compose(Diagram f, const std::vector<Diagram>& by);
  Diagram Compose(Diagram f, int variable, Diagram by) {
    return IfElse(by, Restrict(f, variable, true),
                  Restrict(f, variable, false));
  }

  // Variable i of the circuit is variable_of[i] here.
  std::vector<Diagram> FromCircuit(const Circuit& circuit,
                                   absl::Span<const Literal> functions,
                                   const std::vector<int>& variable_of);

  // Of a diagram that is no constant: the variable of its first node, and the
  // function where that is off and on.
  struct Node {
    int variable;
    Diagram off, on;
  };
  Node Top(Diagram f) const;
  bool Evaluate(Diagram f, const std::vector<bool>& values) const;
  std::vector<int> Support(Diagram f) const;                // ascending
  int64_t Size(absl::Span<const Diagram> functions) const;  // nodes
  // How many assignments of these variables, all that f reads among them,
  // make it true.
  BigUnsigned Count(Diagram f, absl::Span<const int> variables) const;
  // The assignment that makes f true and is smallest as a string of 0 and 1 in
  // the order of the variables' numbers. f is not kFalse.
  std::vector<bool> Smallest(Diagram f);

  // Frees all nodes that these functions don't need; they stay valid.
  void Collect(absl::Span<const Diagram> live);

 private:
  // Node 0 is the constant. The edge to `off` is never negated, so that a plain
  // edge is false where all variables are off.
  struct Entry {
    uint32_t level;
    Diagram off, on;
    uint32_t next;  // in its bucket, or free
  };
  struct Known {
    uint32_t operation = 0;
    Diagram f = 0, g = 0, h = 0, result = 0;
  };
  enum Operation : uint32_t {
    kNone,
    kAnd,
    kXor,
    kIfElse,
    kRestrict,
    kFlipAnd,
    kAndExists
  };

  uint32_t LevelOf(Diagram f) const { return entries_[f >> 1].level; }
  // f where the variable of that level is off and on.
  void Split(Diagram f, uint32_t level, Diagram* off, Diagram* on) const;
  Diagram Make(uint32_t level, Diagram off, Diagram on);
  Known& Slot(uint32_t operation, Diagram f, Diagram g, Diagram h);
  void Remember(uint32_t operation, Diagram f, Diagram g, Diagram h,
                Diagram result);
  void Grow();
  size_t BucketOf(uint32_t level, Diagram off, Diagram on) const;
  Diagram AndExistsBelow(Diagram f, Diagram g, Diagram cube);
  Diagram ComposeBelow(Diagram f, const std::vector<Diagram>& by,
                       absl::flat_hash_map<uint32_t, Diagram>& done);
  std::vector<uint32_t> NodesOf(absl::Span<const Diagram> functions) const;

  std::vector<int> variable_at_;    // [level]
  std::vector<uint32_t> level_of_;  // [variable]
  std::vector<Entry> entries_;
  std::vector<uint32_t> buckets_;  // first entry, or 0
  std::vector<Known> known_;
  uint32_t first_free_ = 0;
  int64_t in_use_ = 0;
  const int64_t most_nodes_, most_steps_;
  int64_t steps_ = 0;
  bool full_ = false;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_DIAGRAM_H_
