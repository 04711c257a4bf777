#include "tests/explain/explained.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/explain/logical.h"
#include "engine/logic/network.h"
#include "engine/logic/system.h"
#include "gtest/gtest.h"
#include "tests/explain/fractions.h"

namespace regulon {
namespace {

constexpr int kMostTried = 10;  // variables whose values are all tried

// The rules as circuits, of regulators by their indices in the genome.
class Circuits {
 public:
  explicit Circuits(const Genome& genome) {
    std::vector<absl::Status> genes;
    const Network network = Network::PartOfGenome(genome, genes).value();
    system_ = MakeSystem(network, {}).value();
    for (int i = 0; i < system_.size(); ++i) {
      const NetworkVariable& variable = network.variables[system_.free[i]];
      if (variable.gene >= 0) next_[variable.gene] = system_.next[i];
      if (variable.regulator >= 0) free_of_[variable.regulator] = i;
    }
  }

  // Whether the implicant, and no part of it, fixes the value.
  void Expect(const LogicalExplanation& why, const LogicalGene& gene,
              std::mt19937& random) const {
    const Literal function = next_.at(gene.gene);
    Evaluator evaluator(system_.circuit, {function});
    std::vector<bool> state(system_.size());
    std::vector<int> all, kept;
    for (int e = gene.first_edge; e < gene.first_edge + gene.edges; ++e) {
      const int v = free_of_.at(why.edges[e].regulator);
      state[v] = why.edges[e].on;
      all.push_back(v);
      if (why.edges[e].in_implicant) kept.push_back(v);
    }
    const auto changes = [&](const std::vector<bool>& values) {
      evaluator.Set(values);
      return evaluator.Of(function) != gene.value;
    };
    EXPECT_FALSE(changes(state));
    for (int round = 0; round < 32; ++round) {
      std::vector<bool> values(state.size());
      for (size_t v = 0; v < values.size(); ++v) values[v] = random() % 2 != 0;
      for (const int v : kept) values[v] = state[v];
      ASSERT_FALSE(changes(values));
    }
    if (all.size() > kMostTried) return;
    for (const int left_out : kept) {
      bool ever_changes = false;
      for (unsigned bits = 0; bits < 1U << all.size(); ++bits) {
        std::vector<bool> values = state;
        for (size_t i = 0; i < all.size(); ++i) {
          values[all[i]] = (bits >> i & 1) != 0;
        }
        for (const int v : kept) {
          if (v != left_out) values[v] = state[v];
        }
        ever_changes = ever_changes || changes(values);
      }
      ASSERT_TRUE(ever_changes);
    }
  }

 private:
  System system_;
  std::map<int, Literal> next_;  // of a gene
  std::map<int, int> free_of_;   // of a regulator
};

}  // namespace

Context RandomContext(const Genome& genome, std::mt19937& random) {
  Context context(genome, "random");
  const int share = static_cast<int>(1 + random() % 7);  // of 8
  for (int r = 0; r < genome.manifest().regulators_size(); ++r) {
    if (!genome.regulator_units()[r].boolean) continue;
    const bool on = static_cast<int>(random() % 8) < share;
    EXPECT_TRUE(context.SetIndex(r, on ? 1 : 0).ok());
  }
  return context;
}

int ExpectExplained(const reference::OpenedGenome& opened,
                    const Context& context, const Context& reference) {
  const Genome& genome = opened.genome();
  const int regulators = genome.manifest().regulators_size();
  const auto explainer = LogicalExplainer::Create(genome);
  EXPECT_TRUE(explainer.ok()) << explainer.status();
  if (!explainer.ok()) return 0;
  std::vector<int> genes;
  for (int g = 0; g < genome.manifest().genes_size(); ++g) {
    if (explainer->IsLogical(g)) genes.push_back(g);
  }
  if (genes.empty()) return 0;
  const auto why = explainer->Explain(context, reference, genes);
  EXPECT_TRUE(why.ok()) << why.status();
  if (!why.ok()) return 0;

  // The context, the reference, then the context without each regulator.
  std::vector<Context> contexts = {context, reference};
  for (int r = 0; r < regulators; ++r) {
    contexts.push_back(context);
    if (genome.regulator_units()[r].boolean) {
      EXPECT_TRUE(contexts.back().SetIndex(r, 0).ok());
    }
  }
  const auto answers = opened.cell().Express(contexts);
  EXPECT_TRUE(answers.ok()) << answers.status();
  if (!answers.ok()) return 0;

  const Circuits circuits(genome);
  std::mt19937 random(1);
  for (size_t i = 0; i < genes.size(); ++i) {
    const LogicalGene& gene = why->genes[i];
    SCOPED_TRACE(genome.manifest().genes(genes[i]).id());
    EXPECT_EQ(gene.gene, genes[i]);
    const float value = (*answers)[0].expression[genes[i]];
    EXPECT_EQ(gene.value, value);
    EXPECT_EQ(gene.reference_value, (*answers)[1].expression[genes[i]]);

    FractionSum sum;
    std::vector<double> knock_out(regulators);
    for (int e = gene.first_edge; e < gene.first_edge + gene.edges; ++e) {
      const LogicalEdge& edge = why->edges[e];
      EXPECT_EQ(edge.gene, genes[i]);
      EXPECT_EQ(edge.on, context.levels()[edge.regulator] == 1);
      sum.Add(edge.shapley);
      knock_out[edge.regulator] = edge.knock_out;
    }
    EXPECT_TRUE(sum.Is(gene.value - gene.reference_value));
    for (int r = 0; r < regulators; ++r) {
      EXPECT_EQ(knock_out[r], (*answers)[2 + r].expression[genes[i]] - value)
          << genome.manifest().regulators(r).id();
    }
    circuits.Expect(*why, gene, random);
    if (::testing::Test::HasFailure()) return 0;
  }
  return static_cast<int>(genes.size());
}

}  // namespace regulon
