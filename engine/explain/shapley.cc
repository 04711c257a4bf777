#include "engine/explain/shapley.h"

#include <cstdint>

#include "absl/container/flat_hash_map.h"

namespace regulon {
namespace {

// Of sets of the players at a level of the diagram and below: how many of each
// size make f true.
using Counts = std::vector<BigUnsigned>;  // [size]

class SetCounter {
 public:
  SetCounter(const Diagrams& diagrams, const std::vector<bool>& values,
             const std::vector<bool>& reference, absl::Span<const int> players)
      : diagrams_(diagrams),
        values_(values),
        reference_(reference),
        is_player_(values.size()) {
    for (const int player : players) is_player_[player] = true;
    const std::vector<int>& order = diagrams.order();
    level_of_.resize(order.size());
    below_.resize(order.size() + 1);
    for (size_t level = order.size(); level-- > 0;) {
      level_of_[order[level]] = level;
      below_[level] = below_[level + 1] + is_player_[order[level]];
    }
  }

  // Of the sets of all players but one, which is as in `state`.
  Counts Of(Diagram f, int player, const std::vector<bool>& state) {
    done_.clear();
    player_ = player;
    fixed_ = state[player];
    return Widened(f, 0);
  }

 private:
  // Players that may be in a set, from that level on.
  int PlayersFrom(size_t level) const {
    return below_[level] - (level <= level_of_[player_] ? 1 : 0);
  }
  size_t LevelOf(Diagram f) const {
    return f <= kTrue ? level_of_.size() : level_of_[diagrams_.Top(f).variable];
  }

  // With the players that the diagram skips from a level on, each of which is
  // in a set or not.
  Counts Widened(Diagram f, size_t level) {
    Counts counts = Below(f);
    const int skipped = PlayersFrom(level) - PlayersFrom(LevelOf(f));
    for (int i = 0; i < skipped; ++i) {
      counts.emplace_back();
      for (size_t k = counts.size(); k-- > 1;) counts[k] += counts[k - 1];
    }
    return counts;
  }

  Counts Below(Diagram f) {
    if (f <= kTrue) return {BigUnsigned(f == kTrue ? 1 : 0)};
    if (const auto at = done_.find(f); at != done_.end()) return at->second;
    const Diagrams::Node node = diagrams_.Top(f);
    const size_t next = LevelOf(f) + 1;
    const auto child = [&](bool on) {
      return Widened(on ? node.on : node.off, next);
    };
    Counts counts;
    if (node.variable == player_) {
      counts = child(fixed_);
    } else if (!is_player_[node.variable]) {
      counts = child(values_[node.variable]);
    } else {
      counts = child(reference_[node.variable]);
      counts.emplace_back();
      const Counts in = child(values_[node.variable]);
      for (size_t k = 0; k < in.size(); ++k) counts[k + 1] += in[k];
    }
    done_.emplace(f, counts);
    return counts;
  }

  const Diagrams& diagrams_;
  const std::vector<bool>& values_;
  const std::vector<bool>& reference_;
  std::vector<bool> is_player_;
  std::vector<size_t> level_of_;  // [variable]
  std::vector<int> below_;        // [level] players there and below
  int player_ = 0;
  bool fixed_ = false;
  absl::flat_hash_map<Diagram, Counts> done_;
};

// The least common multiple of 1 .. m.
BigUnsigned MultipleUpTo(int m) {
  BigUnsigned multiple = 1;
  for (int p = 2; p <= m; ++p) {
    bool is_prime = true;
    for (int d = 2; d * d <= p; ++d) is_prime = is_prime && p % d != 0;
    if (!is_prime) continue;
    for (int64_t power = p; power <= m; power *= p) multiple = multiple * p;
  }
  return multiple;
}

}  // namespace

std::vector<Fraction> ShapleyValues(const Diagrams& diagrams, Diagram f,
                                    const std::vector<bool>& values,
                                    const std::vector<bool>& reference,
                                    absl::Span<const int> players) {
  const int m = static_cast<int>(players.size());
  // k! (m - k - 1)! / m! = 1 / (m (m - 1 over k)), and all of these go into the
  // least common multiple of 1 .. m (Farhi 2009, Amer. Math. Monthly 116:836).
  const BigUnsigned denominator = MultipleUpTo(m);
  std::vector<BigUnsigned> weight(m);
  for (int k = 0; k < m; ++k) {
    weight[k] = k == 0 ? denominator : weight[k - 1] * k;
    weight[k].DivideBy(k == 0 ? m : m - k);
  }
  SetCounter counter(diagrams, values, reference, players);
  std::vector<Fraction> shares;
  for (const int player : players) {
    const Counts with = counter.Of(f, player, values);
    const Counts without = counter.Of(f, player, reference);
    BigUnsigned plus, minus;
    for (int k = 0; k < m; ++k) {
      plus += weight[k] * with[k];
      minus += weight[k] * without[k];
    }
    shares.push_back(MakeFraction(plus, minus, denominator, m));
  }
  return shares;
}

}  // namespace regulon
