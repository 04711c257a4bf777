// The cell cycles of models/ against what their papers publish.
#include <algorithm>
#include <string>
#include <vector>

#include "engine/attractors/asynchronous.h"
#include "engine/attractors/synchronous.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/models/logical_model.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// Rows of a table of 0 and 1, a column per name, against synchronous steps;
// the last row is a fixed point.
void ExpectWalk(const System& system, const std::vector<std::string>& columns,
                const std::vector<std::string>& rows) {
  ASSERT_EQ(columns.size(), static_cast<size_t>(system.size()));
  const auto state_of = [&](const std::string& row) {
    Genes on;
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i] == '1') on.insert(columns[i]);
    }
    return StateOf(system, on);
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].size(), columns.size());
    const std::string& next = rows[std::min(i + 1, rows.size() - 1)];
    EXPECT_EQ(GenesOn(system, Successor(system, state_of(rows[i]))),
              GenesOn(system, state_of(next)))
        << "after row " << i + 1;
  }
}

// Li et al. 2004, Table 2.
TEST(BuddingYeast, WalksFromStartThroughTheCycleToRest) {
  ExpectWalk(LogicalModel("budding_yeast").Hold(),
             {"Cln3", "MBF", "SBF", "Cln12", "Cdh1", "Swi5", "Cdc2014", "Clb56",
              "Sic1", "Clb12", "Mcm1SFF"},
             {"10001000100",    // START
              "01101000100",    // G1
              "01111000100",    // G1
              "01110000000",    // G1
              "01110001000",    // S
              "01110001011",    // G2
              "00010011011",    // M
              "00000110011",    // M
              "00000110111",    // M
              "00000110101",    // M
              "00001110100",    // M
              "00001100100",    // G1
              "00001000100"});  // stationary G1
}

// Davidich & Bornholdt 2008.
TEST(FissionYeast, WalksFromStartThroughTheCycleToRest) {
  ExpectWalk(
      LogicalModel("fission_yeast").Hold(),
      {"Start", "SK", "Cdc13", "Ste9", "Rum1", "Slp1", "Cdc13s", "Wee1",
       "Cdc25", "PP"},
      {"1001100100", "0101100100", "0000000100", "0010000100", "0010000010",
       "0010001010", "0010011010", "0000010011", "0001100101", "0001100100"});
}

// The same two papers: most states end in stationary G1.
TEST(YeastCellCycles, RestInG1FromMostStates) {
  const System budding = LogicalModel("budding_yeast").Hold();
  const auto most_of = [](const System& system) {
    return GenesOn(system, Require(SynchronousAttractors(system))[0].states);
  };
  EXPECT_THAT(most_of(budding), ElementsAre(Words("Cdh1 Sic1")));
  const System fission = LogicalModel("fission_yeast").Hold();
  EXPECT_THAT(most_of(fission), ElementsAre(Words("Rum1 Ste9 Wee1")));
}

// Faure et al. 2006.
TEST(MammalianCellCycle, RestsWithoutCyclinD) {
  const System quiescent =
      LogicalModel("mammalian_cell_cycle").Hold({{"CycD", false}});
  for (const auto& attractors : {Require(SynchronousAttractors(quiescent)),
                                 Require(AsynchronousAttractors(quiescent))}) {
    ASSERT_THAT(attractors, SizeIs(1));
    EXPECT_THAT(GenesOn(quiescent, attractors[0].states),
                ElementsAre(Words("Cdh1 Rb p27")));
  }
}

TEST(MammalianCellCycle, NeverRestsWithCyclinD) {
  const System cycling =
      LogicalModel("mammalian_cell_cycle").Hold({{"CycD", true}});
  const auto synchronous = Require(SynchronousAttractors(cycling));
  ASSERT_THAT(synchronous, SizeIs(1));
  EXPECT_THAT(GenesOn(cycling, synchronous[0].states),
              ElementsAre(Words("CycA CycE"), Words("CycA CycB UbcH10"),
                          Words("Cdc20 CycA CycB UbcH10"),
                          Words("Cdc20 Cdh1 UbcH10"), Words("Cdh1 E2F UbcH10"),
                          Words("Cdh1 CycE E2F"), Words("Cdh1 CycA CycE E2F")));
  const auto asynchronous = Require(AsynchronousAttractors(cycling));
  ASSERT_THAT(asynchronous, SizeIs(1));
  EXPECT_THAT(asynchronous[0].states, SizeIs(112));
}

}  // namespace
}  // namespace regulon
