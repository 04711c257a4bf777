#include "engine/transcription/link.h"

#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

float Linked(Link link, float from) {
  float to = 0;
  ApplyLink(link, absl::MakeConstSpan(&from, 1), absl::MakeSpan(&to, 1));
  return to;
}

TEST(Link, LeavesTheIdentityAlone) {
  for (const float y : {-3.5f, 0.0f, 1e30f}) {
    EXPECT_EQ(Linked(Link::kIdentity, y), y);
  }
}

TEST(Link, BendsSoftplusFromZeroToTheIdentity) {
  EXPECT_FLOAT_EQ(Linked(Link::kSoftplus, 0), std::log(2.0f));
  EXPECT_FLOAT_EQ(Linked(Link::kSoftplus, 1),
                  static_cast<float>(std::log1p(std::exp(1.0))));
  EXPECT_EQ(Linked(Link::kSoftplus, 200), 200);
  EXPECT_NEAR(Linked(Link::kSoftplus, -200), 0, 1e-37);
  EXPECT_FLOAT_EQ(Linked(Link::kSoftplus, -20),
                  static_cast<float>(std::exp(-20.0)));
}

TEST(Link, ClampsToTheUnitInterval) {
  EXPECT_EQ(Linked(Link::kUnitClamp, -0.5f), 0);
  EXPECT_EQ(Linked(Link::kUnitClamp, 0.25f), 0.25f);
  EXPECT_EQ(Linked(Link::kUnitClamp, 1.5f), 1);
  EXPECT_EQ(Linked(Link::kUnitClamp, kInfinity), 1);
}

TEST(Link, TakesEveryValueOfARow) {
  const std::vector<float> from = {-1, 0.5, 2};
  std::vector<float> to(3);
  ApplyLink(Link::kIdentity, from, absl::MakeSpan(to));
  EXPECT_EQ(to, from);
  ApplyLink(Link::kUnitClamp, from, absl::MakeSpan(to));
  EXPECT_EQ(to, (std::vector<float>{0, 0.5, 1}));
}

TEST(Link, NeverHidesANan) {
  for (const Link link : {Link::kIdentity, Link::kSoftplus, Link::kUnitClamp}) {
    EXPECT_TRUE(std::isnan(Linked(link, std::nanf(""))));
  }
}

}  // namespace
}  // namespace regulon
