// Functions of a circuit for thousands of states at a time, a bit per state.
//
//   BitParallel next(system.circuit, system.next);
//   next.PackedOf(states, successors);
//
// A packed state is `state_words()` 32-bit words that read as one number, the
// highest word first: for up to 32 variables what Packed() of system.h gives.
// A packed value is the same of the functions' values, the first function the
// highest bit.
//
// Holds memory that it writes: one object per thread.
#ifndef REGULON_ENGINE_ATTRACTORS_BIT_PARALLEL_H_
#define REGULON_ENGINE_ATTRACTORS_BIT_PARALLEL_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/attractors/straight_line.h"
#include "hwy/aligned_allocator.h"

namespace regulon {

class BitParallel {
 public:
  static constexpr int kBlock = 2048;  // states

  // `order`: the variables from the highest bit of a packed state to the
  // lowest; empty: as they are.
  BitParallel(const Circuit& circuit, absl::Span<const Literal> functions,
              absl::Span<const int> order = {});

  int state_words() const { return state_words_; }
  int value_words() const { return value_words_; }

  // The values [count * value_words] of states [count * state_words], however
  // many.
  void PackedOf(absl::Span<const uint32_t> states, absl::Span<uint32_t> values);
  // Of the states first .. first + kBlock - 1, `first` a multiple of kBlock, of
  // up to 32 variables; bits above the variables are as if they were not there.
  // values[kBlock * value_words]
  void PackedFrom(uint64_t first, absl::Span<uint32_t> values);
  // Bit b of sliced[f * kBlock / 64 + w]: function f of state first + 64 w + b.
  void SlicedFrom(uint64_t first, absl::Span<uint64_t> sliced);

 private:
  static constexpr size_t kRow = kBlock / 32;  // words of a full slot

  // State 32 w + b, or b * words + w, is bit b of word w.
  enum class Order { kNatural, kTransposed };
  void FillFrom(uint64_t first, Order order);
  void Run(size_t words);
  void StoreValues(size_t words, size_t count, uint32_t* values);
  uint32_t* Slot(uint32_t slot) { return &slots_[slot * kRow]; }

  const StraightLine line_;
  std::vector<uint32_t> order_;  // [variables]
  const int state_words_, value_words_;
  hwy::AlignedFreeUniquePtr<uint32_t[]> slots_;  // [slots][kRow]
  std::vector<uint32_t> matrix_;                 // [32][kRow]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_BIT_PARALLEL_H_
