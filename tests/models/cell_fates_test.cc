// Cells that choose what to become: which fates the models of models/ leave
// open to a progenitor, a mutant or a cell under a pulse, as their papers
// publish.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/attractors/fixed_points.h"
#include "engine/attractors/reachable.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/models/logical_model.h"

namespace regulon {
namespace {

using Names = std::set<std::string>;

// Krumsiek et al. 2011: the four cells, and what mutants have besides.
const std::map<std::string, std::string>& MyeloidFates() {
  static const auto* const fates = new std::map<std::string, std::string>{
      {"erythrocyte", "EKLF FOG1 GATA1 SCL"},
      {"megakaryocyte", "FOG1 Fli1 GATA1 SCL"},
      {"granulocyte", "CEBPA Gfi1 PU1"},
      {"monocyte", "CEBPA EgrNab PU1 cJun"},
      {"GATA2 stays on", "CEBPA GATA2 Gfi1"},
      {"CEBPA is missing", "EgrNab PU1 cJun"}};
  return *fates;
}

// The fates that {GATA2, CEBPA, PU1} can reach asynchronously with genes held.
// A gene that is held on counts.
Names FatesOfProgenitor(const Clamps& held, uint64_t* states = nullptr) {
  const System system = LogicalModel("myeloid").Hold(held);
  Genes progenitor = Words("GATA2 CEBPA PU1");
  for (const auto& [gene, value] : held) progenitor.erase(gene);
  const Reachable reachable = Require(ReachableAttractors(
      system, Updating::kAsynchronous, StateOf(system, progenitor)));
  if (states != nullptr) *states = reachable.states;
  Names fates;
  for (Genes on : GenesOn(system, reachable.attractors)) {
    for (const auto& [gene, value] : held) {
      if (value) on.insert(gene);
    }
    std::string fate = "none of these";
    for (const auto& [name, genes] : MyeloidFates()) {
      if (on == Words(genes)) fate = name;
    }
    fates.insert(fate);
  }
  return fates;
}

TEST(Myeloid, ProgenitorCanBecomeEachOfFourCells) {
  uint64_t states = 0;
  EXPECT_EQ(FatesOfProgenitor({}, &states),
            (Names{"erythrocyte", "megakaryocyte", "granulocyte", "monocyte"}));
  EXPECT_EQ(states, 160u);
}

TEST(Myeloid, MutantsLoseTheFatesTheyAreKnownToLose) {
  const struct {
    const char* gene;
    bool value;
    Names fates;
  } rows[] = {
      {"GATA2", false, {"granulocyte", "monocyte"}},
      {"GATA1", false, {"granulocyte", "monocyte", "GATA2 stays on"}},
      {"PU1", false, {"erythrocyte", "megakaryocyte"}},
      {"EKLF", false, {"granulocyte", "megakaryocyte", "monocyte"}},
      {"Fli1", false, {"erythrocyte", "granulocyte", "monocyte"}},
      {"Gfi1", false, {"erythrocyte", "megakaryocyte", "monocyte"}},
      {"cJun", false, {"erythrocyte", "granulocyte", "megakaryocyte"}},
      {"EgrNab", false, {"erythrocyte", "granulocyte", "megakaryocyte"}},
      {"CEBPA", false, {"erythrocyte", "megakaryocyte", "CEBPA is missing"}},
      {"PU1", true, {"granulocyte", "monocyte"}},
      {"GATA1", true, {"erythrocyte", "megakaryocyte"}}};
  for (const auto& row : rows) {
    EXPECT_EQ(FatesOfProgenitor({{row.gene, row.value}}), row.fates)
        << row.gene << "=" << row.value;
  }
}

// Espinosa-Soto et al. 2004: A is AP1, B is AP3 with PI, C is AG.
Names OrgansOf(const Clamps& held) {
  const System system = LogicalModel("arabidopsis_flower").Hold(held);
  const FixedPoints points = EnumerateFixedPoints(system, 100);
  EXPECT_TRUE(points.complete);
  Names organs;
  for (const Genes& on : GenesOn(system, points.states)) {
    const bool b = on.count("AP3") != 0 && on.count("PI") != 0;
    if (on.count("TFL1") != 0) {
      organs.insert("inflorescence");
    } else if (on.count("AP1") != 0) {
      organs.insert(b ? "petal" : "sepal");
    } else if (on.count("AG") != 0) {
      organs.insert(b ? "stamen" : "carpel");
    } else {
      organs.insert("none of these");
    }
  }
  return organs;
}

TEST(ArabidopsisFlower, HasTheOrgansOfTheAbcModel) {
  EXPECT_EQ(OrgansOf({}),
            (Names{"inflorescence", "sepal", "petal", "stamen", "carpel"}));
  EXPECT_EQ(OrgansOf({{"AP1", false}}),
            (Names{"inflorescence", "stamen", "carpel"}));
  EXPECT_EQ(OrgansOf({{"AP2", false}}),
            (Names{"inflorescence", "stamen", "carpel"}));
  EXPECT_EQ(OrgansOf({{"AP3", false}}),
            (Names{"inflorescence", "sepal", "carpel"}));
  EXPECT_EQ(OrgansOf({{"PI", false}}),
            (Names{"inflorescence", "sepal", "carpel"}));
  EXPECT_EQ(OrgansOf({{"AG", false}}),
            (Names{"inflorescence", "sepal", "petal"}));
}

// Mendoza & Xenarios 2006.
const std::map<std::string, Genes>& THelperCells() {
  static const auto* const cells = new std::map<std::string, Genes>{
      {"Th0", {}},
      {"Th1", Words("IFNg IFNgR SOCS1 Tbet")},
      {"Th2", Words("GATA3 IL10 IL10R IL4 IL4R STAT3 STAT6")}};
  return *cells;
}

TEST(THelper, RestsAsThreeKindsOfCellOnly) {
  const System system = LogicalModel("t_helper").Hold();
  const FixedPoints points = EnumerateFixedPoints(system, 100);
  EXPECT_TRUE(points.complete);
  std::vector<Genes> cells;
  for (const auto& [name, on] : THelperCells()) cells.push_back(on);
  EXPECT_THAT(GenesOn(system, points.states),
              ::testing::UnorderedElementsAreArray(cells));
  EXPECT_EQ(Require(CountFixedPoints(system)), BigUnsigned(3));
}

// What a cell has become at rest after one gene was held on in so many states
// in a row.
std::string AfterPulse(const LogicalModel& model, const std::string& cell,
                       const std::string& gene, int steps) {
  const System held = model.Hold({{gene, true}});
  Genes on = THelperCells().at(cell);
  on.erase(gene);
  State state = StateOf(held, on);
  for (int i = 1; i < steps; ++i) state = Successor(held, state);
  on = GenesOn(held, state);
  on.insert(gene);
  const auto rest = RunToRest(model.Hold(), on);
  if (!rest) return "no rest";
  for (const auto& [name, genes] : THelperCells()) {
    if (rest->on == genes) return name;
  }
  return "none of these";
}

TEST(THelper, BecomesWhatAPulseSaysAndStaysIt) {
  const LogicalModel model("t_helper");
  const struct {
    const char *cell, *gene, *becomes;
  } rows[] = {
      {"Th0", "IFNg", "Th1"}, {"Th0", "IFNb", "Th1"},  {"Th0", "IL12", "Th1"},
      {"Th0", "IL18", "Th1"}, {"Th0", "TCR", "Th1"},   {"Th0", "Tbet", "Th1"},
      {"Th0", "IL4", "Th2"},  {"Th0", "GATA3", "Th2"}, {"Th0", "IL10", "Th0"},
      {"Th1", "IL4", "Th1"},  {"Th2", "IFNg", "Th2"},  {"Th2", "IFNb", "Th2"},
      {"Th2", "IL12", "Th2"}};
  for (const auto& row : rows) {
    for (const int steps : {1, 3, 10}) {
      EXPECT_EQ(AfterPulse(model, row.cell, row.gene, steps), row.becomes)
          << row.cell << " after " << steps << " steps of " << row.gene;
    }
  }
}

TEST(THelper, IsTurnedRoundByTheOtherFactorIfThePulseLasts) {
  const LogicalModel model("t_helper");
  EXPECT_EQ(AfterPulse(model, "Th1", "GATA3", 1), "Th1");
  EXPECT_EQ(AfterPulse(model, "Th2", "Tbet", 1), "Th2");
  for (const int steps : {3, 10}) {
    EXPECT_EQ(AfterPulse(model, "Th1", "GATA3", steps), "Th2") << steps;
    EXPECT_EQ(AfterPulse(model, "Th2", "Tbet", steps), "Th1") << steps;
  }
}

// Veliz-Cuba & Stigler 2011: the operon is on where its messenger is.
Names LacOperonIs(bool glucose, bool much_lactose, bool medium_lactose) {
  const System system =
      LogicalModel("lac_operon")
          .Hold(
              {{"Ge", glucose}, {"Le", much_lactose}, {"Lem", medium_lactose}});
  const FixedPoints points = EnumerateFixedPoints(system, 100);
  EXPECT_TRUE(points.complete);
  Names is;
  for (const Genes& on : GenesOn(system, points.states)) {
    is.insert(on.count("M") != 0 ? "on" : "off");
  }
  return is;
}

TEST(LacOperon, IsOffOnOrEitherByTheSugarsOutside) {
  EXPECT_EQ(LacOperonIs(false, false, false), (Names{"off"}));
  EXPECT_EQ(LacOperonIs(false, false, true), (Names{"off", "on"}));
  EXPECT_EQ(LacOperonIs(false, true, true), (Names{"on"}));
  EXPECT_EQ(LacOperonIs(true, false, false), (Names{"off"}));
  EXPECT_EQ(LacOperonIs(true, false, true), (Names{"off"}));
  EXPECT_EQ(LacOperonIs(true, true, true), (Names{"off"}));
}

}  // namespace
}  // namespace regulon
