// Hes1 and miR-9 on their way: the cell, read again and again with a delay line
// and a memory kept here, against the model's equations written out, and both
// against the published behaviour.
#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {
namespace {

constexpr int kLag = 6, kPeriod = 2 * kLag;  // steps of 10 minutes
constexpr double kCoupling = 8, kRate = 0.02;

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// What is done to the loop.
struct Edit {
  std::optional<double> mir9;  // held at
  bool pool_deleted = false;   // the locus of miR-9 is lost
  bool promoter_on = false;    // nothing represses Hes1
};

struct Point {
  double hes1, mir9, memory;
};

std::vector<Point> Written(const Edit& edit, int steps) {
  std::deque<double> hes1(kLag, 0);
  double mir9 = 0, memory = 0;
  std::vector<Point> points;
  for (int step = 0; step < steps; ++step) {
    const double protein = hes1.front(), bound = 2.5 * protein;
    const double promoter =
        5 - 5 * (std::log1p(bound) - std::log1p(0.001 * bound));
    const double pool =
        edit.pool_deleted ? 0 : Sigmoid(-4 + kCoupling * memory);
    const double free = edit.promoter_on ? 1 : 1 / (1 + std::pow(protein, 5));
    const double product = 1.6 * free / (1 + 3 * edit.mir9.value_or(mir9));
    points.push_back({product, pool, memory});
    hes1.pop_front();
    hes1.push_back(product);
    mir9 = pool;
    memory += kRate * (Sigmoid(std::max(promoter, -4.0)) - memory);
  }
  return points;
}

std::vector<Point> Read(const Edit& edit, int steps) {
  static const OpenedGenome& genome = *new OpenedGenome(
      ReadModel("hes1_mir9"), {1, false, 0, Cooperate::kLoaded, true});
  std::deque<double> hes1(kLag, 0);
  double mir9 = 0, memory = 0;
  std::vector<Point> points;
  for (int step = 0; step < steps; ++step) {
    proto::Context context =
        ContextOf({{"Hes1", hes1.front()}, {"miR9", edit.mir9.value_or(mir9)}});
    (*context.mutable_memory())["miR9_locus"] = memory;
    if (edit.pool_deleted) (*context.mutable_element())["miR9_pool"] = 0;
    if (edit.promoter_on) (*context.mutable_element())["Hes1_promoter"] = 1;
    const Answer answer = genome.Express(context);
    points.push_back({answer.expression[0], answer.expression[1], memory});
    hes1.pop_front();
    hes1.push_back(answer.expression[0]);
    mir9 = answer.expression[1];
    // Element 0 is the promoter, 1 the pool; without the memory's own term.
    const double drive =
        std::max(answer.trace.logit[0],
                 edit.pool_deleted ? -1e9 : answer.trace.logit[1]) -
        kCoupling * memory;
    memory += kRate * (Sigmoid(drive) - memory);
  }
  return points;
}

// What the cell reads, once it is known to be what the equations say.
std::vector<Point> Follow(const Edit& edit, int steps) {
  std::vector<Point> read = Read(edit, steps);
  const std::vector<Point> written = Written(edit, steps);
  for (int step = 0; step < steps; ++step) {
    EXPECT_NEAR(read[step].hes1, written[step].hes1, 1e-4) << step;
    EXPECT_NEAR(read[step].mir9, written[step].mir9, 1e-4) << step;
    if (::testing::Test::HasFailure()) break;
  }
  return read;
}

// Highest and lowest Hes1 over a period from `step` on.
std::pair<double, double> Pulse(const std::vector<Point>& points, int step) {
  const auto [low, high] = std::minmax_element(
      points.begin() + step, points.begin() + step + kPeriod,
      [](const Point& a, const Point& b) { return a.hes1 < b.hes1; });
  return {low->hes1, high->hes1};
}

void ExpectPulsesForEver(const Edit& edit) {
  constexpr int kSteps = 50 * kPeriod;
  const std::vector<Point> points = Follow(edit, kSteps);
  const auto [low, high] = Pulse(points, kSteps - kPeriod);
  EXPECT_NEAR(high, 1.6, 1e-3);
  EXPECT_NEAR(low, 0.1393, 1e-3);
  for (int step = 5 * kPeriod; step + kPeriod < kSteps; ++step) {
    EXPECT_NEAR(points[step].hes1, points[step + kPeriod].hes1, 1e-4);
    EXPECT_GT(std::abs(points[step].hes1 - points[step + kLag].hes1), 1)
        << "no shorter period";
  }
}

// Two hours: Hirata et al. 2002.
TEST(Hes1, OscillatesWithoutMicroRna) {
  EXPECT_EQ(kPeriod * 10, 120) << "minutes";
  ExpectPulsesForEver({0.0, false, false});
}

TEST(Hes1, OscillatesWhereTheLocusOfMir9IsLost) {
  ExpectPulsesForEver({std::nullopt, true, false});
}

// Bonev et al. 2012; Goodfellow et al. 2014: a timer.
TEST(Hes1, PulsesUntilMir9HasAccumulated) {
  constexpr int kSteps = 60 * kPeriod;
  const std::vector<Point> points = Follow({}, kSteps);
  double before = 2;
  for (int step = 0; step + kPeriod <= kSteps; step += kPeriod) {
    const auto [low, high] = Pulse(points, step);
    EXPECT_LT(high - low, before) << "each pulse is lower than the last";
    before = std::max(high - low, 1e-3);
  }
  const auto amplitude = [&points](int step) {
    const auto [low, high] = Pulse(points, step);
    return high - low;
  };
  EXPECT_GT(amplitude(0), 1) << "it begins with full pulses";
  EXPECT_GT(amplitude(2 * kPeriod), 0.5) << "and takes its time";
  EXPECT_LT(amplitude(9 * kPeriod), 0.05) << "to end them";
  for (int step = kPeriod; step < kSteps; ++step) {
    EXPECT_GT(points[step].memory, points[step - kPeriod].memory)
        << "miR-9 accumulates from pulse to pulse";
  }
  EXPECT_LT(points[0].mir9, 0.02);
  EXPECT_NEAR(points.back().mir9, 0.9195, 1e-3);
  EXPECT_NEAR(points.back().hes1, 0.4202, 1e-3) << "low Hes1 for good";
}

TEST(Hes1, IsLowAndConstantWhereMir9IsHeldHigh) {
  const std::vector<Point> points = Follow({1.0, false, false}, 10 * kPeriod);
  const auto [low, high] = Pulse(points, 9 * kPeriod);
  EXPECT_LT(high - low, 1e-4) << "damped";
  EXPECT_NEAR(high, 0.3961, 1e-3);
}

TEST(Hes1, IsHighAndConstantWhereNothingRepressesIt) {
  const std::vector<Point> points =
      Follow({std::nullopt, false, true}, 20 * kPeriod);
  const auto [low, high] = Pulse(points, 19 * kPeriod);
  EXPECT_LT(high - low, 1e-2);
  EXPECT_GT(low, 1.4);
  EXPECT_LT(points.back().mir9, 0.04) << "high Hes1 keeps miR-9 away";
}

}  // namespace
}  // namespace regulon::reference
