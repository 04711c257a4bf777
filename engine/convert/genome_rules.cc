#include "engine/convert/genome_rules.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/convert/gate_rules.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<GenomeRules> GenomeRules::Of(const Genome& genome) {
  ASSIGN_OR_RETURN(Network network, Network::FromGenome(genome));
  ASSIGN_OR_RETURN(System system, MakeSystem(network, {}));
  return GenomeRules(genome, std::move(network), std::move(system));
}

GenomeRules::GenomeRules(const Genome& genome, Network network, System system)
    : genome_(&genome),
      network_(std::move(network)),
      system_(std::move(system)),
      free_index_(network_.variables.size()),
      variable_of_regulator_(genome.manifest().regulators_size(), -1) {
  for (int i = 0; i < system_.size(); ++i) free_index_[system_.free[i]] = i;
  for (size_t v = 0; v < network_.variables.size(); ++v) {
    const int regulator = network_.variables[v].regulator;
    if (regulator >= 0) variable_of_regulator_[regulator] = static_cast<int>(v);
  }
}

absl::StatusOr<Rule> GenomeRules::OfGene(int variable) {
  return RuleOf(
      system_.next[free_index_[variable]],
      genome_->manifest().genes(network_.variables[variable].gene).rule());
}

absl::StatusOr<Rule> GenomeRules::OfElement(int element) {
  const proto::Manifest& manifest = genome_->manifest();
  return RuleOf(system_.element[element],
                element < manifest.elements_size()
                    ? manifest.elements(element).rule()
                    : "");
}

absl::StatusOr<Rule> GenomeRules::RuleOf(Literal function,
                                         const std::string& written) {
  const GateRules gates(system_);
  absl::StatusOr<Rule> rule = ParseRule(written);
  if (rule.ok()) {
    const absl::optional<Literal> same = FunctionOf(*rule);
    if (same.has_value() && gates.AreEqual(*same, function)) {
      CallByName(*rule);
      return rule;
    }
  }
  return gates.RuleOf(function);
}

// A rule may name a gene by its symbol or an alias, which other formats do not
// know.
void GenomeRules::CallByName(Rule& rule) const {
  std::vector<Rule*> waiting = {&rule};
  while (!waiting.empty()) {
    Rule& part = *waiting.back();
    waiting.pop_back();
    for (Rule& operand : part.operands) waiting.push_back(&operand);
    if (part.kind == Rule::kName) {
      part.name = network_.variables[VariableOf(part.name)].name;
    }
  }
}

// Nothing for a rule that names what is no variable: an element.
absl::optional<Literal> GenomeRules::FunctionOf(const Rule& rule) {
  absl::flat_hash_map<std::string, int> variables;
  for (const std::string& name : NamesIn(rule)) {
    const int variable = VariableOf(name);
    if (variable < 0) return absl::nullopt;
    variables.emplace(name, variable);
  }
  return FormulaOf(
      rule,
      [&variables](const std::string& name) { return variables.at(name); },
      system_);
}

// As FindVariable, but by tables: names are many.
int GenomeRules::VariableOf(const std::string& name) const {
  if (genome_->genes().Knows(name)) {
    const absl::StatusOr<int> gene = genome_->genes().Find(name);
    if (gene.ok()) return *gene;
  }
  if (!genome_->regulators().Knows(name)) return -1;
  const absl::StatusOr<int> regulator = genome_->regulators().Find(name);
  return regulator.ok() ? variable_of_regulator_[*regulator] : -1;
}

}  // namespace regulon
