#include "engine/explain/logical.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
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

}  // namespace

struct LogicalExplainer::Rules {
  const Genome* genome;
  Network network;
  std::vector<absl::Status> gene_status;  // [genes]
  System system;
  std::vector<int> free_index;  // [variables]

  int RegulatorOf(int free) const {
    return network.variables[system.free[free]].regulator;
  }
  absl::StatusOr<bool> IsOn(const Context& context, int regulator) const;
  absl::Status Add(int gene, const Context& context, const Context& reference,
                   LogicalExplanation& out) const;
};

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
  absl::StatusOr<System> system = MakeSystem(rules->network, {});
  if (!system.ok()) {
    return absl::Status(
        system.status().code(),
        absl::StrCat(genome.path(), ": ", system.status().message()));
  }
  rules->system = *std::move(system);
  rules->free_index.resize(rules->network.variables.size());
  for (int i = 0; i < rules->system.size(); ++i) {
    rules->free_index[rules->system.free[i]] = i;
  }
  return LogicalExplainer(std::move(rules));
}

bool LogicalExplainer::IsLogical(int gene) const {
  return rules_->gene_status[gene].ok();
}

absl::StatusOr<LogicalExplanation> LogicalExplainer::Explain(
    const Context& context, const Context& reference,
    absl::Span<const int> genes) const {
  for (const Context* given : {&context, &reference}) {
    if (given->forced_open().empty()) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(rules_->genome->path(), ": context '", given->name(),
                     "' opens domains by force, which no rule explains"));
  }
  std::vector<int> all;
  if (genes.empty()) {
    all.resize(rules_->gene_status.size());
    std::iota(all.begin(), all.end(), 0);
    genes = all;
  }
  LogicalExplanation explanation;
  for (const int gene : genes) {
    RETURN_IF_ERROR(rules_->Add(gene, context, reference, explanation));
  }
  return explanation;
}

bool IsLogical(const Genome& genome, int gene) {
  const auto explainer = LogicalExplainer::Create(genome);
  return explainer.ok() && explainer->IsLogical(gene);
}

absl::StatusOr<LogicalExplanation> ExplainLogical(const Genome& genome,
                                                  const Context& context,
                                                  const Context& reference,
                                                  absl::Span<const int> genes) {
  ASSIGN_OR_RETURN(const LogicalExplainer explainer,
                   LogicalExplainer::Create(genome));
  return explainer.Explain(context, reference, genes);
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
