// Genomes whose elements read fast weights, beside elements of other kinds.
#include <gtest/gtest.h>

#include <vector>

#include "engine/cell/precise_cell.h"
#include "engine/query/used_network.h"
#include "tests/cell/same_bits.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/reference.h"

namespace regulon::reference {
namespace {

// As docs/model.md has it, with a rule beside and TF3 that shares no feature.
constexpr char kSpec[] = R"(
name: "fast_weights"
unit: "activity"
regulator { id: "TF1" feature: 1 feature: 0 feature: 0 value: 2 }
regulator { id: "TF2" feature: 1 feature: 3 feature: 0 value: -1 }
regulator { id: "TF3" feature: 0 feature: 0 feature: 1 value: 9 }
regulator { id: "on" unit: "boolean" }
gene { id: "geneA" }
gene { id: "geneB" combination: CONTACT amplitude: 2 basal: 1 }
gene { id: "geneC" unit: "boolean" rule: "on" }
element {
  id: "enhancer"
  gene: "geneA"
  gene: "geneB"
  linear { query: 0.5 query: 1 query: 0 readout: 0.25 }
}
domain { id: "d" gene: "geneA" gene: "geneB" threshold: -1 }
domain { id: "logic" gene: "geneC" }
)";

const proto::Context kBoth =
    ContextOf({{"TF1", 1}, {"TF2", 1}, {"TF3", 4}, {"on", 1}});

TEST(LinearElements, GiveNumbersWorkedByHand) {
  const OpenedGenome genome(ParseSpecText(kSpec));
  // Weights 0.5 and 3.5 of the values 2 and -1, over 5.
  const std::vector<float> both = genome.Express(kBoth).expression;
  EXPECT_FLOAT_EQ(both[0], -0.125);
  EXPECT_FLOAT_EQ(both[1], 1 - 0.25);
  EXPECT_EQ(both[2], 1);
  // 1 / 1.5 of the value 2.
  const std::vector<float> one =
      genome.Express(ContextOf({{"TF1", 1}})).expression;
  EXPECT_FLOAT_EQ(one[0], 0.25 * 1 / 1.5);
  EXPECT_EQ(one[2], 0);
  const Result slow = Evaluate(ParseSpecText(kSpec), kBoth);
  EXPECT_NEAR(slow.expression[0], -0.125, 1e-12);
}

TEST(LinearElements, ReadTheRowsOfRegulatorsThatArePresent) {
  const OpenedGenome genome(ParseSpecText(kSpec));
  const auto active = [&](const proto::Context& context) {
    return genome.cell()
        .inventory()
        .Measure(genome.Express(context).reads)
        .Sum(-1, static_cast<int>(Stage::kBind))
        .active;
  };
  const int64_t none = active(ContextOf({}));
  EXPECT_EQ(active(ContextOf({{"TF1", 1}})), none + 4);
  EXPECT_EQ(active(ContextOf({{"TF1", 1}, {"TF3", 1}})), none + 8);
}

TEST(LinearElements, GiveEditsTheBitsOfFullReadings) {
  const OpenedGenome genome(ParseSpecText(kSpec));
  const std::vector<Context> contexts =
      genome.Convert(std::vector<proto::Context>{kBoth});
  const auto edit = [](int64_t at, Context& context) {
    return context.SetIndex(static_cast<int>(at), 0);
  };
  const OpenedGenome other(ParseSpecText(kSpec));
  const int units = static_cast<int>(other.cell().inventory().units().size());
  int delivered = 0;
  const absl::Status status = genome.cell().ExpressEdits(
      contexts, 4, edit, [&](const Cell::Edited& edited) {
        std::vector<Context> whole =
            other.Convert(std::vector<proto::Context>{kBoth});
        EXPECT_TRUE(edit(edited.edit, whole[0]).ok());
        const auto answers = other.cell().Express(whole);
        EXPECT_TRUE(answers.ok()) << answers.status();
        EXPECT_TRUE(SameBits((*answers)[0], *edited.after, units));
        ++delivered;
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(delivered, 4);
}

TEST(LinearElements, TellWhoSitsThere) {
  const OpenedGenome genome(ParseSpecText(kSpec));
  const auto cell = PreciseCell::Create(genome.genome());
  ASSERT_TRUE(cell.ok()) << cell.status();
  const Context context = genome.Convert(kBoth);
  PreciseReading reading;
  ASSERT_TRUE((*cell)->Load({0, 1}).ok());
  ASSERT_TRUE((*cell)->Read(context, reading).ok());
  const int enhancer = 1;  // behind the rule's
  EXPECT_TRUE((*cell)->IsThreshold(0));
  EXPECT_FALSE((*cell)->IsThreshold(enhancer));
  const std::vector<Occupant> occupants = (*cell)->Occupants(enhancer, reading);
  ASSERT_EQ(occupants.size(), 2u);
  EXPECT_DOUBLE_EQ(occupants[0].share, 0.1);
  EXPECT_DOUBLE_EQ(occupants[1].share, 0.7);
}

TEST(LinearElements, AreInTheNetworkOfThoseWhoShareAFeature) {
  const OpenedGenome genome(ParseSpecText(kSpec));
  const auto wiring = Wiring::Create(genome.genome());
  ASSERT_TRUE(wiring.ok()) << wiring.status();
  const UsedNetwork used = wiring->Used({1, 1, 1, 1}, {1, 0.75}, {1, 1});
  const auto edge = [](uint64_t regulator, uint64_t gene) {
    return regulator << 32 | gene;
  };
  EXPECT_EQ(used.through_elements,
            (std::vector<uint64_t>{edge(0, 0), edge(0, 1), edge(1, 0),
                                   edge(1, 1), edge(3, 2)}));
}

}  // namespace
}  // namespace regulon::reference
