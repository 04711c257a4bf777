#include "engine/context/sense_line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace regulon {
namespace {

constexpr double kNotGiven = std::numeric_limits<double>::quiet_NaN();

// Two regulators, of reference levels 2 and 1.
struct Tables {
  std::vector<Unit> units = {Unit(), Unit()};
  std::vector<float> reference = {2, 1}, pseudocount = {0.5f, 1},
                     log_mean = {0.25f, -1}, log_sd = {2, 0.5f};

  PreciseSense Plain() const { return PreciseSense(Of(false)); }
  PreciseSense Standardizing() const { return PreciseSense(Of(true)); }

 private:
  SenseTables Of(bool standardizes) const {
    SenseTables t;
    t.regulators = 2;
    t.units = units;
    t.reference = reference;
    if (!standardizes) return t;
    t.basal = true;
    t.pseudocount = pseudocount;
    t.log_mean = log_mean;
    t.log_sd = log_sd;
    return t;
  }
};

struct Point {
  std::vector<double> activity = {0, 0}, x = {0, 0};
};

Point At(const SenseLine& line, double s) {
  Point point;
  line.At(s, absl::MakeSpan(point.activity), absl::MakeSpan(point.x));
  return point;
}

TEST(SenseLine, IsStraightInTheLogarithmOfActivityAndPseudocount) {
  const Tables tables;
  const PreciseSense sense = tables.Plain();
  const SenseLine line(sense, {kNotGiven, 3}, {6, 3});
  EXPECT_EQ(At(line, 0).activity, (std::vector<double>{0, 3}));
  EXPECT_NEAR(At(line, 0.5).activity[0], std::sqrt(1 * 4) - 1, 1e-15);
  EXPECT_EQ(At(line, 1).activity, (std::vector<double>{3, 3}));
  EXPECT_NEAR(line.step(0), std::log(4), 1e-15);
  EXPECT_EQ(line.step(1), 0);
  EXPECT_EQ(At(line, 0.3).x, (std::vector<double>{0, 0}));
}

TEST(SenseLine, IsLinearInXWhereAPseudocountIsStored) {
  const Tables tables;
  const PreciseSense sense = tables.Standardizing();
  const SenseLine line(sense, {1, 2}, {6, 0});
  const Point from = At(line, 0), to = At(line, 1), middle = At(line, 0.25);
  for (int t = 0; t < 2; ++t) {
    EXPECT_NEAR(middle.x[t], 0.75 * from.x[t] + 0.25 * to.x[t], 1e-14);
    EXPECT_NEAR(middle.x[t], sense.Standardized(t, middle.activity[t]), 1e-14);
  }
  EXPECT_EQ(to.activity[1], 0);
}

// exp(log_mean) is below the pseudocount of the second: absent, but x is 0.
TEST(SenseLine, StartsFromTheMeanOfWhatIsBasal) {
  const Tables tables;
  const PreciseSense sense = tables.Standardizing();
  const SenseLine line(sense, {kNotGiven, kNotGiven}, {6, 2});
  const Point from = At(line, 0);
  EXPECT_EQ(from.x, (std::vector<double>{0, 0}));
  EXPECT_NEAR(from.activity[0], std::exp(0.25) - 0.5, 1e-15);
  EXPECT_EQ(from.activity[1], 0);
  // It appears where u = log 1, on the way from -1 to log 3.
  const auto turns = line.Turns();
  ASSERT_EQ(turns.size(), 1u);
  EXPECT_EQ(turns[0].regulator, 1);
  EXPECT_TRUE(turns[0].appears);
  EXPECT_NEAR(turns[0].s, 1 / (1 + std::log(3)), 1e-15);
  EXPECT_EQ(At(line, turns[0].s - 1e-6).activity[1], 0);
  EXPECT_GT(At(line, turns[0].s + 1e-6).activity[1], 0);
}

TEST(SenseLine, TellsWhoAppearsAndWhoVanishes) {
  const Tables tables;
  const PreciseSense sense = tables.Plain();
  const auto turns = SenseLine(sense, {kNotGiven, 3}, {6, 0}).Turns();
  ASSERT_EQ(turns.size(), 2u);
  EXPECT_EQ(turns[0].regulator, 0);
  EXPECT_EQ(turns[0].s, 0);
  EXPECT_TRUE(turns[0].appears);
  EXPECT_EQ(turns[1].regulator, 1);
  EXPECT_EQ(turns[1].s, 1);
  EXPECT_FALSE(turns[1].appears);
}

TEST(PreciseSense, SlopesAreThoseOfItsLaws) {
  const Tables tables;
  const PreciseSense sense = tables.Standardizing();
  const double a = 1.75, step = 1e-6;
  EXPECT_NEAR(sense.StandardizedSlope(0, a),
              (sense.Standardized(0, a * std::exp(step)) -
               sense.Standardized(0, a * std::exp(-step))) /
                  (2 * step),
              1e-9);
  EXPECT_EQ(sense.StandardizedSlopeAt(0, a), 0.5);
  EXPECT_NEAR(sense.LogActivitySlopeAt(0, a), (a + 0.5) / a, 1e-15);
  EXPECT_EQ(sense.LogActivitySlopeAt(0, 0), 0);
  EXPECT_EQ(sense.StandardizedSlope(0, 0), 0);
}

}  // namespace
}  // namespace regulon
