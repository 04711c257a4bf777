#include "engine/genome/unit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace regulon {
namespace {

using ::testing::HasSubstr;

TEST(Unit, ThatIsLinearIsItsOwnLevel) {
  for (const char* text : {"activity", "fold_change", "counts", "cpm", "tpm",
                           "ntpm", "nx", "copies_per_cell", "heads_per_cell",
                           "nM", "uM", "mM", "counts/10000", "counts/1e4"}) {
    const auto unit = ParseUnit(text);
    ASSERT_TRUE(unit.ok()) << unit.status();
    EXPECT_EQ(unit->text, text);
    EXPECT_EQ(unit->ToLinear(7), 7);
    EXPECT_EQ(unit->FromLinear(7), 7);
    EXPECT_FALSE(unit->boolean);
  }
}

TEST(Unit, OfLogarithmsUndoesThem) {
  const struct {
    const char* text;
    double value, level;
  } cases[] = {{"log2(tpm+1)", 3, 7},        {"log2(tpm)", 3, 8},
               {"log10(cpm+0.5)", 1, 9.5},   {"ln(tpm+1)", 0, 0},
               {"log1p(cpm)", 0, 0},         {"log1p(cpm)", 1, M_E - 1},
               {"log2_intensity", 10, 1024}, {"log1p(counts/10000)", 0, 0}};
  for (const auto& [text, value, level] : cases) {
    const auto unit = ParseUnit(text);
    ASSERT_TRUE(unit.ok()) << unit.status();
    EXPECT_NEAR(unit->ToLinear(value), level, 1e-12) << text;
    EXPECT_NEAR(unit->FromLinear(level), value, 1e-12) << text;
  }
}

TEST(Unit, ThatIsUnknownIsToldWithTheNearestOne) {
  const struct {
    const char* text;
    const char* what;
  } cases[] = {{"tmp", "'tmp' is no unit; units are boolean, activity"},
               {"TPM", "did you mean 'tpm'?"},
               {"count", "such as log2(tpm+1); did you mean 'counts'?"},
               {"", "'' is no unit"},
               {"counts/0", "normalized counts name their sum"},
               {"counts/inf", "normalized counts name their sum"},
               {"tpm/2", "normalized counts name their sum"},
               {"log2(tpm+1", "a logarithm reads log2(tpm+1)"},
               {"log2(tpm+x)", "a logarithm reads log2(tpm+1)"},
               {"log2(tpm+-1)", "a logarithm reads log2(tpm+1)"},
               {"log2(tpm+inf)", "a logarithm reads log2(tpm+1)"},
               {"log1p(cpm+5)", "a logarithm reads log2(tpm+1)"},
               {"log2(log2_intensity)", "no logarithm of log2_intensity"},
               {"log2(boolean)", "no logarithm of boolean"},
               {"log2(tmp)", "is no unit"}};
  for (const auto& [text, what] : cases) {
    const auto unit = ParseUnit(text);
    ASSERT_FALSE(unit.ok()) << text;
    EXPECT_EQ(unit.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(unit.status().message()), HasSubstr(what));
  }
}

TEST(Unit, AllowsWhatCanBeALevel) {
  const Unit tpm = *ParseUnit("tpm"), log = *ParseUnit("log2(tpm+1)"),
             boolean = *ParseUnit("boolean");
  EXPECT_TRUE(tpm.Check(0).ok());
  EXPECT_TRUE(tpm.Check(3e38).ok());
  EXPECT_FALSE(tpm.Check(-1e-300).ok());
  EXPECT_FALSE(tpm.Check(4e38).ok());
  EXPECT_TRUE(boolean.Check(1).ok());
  EXPECT_FALSE(boolean.Check(0.5).ok());
  EXPECT_TRUE(log.Check(0).ok());
  EXPECT_TRUE(log.Check(-1e-7).ok());  // zero, but for rounding
  EXPECT_FALSE(log.Check(-0.01).ok());
  EXPECT_FALSE(log.Check(128).ok());  // 3.4e38
  for (const Unit& unit : {tpm, log, boolean}) {
    EXPECT_FALSE(unit.Check(std::numeric_limits<double>::quiet_NaN()).ok());
    EXPECT_FALSE(unit.Check(std::numeric_limits<double>::infinity()).ok());
    EXPECT_FALSE(unit.Check(-std::numeric_limits<double>::infinity()).ok());
  }
}

}  // namespace
}  // namespace regulon
