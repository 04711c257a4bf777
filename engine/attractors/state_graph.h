// The asynchronous graph of up to 2^24 states, and sets of them as one bit per
// state: what can be reached, hundreds of states per instruction.
//
// States are numbered with the inputs as the highest bits, so that those that
// agree in the inputs are a range of the words of a set, a window, which no
// step leaves. All words are a window, too.
#ifndef REGULON_ENGINE_ATTRACTORS_STATE_GRAPH_H_
#define REGULON_ENGINE_ATTRACTORS_STATE_GRAPH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/logic/system.h"

namespace regulon {

class StateGraph {
 public:
  explicit StateGraph(const System& system);

  // Words of a set of states. Bits that are no states are 0 in all sets.
  size_t words() const { return words_; }
  // Of the smallest windows.
  size_t window_words() const { return window_words_; }

  // The packed state of the system. Grows with the number among the states of
  // a smallest window.
  uint32_t StateOf(uint32_t number) const {
    return bytes_[0][number & 255] | bytes_[1][number >> 8 & 255] |
           bytes_[2][number >> 16];
  }

  // The number of a packed state.
  uint32_t NumberOf(uint32_t state) const;

  // [words]
  std::vector<uint64_t> AllStates() const;
  std::vector<uint64_t> FixedPoints() const;

  // Adds what can be reached from the set, or from what in `within` it can be
  // reached. Sets [words of the window] from word `first_word` on.
  void CloseForward(size_t first_word, absl::Span<uint64_t> set);
  void CloseBackward(size_t first_word, absl::Span<const uint64_t> within,
                     absl::Span<uint64_t> set);

  // A state of the window that can be reached from this one by a walk of some
  // length: most often it is in an attractor.
  uint32_t Wander(size_t first_word, uint32_t state);

 private:
  struct Window;
  template <bool kForward>
  void Close(const Window& window);
  template <bool kForward>
  bool Sweep(const Window& window);
  template <bool kForward>
  bool Follow(const Window& window);
  const uint64_t* CanChange(int bit) const { return &can_[bit * words_]; }

  std::vector<int> order_;  // the variables, from the highest bit of a number
  int size_, moving_;  // variables; the lowest `moving_` bits are no inputs
  size_t words_, window_words_;
  std::array<std::array<uint32_t, 256>, 3> bytes_ = {};
  std::vector<uint64_t> can_;    // [moving][words] states that can change it
  std::vector<uint64_t> fresh_;  // [words] states not yet stepped from
  std::vector<uint32_t> stack_;
  uint64_t random_ = 1;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_STATE_GRAPH_H_
