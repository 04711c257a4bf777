// Against the same functions in double precision.
#include "engine/dense/elementwise.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "tests/dense/instruction_sets.h"

namespace regulon {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kExtremes[] = {
    -kInfinity, -1e30f, -100, -88.5f, -87, -1e-30f, -0.0f,     0,
    1e-30f,     1,      87,   88.5f,  100, 1e30f,   kInfinity, kNan};
constexpr double kError = 1e-6;

// Half of them from -4 to 4, half from -90 to 90, and some extremes.
std::vector<float> Values(int size, unsigned seed, bool extremes) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> near(-4, 4), far(-90, 90);
  std::vector<float> values(size);
  for (float& value : values) {
    value = random() % 2 ? near(random) : far(random);
    if (extremes && random() % 4 == 0) {
      value = kExtremes[random() % std::size(kExtremes)];
    }
  }
  return values;
}

// NaN for NaN, infinite for infinite, else within a relative error; what is
// less than a normal float may be lost.
void ExpectNear(float value, double slow, double error, float of) {
  if (std::isnan(slow)) {
    ASSERT_TRUE(std::isnan(value)) << of;
  } else if (std::abs(slow) > std::numeric_limits<float>::max()) {
    ASSERT_EQ(value, slow > 0 ? kInfinity : -kInfinity) << of;
  } else {
    ASSERT_NEAR(value, slow, error * std::abs(slow) + 1e-36) << of;
  }
}

class ElementwiseOn : public EachInstructionSet {};

INSTANTIATE_TEST_SUITE_P(Machine, ElementwiseOn,
                         ::testing::ValuesIn(InstructionSets()),
                         InstructionSetName);

TEST_P(ElementwiseOn, AddScaledIsWithinOneRoundingOfEachStep) {
  for (int size = 0; size < 200; ++size) {
    const std::vector<float> x = Values(size, size, false);
    const std::vector<float> before = Values(size, size + 1, false);
    std::vector<float> y = before;
    y.push_back(7);  // not its own
    AddScaled(0.37f, x, y.data());
    for (int i = 0; i < size; ++i) {
      ASSERT_NEAR(y[i], before[i] + double{0.37f} * x[i], 1e-5) << i;
    }
    ASSERT_EQ(y.back(), 7);
  }
}

TEST_P(ElementwiseOn, ReluKeepsWhatIsAboveZero) {
  for (int size = 0; size < 200; ++size) {
    const std::vector<float> x = Values(size, size, true);
    std::vector<float> y = x;
    Relu(absl::MakeSpan(y));
    for (int i = 0; i < size; ++i) {
      ASSERT_NO_FATAL_FAILURE(
          ExpectNear(y[i], x[i] < 0 ? 0 : double{x[i]}, 0, x[i]));
    }
  }
}

TEST_P(ElementwiseOn, SwishTimesGatesValues) {
  for (int size = 0; size < 200; ++size) {
    const std::vector<float> gate = Values(size, size, true);
    const std::vector<float> up = Values(size, 1000 + size, false);
    std::vector<float> y = up;
    SwishTimes(gate, absl::MakeSpan(y));
    for (int i = 0; i < size; ++i) {
      const double x = gate[i];
      const double swish = x == -kInfinity ? 0 : x / (1 + std::exp(-x));
      // As far below zero as a float's exponential does not reach, zero.
      const double lost = x < -80 ? 1e-33 * std::abs(up[i]) : 0;
      if (lost > 0) {
        ASSERT_NEAR(y[i], swish * up[i], lost) << x;
      } else {
        ASSERT_NO_FATAL_FAILURE(
            ExpectNear(y[i], swish * up[i], kError, gate[i]));
      }
    }
  }
}

TEST_P(ElementwiseOn, SoftplusBendsFromZeroToTheIdentity) {
  for (int size = 0; size < 200; ++size) {
    const std::vector<float> x = Values(size, size, true);
    std::vector<float> y(size);
    Softplus(x, absl::MakeSpan(y));
    for (int i = 0; i < size; ++i) {
      const double slow = std::max(double{x[i]}, 0.0) +
                          std::log1p(std::exp(-std::abs(double{x[i]})));
      ASSERT_NO_FATAL_FAILURE(
          ExpectNear(y[i], std::isnan(x[i]) ? kNan : slow, kError, x[i]));
    }
  }
}

TEST_P(ElementwiseOn, UnitClampBoundsToZeroAndOne) {
  for (int size = 0; size < 200; ++size) {
    const std::vector<float> x = Values(size, size, true);
    std::vector<float> y(size);
    UnitClamp(x, absl::MakeSpan(y));
    for (int i = 0; i < size; ++i) {
      const double slow =
          std::isnan(x[i]) ? kNan : std::clamp(x[i], 0.0f, 1.0f);
      ASSERT_NO_FATAL_FAILURE(ExpectNear(y[i], slow, 0, x[i]));
    }
  }
}

TEST_P(ElementwiseOn, FirstNotFiniteFindsTheFirst) {
  for (int size = 0; size < 200; ++size) {
    std::vector<float> x(size, std::numeric_limits<float>::max());
    ASSERT_EQ(FirstNotFinite(x), size_t(size));
    for (int at = size - 1; at >= 0; at -= 7) {
      for (const float bad : {kNan, kInfinity, -kInfinity}) {
        x[at] = bad;
        ASSERT_EQ(FirstNotFinite(x), size_t(at));
      }
    }
  }
}

std::vector<float> AllFunctionsOf(const std::vector<float>& x,
                                  const std::vector<float>& up) {
  std::vector<float> all, y = x;
  const auto add = [&] { all.insert(all.end(), y.begin(), y.end()); };
  Relu(absl::MakeSpan(y)), add();
  y = up, SwishTimes(x, absl::MakeSpan(y)), add();
  Softplus(x, absl::MakeSpan(y)), add();
  UnitClamp(x, absl::MakeSpan(y)), add();
  return all;
}

// NaNs may differ in their sign.
bool SameValues(const std::vector<float>& a, const std::vector<float>& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    if (std::memcmp(&a[i], &b[i], sizeof(float)) != 0) return false;
  }
  return a.size() == b.size();
}

TEST(Elementwise, IsTheSameBitsOnEveryInstructionSetThatFuses) {
  const std::vector<float> x = Values(20000, 1, true);
  const std::vector<float> up = Values(20000, 2, false);
  std::vector<float> first;
  for (const int64_t target : InstructionSets()) {
    if (!FusesMultiplyAdds(target)) continue;
    const OnInstructionSet on(target);
    const std::vector<float> all = AllFunctionsOf(x, up);
    if (first.empty()) first = all;
    EXPECT_TRUE(SameValues(all, first)) << hwy::TargetName(target);
  }
}

TEST_P(ElementwiseOn, EveryFunctionGivesTheSameBitsWhereverAValueStands) {
  const std::vector<float> x = Values(100, 1, true), up = Values(100, 2, false);
  const std::vector<float> all = AllFunctionsOf(x, up);
  for (int i = 0; i < 100; ++i) {
    const std::vector<float> one = AllFunctionsOf({x[i]}, {up[i]});
    std::vector<float> same;
    for (int f = 0; f < 4; ++f) same.push_back(all[f * 100 + i]);
    ASSERT_TRUE(SameValues(one, same)) << x[i];
  }
}

}  // namespace
}  // namespace regulon
