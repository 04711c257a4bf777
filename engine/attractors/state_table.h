// Packed states of any number of words (bit_parallel.h), each once, numbered in
// the order in which they were added.
#ifndef REGULON_ENGINE_ATTRACTORS_STATE_TABLE_H_
#define REGULON_ENGINE_ATTRACTORS_STATE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace regulon {

// Up to 2^32 - 2 states.
class StateTable {
 public:
  explicit StateTable(int words) : words_(words), places_(1024, kNone) {}

  size_t size() const { return states_.size() / words_; }
  const uint32_t* State(size_t number) const {
    return &states_[number * words_];
  }
  // `count` states from `first` on.
  absl::Span<const uint32_t> States(size_t first, size_t count) const {
    return absl::MakeConstSpan(states_).subspan(first * words_, count * words_);
  }

  // Its number, and whether it is new. `state` is not in the table's memory.
  std::pair<uint32_t, bool> Add(const uint32_t* state);
  // Of a state that was added.
  uint32_t NumberOf(const uint32_t* state) const {
    return static_cast<uint32_t>(places_[PlaceOf(state, HashOf(state))]);
  }

 private:
  static constexpr uint64_t kNone = ~uint64_t{0};
  uint64_t HashOf(const uint32_t* state) const;
  size_t PlaceOf(const uint32_t* state, uint64_t hash) const;
  void Grow();

  const int words_;
  std::vector<uint32_t> states_;
  // The upper half of the hash, so that others are seldom looked at, and the
  // number, at the place that the lower half says or behind it. As many as a
  // power of two, up to half of them used.
  std::vector<uint64_t> places_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_STATE_TABLE_H_
