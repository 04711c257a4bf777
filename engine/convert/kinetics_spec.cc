#include "engine/convert/kinetics_spec.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/genome/tensors.h"
#include "engine/simulation/kinetics.h"
#include "engine/status.h"

namespace regulon {
namespace {

using RateSpecs = google::protobuf::RepeatedPtrField<proto::RateSpec>;

// 0.1 for the float nearest to 0.1.
double Shortest(float value) {
  for (int digits = 6; digits < 9; ++digits) {
    const double candidate =
        std::strtod(absl::StrFormat("%.*g", digits, value).c_str(), nullptr);
    if (static_cast<float>(candidate) == value) return candidate;
  }
  return value;
}

absl::StatusOr<std::string> ConditionOf(int condition, int variable,
                                        GenomeRules& rules) {
  if (condition == Rate::kAlways) return "1";
  if (condition >= 0) {
    ASSIGN_OR_RETURN(const Rule rule, rules.OfElement(condition));
    return rule.ToString();
  }
  ASSIGN_OR_RETURN(Rule rule, rules.OfGene(variable));
  if (condition == Rate::kRuleOff) rule = Rule::Negation(std::move(rule));
  return rule.ToString();
}

// `own`: the condition that goes without saying.
absl::Status AddRates(const std::vector<Rate>& rates, int own, int variable,
                      GenomeRules& rules, RateSpecs& out) {
  if (rates.size() == 1 && rates[0].condition == own && rates[0].rate == 1) {
    return absl::OkStatus();
  }
  if (rates.empty()) out.Add()->set_rate(0);  // none at all is a rate of 1
  for (const Rate& rate : rates) {
    proto::RateSpec& spec = *out.Add();
    spec.set_rate(Shortest(rate.rate));
    if (rate.condition == own) continue;
    ASSIGN_OR_RETURN(const std::string rule,
                     ConditionOf(rate.condition, variable, rules));
    spec.set_rule(rule);
  }
  return absl::OkStatus();
}

void AddQuestion(const proto::Kinetics& question, proto::KineticsSpec& out) {
  out.set_max_time(question.max_time());
  out.set_time_tick(question.time_tick());
  out.set_discrete_time(question.discrete_time());
  out.set_samples(question.samples());
}

}  // namespace

bool HasKinetics(const Genome& genome) {
  if (genome.manifest().has_kinetics()) return true;
  for (const char* name : {tensors::kRateUpFirst, tensors::kRateDownFirst,
                           tensors::kInitialFirst, tensors::kScheduleTime}) {
    if (genome.Find(name) != Genome::kNoTensor) return true;
  }
  return false;
}

absl::Status AddKinetics(const Genome& genome, GenomeRules& rules,
                         proto::GenomeSpec& spec) {
  const proto::Manifest& manifest = genome.manifest();
  for (int g = 0; g < spec.gene_size(); ++g) {
    spec.mutable_gene(g)->set_internal(manifest.genes(g).internal());
  }
  if (!HasKinetics(genome)) return absl::OkStatus();
  const std::vector<NetworkVariable>& variables = rules.network().variables;
  ASSIGN_OR_RETURN(const Kinetics kinetics,
                   Kinetics::FromGenome(genome, rules.network()));
  for (int g = 0; g < spec.gene_size(); ++g) {
    proto::GeneSpec& gene = *spec.mutable_gene(g);
    absl::Status status = AddRates(kinetics.rates[g].up, Rate::kRuleOn, g,
                                   rules, *gene.mutable_up());
    if (status.ok()) {
      status = AddRates(kinetics.rates[g].down, Rate::kRuleOff, g, rules,
                        *gene.mutable_down());
    }
    if (!status.ok()) {
      return absl::Status(status.code(),
                          absl::StrCat(genome.path(), ": a rate of gene '",
                                       gene.id(), "': ", status.message()));
    }
  }
  if (!manifest.has_kinetics() && kinetics.initial.empty() &&
      kinetics.schedule.empty()) {
    return absl::OkStatus();
  }
  proto::KineticsSpec& out = *spec.mutable_kinetics();
  AddQuestion(manifest.kinetics(), out);
  for (const InitialGroup& group : kinetics.initial) {
    proto::InitialSpec& initial = *out.add_initial();
    for (const int v : group.members) initial.add_name(variables[v].name);
    for (const InitialGroup::Outcome& outcome : group.outcomes) {
      proto::InitialStateSpec& state = *initial.add_state();
      state.set_weight(Shortest(static_cast<float>(outcome.probability)));
      for (const int v : outcome.on) state.add_on(variables[v].name);
    }
  }
  for (const Scheduled& scheduled : kinetics.schedule) {
    proto::ScheduleSpec& entry = *out.add_schedule();
    entry.set_name(variables[scheduled.variable].name);
    entry.set_time(Shortest(static_cast<float>(scheduled.time)));
    entry.set_probability(Shortest(static_cast<float>(scheduled.probability)));
  }
  return absl::OkStatus();
}

}  // namespace regulon
