// Rules of many clauses as few threshold gates: by way of their decision
// diagram, as weighted sums where parts of them are sums.
#ifndef REGULON_ENGINE_COMPILE_LARGE_RULE_H_
#define REGULON_ENGINE_COMPILE_LARGE_RULE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "engine/logic/rule.h"

namespace regulon {

// A rule of more clauses is lowered by way of its diagram.
constexpr int64_t kMostClauses = 64;

// The operands of its '|'s, of those inside others too.
int64_t ClausesOf(const Rule& rule);

struct GateNetwork {
  // On iff the weights of the sources that are on add up to `need` or more.
  struct Gate {
    struct Input {
      int source;  // a name, or names + an earlier gate; each once
      int64_t weight;
    };
    std::vector<Input> inputs;
    int64_t need = 0;
  };
  std::vector<std::string> names;
  std::vector<Gate> gates;  // the last is the rule
};

// Exactly the rule. None if its diagram is large, or the network no smaller
// than the rule's own expression tree.
absl::optional<GateNetwork> GatesOf(const Rule& rule);

}  // namespace regulon

#endif  // REGULON_ENGINE_COMPILE_LARGE_RULE_H_
