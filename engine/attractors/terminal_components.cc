#include "engine/attractors/terminal_components.h"

#include <algorithm>
#include <utility>

namespace regulon {
namespace {

class Search {
 public:
  Search(uint32_t nodes, NextEdge next_edge)
      : next_edge_(next_edge), low_(nodes) {}

  std::vector<std::vector<uint32_t>> Run() {
    for (uint32_t root = 0; root < low_.size(); ++root) {
      if (low_[root] != 0) continue;
      Enter(root);
      while (!path_.empty()) Step();
    }
    return std::move(terminal_);
  }

 private:
  static constexpr uint32_t kDone = ~uint32_t{0};  // its component is complete

  struct Visit {
    uint32_t node, cursor, order;
    bool leaves;  // an edge to another component was seen below
  };

  void Enter(uint32_t node) {
    low_[node] = ++entered_;
    path_.push_back({node, 0, entered_, false});
    open_.push_back(node);
  }

  void Step() {
    Visit& visit = path_.back();
    const uint32_t to = next_edge_(visit.node, &visit.cursor);
    if (to == kNoEdge) return Leave();
    if (low_[to] == 0) return Enter(to);
    if (low_[to] == kDone) {
      visit.leaves = true;
    } else {
      low_[visit.node] = std::min(low_[visit.node], low_[to]);
    }
  }

  void Leave() {
    const Visit visit = path_.back();
    path_.pop_back();
    const bool is_root = low_[visit.node] == visit.order;
    if (!path_.empty()) {
      Visit& before = path_.back();
      before.leaves |= is_root || visit.leaves;
      low_[before.node] = std::min(low_[before.node], low_[visit.node]);
    }
    if (!is_root) return;
    const auto first =
        std::find(open_.rbegin(), open_.rend(), visit.node).base() - 1;
    for (auto node = first; node != open_.end(); ++node) low_[*node] = kDone;
    if (!visit.leaves) terminal_.emplace_back(first, open_.end());
    open_.erase(first, open_.end());
  }

  const NextEdge next_edge_;
  // [nodes] 0: not yet entered; else the earliest node of open_ known to be
  // reachable, in the order of entering.
  std::vector<uint32_t> low_;
  uint32_t entered_ = 0;
  std::vector<Visit> path_;
  std::vector<uint32_t> open_;  // entered, of components not yet complete
  std::vector<std::vector<uint32_t>> terminal_;
};

}  // namespace

std::vector<std::vector<uint32_t>> TerminalComponents(uint32_t nodes,
                                                      NextEdge next_edge) {
  return Search(nodes, next_edge).Run();
}

}  // namespace regulon
