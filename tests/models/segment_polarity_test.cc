// The segment polarity network against Albert & Othmer 2003: patterns of four
// cells, "wg=0001" where wg is on in the fourth alone.
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/attractors/fixed_points.h"
#include "engine/attractors/trap_spaces.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/models/logical_model.h"

namespace regulon {
namespace {

using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAreArray;
using Pattern = std::map<std::string, std::string>;  // "wg" -> "0001"

Pattern PatternOf(const std::string& text) {
  Pattern pattern;
  for (const auto& word : absl::StrSplit(text, ' ')) {
    pattern.insert(absl::StrSplit(word, absl::MaxSplits('=', 1)));
  }
  return pattern;
}

Genes GenesIn(const Pattern& pattern) {
  Genes on;
  for (const auto& [gene, cells] : pattern) {
    for (size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] == '1') on.insert(absl::StrCat(gene, i + 1));
    }
  }
  return on;
}

// Of a state of the whole network, or of all but one gene, which is then off.
Pattern PatternIn(const Genes& on) {
  Pattern pattern;
  for (const char* gene : {"SLP", "wg", "WG", "en", "EN", "hh", "HH", "ptc",
                           "PTC", "ci", "CI", "CIA", "CIR"}) {
    for (const char cell : {'1', '2', '3', '4'}) {
      pattern[gene] +=
          on.count(absl::StrCat(gene, std::string(1, cell))) != 0 ? '1' : '0';
    }
  }
  return pattern;
}

// The ten, each with SLP=0011.
constexpr const char* kFixedPoints[] = {
    "wg=0000 WG=0000 en=0000 EN=0000 hh=0000 HH=0000 ptc=0000 PTC=1111 ci=1111 "
    "CI=1111 CIA=0000 CIR=1111",
    "wg=0010 WG=0010 en=0100 EN=0100 hh=0100 HH=0100 ptc=1010 PTC=1011 ci=1011 "
    "CI=1011 CIA=1010 CIR=0001",
    "wg=1010 WG=1010 en=0100 EN=0100 hh=0100 HH=0100 ptc=1010 PTC=1011 ci=1011 "
    "CI=1011 CIA=1010 CIR=0001",
    "wg=0010 WG=0010 en=0100 EN=0100 hh=0100 HH=0100 ptc=1010 PTC=1111 ci=1011 "
    "CI=1011 CIA=1010 CIR=0001",
    "wg=1010 WG=1010 en=0100 EN=0100 hh=0100 HH=0100 ptc=1010 PTC=1111 ci=1011 "
    "CI=1011 CIA=1010 CIR=0001",
    "wg=0001 WG=0001 en=1000 EN=1000 hh=1000 HH=1000 ptc=0101 PTC=0111 ci=0111 "
    "CI=0111 CIA=0101 CIR=0010",
    "wg=0101 WG=0101 en=1000 EN=1000 hh=1000 HH=1000 ptc=0101 PTC=0111 ci=0111 "
    "CI=0111 CIA=0101 CIR=0010",
    "wg=0001 WG=0001 en=1000 EN=1000 hh=1000 HH=1000 ptc=0101 PTC=1111 ci=0111 "
    "CI=0111 CIA=0101 CIR=0010",
    "wg=0101 WG=0101 en=1000 EN=1000 hh=1000 HH=1000 ptc=0101 PTC=1111 ci=0111 "
    "CI=0111 CIA=0101 CIR=0010",
    "wg=0011 WG=0011 en=1100 EN=1100 hh=1100 HH=1100 ptc=0011 PTC=0011 ci=0011 "
    "CI=0011 CIA=0011 CIR=0000"};
constexpr const char* kWildType = kFixedPoints[5];
constexpr const char* kNoSegments = kFixedPoints[0];
constexpr const char* kBroadStripes = kFixedPoints[9];

constexpr char kStage8[] = "SLP=0011 wg=0001 en=1000 hh=1000 ptc=0111 ci=0111";

TEST(SegmentPolarity, HasTenFixedPointsAndNoOtherTrapSpaces) {
  const System system = LogicalModel("segment_polarity").Hold();
  ASSERT_EQ(system.size(), 52);
  std::vector<Pattern> expected;
  for (const char* text : kFixedPoints) {
    expected.push_back(PatternOf(absl::StrCat("SLP=0011 ", text)));
  }
  const FixedPoints points = EnumerateFixedPoints(system, 100);
  EXPECT_TRUE(points.complete);
  std::vector<Pattern> found;
  for (const Genes& on : GenesOn(system, points.states)) {
    found.push_back(PatternIn(on));
  }
  EXPECT_THAT(found, UnorderedElementsAreArray(expected));
  EXPECT_EQ(Require(CountFixedPoints(system)), BigUnsigned(10));
  const TrapSpaces spaces = MinimalTrapSpaces(system, 100);
  EXPECT_TRUE(spaces.complete);
  EXPECT_EQ(spaces.spaces.size(), 10u);
}

// One cell on, the last becoming the first.
Pattern Rotated(Pattern pattern) {
  for (auto& [gene, cells] : pattern) cells = cells.back() + cells.substr(0, 3);
  return pattern;
}

TEST(SegmentPolarity, HasFourCellsThatFollowTheSameRules) {
  const System system = LogicalModel("segment_polarity").Hold();
  const auto after = [&system](const Pattern& pattern) {
    Pattern next = PatternIn(
        GenesOn(system, Successor(system, StateOf(system, GenesIn(pattern)))));
    EXPECT_EQ(next.at("SLP"), "0011");
    next.erase("SLP");  // which does not turn with the others
    return next;
  };
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    State state(system.size());
    for (int v = 0; v < system.size(); ++v) state[v] = (random() & 1) != 0;
    const Pattern pattern = PatternIn(GenesOn(system, state));
    ASSERT_EQ(after(Rotated(pattern)), Rotated(after(pattern)));
  }
}

// Where the embryo comes to rest after stage 8, with one gene lost in all cells
// or on in all of them at the start.
struct Embryo {
  const char* name;
  const char *lost, *everywhere_at_first;  // or ""
  int steps;
  const char* rest;
};

class AfterStage8 : public ::testing::TestWithParam<Embryo> {};

TEST_P(AfterStage8, RestsInThePublishedPattern) {
  const Embryo& embryo = GetParam();
  Pattern start = PatternOf(kStage8);
  Clamps held;
  for (const char cell : {'1', '2', '3', '4'}) {
    if (*embryo.lost) held[embryo.lost + std::string(1, cell)] = false;
  }
  start.erase(embryo.lost);
  if (*embryo.everywhere_at_first) start[embryo.everywhere_at_first] = "1111";
  const auto rest =
      RunToRest(LogicalModel("segment_polarity").Hold(held), GenesIn(start));
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->steps, embryo.steps);
  EXPECT_THAT(PatternIn(rest->on), IsSupersetOf(PatternOf(embryo.rest)));
}

INSTANTIATE_TEST_SUITE_P(
    Embryos, AfterStage8,
    ::testing::Values(
        Embryo{"WildType", "", "", 6, kWildType},
        Embryo{"WithoutWg", "wg", "", 7, kNoSegments},
        Embryo{"WithoutEn", "en", "", 7, kNoSegments},
        Embryo{"WithoutHh", "hh", "", 13, kNoSegments},
        Embryo{"WithoutPtc", "ptc", "", 9,
               "wg=0011 en=1100 hh=1100 ptc=0000 ci=0011 CIA=0011 CIR=0000"},
        Embryo{"WithoutCi", "ci", "", 5,
               "wg=0001 en=1000 hh=1000 ptc=0000 PTC=0010"},
        Embryo{"WithWgEverywhere", "", "wg", 24, kBroadStripes},
        Embryo{"WithEnEverywhere", "", "en", 28, kBroadStripes},
        Embryo{"WithHhEverywhere", "", "hh", 27, kBroadStripes}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace regulon
