#include "engine/convert/sbml_math.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/status.h"

// Nothing where libSBML was built without a namespace, as Debian does.
LIBSBML_CPP_NAMESPACE_USE

namespace regulon {
namespace {

// "xor" doubles what it joins, and two species of many levels are compared
// level by level.
constexpr int64_t kMostNames = 20000;

class Reader {
 public:
  explicit Reader(const MathNames& names) : names_(names) {}

  absl::StatusOr<Rule> Condition(const ASTNode& node) {
    switch (node.getType()) {
      case AST_CONSTANT_TRUE:
        return Rule::Constant(true);
      case AST_CONSTANT_FALSE:
        return Rule::Constant(false);
      case AST_LOGICAL_AND:
        return Join(Rule::kAnd, node);
      case AST_LOGICAL_OR:
        return Join(Rule::kOr, node);
      case AST_LOGICAL_XOR:
        return ExclusiveOr(node);
      case AST_LOGICAL_NOT: {
        if (node.getNumChildren() != 1) return Wrong("'not' takes one operand");
        ASSIGN_OR_RETURN(Rule inner, Condition(*node.getChild(0)));
        return Rule::Negation(std::move(inner));
      }
      case AST_LOGICAL_IMPLIES: {
        if (node.getNumChildren() != 2) {
          return Wrong("'implies' takes two operands");
        }
        std::vector<Rule> either;
        ASSIGN_OR_RETURN(Rule first, Condition(*node.getChild(0)));
        either.push_back(Rule::Negation(std::move(first)));
        ASSIGN_OR_RETURN(Rule second, Condition(*node.getChild(1)));
        either.push_back(std::move(second));
        return Rule::Join(Rule::kOr, std::move(either));
      }
      case AST_RELATIONAL_EQ:
        return Compare(node, std::equal_to<double>());
      case AST_RELATIONAL_NEQ:
        return Compare(node, std::not_equal_to<double>());
      case AST_RELATIONAL_LT:
        return Compare(node, std::less<double>());
      case AST_RELATIONAL_LEQ:
        return Compare(node, std::less_equal<double>());
      case AST_RELATIONAL_GT:
        return Compare(node, std::greater<double>());
      case AST_RELATIONAL_GEQ:
        return Compare(node, std::greater_equal<double>());
      case AST_NAME: {
        ASSIGN_OR_RETURN(const LevelTerm term, Term(node));
        if (term.species == nullptr || !term.species->IsBoolean()) {
          return Wrong("'", NameOf(node),
                       "' is a number and no condition; compare it with a "
                       "level");
        }
        return AtLeastLevel(*term.species, 1);
      }
      default:
        return Unknown(node);
    }
  }

 private:
  template <typename... Words>
  static absl::Status Wrong(const Words&... words) {
    return absl::InvalidArgumentError(absl::StrCat(words...));
  }
  static std::string NameOf(const ASTNode& node) {
    return node.getName() == nullptr ? "" : node.getName();
  }
  static absl::Status Unknown(const ASTNode& node) {
    const std::string name = NameOf(node);
    return Wrong(name.empty() ? "an operation" : absl::StrCat("'", name, "'"),
                 " that logical models don't have; write and, or, xor, not, "
                 "implies, and comparisons of species with levels");
  }

  absl::StatusOr<Rule> Join(Rule::Kind kind, const ASTNode& node) {
    std::vector<Rule> operands;
    for (unsigned i = 0; i < node.getNumChildren(); ++i) {
      ASSIGN_OR_RETURN(Rule operand, Condition(*node.getChild(i)));
      operands.push_back(std::move(operand));
    }
    return Rule::Join(kind, std::move(operands));
  }

  absl::StatusOr<Rule> ExclusiveOr(const ASTNode& node) {
    Rule all = Rule::Constant(false);
    for (unsigned i = 0; i < node.getNumChildren(); ++i) {
      ASSIGN_OR_RETURN(const Rule next, Condition(*node.getChild(i)));
      std::vector<Rule> ways;
      for (const bool first : {true, false}) {
        ways.push_back(
            Rule::Join(Rule::kAnd, {first ? all : Rule::Negation(all),
                                    first ? Rule::Negation(next) : next}));
      }
      all = Rule::Join(Rule::kOr, std::move(ways));
      if (CountNames(all) > kMostNames) {
        return Wrong("'xor' of so much takes more than ", kMostNames,
                     " names to write out; split it");
      }
    }
    return all;
  }

  // a < b < c: each with its neighbour.
  absl::StatusOr<Rule> Compare(
      const ASTNode& node, const std::function<bool(double, double)>& holds) {
    if (node.getNumChildren() < 2) {
      return Wrong("a comparison takes two operands");
    }
    std::vector<Rule> pairs;
    ASSIGN_OR_RETURN(LevelTerm left, Term(*node.getChild(0)));
    for (unsigned i = 1; i < node.getNumChildren(); ++i) {
      ASSIGN_OR_RETURN(const LevelTerm right, Term(*node.getChild(i)));
      pairs.push_back(CompareLevels(left, right, holds));
      if (left.species != nullptr && right.species != nullptr) {
        names_written_ += CountNames(pairs.back());
      }
      if (names_written_ > kMostNames) {
        return Wrong("comparing species of so many levels takes more than ",
                     kMostNames, " names to write out; use fewer levels");
      }
      left = right;
    }
    return Rule::Join(Rule::kAnd, std::move(pairs));
  }

  absl::StatusOr<LevelTerm> Term(const ASTNode& node) {
    LevelTerm term;
    if (node.isNumber()) {
      term.number = node.getValue();
      return term;
    }
    if (node.getType() != AST_NAME) return Unknown(node);
    const std::string name = NameOf(node);
    const auto species = names_.species.find(name);
    const auto threshold = names_.thresholds.find(name);
    if (species != names_.species.end()) {
      term.species = &species->second;
    } else if (threshold != names_.thresholds.end()) {
      term.number = threshold->second;
    } else {
      return Wrong("'", name,
                   "' is neither a species nor an input with a threshold");
    }
    return term;
  }

  const MathNames& names_;
  int64_t names_written_ = 0;
};

}  // namespace

int64_t CountNames(const Rule& rule) {
  int64_t count = rule.kind == Rule::kName ? 1 : 0;
  for (const Rule& operand : rule.operands) count += CountNames(operand);
  return count;
}

absl::StatusOr<Rule> RuleOfMath(const ASTNode& node, const MathNames& names) {
  return Reader(names).Condition(node);
}

void SeeLevels(const ASTNode& node,
               absl::flat_hash_map<std::string, double>& highest) {
  const unsigned children = node.getNumChildren();
  for (unsigned i = 0; i < children; ++i) {
    const ASTNode& child = *node.getChild(i);
    SeeLevels(child, highest);
    if (child.getType() != AST_NAME || child.getName() == nullptr) continue;
    for (const unsigned beside : {i - 1, i + 1}) {
      if (beside >= children || !node.getChild(beside)->isNumber()) continue;
      // "Greater than n" asks for n + 1.
      const bool above = node.getType() ==
                         (beside > i ? AST_RELATIONAL_GT : AST_RELATIONAL_LT);
      const double level = node.getChild(beside)->getValue() + (above ? 1 : 0);
      double& most = highest[child.getName()];
      most = std::max(most, level);
    }
  }
}

}  // namespace regulon
