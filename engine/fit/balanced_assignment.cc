#include "engine/fit/balanced_assignment.h"

#include <limits>
#include <queue>
#include <utility>

namespace regulon {
namespace {

// Passes over the items in search of moves; most find none after two.
constexpr int kMovePasses = 4;

class Assigner {
 public:
  Assigner(const FloatRows& cost, int least, int most)
      : cost_(cost),
        items_(static_cast<int>(cost.rows())),
        clusters_(static_cast<int>(cost.cols())),
        least_(least),
        most_(most),
        size_(clusters_, 0),
        choices_(items_),
        cluster_(items_, -1) {}

  std::vector<int> Run() {
    TakeTurns();
    FillUp();
    for (int pass = 0; pass < kMovePasses && Move(); ++pass) continue;
    return std::move(cluster_);
  }

 private:
  struct Choices {
    int best = -1, second = -1;
    float regret = 0;  // what the second would cost more
  };
  struct Turn {
    float regret;
    int item;
    bool operator<(const Turn& other) const {  // of two, who comes later
      return regret != other.regret ? regret < other.regret : item > other.item;
    }
  };

  // Among the clusters with room.
  Choices ChoicesOf(int item) const {
    Choices c;
    const float* cost = cost_.row(item).data();
    for (int k = 0; k < clusters_; ++k) {
      if (size_[k] == most_) continue;
      if (c.best < 0 || cost[k] < cost[c.best]) {
        c.second = std::exchange(c.best, k);
      } else if (c.second < 0 || cost[k] < cost[c.second]) {
        c.second = k;
      }
    }
    c.regret = c.second < 0 ? std::numeric_limits<float>::max()
                            : cost[c.second] - cost[c.best];
    return c;
  }

  void TakeTurns() {
    std::priority_queue<Turn> turns;
    const auto queue = [&](int item) {
      choices_[item] = ChoicesOf(item);
      turns.push({choices_[item].regret, item});
    };
    for (int item = 0; item < items_; ++item) queue(item);
    while (!turns.empty()) {
      const Turn turn = turns.top();
      turns.pop();
      if (cluster_[turn.item] >= 0 ||
          turn.regret != choices_[turn.item].regret) {
        continue;  // out of date
      }
      const int full = choices_[turn.item].best;
      cluster_[turn.item] = full;
      if (++size_[full] < most_) continue;
      for (int item = 0; item < items_; ++item) {
        if (cluster_[item] < 0 &&
            (choices_[item].best == full || choices_[item].second == full)) {
          queue(item);
        }
      }
    }
  }

  void Put(int item, int cluster) {
    --size_[cluster_[item]];
    ++size_[cluster];
    cluster_[item] = cluster;
  }

  float Loss(int item, int cluster) const {
    return cost_(item, cluster) - cost_(item, cluster_[item]);
  }

  void FillUp() {
    for (int k = 0; k < clusters_; ++k) {
      while (size_[k] < least_) {
        int cheapest = -1;
        for (int item = 0; item < items_; ++item) {
          if (cluster_[item] == k || size_[cluster_[item]] <= least_) continue;
          if (cheapest < 0 || Loss(item, k) < Loss(cheapest, k)) {
            cheapest = item;
          }
        }
        Put(cheapest, k);
      }
    }
  }

  bool Move() {
    bool moved = false;
    for (int item = 0; item < items_; ++item) {
      if (size_[cluster_[item]] <= least_) continue;
      int best = cluster_[item];
      for (int k = 0; k < clusters_; ++k) {
        if (size_[k] < most_ && cost_(item, k) < cost_(item, best)) best = k;
      }
      if (best == cluster_[item]) continue;
      Put(item, best);
      moved = true;
    }
    return moved;
  }

  const FloatRows& cost_;
  const int items_, clusters_, least_, most_;
  std::vector<int> size_;         // [clusters]
  std::vector<Choices> choices_;  // [items]
  std::vector<int> cluster_;      // [items] -1: none yet
};

}  // namespace

std::vector<int> BalancedAssignment(const FloatRows& cost, int least,
                                    int most) {
  return Assigner(cost, least, most).Run();
}

}  // namespace regulon
