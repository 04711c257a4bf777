// From MaBoSS's expressions of a node to a rule and rates with rules.
//
// The rule is the node's `logic` where that says when the node rises and falls;
// otherwise it is what the rates say: next value 1 where (off and rate_up > 0)
// or (on and not rate_down > 0).
#ifndef REGULON_ENGINE_CONVERT_MABOSS_RATES_H_
#define REGULON_ENGINE_CONVERT_MABOSS_RATES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "engine/convert/maboss_expression.h"
#include "engine/logic/rule.h"

namespace regulon::maboss {

// Resolved; those that the node lacks are absent.
struct NodeExpressions {
  int node;
  Place place;
  absl::optional<Expression> logic, rate_up, rate_down;
};

struct NodeRates {
  struct Case {
    Rule rule;
    double rate;  // engine/simulation/rate_limits.h
  };
  Rule rule;
  // While off, up at the rate of the one case whose rule is true, else never.
  // A single case holds wherever `rule` is true (up) or false (down).
  std::vector<Case> up, down;
  bool capped = false;  // a rate above kFastestRate became that
};

// InvalidArgument with the place for rates that are no numbers of 0 or more,
// and for expressions that depend on more than 12 nodes and as many different
// conditions.
absl::StatusOr<NodeRates> ReadRates(const NodeExpressions& node,
                                    absl::Span<const std::string> names,
                                    const Tokens& tokens);

}  // namespace regulon::maboss

#endif  // REGULON_ENGINE_CONVERT_MABOSS_RATES_H_
