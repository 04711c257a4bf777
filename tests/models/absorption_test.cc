// With which probability, and after what time, the models of models/ end where:
// exactly, every variable that would change doing so at rate 1 (Krumsiek et al.
// 2011 and the other networks' papers; figures solved as a linear system).
#include "tests/models/absorption.h"

#include <map>
#include <optional>
#include <string>

#include "gtest/gtest.h"
#include "tests/models/logical_model.h"

namespace regulon {
namespace {

constexpr double kSixDigits = 0.6e-6;
constexpr const char* kAllStates = nullptr;

struct Row {
  const char* model;
  Clamps held;
  const char* from;  // genes that are on
  uint64_t states;
  double time;
  std::map<std::string, double> fates;  // genes that are on -> probability
};

const Row kRows[] = {
    {"myeloid",
     {},
     "GATA2 CEBPA PU1",
     160,
     3.162771,
     {{"CEBPA Gfi1 PU1", 0.375000},
      {"EKLF FOG1 GATA1 SCL", 0.250000},
      {"FOG1 Fli1 GATA1 SCL", 0.250000},
      {"CEBPA EgrNab PU1 cJun", 0.125000}}},
    {"myeloid",
     {{"PU1", false}},
     "GATA2 CEBPA",
     50,
     4.635453,
     {{"EKLF FOG1 GATA1 SCL", 0.500000}, {"FOG1 Fli1 GATA1 SCL", 0.500000}}},
    {"myeloid",
     {{"GATA1", false}},
     "GATA2 CEBPA PU1",
     16,
     1.268229,
     {{"CEBPA GATA2 Gfi1", 0.500000},
      {"CEBPA Gfi1 PU1", 0.375000},
      {"CEBPA EgrNab PU1 cJun", 0.125000}}},
    {"myeloid",
     {{"CEBPA", false}},
     "GATA2 PU1",
     82,
     2.939979,
     {{"EgrNab PU1 cJun", 0.500000},
      {"EKLF FOG1 GATA1 SCL", 0.250000},
      {"FOG1 Fli1 GATA1 SCL", 0.250000}}},
    {"myeloid",
     {{"EKLF", false}},
     "GATA2 CEBPA PU1",
     112,
     3.195372,
     {{"FOG1 Fli1 GATA1 SCL", 0.500000},
      {"CEBPA Gfi1 PU1", 0.375000},
      {"CEBPA EgrNab PU1 cJun", 0.125000}}},
    {"myeloid",
     {{"Fli1", false}},
     "GATA2 CEBPA PU1",
     112,
     3.195372,
     {{"EKLF FOG1 GATA1 SCL", 0.500000},
      {"CEBPA Gfi1 PU1", 0.375000},
      {"CEBPA EgrNab PU1 cJun", 0.125000}}},
    {"myeloid",
     {{"Gfi1", false}},
     "GATA2 CEBPA PU1",
     106,
     3.235773,
     {{"CEBPA EgrNab PU1 cJun", 0.500000},
      {"FOG1 Fli1 GATA1 SCL", 0.250000},
      {"EKLF FOG1 GATA1 SCL", 0.250000}}},
    {"myeloid",
     {{"cJun", false}},
     "GATA2 CEBPA PU1",
     54,
     3.160771,
     {{"CEBPA Gfi1 PU1", 0.500000},
      {"FOG1 Fli1 GATA1 SCL", 0.250000},
      {"EKLF FOG1 GATA1 SCL", 0.250000}}},
    {"myeloid",
     {{"EgrNab", false}},
     "GATA2 CEBPA PU1",
     108,
     3.400987,
     {{"CEBPA Gfi1 PU1", 0.500000},
      {"EKLF FOG1 GATA1 SCL", 0.250000},
      {"FOG1 Fli1 GATA1 SCL", 0.250000}}},
    {"myeloid",
     {{"GATA2", false}},
     "CEBPA PU1",
     5,
     1.000000,
     {{"CEBPA Gfi1 PU1", 0.750000}, {"CEBPA EgrNab PU1 cJun", 0.250000}}},
    {"myeloid",
     {{"SCL", false}},
     "GATA2 CEBPA PU1",
     70,
     2.420771,
     {{"CEBPA Gfi1 PU1", 0.375000},
      {"CEBPA EKLF FOG1 GATA1 Gfi1", 0.250000},
      {"CEBPA FOG1 Fli1 GATA1 Gfi1", 0.250000},
      {"CEBPA EgrNab PU1 cJun", 0.125000}}},
    {"myeloid",
     {{"FOG1", false}},
     "GATA2 CEBPA PU1",
     52,
     2.021104,
     {{"CEBPA Gfi1 PU1", 0.375000},
      {"CEBPA EKLF GATA1 GATA2 Gfi1 SCL", 0.250000},
      {"CEBPA Fli1 GATA1 GATA2 Gfi1 SCL", 0.250000},
      {"CEBPA EgrNab PU1 cJun", 0.125000}}},
    {"myeloid",
     {},
     kAllStates,
     2048,
     2.701174,
     {{"FOG1 Fli1 GATA1 SCL", 0.313151},
      {"EKLF FOG1 GATA1 SCL", 0.296224},
      {"EgrNab PU1 cJun", 0.150091},
      {"CEBPA Gfi1 PU1", 0.126395},
      {"CEBPA EgrNab PU1 cJun", 0.067264},
      {"", 0.046875}}},
    {"budding_yeast",
     {},
     kAllStates,
     2048,
     7.393579,
     {{"Cdh1 Sic1", 0.561974},
      {"Sic1", 0.182338},
      {"Cln12 SBF", 0.125694},
      {"Cdh1 MBF Sic1", 0.075770},
      {"MBF Sic1", 0.023443},
      {"", 0.018106},
      {"Cdh1", 0.012676}}},
    {"budding_yeast",
     {},
     "Cln3 Cdh1 Sic1",
     181,
     5.015523,
     {{"Cdh1 Sic1", 0.577352},
      {"Cln12 SBF", 0.169537},
      {"Cdh1 MBF Sic1", 0.166667},
      {"Sic1", 0.081895},
      {"", 0.003517},
      {"Cdh1", 0.001032}}},
    {"fission_yeast",
     {},
     kAllStates,
     1024,
     6.531192,
     {{"Rum1 Ste9 Wee1", 0.508022},
      {"Rum1 Wee1", 0.095772},
      {"Ste9 Wee1", 0.095772},
      {"Rum1 Ste9", 0.049810},
      {"Cdc25 Rum1 Ste9 Wee1", 0.049810},
      {"Rum1", 0.030192},
      {"Ste9", 0.030192},
      {"Cdc25 Ste9 Wee1", 0.030192},
      {"Cdc25 Rum1 Wee1", 0.030192},
      {"Cdc25 Rum1", 0.029595},
      {"Cdc25 Ste9", 0.029595},
      {"Cdc25 Rum1 Ste9", 0.020857}}},
    {"mammalian_cell_cycle",
     {{"CycD", true}},
     kAllStates,
     512,
     0.891667,
     {{"112 states", 1.000000}}},
    {"lac_operon",
     {{"Ge", false}, {"Le", false}, {"Lem", true}},
     kAllStates,
     1024,
     3.721489,
     {{"C R Rm", 0.611765}, {"Am B C Lm M P", 0.388235}}},
    {"cortical_area",
     {},
     kAllStates,
     32,
     2.074523,
     {{"Coup Emx2", 0.729167}, {"Fgf8 Pax6 Sp8", 0.270833}}},
    {"t_helper",
     {},
     "IFNg",
     44,
     2.221899,
     {{"", 0.738352}, {"IFNg IFNgR SOCS1 Tbet", 0.261648}}},
    {"t_helper",
     {},
     "IL4",
     35,
     2.250241,
     {{"", 0.687500}, {"GATA3 IL10 IL10R IL4 IL4R STAT3 STAT6", 0.312500}}},
    {"t_helper",
     {},
     "Tbet GATA3",
     2079,
     3.992093,
     {{"GATA3 IL10 IL10R IL4 IL4R STAT3 STAT6", 0.500000},
      {"IFNg IFNgR SOCS1 Tbet", 0.500000}}},
    {"repressilator", {}, kAllStates, 8, 0.083333, {{"6 states", 1.000000}}},
    {"toggle_switch", {}, "", 3, 0.500000, {{"A", 0.500000}, {"B", 0.500000}}},
    {"arabidopsis_flower",
     {},
     kAllStates,
     8192,
     3.294103,
     {{"AG AP2 AP3 FT FUL LFY PI SEP UFO", 0.301767},
      {"AG AP2 FT FUL LFY PI SEP", 0.236257},
      {"AP1 AP2 AP3 FT LFY PI SEP UFO", 0.108902},
      {"AP1 AP2 FT LFY SEP", 0.091380},
      {"AG AP2 AP3 FT FUL LFY PI SEP", 0.065461},
      {"EMF1 TFL1 UFO", 0.049596},
      {"EMF1 TFL1", 0.049457},
      {"EMF1 TFL1 UFO WUS", 0.039734},
      {"EMF1 TFL1 WUS", 0.039609},
      {"AP1 AP2 AP3 FT LFY PI SEP", 0.017836}}},
};

Absorption Solve(const Row& row) {
  const System system = LogicalModel(row.model).Hold(row.held);
  std::optional<State> from;
  if (row.from != kAllStates) from = StateOf(system, Words(row.from));
  return SolveAbsorption(system, from);
}

class AbsorptionOf : public ::testing::TestWithParam<Row> {};

TEST_P(AbsorptionOf, HasTheExactProbabilitiesAndTime) {
  const Row& row = GetParam();
  const Absorption absorption = Solve(row);
  EXPECT_EQ(absorption.states, row.states);
  EXPECT_NEAR(absorption.time, row.time, kSixDigits);
  EXPECT_EQ(absorption.fates.size(), row.fates.size());
  for (const Fate& fate : absorption.fates) {
    const auto expected = row.fates.find(fate.attractor);
    ASSERT_NE(expected, row.fates.end()) << fate.attractor;
    EXPECT_NEAR(fate.probability, expected->second, kSixDigits)
        << fate.attractor;
  }
}

std::string NameOf(const ::testing::TestParamInfo<Row>& info) {
  const Row& row = info.param;
  std::string name = row.model;
  for (const auto& [gene, value] : row.held) {
    name += "_" + gene + (value ? "_on" : "_off");
  }
  name += "_from_";
  name += row.from == kAllStates ? "all_states" : *row.from ? row.from : "none";
  for (char& c : name) c = c == ' ' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Models, AbsorptionOf, ::testing::ValuesIn(kRows),
                         NameOf);

// Long-run means, to four digits.
void ExpectActivity(const System& system, const Absorption& absorption,
                    const std::map<std::string, double>& expected) {
  ASSERT_EQ(absorption.fates.size(), 1u);
  const std::vector<double>& activity = absorption.fates[0].activity;
  ASSERT_EQ(activity.size(), expected.size());
  for (int v = 0; v < system.size(); ++v) {
    EXPECT_NEAR(activity[v], expected.at(system.names[v]), 0.6e-4)
        << system.names[v];
  }
}

TEST(LongRunActivity, OfTheMammalianCellCycleWithCyclinD) {
  const System system =
      LogicalModel("mammalian_cell_cycle").Hold({{"CycD", true}});
  ExpectActivity(system, SolveAbsorption(system, std::nullopt),
                 {{"Cdc20", 0.3125},
                  {"Cdh1", 0.5703},
                  {"CycA", 0.5336},
                  {"CycB", 0.3125},
                  {"CycE", 0.3769},
                  {"E2F", 0.3769},
                  {"Rb", 0},
                  {"UbcH10", 0.6106},
                  {"p27", 0}});
}

TEST(LongRunActivity, OfTheRepressilator) {
  const System system = LogicalModel("repressilator").Hold();
  ExpectActivity(system, SolveAbsorption(system, std::nullopt),
                 {{"cI", 0.5}, {"lacI", 0.5}, {"tetR", 0.5}});
}

}  // namespace
}  // namespace regulon
