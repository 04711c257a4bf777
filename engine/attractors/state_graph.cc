#include "engine/attractors/state_graph.h"

#include <algorithm>
#include <numeric>

#include "engine/attractors/bit_kernels.h"
#include "engine/attractors/bit_parallel.h"

namespace regulon {
namespace {

bool Contains(const uint64_t* set, uint32_t state) {
  return (set[state / 64] >> (state % 64) & 1) != 0;
}

size_t Count(absl::Span<const uint64_t> set) {
  size_t count = 0;
  for (const uint64_t word : set) count += __builtin_popcountll(word);
  return count;
}

}  // namespace

struct StateGraph::Window {
  size_t first_word;
  absl::Span<const uint64_t> within;  // unused forward
  absl::Span<uint64_t> set;
};

StateGraph::StateGraph(const System& system)
    : order_(system.size()), size_(system.size()), moving_(0) {
  std::iota(order_.begin(), order_.end(), 0);
  std::stable_partition(order_.begin(), order_.end(),
                        [&system](int i) { return system.IsInput(i); });
  Circuit circuit = system.circuit;
  std::vector<Literal> changes;  // [moving] of the lowest bit first
  for (int bit = 0; bit < size_; ++bit) {
    const int i = order_[size_ - 1 - bit];
    for (uint32_t byte = 0; byte < 256; ++byte) {
      if ((byte >> (bit % 8) & 1) == 0) continue;
      bytes_[bit / 8][byte] |= uint32_t{1} << (size_ - 1 - i);
    }
    if (system.IsInput(i)) continue;
    ++moving_;
    changes.push_back(circuit.Xor(system.next[i], circuit.Variable(i)));
  }
  words_ = std::max<size_t>(1, (size_t{1} << size_) / 64);
  window_words_ = std::max<size_t>(1, (size_t{1} << moving_) / 64);
  can_.resize(moving_ * words_);
  fresh_.resize(words_);

  constexpr size_t kBlockWords = BitParallel::kBlock / 64;
  BitParallel can_change(circuit, changes, order_);
  std::vector<uint64_t> sliced(moving_ * kBlockWords);
  const std::vector<uint64_t> all = AllStates();
  for (size_t w = 0; w < words_; w += kBlockWords) {
    can_change.SlicedFrom(uint64_t{64} * w, absl::MakeSpan(sliced));
    for (int bit = 0; bit < moving_; ++bit) {
      for (size_t i = 0; i < std::min(words_, kBlockWords); ++i) {
        can_[bit * words_ + w + i] = sliced[bit * kBlockWords + i] & all[w + i];
      }
    }
  }
}

uint32_t StateGraph::NumberOf(uint32_t state) const {
  uint32_t number = 0;
  for (const int i : order_)
    number = number << 1 | (state >> (size_ - 1 - i) & 1);
  return number;
}

std::vector<uint64_t> StateGraph::AllStates() const {
  return std::vector<uint64_t>(
      words_, size_ < 6 ? (uint64_t{1} << (1 << size_)) - 1 : ~uint64_t{0});
}

std::vector<uint64_t> StateGraph::FixedPoints() const {
  std::vector<uint64_t> fixed = AllStates();
  for (int bit = 0; bit < moving_; ++bit) {
    for (size_t w = 0; w < words_; ++w) fixed[w] &= ~CanChange(bit)[w];
  }
  return fixed;
}

void StateGraph::CloseForward(size_t first_word, absl::Span<uint64_t> set) {
  Close<true>({first_word, {}, set});
}

void StateGraph::CloseBackward(size_t first_word,
                               absl::Span<const uint64_t> within,
                               absl::Span<uint64_t> set) {
  Close<false>({first_word, within, set});
}

// Sweeps step from all states at once, which is best while many are new. A few
// new ones are followed one by one: paths may be as long as there are states.
template <bool kForward>
void StateGraph::Close(const Window& window) {
  const auto fresh = absl::MakeSpan(fresh_).first(window.set.size());
  std::copy(window.set.begin(), window.set.end(), fresh.begin());
  while (true) {
    if (Count(fresh) <= std::max<size_t>(4, fresh.size() / 16) &&
        Follow<kForward>(window)) {
      return;
    }
    std::copy(window.set.begin(), window.set.end(), fresh.begin());
    if (!Sweep<kForward>(window)) return;
    for (size_t w = 0; w < fresh.size(); ++w) {
      fresh[w] = window.set[w] & ~fresh[w];
    }
  }
}

// One step of every variable, each from what those before it have added.
template <bool kForward>
bool StateGraph::Sweep(const Window& window) {
  bool grew = false;
  for (int bit = 0; bit < moving_; ++bit) {
    const absl::Span<const uint64_t> can(CanChange(bit) + window.first_word,
                                         window.set.size());
    grew |= kForward ? AddSuccessors(bit, can, window.set)
                     : AddPredecessors(bit, can, window.within, window.set);
  }
  return grew;
}

// Steps from the fresh states, one by one; false if it gave up, for they were
// many.
template <bool kForward>
bool StateGraph::Follow(const Window& window) {
  stack_.clear();
  for (size_t w = 0; w < window.set.size(); ++w) {
    for (uint64_t left = fresh_[w]; left != 0; left &= left - 1) {
      stack_.push_back(64 * w + __builtin_ctzll(left));
    }
  }
  for (size_t budget = 64 + window.set.size() / 4; !stack_.empty(); --budget) {
    if (budget == 0) return false;
    const uint32_t state = stack_.back();
    stack_.pop_back();
    for (int bit = 0; bit < moving_; ++bit) {
      const uint32_t other = state ^ uint32_t { 1 } << bit;
      const uint64_t* const can = CanChange(bit) + window.first_word;
      if (!Contains(can, kForward ? state : other)) continue;
      if (!kForward && !Contains(window.within.data(), other)) continue;
      if (Contains(window.set.data(), other)) continue;
      window.set[other / 64] |= uint64_t{1} << (other % 64);
      stack_.push_back(other);
    }
  }
  return true;
}

uint32_t StateGraph::Wander(size_t first_word, uint32_t state) {
  for (int step = 0; step < 16 * moving_; ++step) {
    uint32_t can = 0;
    for (int bit = 0; bit < moving_; ++bit) {
      can |= uint32_t{Contains(CanChange(bit) + first_word, state)} << bit;
    }
    if (can == 0) break;
    random_ = random_ * 6364136223846793005u + 1442695040888963407u;
    for (uint64_t skip = (random_ >> 33) % __builtin_popcount(can); skip > 0;
         --skip) {
      can &= can - 1;
    }
    state ^= can & -can;
  }
  return state;
}

}  // namespace regulon
