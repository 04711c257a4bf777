#include "engine/regression/standardize.h"

#include <cmath>
#include <limits>
#include <vector>

#include "engine/context/sense.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

const float kNan = std::numeric_limits<float>::quiet_NaN();

FloatRows Rows(int rows, int columns, const std::vector<float>& values) {
  return Eigen::Map<const FloatRows>(values.data(), rows, columns);
}

TEST(Standardizer, CentresLogarithmsAndMakesTheMeanSquaredNormOne) {
  // ln 2 times (1, 3) and (2, 2): means 2, deviations 1 and 0.
  const FloatRows levels = Rows(2, 2, {1, 2, 3, 2});
  const auto made = Standardizer::Create(levels, *ParseUnit("log2_intensity"));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_FLOAT_EQ(made->log_mean()[0], 2 * std::log(2.0));
  EXPECT_FLOAT_EQ(made->log_sd()[0], std::log(2.0));
  EXPECT_EQ(made->pseudocount()[0], 0);
  const FloatRows x = *made->Apply(levels);
  EXPECT_NEAR(x(0, 0), -1, 1e-6);
  EXPECT_NEAR(x(1, 0), 1, 1e-6);
  EXPECT_NEAR(x(0, 1), 0, 1e-6);
}

TEST(Standardizer, GivesEachRegulatorTheSameSpreadAtPowerOne) {
  const FloatRows levels = Rows(4, 2, {0, 0, 1, 10, 2, 20, 3, 30});
  StandardizerOptions options;
  options.power = 1;
  const auto made =
      Standardizer::Create(levels, *ParseUnit("log2_intensity"), options);
  ASSERT_TRUE(made.ok()) << made.status();
  const FloatRows x = *made->Apply(levels);
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(x(i, 0), x(i, 1), 1e-5);
  EXPECT_NEAR(x.rowwise().squaredNorm().mean(), 1, 1e-5);
}

TEST(Standardizer, WeighsRegulators) {
  const FloatRows levels = Rows(2, 2, {0, 0, 1, 1});
  StandardizerOptions options;
  options.weight = {1, 2};
  const auto made =
      Standardizer::Create(levels, *ParseUnit("log2_intensity"), options);
  ASSERT_TRUE(made.ok()) << made.status();
  const FloatRows x = *made->Apply(levels);
  EXPECT_NEAR(x(1, 1) / x(1, 0), 2, 1e-5);
}

TEST(Standardizer, PutsWhatIsNotGivenAtTheMean) {
  const FloatRows levels = Rows(3, 1, {1, kNan, 3});
  const auto made = Standardizer::Create(levels, *ParseUnit("log2_intensity"));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_FLOAT_EQ(made->log_mean()[0], 2 * std::log(2.0));
  EXPECT_EQ((*made->Apply(levels))(1, 0), 0);
}

TEST(Standardizer, NamesALevelWithoutALogarithm) {
  StandardizerOptions options;
  options.pseudocount = 0;
  const auto made =
      Standardizer::Create(Rows(2, 1, {1, 0}), *ParseUnit("tpm"), options);
  ASSERT_FALSE(made.ok());
  EXPECT_NE(made.status().message().find("sample #1, regulator #0"),
            absl::string_view::npos)
      << made.status();
}

TEST(Standardizer, AgreesWithTheSenseStageToTheBit) {
  for (const char* text : {"tpm", "log2(tpm+1)", "log2_intensity"}) {
    const Unit unit = *ParseUnit(text);
    const FloatRows levels = Rows(3, 2, {0.5, 7, 1.25, 3.5, 9, 11.125});
    const auto made = Standardizer::Create(levels, unit);
    ASSERT_TRUE(made.ok()) << made.status();
    const std::vector<Unit> units(2, unit);
    const std::vector<float> reference(2, 1);
    SenseTables tables;
    tables.regulators = 2;
    tables.basal = true;
    tables.units = units;
    tables.reference = reference;
    tables.pseudocount = made->pseudocount();
    tables.log_mean = made->log_mean();
    tables.log_sd = made->log_sd();
    const auto sense = Sense::Create(tables);
    ASSERT_TRUE(sense.ok()) << sense.status();
    const FloatRows x = *made->Apply(levels);
    for (int i = 0; i < 3; ++i) {
      const std::vector<double> given = {levels(i, 0), levels(i, 1)};
      std::vector<double> activity(2);
      std::vector<uint32_t> present(2);
      std::vector<float> sensed(2);
      ReadSet reads;
      int64_t flops = 0;
      ASSERT_TRUE(sense
                      ->Run(given, absl::MakeSpan(activity),
                            absl::MakeSpan(present), absl::MakeSpan(sensed),
                            reads, flops)
                      .ok());
      EXPECT_EQ(sensed[0], x(i, 0)) << text;
      EXPECT_EQ(sensed[1], x(i, 1)) << text;
    }
  }
}

}  // namespace
}  // namespace regulon
