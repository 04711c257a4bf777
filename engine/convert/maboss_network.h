// A .bnd file: nodes with a rule, rates and other attributes.
//
//   node A { logic = !B; rate_up = @logic ? $u_A : 0.0; rate_down = 1; }
//   B: A & !C;
#ifndef REGULON_ENGINE_CONVERT_MABOSS_NETWORK_H_
#define REGULON_ENGINE_CONVERT_MABOSS_NETWORK_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/convert/maboss_expression.h"

namespace regulon::maboss {

// Of attributes, those that MaBoSS knows; in small letters.
constexpr char kLogic[] = "logic";
constexpr char kRateUp[] = "rate_up";
constexpr char kRateDown[] = "rate_down";

struct Node {
  std::string name;
  Place place;
  std::map<std::string, Expression> attributes;
  std::map<std::string, Place> places;  // of the attributes' names
};

struct NodeList {
  std::vector<Node> nodes;
  std::map<std::string, int> index;
};

// InvalidArgument with the place.
absl::StatusOr<NodeList> ParseNodes(Tokens& tokens);

}  // namespace regulon::maboss

#endif  // REGULON_ENGINE_CONVERT_MABOSS_NETWORK_H_
