#include "engine/attractors/asynchronous.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/attractors/holds.h"
#include "engine/attractors/state_graph.h"
#include "engine/status.h"

namespace regulon {
namespace {

using Set = std::vector<uint64_t>;

template <typename Function>
void ForStates(absl::Span<const uint64_t> set, const Function& function) {
  for (size_t w = 0; w < set.size(); ++w) {
    for (uint64_t left = set[w]; left != 0; left &= left - 1) {
      function(static_cast<uint32_t>(64 * w + __builtin_ctzll(left)));
    }
  }
}

void Remove(absl::Span<const uint64_t> what, absl::Span<uint64_t> from) {
  for (size_t w = 0; w < from.size(); ++w) from[w] &= ~what[w];
}

// Of a set that is not empty.
uint32_t FirstOf(absl::Span<const uint64_t> set) {
  size_t w = 0;
  while (set[w] == 0) ++w;
  return static_cast<uint32_t>(64 * w + __builtin_ctzll(set[w]));
}

class Search {
 public:
  Search(const System& system, const AttractorOptions& options)
      : size_(system.size()),
        options_(options),
        graph_(system),
        holds_(system, options.watch),
        left_(graph_.AllStates()) {}

  // Leaves out what can't be reached from this state; says how many can be.
  uint64_t StartFrom(const State& from) {
    const uint32_t start = graph_.NumberOf(static_cast<uint32_t>(Packed(from)));
    std::fill(left_.begin(), left_.end(), 0);
    left_[start / 64] = uint64_t{1} << (start % 64);
    graph_.CloseForward(0, absl::MakeSpan(left_));
    uint64_t count = 0;
    for (const uint64_t word : left_) count += __builtin_popcountll(word);
    return count;
  }

  absl::StatusOr<std::vector<Attractor>> Run() {
    RemoveFixedPoints();
    const size_t words = graph_.window_words();
    for (size_t first = 0; first < graph_.words() && !TooMany();
         first += words) {
      if (first % (graph_.words() / 64 + 1) < words) {
        Report(static_cast<double>(first) / graph_.words());
      }
      SearchWindow(first, absl::MakeSpan(&left_[first], words));
    }
    Report(1);
    if (TooMany()) {
      return absl::ResourceExhaustedError(
          absl::StrCat("more than ", kMostAttractors,
                       " attractors; hold some of the inputs"));
    }
    holds_.Finish(&attractors_);
    std::sort(attractors_.begin(), attractors_.end(), BySize);
    return std::move(attractors_);
  }

 private:
  void Report(double share) const {
    if (options_.on_progress) options_.on_progress(share);
  }
  bool TooMany() const { return attractors_.size() > kMostAttractors; }

  // With all that leads to them.
  void RemoveFixedPoints() {
    Set ends = graph_.FixedPoints();
    for (size_t w = 0; w < ends.size(); ++w) ends[w] &= left_[w];
    ForStates(ends, [this](uint32_t state) {
      if (TooMany()) return;
      const uint64_t one = uint64_t{1} << (state % 64);
      Add(state / 64, absl::MakeConstSpan(&one, 1));
    });
    graph_.CloseBackward(0, left_, absl::MakeSpan(ends));
    Remove(ends, absl::MakeSpan(left_));
  }

  // `left`: the states that lead to none of the attractors found so far.
  void SearchWindow(size_t first, absl::Span<uint64_t> left) {
    const auto is_empty = [](absl::Span<const uint64_t> set) {
      return std::all_of(set.begin(), set.end(),
                         [](uint64_t word) { return word == 0; });
    };
    while (!is_empty(left) && !TooMany()) {
      Set ahead(left.begin(), left.end()), back;
      // The states ahead of one that don't lead back to it are fewer, and no
      // step leaves them.
      while (true) {
        const uint32_t state = graph_.Wander(first, FirstOf(ahead));
        back.assign(left.size(), 0);
        back[state / 64] = uint64_t{1} << (state % 64);
        ahead = back;
        graph_.CloseForward(first, absl::MakeSpan(ahead));
        graph_.CloseBackward(first, ahead, absl::MakeSpan(back));
        if (back == ahead) break;
        Remove(back, absl::MakeSpan(ahead));
      }
      Add(first, ahead);
      graph_.CloseBackward(first, left, absl::MakeSpan(ahead));
      Remove(ahead, left);
    }
  }

  // The states of a window, or of a word of it, that are an attractor.
  void Add(size_t first_word, absl::Span<const uint64_t> set) {
    const auto state_of = [this, first_word](uint32_t state) {
      return graph_.StateOf(static_cast<uint32_t>(64 * first_word + state));
    };
    const size_t number = attractors_.size();
    Attractor& attractor = attractors_.emplace_back();
    attractor.smallest = Unpacked(state_of(FirstOf(set)), size_);
    uint64_t count = 0;
    ForStates(set, [&](uint32_t s) {
      const uint32_t state = state_of(s);
      holds_.Add(number, &state);
      if (++count <= options_.most_states) {
        attractor.states.push_back(Unpacked(state, size_));
      }
    });
    if (count > options_.most_states) attractor.states.clear();
    attractor.size = count;
  }

  const int size_;
  const AttractorOptions& options_;
  StateGraph graph_;
  HoldsOverStates holds_;
  Set left_;
  std::vector<Attractor> attractors_;
};

absl::Status CheckSize(const System& system) {
  if (system.size() <= kMostAsynchronous) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      system.size(), " free variables are more than the ", kMostAsynchronous,
      " of which all states can be kept; hold some of them"));
}

}  // namespace

absl::StatusOr<std::vector<Attractor>> AsynchronousAttractors(
    const System& system, const AttractorOptions& options) {
  RETURN_IF_ERROR(CheckSize(system));
  return Search(system, options).Run();
}

absl::StatusOr<std::vector<Attractor>> AsynchronousAttractorsFrom(
    const System& system, const State& from, const AttractorOptions& options,
    uint64_t* reachable) {
  RETURN_IF_ERROR(CheckSize(system));
  Search search(system, options);
  *reachable = search.StartFrom(from);
  return search.Run();
}

}  // namespace regulon
