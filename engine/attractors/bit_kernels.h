// The loops over words of bits that the processor's widest vectors run, chosen
// when the program starts (Highway).
#ifndef REGULON_ENGINE_ATTRACTORS_BIT_KERNELS_H_
#define REGULON_ENGINE_ATTRACTORS_BIT_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "engine/attractors/straight_line.h"

namespace regulon {

// Words that every vector size divides: `words` below is a multiple of it.
constexpr size_t kVectorWords = 16;

// Slots are `stride` words apart, aligned for vectors; the first `words` of
// each are computed.
void RunInstructions(absl::Span<const Instruction> instructions, size_t stride,
                     size_t words, uint32_t* slots);

// A matrix [32][words]: swaps bit j of word w of row i with bit i of word w of
// row j.
void TransposeBits(size_t words, uint32_t* matrix);

// Sets of states: bit s of the words says whether state s is in. A step
// changes bit `bit` of a state, from the states of `can` only, which are as
// many words as the set. Both return whether the set grew.
bool AddSuccessors(int bit, absl::Span<const uint64_t> can,
                   absl::Span<uint64_t> set);
// Only those of `within`.
bool AddPredecessors(int bit, absl::Span<const uint64_t> can,
                     absl::Span<const uint64_t> within,
                     absl::Span<uint64_t> set);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_BIT_KERNELS_H_
