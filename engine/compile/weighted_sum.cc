#include "engine/compile/weighted_sum.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"

namespace regulon {
namespace {

// The assignment of least weight that makes a function true.
class Lightest {
 public:
  Lightest(const Diagrams& diagrams, const std::vector<int64_t>& weights)
      : diagrams_(diagrams), weights_(weights) {}

  // The function is not kFalse.
  int64_t Find(Diagram function, std::vector<bool>& values) {
    // A variable that no node reads is on where that weighs less than nothing;
    // nodes pay for what they do otherwise.
    int64_t weight = Extra(function);
    values.resize(weights_.size());
    for (size_t v = 0; v < weights_.size(); ++v) {
      values[v] = weights_[v] < 0;
      weight += std::min<int64_t>(0, weights_[v]);
    }
    while (function > kTrue) {
      const Diagrams::Node node = diagrams_.Top(function);
      const bool on = Of(node, true) < Of(node, false);
      values[node.variable] = on;
      function = on ? node.on : node.off;
    }
    return weight;
  }

 private:
  static constexpr int64_t kNever = int64_t{1} << 60;

  int64_t Of(const Diagrams::Node& node, bool on) {
    const int64_t weight = weights_[node.variable];
    const int64_t pays = std::max<int64_t>(0, on ? weight : -weight);
    return std::min(kNever, pays + Extra(on ? node.on : node.off));
  }

  int64_t Extra(Diagram function) {
    if (function == kFalse) return kNever;
    if (function == kTrue) return 0;
    if (const auto at = known_.find(function); at != known_.end()) {
      return at->second;
    }
    const Diagrams::Node node = diagrams_.Top(function);
    const int64_t extra = std::min(Of(node, false), Of(node, true));
    known_.emplace(function, extra);
    return extra;
  }

  const Diagrams& diagrams_;
  const std::vector<int64_t>& weights_;
  absl::flat_hash_map<Diagram, int64_t> known_;
};

}  // namespace

absl::optional<WeightedSum> FindWeightedSum(Diagrams& diagrams,
                                            Diagram function, Diagram care,
                                            int most_rounds) {
  const Diagram on = diagrams.And(function, care);
  const Diagram off = diagrams.And(Not(function), care);
  WeightedSum sum;
  sum.weights.resize(diagrams.variables());
  std::vector<int64_t> negated(diagrams.variables());
  if (on == kFalse || off == kFalse || diagrams.full()) return absl::nullopt;
  for (const int v : diagrams.Support(function)) {
    const Diagram without = diagrams.Restrict(function, v, false);
    const Diagram with = diagrams.Restrict(function, v, true);
    if (diagrams.Implies(without, with)) {
      sum.weights[v] = 1;
    } else if (diagrams.Implies(with, without)) {
      sum.weights[v] = -1;
    } else if (care == kTrue) {
      return absl::nullopt;  // no single weight fits
    }
  }
  if (diagrams.full()) return absl::nullopt;
  std::vector<bool> lowest, highest;
  for (int round = 0; round < most_rounds; ++round) {
    for (size_t v = 0; v < negated.size(); ++v) negated[v] = -sum.weights[v];
    sum.need = Lightest(diagrams, sum.weights).Find(on, lowest);
    const int64_t reached = -Lightest(diagrams, negated).Find(off, highest);
    if (reached < sum.need) return sum;
    for (size_t v = 0; v < negated.size(); ++v) {
      sum.weights[v] += int{lowest[v]} - int{highest[v]};
    }
  }
  return absl::nullopt;
}

}  // namespace regulon
