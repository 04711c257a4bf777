#include "engine/attractors/synchronous.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/attractors/bit_parallel.h"
#include "engine/attractors/holds.h"

namespace regulon {
namespace {

constexpr uint32_t kBlock = BitParallel::kBlock;

// All states are stepped at once, each with the number of states that have
// come to it, its mass. The states that are left are soon few; once another
// step hardly makes them fewer, they are walked one by one.
class Search {
 public:
  Search(const System& system, const AttractorOptions& options)
      : size_(system.size()),
        count_(uint32_t{1} << size_),
        options_(options),
        step_(system.circuit, system.next),
        holds_(system, options.watch),
        mass_(count_) {}

  absl::StatusOr<std::vector<Attractor>> Run() {
    StepAll();
    left_ = count_ - std::count(mass_.begin(), mass_.end(), 0u);
    // A list of more would not fit beside what is needed to walk them.
    listed_ = left_ <= count_ / 2;
    if (listed_) StepUntilSlow();
    Link();
    Walk();
    if (attractors_.size() > kMostAttractors) {
      return absl::ResourceExhaustedError(
          absl::StrCat("more than ", kMostAttractors,
                       " attractors; hold some of the inputs"));
    }
    return Sorted();
  }

 private:
  // While a state of left_ is not walked yet, after_ is the state after it.
  static constexpr uint32_t kOnPath = uint32_t{1} << 30;
  static constexpr uint32_t kWalked = uint32_t{1} << 31;  // | its attractor

  void StepAll() {
    std::vector<uint32_t> after(kBlock);
    const uint32_t block = std::min(count_, kBlock);
    for (uint32_t first = 0; first < count_; first += kBlock) {
      step_.PackedFrom(first, absl::MakeSpan(after));
      for (uint32_t s = 0; s < block; ++s) ++mass_[after[s]];
      if (first % (64 * kBlock) == 0) Report(0.8 * first / count_);
    }
  }

  void StepUntilSlow() {
    list_.reserve(left_);
    for (uint32_t s = 0; s < count_; ++s) {
      if (mass_[s] != 0) list_.push_back(s);
    }
    std::vector<uint32_t> mass(left_), after(kBlock);
    size_t before;
    do {
      before = list_.size();
      for (size_t i = 0; i < before; ++i) {
        mass[i] = std::exchange(mass_[list_[i]], 0);
      }
      size_t now = 0;  // behind what is read
      for (size_t i = 0; i < before; i += kBlock) {
        const size_t block = std::min<size_t>(kBlock, before - i);
        step_.PackedOf({&list_[i], block}, absl::MakeSpan(after));
        for (size_t s = 0; s < block; ++s) {
          uint32_t& to = mass_[after[s]];
          if (to == 0) list_[now++] = after[s];
          to += mass[i + s];
        }
      }
      list_.resize(now);
    } while (list_.size() < before - before / 16);
  }

  void Link() {
    after_.reset(new uint32_t[std::max(count_, kBlock)]);  // not written yet
    if (!listed_) {
      for (uint32_t first = 0; first < count_; first += kBlock) {
        step_.PackedFrom(first, {&after_[first], kBlock});
      }
      return;
    }
    std::vector<uint32_t> after(kBlock);
    for (size_t i = 0; i < list_.size(); i += kBlock) {
      const size_t block = std::min<size_t>(kBlock, list_.size() - i);
      step_.PackedOf({&list_[i], block}, absl::MakeSpan(after));
      for (size_t s = 0; s < block; ++s) after_[list_[i + s]] = after[s];
    }
  }

  void Walk() {
    const uint64_t starts = listed_ ? list_.size() : count_;
    for (uint64_t i = 0; i < starts; ++i) {
      const uint32_t start = listed_ ? list_[i] : static_cast<uint32_t>(i);
      if (mass_[start] != 0 && after_[start] < kOnPath) WalkFrom(start);
      if (attractors_.size() > kMostAttractors) return;
      if (i % (1 << 18) == 0) Report(0.8 + 0.2 * i / starts);
    }
    Report(1);
  }

  void WalkFrom(uint32_t start) {
    uint32_t at = start;
    while (after_[at] < kOnPath) {
      at = std::exchange(after_[at], after_[at] | kOnPath);
    }
    if (after_[at] < kWalked) {
      AddCycle(at);
      at = attractors_.size() - 1;
    } else {
      at = after_[at] & ~kWalked;
    }
    const uint32_t label = kWalked | at;
    uint64_t mass = 0;
    for (at = start; after_[at] < kWalked;) {
      mass += mass_[at];
      at = std::exchange(after_[at], label) & ~kOnPath;
    }
    basins_[label & ~kWalked] += mass;
  }

  void AddCycle(uint32_t state) {
    uint32_t smallest = state;
    uint64_t length = 0;
    uint32_t at = state;
    do {
      smallest = std::min(smallest, at);
      ++length;
      at = after_[at] & ~kOnPath;
    } while (at != state);
    const size_t number = attractors_.size();
    Attractor& attractor = attractors_.emplace_back();
    basins_.push_back(0);
    attractor.size = length;
    attractor.smallest = Unpacked(smallest, size_);
    at = smallest;
    do {
      if (length <= options_.most_states) {
        attractor.states.push_back(Unpacked(at, size_));
      }
      holds_.Add(number, &at);
      at = after_[at] & ~kOnPath;
    } while (at != smallest);
  }

  std::vector<Attractor> Sorted() {
    holds_.Finish(&attractors_);
    std::vector<std::pair<uint64_t, size_t>> order;
    for (size_t a = 0; a < attractors_.size(); ++a) {
      attractors_[a].basin = basins_[a];
      order.emplace_back(basins_[a], a);
    }
    std::sort(order.begin(), order.end(), [this](auto& a, auto& b) {
      return a.first != b.first ? a.first > b.first
                                : attractors_[a.second].smallest <
                                      attractors_[b.second].smallest;
    });
    std::vector<Attractor> sorted;
    for (const auto& entry : order) {
      sorted.push_back(std::move(attractors_[entry.second]));
    }
    return sorted;
  }

  void Report(double share) const {
    if (options_.on_progress) options_.on_progress(share);
  }

  const int size_;
  const uint32_t count_;
  const AttractorOptions& options_;
  BitParallel step_;
  HoldsOverStates holds_;
  std::vector<uint32_t> mass_;  // [count] of the states that are left, or 0
  uint64_t left_ = 0;
  bool listed_ = false;
  std::vector<uint32_t> list_;         // the states that are left, if listed_
  std::unique_ptr<uint32_t[]> after_;  // [count] of the states that are left
  std::vector<Attractor> attractors_;
  std::vector<uint64_t> basins_;  // [attractors]
};

}  // namespace

absl::StatusOr<std::vector<Attractor>> SynchronousAttractors(
    const System& system, const AttractorOptions& options) {
  if (system.size() > kMostSynchronous) {
    return absl::FailedPreconditionError(absl::StrCat(
        system.size(), " free variables are more than the ", kMostSynchronous,
        " of which all states can be stepped; hold some of them"));
  }
  return Search(system, options).Run();
}

}  // namespace regulon
