#include "engine/explain/smooth.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <set>

#include "tests/reference/opened_genome.h"
#include "tests/reference/random_spec.h"

namespace regulon::reference {
namespace {

std::vector<SmoothExplanation> ExplainAll(const OpenedGenome& genome,
                                          const Context& reference,
                                          const Context& context, int top = 0) {
  std::vector<int> genes(genome.genome().manifest().genes_size());
  std::iota(genes.begin(), genes.end(), 0);
  SmoothOptions options;
  options.threads = 1;
  options.top = top;
  auto all = ExplainSmooth(genome.cell(), reference, context, genes, options);
  EXPECT_TRUE(all.ok()) << all.status();
  return *std::move(all);
}

double SumOf(const SmoothExplanation& why) {
  double sum = why.unlisted + why.residual;
  for (const NetworkEdge& edge : why.edges) sum += edge.attribution;
  for (const Jump& jump : why.jumps) sum += jump.effect;
  return sum;
}

TEST(Smooth, EdgesAreOfRegulatorsThatArePresentAndTheirElements) {
  const OpenedGenome genome(ReadModel("two_enhancers"));
  const Context reference = genome.Convert(ContextOf({}));
  const Context context = genome.Convert(ContextOf({{"TF_A", 1}}));
  const auto all = ExplainAll(genome, reference, context);
  ASSERT_EQ(all.size(), 2u);
  ASSERT_EQ(all[0].edges.size(), 1u);
  const NetworkEdge& edge = all[0].edges[0];
  const proto::Manifest& manifest = genome.genome().manifest();
  EXPECT_EQ(manifest.regulators(edge.regulator).id(), "TF_A");
  EXPECT_EQ(manifest.elements(edge.element).id(), "enh_near");
  EXPECT_EQ(edge.path, NetworkEdge::kElement);
  EXPECT_NEAR(edge.occupancy, 0.5, 1e-12) << "at its Kd";
  EXPECT_NEAR(edge.attribution, all[0].value - all[0].reference, 1e-9);
  EXPECT_NEAR(edge.knock_out, -edge.attribution, 1e-6);
  EXPECT_TRUE(all[1].edges.empty());
}

TEST(Smooth, SitesAreOccupiedBySharesOfTheirPartitionFunction) {
  const OpenedGenome genome(ParseSpecText(R"(
      name: "rivals" unit: "activity"
      regulator { id: "A" unit: "activity" }
      regulator { id: "B" unit: "activity" }
      regulator { id: "C" unit: "activity" }
      gene { id: "g" }
      element { id: "e" gene: "g" mwc {
        closing_energy: 2
        site { binds { regulator: "A" affinity: 3 }
               binds { regulator: "B" affinity: 1 } }
        site { binds { regulator: "C" affinity: 1 } } } })"));
  const Context reference = genome.Convert(ContextOf({}));
  const Context context = genome.Convert(ContextOf({{"A", 2}, {"B", 3}}));
  const auto all = ExplainAll(genome, reference, context);
  ASSERT_EQ(all[0].edges.size(), 2u);
  for (const NetworkEdge& edge : all[0].edges) {
    EXPECT_NEAR(edge.occupancy, edge.regulator == 0 ? 0.6 : 0.3, 1e-7);
  }
}

TEST(Smooth, KnockOutsAreWhatTheCellAnswersWithoutTheRegulator) {
  int edges = 0, jumps = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    const OpenedGenome genome(spec);
    const auto messages = RandomContexts(spec, 2, seed);
    const Context reference = genome.Convert(messages[0]);
    const Context context = genome.Convert(messages[1]);
    const auto base = genome.cell().Express({context});
    ASSERT_TRUE(base.ok());
    for (const SmoothExplanation& why :
         ExplainAll(genome, reference, context)) {
      EXPECT_EQ(why.answer, (*base)[0].expression[why.gene]);
      EXPECT_NEAR(SumOf(why), why.value - why.reference, 1e-12);
      jumps += static_cast<int>(why.jumps.size());
      for (const NetworkEdge& edge : why.edges) {
        Context without = context;
        without.Silence(edge.regulator);
        const auto after = genome.cell().Express({without});
        ASSERT_TRUE(after.ok());
        EXPECT_EQ(edge.knock_out,
                  double{(*after)[0].expression[why.gene]} - why.answer);
        ++edges;
      }
    }
  }
  EXPECT_GT(edges, 500);
  EXPECT_GT(jumps, 20);
}

TEST(Smooth, TopKeepsTheLargestAndSumsTheOthers) {
  const OpenedGenome genome(ReadModel("pioneer_enhancer"));
  const Context reference = genome.Convert(ContextOf({}));
  const Context context =
      genome.Convert(ContextOf({{"FOXA1", 2}, {"CEBPB", 1}}));
  const auto all = ExplainAll(genome, reference, context);
  const auto top = ExplainAll(genome, reference, context, 1);
  ASSERT_EQ(all[0].edges.size(), 2u);
  ASSERT_EQ(top[0].edges.size(), 1u);
  EXPECT_EQ(top[0].edges[0].regulator, all[0].edges[0].regulator);
  EXPECT_GE(std::abs(all[0].edges[0].attribution),
            std::abs(all[0].edges[1].attribution));
  EXPECT_EQ(top[0].unlisted, all[0].edges[1].attribution);
  EXPECT_NEAR(SumOf(top[0]), top[0].value - top[0].reference, 1e-12);
}

// One network under two gains: the same levels, other edges.
TEST(Smooth, TheGainOfAContextIsAJumpAtTheStart) {
  const OpenedGenome genome(ReadModel("pioneer_enhancer"));
  const Context reference =
      genome.Convert(ContextOf({{"FOXA1", 2}, {"CEBPB", 1}}));
  Context context = reference;
  ASSERT_TRUE(context.SetGain(3).ok());
  const auto all = ExplainAll(genome, reference, context);
  ASSERT_EQ(all[0].jumps.size(), 1u);
  EXPECT_EQ(all[0].jumps[0].cause, Jump::kSettings);
  EXPECT_NEAR(all[0].jumps[0].effect, all[0].value - all[0].reference, 1e-12);
  EXPECT_NE(all[0].jumps[0].effect, 0);
}

}  // namespace
}  // namespace regulon::reference
