#include "engine/development/feedback.h"

#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsNan;

// Three products that follow the free input S; nothing reads D's product.
constexpr char kFollowers[] = R"(
    name: "followers" unit: "boolean" regulator { id: "S" }
    gene { id: "D" rule: "A & B & C" }
    gene { id: "A" rule: "S" }
    gene { id: "B" rule: "S" }
    gene { id: "C" rule: "S" })";

// Of products in two units.
constexpr char kLogarithmic[] = R"pb(
  name: "logarithmic"
  unit: "log2(tpm+0.5)"
  regulator { id: "P" }
  regulator { id: "Q" unit: "tpm" }
  gene { id: "P" }
  gene { id: "Q" unit: "tpm" })pb";

std::vector<std::string> LoopsOf(const OpenedGenome& genome) {
  const proto::Manifest& manifest = genome.genome().manifest();
  const Feedback feedback(genome.genome());
  std::vector<std::string> ids;
  for (const Feedback::Loop& loop : feedback.loops()) {
    EXPECT_EQ(manifest.genes(loop.gene).id(),
              manifest.regulators(loop.regulator).id());
    ids.push_back(manifest.genes(loop.gene).id());
  }
  return ids;
}

int Find(const OpenedGenome& genome, const std::string& regulator) {
  return genome.genome().regulators().FindId(regulator);
}

TEST(Feedback, JoinsEachGeneToTheRegulatorOfItsId) {
  const OpenedGenome followers(ParseSpecText(kFollowers));
  EXPECT_THAT(LoopsOf(followers), ElementsAre("A", "B", "C"));
  EXPECT_TRUE(Feedback(followers.genome()).CanStep().ok());
}

TEST(Feedback, IsNotByAlias) {
  const OpenedGenome genome(ParseSpecText(R"(
      name: "alias" unit: "boolean" regulator { id: "SPI1" }
      gene { id: "PU1" alias: "SPI1" rule: "SPI1" })"));
  EXPECT_THAT(LoopsOf(genome), IsEmpty());
}

TEST(Feedback, CannotStepWithoutALoop) {
  const OpenedGenome genome(
      ParseSpecText(R"(name: "open" unit: "boolean" regulator { id: "S" }
                       gene { id: "A" rule: "S" })"));
  const Feedback feedback(genome.genome());
  EXPECT_THAT(feedback.loops(), IsEmpty());
  EXPECT_EQ(feedback.CanStep().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(feedback.CanStep().message()),
              HasSubstr("no gene of this genome is also a regulator"));
}

TEST(Feedback, CannotStepWhereAGeneAndItsRegulatorDifferInUnit) {
  const OpenedGenome genome(ParseSpecText(R"(
      name: "units" unit: "tpm"
      regulator { id: "NR3C1" unit: "nM" } gene { id: "NR3C1" }
      regulator { id: "GATA1" } gene { id: "GATA1" })"));
  EXPECT_THAT(LoopsOf(genome), ElementsAre("GATA1"));
  const absl::Status status = Feedback(genome.genome()).CanStep();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("'NR3C1' is expressed in tpm but regulates in nM"));
}

TEST(Feedback, KnowsWhetherEveryProductIsBoolean) {
  EXPECT_TRUE(
      Feedback(OpenedGenome(ParseSpecText(kFollowers)).genome()).all_boolean());
  EXPECT_FALSE(Feedback(OpenedGenome(ParseSpecText(kLogarithmic)).genome())
                   .all_boolean());
}

TEST(Feedback, StartsProductsAtNoExpression) {
  const OpenedGenome genome(ParseSpecText(kLogarithmic));
  Context context(genome.genome(), "start");
  Feedback(genome.genome()).Start(context);
  EXPECT_THAT(context.levels(), ElementsAre(-1, 0));  // log2(0 + 0.5)
}

TEST(Feedback, StartsNothingThatTheContextGivesOrThatHasNoGene) {
  const OpenedGenome genome(ParseSpecText(kFollowers));
  Context context = genome.Convert(ContextOf({{"A", 1}}));
  Feedback(genome.genome()).Start(context);
  EXPECT_EQ(context.levels()[Find(genome, "A")], 1);
  EXPECT_EQ(context.levels()[Find(genome, "B")], 0);
  EXPECT_THAT(context.levels()[Find(genome, "S")], IsNan());
}

TEST(Feedback, StartsNothingWhereNotGivenMeansBasal) {
  proto::GenomeSpec spec = ParseSpecText(kLogarithmic);
  spec.set_unnamed(proto::BASAL);
  const OpenedGenome genome(spec);
  Context context(genome.genome(), "start");
  Feedback(genome.genome()).Start(context);
  EXPECT_THAT(context.levels(), Each(IsNan()));
}

TEST(Feedback, FeedsEveryProductButThoseHeld) {
  const OpenedGenome genome(ParseSpecText(kFollowers));
  proto::Context message = ContextOf({{"A", 1}, {"B", 1}, {"S", 1}});
  (*message.mutable_clamp())["B"] = 1;
  Context context = genome.Convert(message);
  // Of D, A, B and C.
  Feedback(genome.genome()).Feed({1, 0, 0, 1}, context);
  EXPECT_EQ(context.levels()[Find(genome, "A")], 0);
  EXPECT_EQ(context.levels()[Find(genome, "B")], 1);
  EXPECT_EQ(context.levels()[Find(genome, "C")], 1);
  EXPECT_EQ(context.levels()[Find(genome, "S")], 1);
}

TEST(Feedback, FeedsOneOfTheProductsThatWouldChangeEachAsLikely) {
  const OpenedGenome genome(ParseSpecText(kFollowers));
  const Feedback feedback(genome.genome());
  const Context start =
      genome.Convert(ContextOf({{"A", 0}, {"B", 1}, {"C", 0}}));
  constexpr int kDraws = 10000;
  std::mt19937_64 random(1);
  int fed[2] = {};
  for (int i = 0; i < kDraws; ++i) {
    Context context = start;
    ASSERT_TRUE(feedback.FeedOne({0, 1, 1, 1}, random, context));
    const double a = context.levels()[Find(genome, "A")];
    const double c = context.levels()[Find(genome, "C")];
    ASSERT_EQ(a + c, 1);
    ++fed[c == 1];
    EXPECT_EQ(context.levels()[Find(genome, "B")], 1);
  }
  EXPECT_NEAR(fed[0], kDraws / 2, 4 * std::sqrt(kDraws / 4));
}

TEST(Feedback, FeedsNothingAtAFixedPoint) {
  const OpenedGenome genome(ParseSpecText(kFollowers));
  const Feedback feedback(genome.genome());
  proto::Context message = ContextOf({{"A", 1}, {"B", 1}});
  (*message.mutable_clamp())["C"] = 0;
  Context context = genome.Convert(message);
  std::mt19937_64 random(1);
  const std::mt19937_64 unused = random;
  // C would change but is held, and D's product goes nowhere.
  EXPECT_TRUE(feedback.Settled({1, 1, 1, 1}, context));
  EXPECT_FALSE(feedback.FeedOne({1, 1, 1, 1}, random, context));
  EXPECT_EQ(random, unused);
  EXPECT_FALSE(feedback.Settled({1, 1, 0, 1}, context));
}

TEST(Feedback, ReadsProductsThatTheContextHas) {
  const OpenedGenome genome(ParseSpecText(kFollowers));
  const Context context = genome.Convert(ContextOf({{"A", 1}, {"B", 0}}));
  std::vector<float> expression = {1, 0, 1, 1};
  Feedback(genome.genome()).ReadProducts(context, absl::MakeSpan(expression));
  EXPECT_THAT(expression, ElementsAre(1, 1, 0, 1));
}

}  // namespace
}  // namespace regulon
