// Functions of a circuit as a list of bitwise instructions on numbered slots:
// what bit_parallel.h runs.
#ifndef REGULON_ENGINE_ATTRACTORS_STRAIGHT_LINE_H_
#define REGULON_ENGINE_ATTRACTORS_STRAIGHT_LINE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/logic/circuit.h"

namespace regulon {

// slot[to] = f(slot[a], slot[b], slot[c])
struct Instruction {
  enum Kind : uint8_t {
    kNot,     // ~a
    kAnd,     // a & b
    kAndNot,  // ~a & b
    kOr,      // a | b
    kXor,     // a ^ b
    kMux,     // a ? b : c
    kMuxNot,  // a ? ~b : c
  };
  Kind kind;
  uint32_t to, a, b, c;
};

struct StraightLine {
  // A slot per variable, then one that is 0, then those that instructions
  // write, each used again once its value was read for the last time.
  uint32_t variables = 0;
  uint32_t slots = 0;
  std::vector<Instruction> instructions;
  std::vector<uint32_t> results;  // [functions] the slot that holds it at last
};

// ANDs that make an exclusive or or a choice become one instruction, negations
// almost none.
StraightLine MakeStraightLine(const Circuit& circuit,
                              absl::Span<const Literal> functions);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_STRAIGHT_LINE_H_
