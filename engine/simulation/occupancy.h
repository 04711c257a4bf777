// How much of each window of time each of many items was on: a gene, or a state
// of the network. Over trajectories, sums of that share and of its square, as
// integers, so that they are the same in any order.
#ifndef REGULON_ENGINE_SIMULATION_OCCUPANCY_H_
#define REGULON_ENGINE_SIMULATION_OCCUPANCY_H_

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace regulon {

// A mean over trajectories and its standard error.
struct Estimate {
  double probability = 0, error = 0;
};

class Occupancy {
 public:
  // Reserves BytesAnItem(), which the system provides as it is touched.
  Occupancy(int64_t items, int windows)
      : windows_(windows), last_(items), cells_(Zeros(items * (windows + 1))) {
    touched_.reserve(items);
  }

  static int64_t BytesAnItem(int windows) {
    return (windows + int64_t{1}) * static_cast<int64_t>(sizeof(Cell));
  }

  // The item was on from `begin` to `end`, in windows: 0 <= begin <= end <=
  // windows. Intervals of an item ascend within a trajectory.
  void Add(int item, double begin, double end) {
    if (!(end > begin)) return;
    const auto from = static_cast<int>(begin), to = static_cast<int>(end);
    if (from == to) {
      AddPart(item, from, end - begin);
      return;
    }
    AddPart(item, from, from + 1 - begin);
    if (to > from + 1) {
      ++At(item, from + 1).whole;
      --At(item, to).whole;
    }
    if (end > to) AddPart(item, to, end - to);
  }

  void EndTrajectory() {
    for (const int item : touched_) {
      Settle(item);
      last_[item].window = kNone;
    }
    touched_.clear();
  }

  // Adds what another of as many windows knows of its item.
  void Merge(const Occupancy& other, int other_item, int item) {
    for (int w = 0; w <= windows_; ++w) {
      const Cell& from = other.At(other_item, w);
      Cell& to = At(item, w);
      to.sum += from.sum;
      to.squares += from.squares;
      to.whole += from.whole;
    }
  }

  // [windows] over that many trajectories.
  std::vector<Estimate> Estimates(int item, int64_t trajectories) const;

 private:
  static constexpr int kNone = -1;
  static constexpr double kOne = 4294967296.0;  // of the fixed point

  struct Cell {
    uint64_t sum, squares;  // of parts of the window, times kOne
    int64_t whole;          // trajectories on throughout, minus those before
  };
  struct Last {
    int window = kNone;
    double part = 0;  // of that window so far
  };
  struct Free {
    void operator()(Cell* cells) const { std::free(cells); }
  };

  // Untouched pages of calloc take no memory; as for a vector, bad_alloc.
  static std::unique_ptr<Cell[], Free> Zeros(int64_t cells) {
    std::unique_ptr<Cell[], Free> zeros(
        static_cast<Cell*>(std::calloc(cells, sizeof(Cell))));
    if (zeros == nullptr) throw std::bad_alloc();
    return zeros;
  }
  Cell& At(int item, int window) {
    return cells_[static_cast<int64_t>(item) * (windows_ + 1) + window];
  }
  const Cell& At(int item, int window) const {
    return cells_[static_cast<int64_t>(item) * (windows_ + 1) + window];
  }

  void AddPart(int item, int window, double part) {
    Last& last = last_[item];
    if (last.window != window) {
      if (last.window == kNone) {
        touched_.push_back(item);
      } else {
        Settle(item);
      }
      last = {window, 0};
    }
    last.part += part;
  }
  void Settle(int item) {
    const Last& last = last_[item];
    Cell& cell = At(item, last.window);
    cell.sum += static_cast<uint64_t>(last.part * kOne + 0.5);
    cell.squares += static_cast<uint64_t>(last.part * last.part * kOne + 0.5);
  }

  int windows_;
  std::vector<Last> last_;  // [items]
  std::vector<int> touched_;
  std::unique_ptr<Cell[], Free> cells_;  // [items][windows + 1]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_SIMULATION_OCCUPANCY_H_
