#include "engine/convert/rule_model.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/gate_rules.h"
#include "engine/logic/network.h"
#include "engine/logic/system.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr char kNoKinetics[] =
    "rates, first states and schedules are not written: these rules know no "
    "time";

// The function of a rule, unless it names what is no variable: an element.
absl::optional<Literal> FunctionOf(const Rule& rule, const Network& network,
                                   const Genome& genome, System& system) {
  absl::flat_hash_map<std::string, int> variables;
  std::vector<const Rule*> waiting = {&rule};
  while (!waiting.empty()) {
    const Rule& part = *waiting.back();
    waiting.pop_back();
    for (const Rule& operand : part.operands) waiting.push_back(&operand);
    if (part.kind != Rule::kName || variables.contains(part.name)) continue;
    if (!genome.genes().Knows(part.name) &&
        !genome.regulators().Knows(part.name)) {
      return absl::nullopt;
    }
    const auto variable = FindVariable(network, genome, part.name);
    if (!variable.ok()) return absl::nullopt;
    variables.emplace(part.name, *variable);
  }
  return FormulaOf(
      rule,
      [&variables](const std::string& name) { return variables.at(name); },
      system);
}

}  // namespace

absl::StatusOr<RuleModel> RulesOfSpec(const proto::GenomeSpec& spec) {
  RuleModel model;
  model.name = spec.name();
  model.title = spec.title();
  if (spec.element_size() > 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "element '", spec.element(0).id(),
        "' is no gene's rule; compile the genome and convert that"));
  }
  absl::flat_hash_set<std::string> genes;
  bool moves = spec.has_kinetics();
  for (const proto::GeneSpec& gene : spec.gene()) {
    if (gene.up_size() + gene.down_size() > 0) moves = true;
    absl::StatusOr<Rule> rule = ParseRule(gene.rule());
    if (!rule.ok()) {
      return absl::FailedPreconditionError(
          absl::StrCat("gene '", gene.id(), "': ", rule.status().message()));
    }
    genes.insert(gene.id());
    model.variables.push_back({gene.id(), *std::move(rule)});
  }
  for (const proto::RegulatorSpec& regulator : spec.regulator()) {
    if (genes.contains(regulator.id())) continue;
    model.variables.push_back({regulator.id(), absl::nullopt});
  }
  if (moves) model.notes.push_back(kNoKinetics);
  return model;
}

absl::StatusOr<RuleModel> RulesOfGenome(const Genome& genome) {
  ASSIGN_OR_RETURN(const Network network, Network::FromGenome(genome));
  ASSIGN_OR_RETURN(System system, MakeSystem(network, {}));
  const proto::Manifest& manifest = genome.manifest();
  RuleModel model;
  model.name = manifest.name();
  model.title = manifest.title();
  std::vector<int> free_index(network.variables.size());
  for (int i = 0; i < system.size(); ++i) free_index[system.free[i]] = i;
  GateRules gates(system);
  for (size_t v = 0; v < network.variables.size(); ++v) {
    const NetworkVariable& variable = network.variables[v];
    RuleModel::Variable& out = model.variables.emplace_back();
    out.name = variable.name;
    if (variable.gene < 0) continue;
    const Literal next = system.next[free_index[v]];
    absl::StatusOr<Rule> written =
        ParseRule(manifest.genes(variable.gene).rule());
    if (written.ok()) {
      const auto function = FunctionOf(*written, network, genome, system);
      if (function.has_value() && gates.AreEqual(*function, next)) {
        out.rule = *std::move(written);
        continue;
      }
    }
    absl::StatusOr<Rule> made = gates.RuleOf(next);
    if (!made.ok()) {
      return absl::Status(made.status().code(),
                          absl::StrCat(genome.path(), ": gene '", variable.name,
                                       "': ", made.status().message()));
    }
    out.rule = *std::move(made);
  }
  if (manifest.has_kinetics()) model.notes.push_back(kNoKinetics);
  return model;
}

proto::GenomeSpec SpecOfRules(const RuleModel& model) {
  proto::GenomeSpec spec;
  spec.set_name(model.name);
  spec.set_title(model.title);
  spec.set_unit("boolean");
  for (const RuleModel::Variable& variable : model.variables) {
    if (variable.rule.has_value()) {
      proto::GeneSpec& gene = *spec.add_gene();
      gene.set_id(variable.name);
      gene.set_rule(variable.rule->ToString());
    } else {
      proto::RegulatorSpec& input = *spec.add_regulator();
      input.set_id(variable.name);
      input.set_kind(proto::Regulator::SIGNAL);
    }
  }
  return spec;
}

std::string GenomeNameOf(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  const size_t dot = name.rfind('.');
  if (dot != name.npos && dot > 0) name.resize(dot);
  for (char& c : name) {
    if (!absl::ascii_isalnum(c) && c != '-') c = '_';
  }
  return name.empty() ? "genome" : name;
}

}  // namespace regulon
