#include "engine/convert/maboss.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/convert/maboss_config.h"
#include "engine/convert/maboss_network.h"
#include "engine/convert/maboss_rates.h"
#include "engine/convert/rule_model.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon {
namespace {

using maboss::Config;
using maboss::Expression;

absl::Status ResolveInto(const maboss::Node& node, const char* attribute,
                         const maboss::Meanings& meanings,
                         absl::optional<Expression>& out) {
  const auto found = node.attributes.find(attribute);
  if (found == node.attributes.end()) return absl::OkStatus();
  ASSIGN_OR_RETURN(out, maboss::Resolve(found->second, meanings));
  // A number that was folded has lost its place.
  out->place = found->second.place;
  return absl::OkStatus();
}

using RateSpecs = google::protobuf::RepeatedPtrField<proto::RateSpec>;

void WriteCases(const std::vector<maboss::NodeRates::Case>& cases,
                RateSpecs& out) {
  // One rate goes with the gene's own rule, and a rate of 1 goes without
  // saying.
  if (cases.size() == 1 && cases[0].rate != 1)
    out.Add()->set_rate(cases[0].rate);
  if (cases.size() <= 1) return;
  for (const maboss::NodeRates::Case& one : cases) {
    proto::RateSpec& rate = *out.Add();
    rate.set_rule(one.rule.ToString());
    rate.set_rate(one.rate);
  }
}

absl::Status AddGenes(const maboss::NodeList& list, const Config& config,
                      const maboss::Tokens& tokens, bool has_config,
                      Imported& out) {
  std::vector<std::string> names, capped;
  for (const maboss::Node& node : list.nodes) names.push_back(node.name);
  for (size_t i = 0; i < list.nodes.size(); ++i) {
    const maboss::Node& node = list.nodes[i];
    const maboss::Meanings meanings = {&config.parameters, &list.index,
                                       &node.attributes, &tokens, has_config};
    maboss::NodeExpressions expressions;
    expressions.node = static_cast<int>(i);
    expressions.place = node.place;
    RETURN_IF_ERROR(
        ResolveInto(node, maboss::kLogic, meanings, expressions.logic));
    RETURN_IF_ERROR(
        ResolveInto(node, maboss::kRateUp, meanings, expressions.rate_up));
    RETURN_IF_ERROR(
        ResolveInto(node, maboss::kRateDown, meanings, expressions.rate_down));
    ASSIGN_OR_RETURN(const maboss::NodeRates rates,
                     maboss::ReadRates(expressions, names, tokens));
    proto::GeneSpec& gene = *out.spec.add_gene();
    gene.set_id(node.name);
    gene.set_rule(rates.rule.ToString());
    gene.set_internal(config.internal[i]);
    WriteCases(rates.up, *gene.mutable_up());
    WriteCases(rates.down, *gene.mutable_down());
    if (rates.capped) capped.push_back(node.name);
  }
  if (!capped.empty()) {
    out.notes.push_back(
        absl::StrCat("rates above 1e30 were taken as 1e30: ", Listed(capped)));
  }
  return absl::OkStatus();
}

void AddKinetics(const maboss::NodeList& list, const Config& config,
                 Imported& out) {
  proto::KineticsSpec& kinetics = *out.spec.mutable_kinetics();
  kinetics.set_max_time(config.max_time);
  kinetics.set_time_tick(config.time_tick);
  kinetics.set_discrete_time(config.discrete_time);
  kinetics.set_samples(static_cast<uint64_t>(config.sample_count));
  for (const Config::Group& group : config.initial) {
    proto::InitialSpec& initial = *kinetics.add_initial();
    for (const int n : group.nodes) initial.add_name(list.nodes[n].name);
    for (const Config::Outcome& outcome : group.outcomes) {
      proto::InitialStateSpec& state = *initial.add_state();
      state.set_weight(outcome.weight);
      for (size_t i = 0; i < outcome.on.size(); ++i) {
        if (outcome.on[i]) state.add_on(list.nodes[group.nodes[i]].name);
      }
    }
  }
  for (const Config::Scheduled& scheduled : config.schedule) {
    proto::ScheduleSpec& schedule = *kinetics.add_schedule();
    schedule.set_name(list.nodes[scheduled.node].name);
    schedule.set_time(scheduled.time);
    schedule.set_probability(scheduled.probability);
  }
  out.notes.insert(out.notes.end(), config.notes.begin(), config.notes.end());
  if (!config.ignored.empty()) {
    out.notes.push_back(absl::StrCat("settings that change no answer: ",
                                     Listed(config.ignored)));
  }
}

void SeeAttributes(const Expression& e, std::set<std::string>& seen) {
  if (e.kind == Expression::kAttribute) seen.insert(e.name);
  for (const Expression& operand : e.operands) SeeAttributes(operand, seen);
}

// Attributes that nothing refers to are mostly spelling mistakes.
void NoteUnused(const maboss::NodeList& list, const maboss::Tokens& tokens,
                Imported& out) {
  const std::vector<std::string> known = {maboss::kLogic, maboss::kRateUp,
                                          maboss::kRateDown};
  std::vector<std::string> unused;
  for (const maboss::Node& node : list.nodes) {
    std::set<std::string> seen(known.begin(), known.end());
    for (const auto& [name, e] : node.attributes) SeeAttributes(e, seen);
    for (const auto& [name, place] : node.places) {
      if (seen.count(name) > 0) continue;
      unused.push_back(tokens.NoteAt(place, "nothing uses '", name,
                                     "' of node '", node.name, "'",
                                     DidYouMean(name, known)));
    }
  }
  constexpr size_t kShown = 3;
  const size_t more = unused.size() - std::min(unused.size(), kShown);
  if (more > 0) unused.resize(kShown);
  out.notes.insert(out.notes.end(), unused.begin(), unused.end());
  if (more > 0) {
    out.notes.push_back(
        absl::StrCat(more, " more attributes of nodes are used by nothing"));
  }
}

}  // namespace

absl::StatusOr<Imported> ReadMaboss(absl::Span<const SourceText> sources) {
  if (sources.empty() || sources.size() > 2) {
    return absl::InvalidArgumentError(
        "a MaBoSS model is a .bnd and a .cfg; name these two");
  }
  ASSIGN_OR_RETURN(maboss::Tokens network, maboss::Tokens::Of(sources[0]));
  ASSIGN_OR_RETURN(const maboss::NodeList list, maboss::ParseNodes(network));
  Config config;
  config.internal.resize(list.nodes.size());
  if (sources.size() == 2) {
    ASSIGN_OR_RETURN(maboss::Tokens tokens, maboss::Tokens::Of(sources[1]));
    ASSIGN_OR_RETURN(config, maboss::ParseConfig(tokens, list.index));
  }
  Imported out;
  out.spec.set_name(GenomeNameOf(sources[0].path));
  out.spec.set_unit("boolean");
  RETURN_IF_ERROR(AddGenes(list, config, network, sources.size() == 2, out));
  NoteUnused(list, network, out);
  AddKinetics(list, config, out);
  return out;
}

}  // namespace regulon
