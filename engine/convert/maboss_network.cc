#include "engine/convert/maboss_network.h"

#include <utility>

#include "absl/strings/match.h"
#include "engine/status.h"

namespace regulon::maboss {
namespace {

std::string AttributeName(std::string name) {
  for (const char* known : {kLogic, kRateUp, kRateDown}) {
    if (absl::EqualsIgnoreCase(name, known)) return known;
  }
  return name;
}

absl::Status ParseAttribute(Tokens& tokens, Node& node) {
  const Place place = tokens.Next().place;
  ASSIGN_OR_RETURN(std::string name,
                   tokens.NeedName("the name of an attribute or '}'"));
  name = AttributeName(std::move(name));
  RETURN_IF_ERROR(tokens.Need("="));
  if (tokens.Next().kind == Token::kString) {  // a description
    tokens.Take();
    return tokens.Need(";");
  }
  ASSIGN_OR_RETURN(Expression value, ParseExpression(tokens, Language::kBnd));
  if (!node.attributes.emplace(name, std::move(value)).second) {
    return tokens.ErrorAt(place, "node '", node.name, "' has '", name,
                          "' twice; remove one");
  }
  node.places.emplace(name, place);
  return tokens.Need(";");
}

absl::StatusOr<Node> ParseNode(Tokens& tokens) {
  Node node;
  if (tokens.TakeSymbol("node")) {
    node.place = tokens.Next().place;
    ASSIGN_OR_RETURN(node.name, tokens.NeedName("the name of a node"));
    RETURN_IF_ERROR(tokens.Need("{"));
    while (!tokens.TakeSymbol("}")) {
      RETURN_IF_ERROR(ParseAttribute(tokens, node));
    }
    return node;
  }
  node.place = tokens.Next().place;
  ASSIGN_OR_RETURN(node.name, tokens.NeedName("'node'"));
  if (tokens.AtSymbol("{")) {
    return tokens.ErrorAt(node.place, "'", node.name,
                          " {' is not of a network of nodes; models of cell "
                          "populations cannot be read");
  }
  if (!tokens.TakeSymbol(":") && !tokens.TakeSymbol(",")) {
    return tokens.Wrong("':'");
  }
  ASSIGN_OR_RETURN(Expression rule, ParseExpression(tokens, Language::kBnd));
  node.attributes.emplace(kLogic, std::move(rule));
  tokens.TakeSymbol(";");
  return node;
}

}  // namespace

absl::StatusOr<NodeList> ParseNodes(Tokens& tokens) {
  NodeList list;
  while (tokens.Next().kind != Token::kEnd) {
    ASSIGN_OR_RETURN(Node node, ParseNode(tokens));
    const int index = static_cast<int>(list.nodes.size());
    if (!list.index.emplace(node.name, index).second) {
      return tokens.ErrorAt(node.place, "there are two nodes '", node.name,
                            "'; remove one");
    }
    list.nodes.push_back(std::move(node));
  }
  if (list.nodes.empty()) {
    return tokens.ErrorAt({}, "there is no node here; add node A { ... }");
  }
  return list;
}

}  // namespace regulon::maboss
