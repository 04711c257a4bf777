#include "engine/convert/rule_model.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/genome_rules.h"
#include "engine/convert/kinetics_spec.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr char kNoKinetics[] =
    "rates, first values and schedules are not written: this format knows no "
    "time; .textproto keeps them";

absl::StatusOr<RuleModel> RulesOf(const Genome& genome, GenomeRules& rules) {
  RuleModel model;
  model.name = genome.manifest().name();
  model.title = genome.manifest().title();
  const std::vector<NetworkVariable>& variables = rules.network().variables;
  for (size_t v = 0; v < variables.size(); ++v) {
    RuleModel::Variable& out = model.variables.emplace_back();
    out.name = variables[v].name;
    if (variables[v].gene < 0) continue;
    absl::StatusOr<Rule> rule = rules.OfGene(static_cast<int>(v));
    if (!rule.ok()) {
      return absl::Status(rule.status().code(),
                          absl::StrCat(genome.path(), ": gene '", out.name,
                                       "': ", rule.status().message()));
    }
    out.rule = *std::move(rule);
  }
  return model;
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
  ASSIGN_OR_RETURN(GenomeRules rules, GenomeRules::Of(genome));
  ASSIGN_OR_RETURN(RuleModel model, RulesOf(genome, rules));
  if (HasKinetics(genome)) model.notes.push_back(kNoKinetics);
  return model;
}

absl::StatusOr<proto::GenomeSpec> SpecOfGenome(const Genome& genome) {
  ASSIGN_OR_RETURN(GenomeRules rules, GenomeRules::Of(genome));
  ASSIGN_OR_RETURN(const RuleModel model, RulesOf(genome, rules));
  proto::GenomeSpec spec = SpecOfRules(model);
  RETURN_IF_ERROR(AddKinetics(genome, rules, spec));
  return spec;
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
