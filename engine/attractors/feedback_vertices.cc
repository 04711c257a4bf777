#include "engine/attractors/feedback_vertices.h"

#include <algorithm>
#include <cstdint>
#include <set>

namespace regulon {
namespace {

// The reductions of Levy and Low 1988, J Algorithms 9:470: a vertex without
// arrows in or out is on no cycle; one that reads itself must be taken; one
// with a single arrow in or out may be bypassed. Else the busiest is taken.
class Reduction {
 public:
  explicit Reduction(const System& system)
      : in_(system.size()), out_(system.size()), gone_(system.size()) {
    for (int i = 0; i < system.size(); ++i) {
      for (const int v : system.circuit.Support(system.next[i])) Link(v, i);
    }
  }

  std::vector<int> Run() {
    for (size_t v = 0; v < in_.size(); ++v) open_.push_back(v);
    for (;;) {
      while (!open_.empty()) {
        const int v = open_.back();
        open_.pop_back();
        if (!gone_[v]) Reduce(v);
      }
      int busiest = -1;
      uint64_t most = 0;
      for (size_t v = 0; v < in_.size(); ++v) {
        const uint64_t ways = uint64_t{in_[v].size()} * out_[v].size();
        if (!gone_[v] && ways > most) {
          busiest = static_cast<int>(v);
          most = ways;
        }
      }
      if (busiest < 0) break;
      Take(busiest);
    }
    std::sort(taken_.begin(), taken_.end());
    return taken_;
  }

 private:
  using Vertices = std::set<int>;  // in order: the same vertices each time

  void Link(int from, int to) {
    out_[from].insert(to);
    in_[to].insert(from);
  }

  void Take(int v) {
    taken_.push_back(v);
    Remove(v);
  }

  void Remove(int v) {
    gone_[v] = true;
    for (const int w : in_[v]) {
      if (w != v) out_[w].erase(v);
      open_.push_back(w);
    }
    for (const int w : out_[v]) {
      if (w != v) in_[w].erase(v);
      open_.push_back(w);
    }
    in_[v].clear();
    out_[v].clear();
  }

  void Reduce(int v) {
    if (out_[v].count(v) != 0) {
      Take(v);
    } else if (in_[v].empty() || out_[v].empty()) {
      Remove(v);
    } else if (in_[v].size() == 1 || out_[v].size() == 1) {
      const Vertices in = in_[v], out = out_[v];
      Remove(v);
      for (const int from : in) {
        for (const int to : out) Link(from, to);
      }
    }
  }

  std::vector<Vertices> in_, out_;
  std::vector<bool> gone_;
  std::vector<int> open_, taken_;
};

}  // namespace

std::vector<int> FeedbackVertices(const System& system) {
  return Reduction(system).Run();
}

}  // namespace regulon
