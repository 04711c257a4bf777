#include "engine/explain/logical.h"

#include <filesystem>
#include <set>
#include <vector>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/explain/explained.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;
using reference::ReadModel;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Context Nothing(const OpenedGenome& genome) {
  return Context(genome.genome(), "reference");
}

absl::StatusOr<LogicalExplanation> Explain(const OpenedGenome& genome,
                                           const Context& context,
                                           const Context& reference,
                                           const std::vector<int>& genes) {
  const auto explainer = LogicalExplainer::Create(genome.genome());
  if (!explainer.ok()) return explainer.status();
  return explainer->Explain(context, reference, genes);
}

// "REGULATOR on|off [!] KNOCK-OUT SHARE" each, "!" in the implicant.
std::vector<std::string> EdgesOf(const Genome& genome,
                                 const LogicalExplanation& why, int i) {
  std::vector<std::string> texts;
  const LogicalGene& gene = why.genes[i];
  for (int e = gene.first_edge; e < gene.first_edge + gene.edges; ++e) {
    const LogicalEdge& edge = why.edges[e];
    texts.push_back(genome.manifest().regulators(edge.regulator).id() +
                    (edge.on ? " on" : " off") +
                    (edge.in_implicant ? " ! " : " ") +
                    std::to_string(static_cast<int>(edge.knock_out)) + " " +
                    edge.shapley.ToString());
  }
  return texts;
}

const char kSmall[] = R"(name: "n" unit: "boolean"
  gene { id: "GENE" rule: "A & (B | C) & !R" }
  gene { id: "ALWAYS" rule: "A | !A" }
  regulator { id: "A" } regulator { id: "B" } regulator { id: "C" }
  regulator { id: "R" } regulator { id: "idle" })";

TEST(Logical, ExplainsARuleAsWorkedByHand) {
  const OpenedGenome genome(ParseSpecText(kSmall));
  const Context context =
      genome.Convert(ContextOf({{"A", 1}, {"B", 1}, {"C", 1}, {"idle", 1}}));
  const auto why = Explain(genome, context, Nothing(genome), {0});
  ASSERT_TRUE(why.ok()) << why.status();
  EXPECT_TRUE(why->genes[0].value);
  EXPECT_FALSE(why->genes[0].reference_value);
  EXPECT_TRUE(why->genes[0].shortest);
  EXPECT_EQ(ImplicantText(genome.genome(), *why, 0), "A & C & !R");
  EXPECT_THAT(EdgesOf(genome.genome(), *why, 0),
              ElementsAre("A on ! -1 2/3", "B on 0 1/6", "C on ! 0 1/6",
                          "R off ! 0 0"));
  const std::vector<NetworkEdge> network = NetworkOf(*why);
  ASSERT_EQ(network.size(), 3u);
  EXPECT_EQ(network[1].regulator, 1);
  EXPECT_EQ(network[1].occupancy, 1);
  EXPECT_DOUBLE_EQ(network[1].attribution, 1 / 6.0);
}

TEST(Logical, ExplainsWhyAGeneIsOff) {
  const OpenedGenome genome(ParseSpecText(kSmall));
  const Context context = genome.Convert(ContextOf({{"A", 1}, {"R", 1}}));
  Context before = Nothing(genome);
  for (const char* on : {"A", "B"}) ASSERT_TRUE(before.Set(on, 1).ok());
  const auto why = Explain(genome, context, before, {0});
  ASSERT_TRUE(why.ok()) << why.status();
  EXPECT_FALSE(why->genes[0].value);
  EXPECT_TRUE(why->genes[0].reference_value);
  EXPECT_EQ(ImplicantText(genome.genome(), *why, 0), "R");
  // B went and R came: either alone turns it off. R gone, B is missing still.
  EXPECT_THAT(
      EdgesOf(genome.genome(), *why, 0),
      ElementsAre("A on 0 0", "B off 0 -1/2", "C off 0 0", "R on ! 0 -1/2"));
  EXPECT_EQ(NetworkOf(*why).size(), 1u);
}

TEST(Logical, OfARuleThatIsAlwaysTrueNothingIsNeeded) {
  const OpenedGenome genome(ParseSpecText(kSmall));
  const auto why = Explain(genome, Nothing(genome), Nothing(genome), {1, 0});
  ASSERT_TRUE(why.ok()) << why.status();
  EXPECT_EQ(why->genes[0].gene, 1);
  EXPECT_TRUE(why->genes[0].value);
  EXPECT_EQ(ImplicantText(genome.genome(), *why, 0), "1");
  EXPECT_THAT(EdgesOf(genome.genome(), *why, 0), IsEmpty());
}

const char kMixed[] = R"(name: "n" unit: "boolean"
  regulator { id: "A" } regulator { id: "dose" unit: "uM" }
  gene { id: "RULED" rule: "!A" }
  gene { id: "DOSED" unit: "tpm" }
  gene { id: "READS_DOSE" }
  gene { id: "READS_ENHANCER" }
  element { id: "enhancer" gene: "DOSED"
    mwc { site { binds { regulator: "dose" affinity: 1 } } } }
  element { id: "of_dose" gene: "READS_DOSE"
    threshold { input { name: "dose" weight: 1 } } }
  element { id: "of_enhancer" gene: "READS_ENHANCER"
    threshold { threshold: 0.5 input { name: "enhancer" weight: 1 } } })";

TEST(Logical, OfAGenomeOfSeveralKindsTakesTheBooleanGenes) {
  const OpenedGenome genome(ParseSpecText(kMixed));
  const std::vector<bool> logical = {true, false, false, false};
  const auto explainer = LogicalExplainer::Create(genome.genome());
  ASSERT_TRUE(explainer.ok()) << explainer.status();
  for (int g = 0; g < 4; ++g) {
    EXPECT_EQ(explainer->IsLogical(g), logical[g]) << g;
  }
  const Context context = genome.Convert(ContextOf({{"A", 1}, {"dose", 3.5}}));
  EXPECT_EQ(ExpectExplained(genome, context, Nothing(genome)), 1);
  const auto reason = [&](const std::vector<int>& genes) {
    const absl::Status status =
        Explain(genome, context, Nothing(genome), genes).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    return std::string(status.message());
  };
  EXPECT_THAT(reason({1}), HasSubstr("gene 'DOSED' is in tpm"));
  EXPECT_THAT(reason({2}), HasSubstr("regulator 'dose' is in uM"));
  EXPECT_THAT(reason({3}), HasSubstr("element 'enhancer' is of kind MWC"));
  EXPECT_THAT(reason({}), HasSubstr("gene 'DOSED' is in tpm"));
}

TEST(Logical, OfADomainThatOpensTheRuleIsPart) {
  const OpenedGenome genome(ParseSpecText(R"(name: "n" unit: "boolean"
    regulator { id: "A" } regulator { id: "KEY" }
    gene { id: "G" rule: "A" } gene { id: "H" rule: "KEY" }
    domain { id: "d" gene: "G" gene: "H" threshold: 0.5 }
    router { score: ACTIVITY })"));
  const Context both = genome.Convert(ContextOf({{"A", 1}, {"KEY", 1}}));
  EXPECT_EQ(ExpectExplained(genome, both, Nothing(genome)), 2);
  EXPECT_EQ(ExpectExplained(genome, Nothing(genome), both), 2);
}

TEST(Logical, ElementsMayBeForced) {
  const OpenedGenome genome(ParseSpecText(R"(name: "n" unit: "boolean"
    regulator { id: "A" } regulator { id: "B" } gene { id: "G" }
    element { id: "e" gene: "G" threshold { input { name: "A" weight: 1 } } }
    element { id: "f" gene: "G" threshold { input { name: "B" weight: 1 } } })"));
  Context context = genome.Convert(ContextOf({{"A", 1}, {"B", 1}}));
  Context reference = Nothing(genome);
  for (Context* each : {&context, &reference}) {
    ASSERT_TRUE(each->ForceElement("e", 0).ok());
  }
  const auto why = Explain(genome, context, reference, {});
  ASSERT_TRUE(why.ok()) << why.status();
  EXPECT_THAT(EdgesOf(genome.genome(), *why, 0), ElementsAre("B on ! -1 1"));
  const auto other = Explain(genome, context, Nothing(genome), {});
  EXPECT_THAT(std::string(other.status().message()),
              HasSubstr("force different elements"));
  for (Context* each : {&context, &reference}) {
    ASSERT_TRUE(each->ForceElement("e", 0.5).ok());
  }
  const auto half = Explain(genome, context, reference, {});
  EXPECT_THAT(std::string(half.status().message()),
              HasSubstr("forces element 'e' to 0.5"));
  for (Context* each : {&context, &reference}) {
    ASSERT_TRUE(each->ForceElement("e", 1).ok());
  }
  const auto on = Explain(genome, context, reference, {});
  ASSERT_TRUE(on.ok()) << on.status();
  EXPECT_TRUE(on->genes[0].reference_value);
  EXPECT_THAT(EdgesOf(genome.genome(), *on, 0), IsEmpty());
}

TEST(Logical, RefusesContextsThatNoRuleExplains) {
  const OpenedGenome genome(ParseSpecText(kSmall));
  const auto refused = [&](const Context& context) {
    return std::string(
        Explain(genome, context, Nothing(genome), {}).status().message());
  };
  Context half(genome.genome(), "half");
  half.Feed(1, 0.5);
  EXPECT_THAT(refused(half),
              HasSubstr("context 'half' has regulator 'B' at 0.5"));
  Context forced(genome.genome(), "forced");
  forced.ForceOpen({1});
  EXPECT_THAT(refused(forced), HasSubstr("'forced' opens domains otherwise"));
  Context shifted(genome.genome(), "shifted");
  const absl::Status shift = shifted.ShiftThreshold("", 0.25);
  if (shift.ok()) {
    EXPECT_THAT(refused(shifted),
                HasSubstr("'shifted' opens domains otherwise"));
  }
}

TEST(Logical, CuratedModelsInManyContexts) {
  std::mt19937 random(1);
  std::set<std::string> boolean;
  for (const auto& entry : std::filesystem::directory_iterator("models")) {
    if (entry.path().extension() != ".textproto") continue;
    const std::string name = entry.path().stem();
    SCOPED_TRACE(name);
    const OpenedGenome genome(ReadModel(name));
    for (int round = 0; round < 8; ++round) {
      const Context context = RandomContext(genome.genome(), random);
      const Context reference =
          round == 0 ? Nothing(genome) : RandomContext(genome.genome(), random);
      if (ExpectExplained(genome, context, reference) > 0) boolean.insert(name);
      if (HasFailure()) return;
    }
  }
  EXPECT_THAT(boolean,
              ::testing::IsSupersetOf(
                  {"arabidopsis_flower", "budding_yeast", "cortical_area",
                   "fission_yeast", "lac_operon", "mammalian_cell_cycle",
                   "myeloid", "p53_mdm2", "repressilator", "segment_polarity",
                   "t_helper", "toggle_switch"}));
}

}  // namespace
}  // namespace regulon
