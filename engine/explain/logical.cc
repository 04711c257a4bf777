#include "engine/explain/logical.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "engine/explain/implicant.h"
#include "engine/explain/shapley.h"
#include "engine/logic/diagram.h"
#include "engine/logic/network.h"
#include "engine/logic/rule.h"
#include "engine/logic/system.h"
#include "engine/logic/variable_order.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int64_t kMostRuleNodes = 1'000'000;

bool SameElements(const Context& a, const Context& b) {
  const auto forced = [](const Context& context, size_t e) {
    const absl::Span<const float> all = context.forced_elements();
    return e < all.size() && !std::isnan(all[e]) ? all[e] : -1;
  };
  const size_t elements =
      std::max(a.forced_elements().size(), b.forced_elements().size());
  for (size_t e = 0; e < elements; ++e) {
    if (forced(a, e) != forced(b, e)) return false;
  }
  return true;
}

}  // namespace

struct LogicalExplainer::Rules {
  const Genome* genome;
  Network network;
  std::vector<absl::Status> gene_status;  // [genes]
  System system;
  std::vector<int> free_index;  // [variables]

  // What follows from the network.
  absl::Status Derive();
  // With its elements forced as a context forces them.
  absl::StatusOr<Rules> Edited(const Context& context) const;
  int RegulatorOf(int free) const {
    return network.variables[system.free[free]].regulator;
  }
  absl::StatusOr<bool> IsOn(const Context& context, int regulator) const;
  absl::Status Add(int gene, const Context& context, const Context& reference,
                   LogicalExplanation& out) const;
};

absl::Status LogicalExplainer::Rules::Derive() {
  absl::StatusOr<System> made = MakeSystem(network, {});
  if (!made.ok()) {
    return absl::Status(
        made.status().code(),
        absl::StrCat(genome->path(), ": ", made.status().message()));
  }
  system = *std::move(made);
  free_index.resize(network.variables.size());
  for (int i = 0; i < system.size(); ++i) free_index[system.free[i]] = i;
  return absl::OkStatus();
}

absl::StatusOr<LogicalExplainer::Rules> LogicalExplainer::Rules::Edited(
    const Context& context) const {
  Rules edited = {genome, network, gene_status, System(), {}};
  const absl::Span<const float> forced = context.forced_elements();
  for (size_t e = 0; e < forced.size(); ++e) {
    const proto::Element& element =
        genome->manifest().elements(static_cast<int>(e));
    if (std::isnan(forced[e]) || element.kind() != proto::Element::THRESHOLD) {
      continue;
    }
    if (forced[e] != 0 && forced[e] != 1) {
      return absl::InvalidArgumentError(
          absl::StrCat(genome->path(), ": context '", context.name(),
                       "' forces element '", element.id(), "' to ", forced[e],
                       "; a rule is explained where it is 0 or 1"));
    }
    edited.network.elements[e].inputs.clear();
    edited.network.elements[e].need = forced[e] == 1 ? 0 : 1;
  }
  RETURN_IF_ERROR(edited.Derive());
  return edited;
}

absl::StatusOr<bool> LogicalExplainer::Rules::IsOn(const Context& context,
                                                   int regulator) const {
  const double level = context.levels()[regulator];
  const proto::Manifest& manifest = genome->manifest();
  const std::string& id = manifest.regulators(regulator).id();
  if (std::isnan(level)) {
    if (manifest.unnamed() == proto::ABSENT) return false;
    return absl::FailedPreconditionError(absl::StrCat(
        genome->path(), ": context '", context.name(),
        "' does not give regulator '", id,
        "', which this genome then takes as basal; give it as 0 or 1"));
  }
  if (level != 0 && level != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        genome->path(), ": context '", context.name(), "' has regulator '", id,
        "' at ", level, "; a rule is explained where it is 0 or 1"));
  }
  return level == 1;
}

absl::Status LogicalExplainer::Rules::Add(int gene, const Context& context,
                                          const Context& reference,
                                          LogicalExplanation& out) const {
  RETURN_IF_ERROR(gene_status[gene]);
  const Literal function = system.next[free_index[gene]];
  // Here the variables of the diagrams are in their order.
  const std::vector<int> free = DepthFirstOrder(system.circuit, function);
  std::vector<int> order(free.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<int> diagram_variable(system.size(), -1);
  for (const int v : order) diagram_variable[free[v]] = v;
  Diagrams diagrams(order, kMostRuleNodes);
  const Diagram f =
      diagrams.FromCircuit(system.circuit, {function}, diagram_variable)[0];
  if (diagrams.full()) {
    return absl::ResourceExhaustedError(absl::StrCat(
        genome->path(), ": gene '", genome->manifest().genes(gene).id(), "': ",
        diagrams.status().message(), "; its rule is too large to explain"));
  }

  std::vector<int> reads = diagrams.Support(f);
  std::sort(reads.begin(), reads.end(), [&](int a, int b) {
    return RegulatorOf(free[a]) < RegulatorOf(free[b]);
  });
  std::vector<bool> values(free.size()), before(free.size());
  std::vector<int> players;
  for (const int v : reads) {
    const int regulator = RegulatorOf(free[v]);
    ASSIGN_OR_RETURN(const bool on, IsOn(context, regulator));
    ASSIGN_OR_RETURN(const bool was_on, IsOn(reference, regulator));
    values[v] = on;
    before[v] = was_on;
    if (on != was_on) players.push_back(v);
  }
  const Implicant implicant = SatisfiedImplicant(diagrams, f, values, reads);
  std::vector<Fraction> shares =
      ShapleyValues(diagrams, f, values, before, players);

  LogicalGene& answer = out.genes.emplace_back();
  answer.gene = gene;
  answer.value = diagrams.Evaluate(f, values);
  answer.reference_value = diagrams.Evaluate(f, before);
  answer.shortest = implicant.shortest;
  answer.first_edge = static_cast<int>(out.edges.size());
  answer.edges = static_cast<int>(reads.size());
  // Both are in the order of `reads`.
  size_t literal = 0, player = 0;
  for (const int v : reads) {
    LogicalEdge& edge = out.edges.emplace_back();
    edge.regulator = RegulatorOf(free[v]);
    edge.gene = gene;
    edge.on = values[v];
    edge.in_implicant = literal < implicant.variables.size() &&
                        implicant.variables[literal] == v;
    literal += edge.in_implicant;
    std::vector<bool> without = values;
    without[v] = false;
    edge.knock_out = diagrams.Evaluate(f, without) - answer.value;
    if (player < players.size() && players[player] == v) {
      edge.shapley = std::move(shares[player++]);
    }
  }
  return absl::OkStatus();
}

LogicalExplainer::LogicalExplainer(std::unique_ptr<const Rules> rules)
    : rules_(std::move(rules)) {}
LogicalExplainer::~LogicalExplainer() = default;
LogicalExplainer::LogicalExplainer(LogicalExplainer&&) noexcept = default;

absl::StatusOr<LogicalExplainer> LogicalExplainer::Create(
    const Genome& genome) {
  auto rules = std::make_unique<Rules>();
  rules->genome = &genome;
  ASSIGN_OR_RETURN(rules->network,
                   Network::PartOfGenome(genome, rules->gene_status));
  RETURN_IF_ERROR(rules->Derive());
  return LogicalExplainer(std::move(rules));
}

bool LogicalExplainer::IsLogical(int gene) const {
  return rules_->gene_status[gene].ok();
}

absl::StatusOr<LogicalExplanation> LogicalExplainer::Explain(
    const Context& context, const Context& reference,
    absl::Span<const int> genes) const {
  for (const Context* given : {&context, &reference}) {
    const absl::Span<const float> shifts = given->threshold_shift();
    const bool shifted = std::any_of(shifts.begin(), shifts.end(),
                                     [](float by) { return by != 0; });
    if (given->forced_open().empty() && given->required().empty() &&
        given->forbidden().empty() && given->top_k() == 0 && !shifted) {
      continue;
    }
    return absl::FailedPreconditionError(absl::StrCat(
        rules_->genome->path(), ": context '", given->name(),
        "' opens domains otherwise than the genome does, which no rule "
        "explains"));
  }
  if (!SameElements(context, reference)) {
    return absl::FailedPreconditionError(absl::StrCat(
        rules_->genome->path(), ": contexts '", context.name(), "' and '",
        reference.name(),
        "' force different elements; the shares of regulators are in one "
        "network: force the same in both"));
  }
  std::vector<int> all;
  if (genes.empty()) {
    all.resize(rules_->gene_status.size());
    std::iota(all.begin(), all.end(), 0);
    genes = all;
  }
  absl::optional<Rules> edited;
  if (!context.forced_elements().empty()) {
    ASSIGN_OR_RETURN(edited, rules_->Edited(context));
  }
  const Rules& rules = edited.has_value() ? *edited : *rules_;
  LogicalExplanation explanation;
  for (const int gene : genes) {
    RETURN_IF_ERROR(rules.Add(gene, context, reference, explanation));
  }
  return explanation;
}

std::string ImplicantText(const Genome& genome,
                          const LogicalExplanation& explanation, int i) {
  const LogicalGene& gene = explanation.genes[i];
  std::vector<Rule> literals;
  for (int e = gene.first_edge; e < gene.first_edge + gene.edges; ++e) {
    const LogicalEdge& edge = explanation.edges[e];
    if (!edge.in_implicant) continue;
    Rule name = Rule::Name(genome.manifest().regulators(edge.regulator).id());
    literals.push_back(edge.on ? std::move(name)
                               : Rule::Negation(std::move(name)));
  }
  return Rule::Join(Rule::kAnd, std::move(literals)).ToString();
}

std::vector<NetworkEdge> NetworkOf(const LogicalExplanation& explanation) {
  std::vector<NetworkEdge> network;
  for (const LogicalEdge& edge : explanation.edges) {
    const double attribution = edge.shapley.ToDouble();
    if (!edge.on ||
        (!edge.in_implicant && edge.knock_out == 0 && attribution == 0)) {
      continue;
    }
    network.push_back({edge.regulator, edge.gene, NetworkEdge::kElement,
                       /*element=*/-1, /*occupancy=*/1, edge.knock_out,
                       attribution});
  }
  return network;
}

}  // namespace regulon
