#include "engine/logic/network.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::OpenedGenome;
using reference::ParseSpecText;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

absl::StatusOr<Network> Read(absl::string_view text) {
  const OpenedGenome genome(ParseSpecText(text));
  return Network::FromGenome(genome.genome());
}

std::string Refused(absl::string_view text) {
  return std::string(Read(text).status().message());
}

TEST(Network, HasGenesThenRegulatorsThatNoGeneMakes) {
  const auto network = Read(R"(name: "n" unit: "boolean"
    gene { id: "B" rule: "A & signal" } gene { id: "A" rule: "!B" }
    regulator { id: "signal" })");
  ASSERT_TRUE(network.ok()) << network.status();
  ASSERT_THAT(network->variables, SizeIs(3));
  EXPECT_EQ(network->variables[0].name, "B");
  EXPECT_EQ(network->variables[0].gene, 0);
  EXPECT_EQ(network->variables[1].name, "A");
  EXPECT_EQ(network->variables[2].name, "signal");
  EXPECT_EQ(network->variables[2].gene, -1);
  EXPECT_THAT(network->variables[2].elements, IsEmpty());
}

TEST(Network, KeepsWeightsAsWholeNumbers) {
  // 0.5 A - 0.25 B > 0.25 is 2 A - B > 1 in quarters.
  const auto network = Read(R"(name: "n" unit: "boolean"
    gene { id: "A" } gene { id: "B" } gene { id: "C" }
    element { id: "e" gene: "C" threshold { threshold: 0.25
      input { name: "A" weight: 0.5 } input { name: "B" weight: -0.25 } } })");
  ASSERT_TRUE(network.ok()) << network.status();
  ASSERT_THAT(network->elements, SizeIs(1));
  EXPECT_EQ(network->elements[0].need, 2);
  EXPECT_EQ(network->elements[0].inputs[0].weight, 2);
  EXPECT_EQ(network->elements[0].inputs[1].weight, -1);
}

TEST(Network, AGeneWithoutElementsIsOff) {
  const auto network = Read(R"(name: "n" unit: "boolean" gene { id: "A" })");
  ASSERT_TRUE(network.ok()) << network.status();
  EXPECT_THAT(network->variables[0].elements, IsEmpty());
  EXPECT_EQ(network->variables[0].gene, 0);
}

TEST(Network, IsRefusedWithTheNameOfWhatIsNotLogical) {
  EXPECT_THAT(Refused(R"(name: "n" unit: "tpm" gene { id: "A" })"),
              HasSubstr("gene 'A' is in tpm"));
  EXPECT_THAT(Refused(R"(name: "n" unit: "boolean" gene { id: "A" }
      regulator { id: "S" unit: "tpm" }
      element { id: "e" gene: "A" threshold { input { name: "S" weight: 1 } } })"),
              HasSubstr("regulator 'S' is in tpm"));
  EXPECT_THAT(Refused(R"(name: "n" unit: "boolean"
      gene { id: "A" rule: "A" basal: 1 })"),
              HasSubstr("gene 'A' has basal expression 1"));
  EXPECT_THAT(Refused(R"(name: "n" unit: "boolean"
      gene { id: "A" rule: "A" amplitude: 0.5 })"),
              HasSubstr("gene 'A' has amplitude 0.5"));
  EXPECT_THAT(Refused(R"(name: "n" unit: "boolean" gene { id: "A" }
      regulator { id: "S" }
      element { id: "e" gene: "A" mwc { site { binds { regulator: "S" affinity: 1 } } } })"),
              HasSubstr("element 'e' is of kind MWC"));
  EXPECT_THAT(Refused(R"(name: "n" unit: "boolean" gene { id: "A" rule: "A" }
      domain { id: "d" gene: "A" threshold: 0.5 }
      router { score: ACTIVITY weighting: SOFTMAX_TOPK })"),
              HasSubstr("its router scores by ACTIVITY, weighs SOFTMAX_TOPK"));
  EXPECT_THAT(Refused(R"(name: "n" unit: "boolean"
      gene { id: "A" rule: "A" } gene { id: "B" rule: "B" }
      domain { id: "d" gene: "A" threshold: 0.5 }
      domain { id: "e" gene: "B" threshold: 0.5 }
      router { score: ACTIVITY top_k: 1 })"),
              HasSubstr("opens the highest few"));
}

TEST(Network, IsRefusedWhereAGeneIsSilencedOrAThresholdModulated) {
  EXPECT_THAT(Refused(R"(name: "n" unit: "boolean" gene { id: "A" rule: "A" }
      regulator { id: "mir" kind: NCRNA }
      silencing { regulator: "mir" gene: "A" weight: 1 })"),
              HasSubstr("gene 'A' is silenced by degrees"));
  EXPECT_THAT(Refused(R"(name: "n" unit: "boolean" gene { id: "A" rule: "A" }
      regulator { id: "S" } domain { id: "d" gene: "A" threshold: 0.5 }
      router { score: ACTIVITY }
      modulator { regulator: "S" threshold_shift: 0.2 })"),
              HasSubstr("domain 'd' has a modulator of its threshold"));
}

TEST(Network, OfAGenomeOfSeveralKindsSaysWhichGenesAreNotBoolean) {
  const OpenedGenome genome(ParseSpecText(R"(name: "n" unit: "boolean"
    regulator { id: "A" } regulator { id: "dose" unit: "uM" }
    gene { id: "RULED" rule: "!A" } gene { id: "DOSED" unit: "tpm" }
    gene { id: "OF_DOSE" } gene { id: "OF_OF_DOSE" }
    element { id: "e" gene: "OF_DOSE"
      threshold { input { name: "dose" weight: 1 } } }
    element { id: "f" gene: "OF_OF_DOSE"
      threshold { input { name: "e" weight: 1 } } })"));
  std::vector<absl::Status> genes;
  const auto network = Network::PartOfGenome(genome.genome(), genes);
  ASSERT_TRUE(network.ok()) << network.status();
  ASSERT_THAT(genes, SizeIs(4));
  EXPECT_TRUE(genes[0].ok());
  EXPECT_THAT(network->variables[0].elements, SizeIs(1));
  EXPECT_THAT(std::string(genes[1].message()), HasSubstr("'DOSED' is in tpm"));
  for (const int g : {2, 3}) {
    EXPECT_THAT(std::string(genes[g].message()),
                HasSubstr("regulator 'dose' is in uM"));
  }
}

TEST(Network, IsRefusedWhereWeightsCannotBeAddedExactly) {
  const std::string refused =
      Refused(R"(name: "n" unit: "boolean" gene { id: "A" } gene { id: "B" }
      element { id: "e" gene: "A" threshold {
        input { name: "A" weight: 1e30 } input { name: "B" weight: 1 } } })");
  EXPECT_THAT(refused, HasSubstr("element 'e' are too unlike"));
  EXPECT_THAT(refused, StartsWith("/"));
}

TEST(Network, FindsVariablesByIdSymbolAndAlias) {
  const OpenedGenome genome(ParseSpecText(R"(name: "n" unit: "boolean"
    gene { id: "PU1" alias: "SPI1" rule: "PU1 & signal" }
    regulator { id: "signal" })"));
  const Network network = Network::FromGenome(genome.genome()).value();
  EXPECT_EQ(FindVariable(network, genome.genome(), "SPI1").value(), 0);
  EXPECT_EQ(FindVariable(network, genome.genome(), "signal").value(), 1);
  EXPECT_THAT(
      std::string(
          FindVariable(network, genome.genome(), "PU2").status().message()),
      HasSubstr("did you mean 'PU1'?"));
}

}  // namespace
}  // namespace regulon
