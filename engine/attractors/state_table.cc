#include "engine/attractors/state_table.h"

namespace regulon {

std::pair<uint32_t, bool> StateTable::Add(const uint32_t* state) {
  const uint64_t hash = HashOf(state);
  size_t place = PlaceOf(state, hash);
  if (places_[place] != kNone) {
    return {static_cast<uint32_t>(places_[place]), false};
  }
  if (2 * (size() + 1) > places_.size()) {
    Grow();
    place = PlaceOf(state, hash);
  }
  const auto number = static_cast<uint32_t>(size());
  places_[place] = hash >> 32 << 32 | number;
  states_.insert(states_.end(), state, state + words_);
  return {number, true};
}

uint64_t StateTable::HashOf(const uint32_t* state) const {
  uint64_t hash = 0;
  for (int w = 0; w < words_; ++w) {
    hash = (hash ^ state[w]) * 0x9e3779b97f4a7c15;  // 2^64 / golden ratio
    hash ^= hash >> 32;
  }
  return hash;
}

// Where it is, or would be put.
size_t StateTable::PlaceOf(const uint32_t* state, uint64_t hash) const {
  const auto is_state = [this, state](uint32_t number) {
    const uint32_t* const other = State(number);
    for (int w = 0; w < words_; ++w) {
      if (state[w] != other[w]) return false;
    }
    return true;
  };
  size_t place = hash & (places_.size() - 1);
  while (places_[place] != kNone &&
         (places_[place] >> 32 != hash >> 32 ||
          !is_state(static_cast<uint32_t>(places_[place])))) {
    place = (place + 1) & (places_.size() - 1);
  }
  return place;
}

void StateTable::Grow() {
  places_.assign(2 * places_.size(), kNone);
  for (size_t number = 0; number < size(); ++number) {
    const uint64_t hash = HashOf(State(number));
    places_[PlaceOf(State(number), hash)] = hash >> 32 << 32 | number;
  }
}

}  // namespace regulon
