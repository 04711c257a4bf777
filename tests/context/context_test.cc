#include "engine/context/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::unique_ptr<const Genome> Opened() {
  const std::string path = Scratch("context.regulon");
  WriteBytes(path, CompiledBytes(R"spec(
    name: "g"
    unit: "tpm"
    regulator { id: "A" alias: "alpha" alias: "twin" }
    regulator { id: "B" alias: "twin" }
    gene { id: "G" }
    element { id: "e" gene: "G" mwc { } }
    element { id: "f" gene: "G" mwc { } }
  )spec"));
  return *Genome::Open(path);
}

TEST(Context, StartsWithNothingGiven) {
  const auto genome = Opened();
  const Context context(*genome, "x");
  ASSERT_EQ(context.levels().size(), 2u);
  for (const double level : context.levels()) EXPECT_TRUE(std::isnan(level));
  EXPECT_FALSE(context.held(0));
  EXPECT_THAT(context.accessibility(), IsEmpty());
  EXPECT_THAT(context.memory(), IsEmpty());
  EXPECT_EQ(context.gain(), 1);
}

TEST(Context, TakesALevelByAnyName) {
  const auto genome = Opened();
  Context context(*genome, "x");
  EXPECT_TRUE(context.Set("alpha", 3).ok());
  EXPECT_EQ(context.levels()[0], 3);
  EXPECT_TRUE(context.Clamp("A", 4).ok());
  EXPECT_EQ(context.levels()[0], 4);
  EXPECT_TRUE(context.held(0));
  EXPECT_FALSE(context.held(1));
}

TEST(Context, IsLeftAsItWasByWhatItRefuses) {
  const auto genome = Opened();
  Context context(*genome, "x");
  ASSERT_TRUE(context.Set("A", 3).ok());
  EXPECT_EQ(context.Set("C", 1).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(context.Set("twin", 1).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(context.Clamp("A", -1).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(context.levels()[0], 3);
  EXPECT_FALSE(context.held(0));
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(context.SetAccessibility("e", kNaN).ok());
  EXPECT_FALSE(context.SetAccessibility("g", 0).ok());
  EXPECT_FALSE(context.SetMemory("main", -0.1).ok());
  EXPECT_FALSE(context.SetMemory("main", kNaN).ok());
  for (const double gain : {0.0, -1.0, 2e6, kNaN}) {
    EXPECT_FALSE(context.SetGain(gain).ok()) << gain;
  }
  EXPECT_THAT(context.accessibility(), IsEmpty());
  EXPECT_THAT(context.memory(), IsEmpty());
  EXPECT_EQ(context.gain(), 1);
}

TEST(Context, KeepsTheOtherElementsBasal) {
  const auto genome = Opened();
  Context context(*genome, "x");
  ASSERT_TRUE(context.SetAccessibility("f", -2).ok());
  EXPECT_TRUE(std::isnan(context.accessibility()[0]));
  EXPECT_EQ(context.accessibility()[1], -2);
  ASSERT_TRUE(context.SetMemory("main", 1).ok());
  EXPECT_EQ(context.memory()[0], 1);
}

TEST(FindRegulator, SuggestsOnlyWhileFewAreUnknown) {
  const auto genome = Opened();
  EXPECT_EQ(*FindRegulator(*genome, "alpha", 1000), 0);
  EXPECT_THAT(std::string(FindRegulator(*genome, "alpa", 0).status().message()),
              HasSubstr("did you mean 'alpha'?"));
  EXPECT_EQ(FindRegulator(*genome, "alpa", 1000).status(),
            absl::NotFoundError("no regulator is called 'alpa'"));
  EXPECT_EQ(FindRegulator(*genome, "twin", 1000).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace regulon
