#include "engine/transcription/link.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace regulon {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(Link, LeavesTheIdentityAlone) {
  for (const float y : {-3.5f, 0.0f, 1e30f}) {
    EXPECT_EQ(ApplyLink(Link::kIdentity, y), y);
  }
}

TEST(Link, BendsSoftplusFromZeroToTheIdentity) {
  EXPECT_FLOAT_EQ(ApplyLink(Link::kSoftplus, 0), std::log(2.0f));
  EXPECT_FLOAT_EQ(ApplyLink(Link::kSoftplus, 1),
                  static_cast<float>(std::log1p(std::exp(1.0))));
  EXPECT_EQ(ApplyLink(Link::kSoftplus, 200), 200);
  EXPECT_EQ(ApplyLink(Link::kSoftplus, -200), 0);
  EXPECT_FLOAT_EQ(ApplyLink(Link::kSoftplus, -20),
                  static_cast<float>(std::exp(-20.0)));
}

TEST(Link, ClampsToTheUnitInterval) {
  EXPECT_EQ(ApplyLink(Link::kUnitClamp, -0.5f), 0);
  EXPECT_EQ(ApplyLink(Link::kUnitClamp, 0.25f), 0.25f);
  EXPECT_EQ(ApplyLink(Link::kUnitClamp, 1.5f), 1);
  EXPECT_EQ(ApplyLink(Link::kUnitClamp, kInfinity), 1);
}

TEST(Link, NeverHidesANan) {
  for (const Link link : {Link::kIdentity, Link::kSoftplus, Link::kUnitClamp}) {
    EXPECT_TRUE(std::isnan(ApplyLink(link, std::nanf(""))));
  }
}

}  // namespace
}  // namespace regulon
