#include "engine/attractors/reachable.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/attractors/asynchronous.h"
#include "engine/attractors/bit_parallel.h"
#include "engine/attractors/holds.h"
#include "engine/attractors/state_table.h"
#include "engine/attractors/terminal_components.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Above it the numbers of states and of nodes would not fit 32 bits.
constexpr uint64_t kMostStates = uint64_t{1} << 31;
constexpr uint64_t kMostBytes = uint64_t{2} << 30;  // of all states together
// Of one: in the table, its hash, and its place on the way.
uint64_t BytesOf(uint64_t words) { return 24 + 8 * words; }

absl::Status CheckLimit(uint64_t states, uint64_t most) {
  if (states <= most) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("more than ", most,
                   " states can be reached from this one; hold some of the "
                   "variables, or start nearer to an attractor"));
}

class Search {
 public:
  Search(const System& system, const AttractorOptions& options,
         uint64_t most_reachable)
      : size_(system.size()),
        options_(options),
        step_(system.circuit, system.next),
        words_(step_.state_words()),
        most_(std::min({most_reachable, kMostStates,
                        kMostBytes / BytesOf(step_.state_words())})),
        states_(words_),
        holds_(system, options.watch) {}

  absl::StatusOr<Reachable> Run(Updating updating, const State& from) {
    std::vector<uint32_t> first(words_);
    for (int i = 0; i < size_; ++i) {
      if (from[i]) Flip(size_ - 1 - i, first.data());
    }
    states_.Add(first.data());
    RETURN_IF_ERROR(updating == Updating::kSynchronous ? Walk() : Explore());
    Reachable reachable;
    reachable.states = states_.size();
    holds_.Finish(&attractors_);
    std::sort(attractors_.begin(), attractors_.end(), BySize);
    reachable.attractors = std::move(attractors_);
    return reachable;
  }

 private:
  // Bit 0 of a packed state is the lowest.
  void Flip(uint32_t bit, uint32_t* state) const {
    state[words_ - 1 - bit / 32] ^= uint32_t{1} << (bit % 32);
  }

  bool Precedes(uint32_t a, uint32_t b) const {
    const uint32_t* const x = states_.State(a);
    const uint32_t* const y = states_.State(b);
    return std::lexicographical_compare(x, x + words_, y, y + words_);
  }

  // Synchronously.
  absl::Status Walk() {
    std::vector<uint32_t> next(words_);
    while (true) {
      step_.PackedOf(states_.States(states_.size() - 1, 1),
                     absl::MakeSpan(next));
      const auto [first, is_new] = states_.Add(next.data());
      if (!is_new) {
        AddCycle(first);
        return absl::OkStatus();
      }
      RETURN_IF_ERROR(CheckLimit(states_.size(), most_));
    }
  }

  void AddCycle(uint32_t first) {
    std::vector<uint32_t> cycle(states_.size() - first);
    std::iota(cycle.begin(), cycle.end(), first);
    const auto smallest = std::min_element(
        cycle.begin(), cycle.end(),
        [this](uint32_t a, uint32_t b) { return Precedes(a, b); });
    std::rotate(cycle.begin(), smallest, cycle.end());
    Add(cycle);
  }

  absl::Status Explore() {
    std::vector<uint32_t> other(words_);
    while (changes_.size() / words_ < states_.size()) {
      const size_t first = changes_.size() / words_;
      const size_t block =
          std::min<size_t>(BitParallel::kBlock, states_.size() - first);
      changes_.resize((first + block) * words_);
      step_.PackedOf(states_.States(first, block),
                     absl::MakeSpan(changes_).subspan(first * words_));
      for (size_t s = first; s < first + block; ++s) {
        for (int w = 0; w < words_; ++w) {
          changes_[s * words_ + w] ^= states_.State(s)[w];
        }
        for (uint32_t bit = NextChange(s, 0); bit != kNoEdge;
             bit = NextChange(s, bit + 1)) {
          std::copy_n(states_.State(s), words_, other.data());
          Flip(bit, other.data());
          states_.Add(other.data());
        }
        RETURN_IF_ERROR(CheckLimit(states_.size(), most_));
      }
    }
    const auto next_edge = [this, &other](uint32_t s, uint32_t* cursor) {
      const uint32_t bit = NextChange(s, *cursor);
      if (bit == kNoEdge) return kNoEdge;
      *cursor = bit + 1;
      std::copy_n(states_.State(s), words_, other.data());
      Flip(bit, other.data());
      return states_.NumberOf(other.data());
    };
    for (std::vector<uint32_t>& states :
         TerminalComponents(static_cast<uint32_t>(states_.size()), next_edge)) {
      std::sort(states.begin(), states.end(),
                [this](uint32_t a, uint32_t b) { return Precedes(a, b); });
      Add(states);
    }
    return absl::OkStatus();
  }

  // The first bit of a state, from this one on, that would change; kNoEdge if
  // none.
  uint32_t NextChange(size_t state, uint32_t bit) const {
    for (; bit < 32u * words_; bit = (bit / 32 + 1) * 32) {
      const uint32_t left =
          changes_[state * words_ + words_ - 1 - bit / 32] >> (bit % 32);
      if (left != 0) return bit + __builtin_ctz(left);
    }
    return kNoEdge;
  }

  void Add(const std::vector<uint32_t>& states) {
    const auto unpacked = [this](uint32_t number) {
      State state;
      for (int bit = size_ - 1; bit >= 0; --bit) {
        state.push_back(
            (states_.State(number)[words_ - 1 - bit / 32] >> (bit % 32) & 1) !=
            0);
      }
      return state;
    };
    const size_t number = attractors_.size();
    Attractor& attractor = attractors_.emplace_back();
    attractor.size = states.size();
    attractor.smallest = unpacked(states[0]);
    for (const uint32_t s : states) {
      holds_.Add(number, states_.State(s));
      if (states.size() <= options_.most_states) {
        attractor.states.push_back(unpacked(s));
      }
    }
  }

  const int size_;
  const AttractorOptions& options_;
  BitParallel step_;
  const int words_;
  const uint64_t most_;
  StateTable states_;
  std::vector<uint32_t> changes_;  // [states stepped * words] who would change
  HoldsOverStates holds_;
  std::vector<Attractor> attractors_;
};

}  // namespace

absl::StatusOr<Reachable> ReachableAttractors(const System& system,
                                              Updating updating,
                                              const State& from,
                                              const AttractorOptions& options,
                                              uint64_t most_reachable) {
  if (from.size() != static_cast<size_t>(system.size())) {
    return absl::InvalidArgumentError(
        absl::StrCat("the state to start from has ", from.size(),
                     " variables, the network ", system.size()));
  }
  if (updating == Updating::kAsynchronous &&
      system.size() <= kMostAsynchronous) {
    Reachable reachable;
    ASSIGN_OR_RETURN(
        reachable.attractors,
        AsynchronousAttractorsFrom(system, from, options, &reachable.states));
    RETURN_IF_ERROR(CheckLimit(reachable.states, most_reachable));
    return reachable;
  }
  return Search(system, options, most_reachable).Run(updating, from);
}

}  // namespace regulon
