// States of bits, numbered as they are first seen: a hash table of a size fixed
// at the start.
#ifndef REGULON_ENGINE_SIMULATION_SEEN_STATES_H_
#define REGULON_ENGINE_SIMULATION_SEEN_STATES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace regulon {

class SeenStates {
 public:
  static constexpr int kFull = -1;
  static int64_t BytesAState(int bits) {
    return (bits + 63) / 64 * int64_t{8} + 16;  // key, hash, two slots
  }

  SeenStates(int bits, int most_states)
      : words_((bits + 63) / 64), most_states_(most_states) {
    size_t slots = 2;
    while (slots < 2 * static_cast<size_t>(most_states)) slots *= 2;
    slots_.assign(slots, 0);
    keys_.resize(static_cast<size_t>(words_) * most_states);
    hashes_.resize(most_states);
  }

  int words() const { return words_; }
  int size() const { return size_; }
  const uint64_t* Key(int state) const {
    return keys_.data() + static_cast<size_t>(state) * words_;
  }
  uint64_t Hash(int state) const { return hashes_[state]; }
  bool Bit(int state, int bit) const {
    return Key(state)[bit / 64] >> (bit % 64) & 1;
  }

  // The state's number, a new one if it is new; kFull if there is none left.
  // `key` has words() words; equal keys come with equal hashes.
  int Number(const uint64_t* key, uint64_t hash) {
    const size_t mask = slots_.size() - 1;
    for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
      const int state = slots_[slot] - 1;
      if (state < 0) return Insert(slot, key, hash);
      if (hashes_[state] == hash && Same(Key(state), key)) return state;
    }
  }

 private:
  bool Same(const uint64_t* a, const uint64_t* b) const {
    for (int w = 0; w < words_; ++w) {
      if (a[w] != b[w]) return false;
    }
    return true;
  }
  int Insert(size_t slot, const uint64_t* key, uint64_t hash) {
    if (size_ == most_states_) return kFull;
    for (int w = 0; w < words_; ++w) {
      keys_[static_cast<size_t>(size_) * words_ + w] = key[w];
    }
    hashes_[size_] = hash;
    slots_[slot] = ++size_;
    return size_ - 1;
  }

  int words_, most_states_, size_ = 0;
  std::vector<int> slots_;  // 1 + state; 0: empty
  std::vector<uint64_t> keys_, hashes_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_SIMULATION_SEEN_STATES_H_
