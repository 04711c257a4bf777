#include "engine/convert/maboss_rates.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "engine/convert/cover.h"
#include "engine/simulation/rate_limits.h"
#include "engine/status.h"

namespace regulon::maboss {
namespace {

constexpr size_t kMostUnknowns = 12;

// Made of nodes, '!', '&' and '|' alone.
bool IsPlain(const Expression& e) {
  if (e.kind == Expression::kNode) return true;
  const bool joins = e.kind == Expression::kNot ||
                     (e.kind == Expression::kChain &&
                      (e.level == Level::kAnd || e.level == Level::kOr));
  return joins && std::all_of(e.operands.begin(), e.operands.end(), IsPlain);
}

Rule PlainRule(const Expression& e, absl::Span<const std::string> names) {
  if (e.kind == Expression::kNode) return Rule::Name(names[e.node]);
  if (e.kind == Expression::kNot) {
    return Rule::Negation(PlainRule(e.operands[0], names));
  }
  std::vector<Rule> operands;
  for (const Expression& operand : e.operands) {
    operands.push_back(PlainRule(operand, names));
  }
  return Rule::Join(e.level == Level::kAnd ? Rule::kAnd : Rule::kOr,
                    std::move(operands));
}

Expression Switch(const Expression& condition, double yes, double no) {
  Expression e;
  e.kind = Expression::kConditional;
  e.place = condition.place;
  e.operands = {condition, Expression::Number(yes), Expression::Number(no)};
  return e;
}

// What the expressions of a node depend on, few enough to try all values: its
// nodes, or the conditions in them as if these were independent. Expressions
// over unknowns have these in place of nodes.
struct Unknowns {
  std::vector<Rule> rules;
  std::map<std::string, int> index;  // by the rule's text

  int Of(Rule rule) {
    const auto [found, is_new] =
        index.emplace(rule.ToString(), static_cast<int>(rules.size()));
    if (is_new) rules.push_back(std::move(rule));
    return found->second;
  }
};

// With every largest plain part as one unknown, or every node.
Expression Over(const Expression& e, bool conditions,
                absl::Span<const std::string> names, Unknowns& unknowns) {
  if (e.kind == Expression::kNode || (conditions && IsPlain(e))) {
    Expression unknown;
    unknown.kind = Expression::kNode;
    unknown.place = e.place;
    unknown.node = unknowns.Of(PlainRule(e, names));
    return unknown;
  }
  Expression copy = e;
  for (Expression& operand : copy.operands) {
    operand = Over(operand, conditions, names, unknowns);
  }
  return copy;
}

class Analysis {
 public:
  Analysis(const NodeExpressions& node, absl::Span<const std::string> names,
           const Tokens& tokens)
      : node_(node), names_(names), tokens_(tokens) {
    const Expression never = Expression::Number(0);
    up_ = node.rate_up ? *node.rate_up
          : node.logic ? Switch(*node.logic, 1, 0)
                       : never;
    down_ = node.rate_down ? *node.rate_down
            : node.logic   ? Switch(*node.logic, 0, 1)
                           : never;
  }

  absl::StatusOr<NodeRates> Run() {
    RETURN_IF_ERROR(ChooseUnknowns());
    NodeRates out;
    RETURN_IF_ERROR(ReadCases("rate_up", up_, 0, out.up, out));
    RETURN_IF_ERROR(ReadCases("rate_down", down_, 1, out.down, out));
    out.rule = RuleOf();
    return out;
  }

 private:
  absl::Status ChooseUnknowns() {
    // First the conditions as they are written: mostly one, the logic.
    Unknowns conditions;
    const Expression up = Over(up_, true, names_, conditions);
    const Expression down = Over(down_, true, names_, conditions);
    const bool written = conditions.rules.size() <= 1;
    std::set<int> nodes = {node_.node};
    for (const Expression* e : {&up_, &down_}) {
      for (const int n : NodesOf(*e)) nodes.insert(n);
    }
    if (written || nodes.size() > kMostUnknowns) {
      self_ = conditions.Of(Rule::Name(names_[node_.node]));
      if (conditions.rules.size() > kMostUnknowns) {
        return tokens_.ErrorAt(node_.place, "the rates of '",
                               names_[node_.node], "' depend on ", nodes.size(),
                               " nodes in ", conditions.rules.size(),
                               " different conditions; at most ", kMostUnknowns,
                               " of either can be read");
      }
      up_ = up;
      down_ = down;
      if (node_.logic && IsPlain(*node_.logic)) {
        const auto known =
            conditions.index.find(PlainRule(*node_.logic, names_).ToString());
        if (known != conditions.index.end()) {
          logic_ = Expression();
          logic_->kind = Expression::kNode;
          logic_->node = known->second;
        }
      }
      unknowns_ = std::move(conditions);
      return absl::OkStatus();
    }
    if (node_.logic) {
      std::set<int> with_logic = nodes;
      for (const int n : NodesOf(*node_.logic)) with_logic.insert(n);
      if (with_logic.size() <= kMostUnknowns) {
        logic_ = *node_.logic;
        nodes = with_logic;
      }
    }
    for (const int n : nodes) unknowns_.Of(Rule::Name(names_[n]));
    self_ = unknowns_.Of(Rule::Name(names_[node_.node]));
    up_ = Over(up_, false, names_, unknowns_);
    down_ = Over(down_, false, names_, unknowns_);
    if (logic_) logic_ = Over(*logic_, false, names_, unknowns_);
    return absl::OkStatus();
  }

  // [rows]
  std::vector<double> ValuesOf(const Expression& e) const {
    std::vector<double> values;
    std::vector<uint8_t> on(unknowns_.rules.size());
    for (size_t row = 0; row < size_t{1} << on.size(); ++row) {
      for (size_t i = 0; i < on.size(); ++i) on[i] = row >> i & 1;
      values.push_back(Evaluate(e, on));
    }
    return values;
  }
  bool SelfOn(size_t row) const { return row >> self_ & 1; }

  // Of the rows in which the node has the value `from`.
  absl::Status ReadCases(const char* name, const Expression& rate, int from,
                         std::vector<NodeRates::Case>& cases, NodeRates& out) {
    std::vector<double> values = ValuesOf(rate);
    Table elsewhere(values.size());
    std::map<double, Table> where;
    Table& positive = from == 0 ? rises_ : falls_;
    positive.resize(values.size());
    for (size_t row = 0; row < values.size(); ++row) {
      elsewhere[row] = SelfOn(row) != (from == 1);
      if (elsewhere[row] || values[row] == 0) continue;
      const double value = std::min(values[row], kFastestRate);
      if (!IsRate(value) || std::isinf(values[row])) {
        return tokens_.ErrorAt(rate.place, name, " of '", names_[node_.node],
                               "' comes out as ", values[row],
                               " in some state; a rate is 0, or from ",
                               kSlowestRate, " up");
      }
      out.capped = out.capped || values[row] > kFastestRate;
      Table& table = where[value];
      table.resize(values.size());
      table[row] = true;
      positive[row] = true;
    }
    for (const auto& [value, table] : where) {
      cases.push_back({Cover(table, elsewhere, unknowns_.rules), value});
    }
    return absl::OkStatus();
  }

  Rule RuleOf() const {
    Table next(rises_.size());
    for (size_t row = 0; row < next.size(); ++row) {
      next[row] = SelfOn(row) ? !falls_[row] : rises_[row];
    }
    if (logic_) {
      const std::vector<double> logic = ValuesOf(*logic_);
      bool same = true;
      for (size_t row = 0; row < next.size(); ++row) {
        same = same && (logic[row] != 0) == next[row];
      }
      if (same && IsPlain(*node_.logic)) {
        return PlainRule(*node_.logic, names_);
      }
    }
    return Cover(next, Table(next.size()), unknowns_.rules);
  }

  const NodeExpressions& node_;
  const absl::Span<const std::string> names_;
  const Tokens& tokens_;
  Expression up_, down_;              // over the unknowns, once chosen
  absl::optional<Expression> logic_;  // if it can be compared with the rates
  Unknowns unknowns_;
  int self_ = 0;
  Table rises_, falls_;  // rows in which a rate is above 0
};

}  // namespace

absl::StatusOr<NodeRates> ReadRates(const NodeExpressions& node,
                                    absl::Span<const std::string> names,
                                    const Tokens& tokens) {
  return Analysis(node, names, tokens).Run();
}

}  // namespace regulon::maboss
