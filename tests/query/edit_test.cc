#include "engine/query/edit.h"

#include <cmath>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;
using reference::ReadModel;
using ::testing::HasSubstr;

constexpr char kGenome[] = R"SPEC(
  name: "g" unit: "tpm"
  regulator { id: "T" unit: "tpm" reference: 10 }
  regulator { id: "L" unit: "log2(tpm+1)" }
  regulator { id: "P" unit: "log2(tpm)" }
  regulator { id: "B" unit: "boolean" }
  gene { id: "y" }
  element { id: "e" gene: "y"
            mwc { site { binds { regulator: "T" affinity: 2 } } } })SPEC";

std::string ErrorOf(EditKind kind, absl::string_view text,
                    const Genome& genome) {
  return std::string(ParseEdit(kind, text, genome).status().message());
}

class EditTest : public ::testing::Test {
 protected:
  // What is left of a level under an edit.
  double LevelAfter(EditKind kind, const std::string& text, double level) {
    const auto edit = ParseEdit(kind, text, genome());
    EXPECT_TRUE(edit.ok()) << edit.status();
    Context context(genome(), "c");
    EXPECT_TRUE(context.SetIndex(edit->target, level).ok());
    EXPECT_TRUE(ApplyEdit(genome(), *edit, false, context).ok());
    return context.levels()[edit->target];
  }
  const Genome& genome() const { return opened_.genome(); }

  const OpenedGenome opened_{ParseSpecText(kGenome)};
};

TEST_F(EditTest, ScalesOnTheLinearScale) {
  EXPECT_EQ(LevelAfter(EditKind::kKnockDown, "T=0.25", 8), 2);
  EXPECT_EQ(LevelAfter(EditKind::kOverExpress, "T=4", 8), 32);
  EXPECT_EQ(LevelAfter(EditKind::kScale, "T=0", 8), 0);
  // 7 tpm halved, of log2(7 + 1).
  EXPECT_NEAR(LevelAfter(EditKind::kKnockDown, "L=0.5", 3), std::log2(4.5),
              1e-12);
  EXPECT_EQ(LevelAfter(EditKind::kTo, "L=2", 3), 2);
  EXPECT_EQ(LevelAfter(EditKind::kOverExpress, "B", 0), 1);
}

TEST_F(EditTest, KnocksOutInWhateverUnit) {
  EXPECT_EQ(LevelAfter(EditKind::kKnockOut, "T", 8), 0);
  EXPECT_EQ(LevelAfter(EditKind::kKnockOut, "L", 3), 0);
  EXPECT_EQ(LevelAfter(EditKind::kKnockOut, "B", 1), 0);
  Context context(genome(), "c");
  const auto edit = ParseEdit(EditKind::kKnockOut, "P", genome());
  ASSERT_TRUE(ApplyEdit(genome(), *edit, false, context).ok());
  const auto answers = opened_.cell().Express({context});
  EXPECT_TRUE(answers.ok()) << "a logarithm of nothing: " << answers.status();
}

TEST_F(EditTest, HoldsWhereItIsTold) {
  const auto edit = ParseEdit(EditKind::kKnockOut, "T", genome());
  Context context(genome(), "c");
  ASSERT_TRUE(ApplyEdit(genome(), *edit, false, context).ok());
  EXPECT_FALSE(context.holds_any());
  ASSERT_TRUE(ApplyEdit(genome(), *edit, true, context).ok());
  EXPECT_TRUE(context.held(edit->target));
}

TEST_F(EditTest, KnowsWhereAFactorMultipliesNothing) {
  const auto edit = ParseEdit(EditKind::kOverExpress, "T=4", genome());
  Context context(genome(), "c");
  EXPECT_TRUE(ScalesNothing(genome(), *edit, context));
  ASSERT_TRUE(context.Set("T", 1).ok());
  EXPECT_FALSE(ScalesNothing(genome(), *edit, context));
}

TEST_F(EditTest, HasAText) {
  const auto text = [this](EditKind kind, const std::string& of) {
    return EditText(*ParseEdit(kind, of, genome()), genome());
  };
  EXPECT_EQ(text(EditKind::kKnockOut, "T"), "T off");
  EXPECT_EQ(text(EditKind::kKnockDown, "T=0.5"), "T x0.5");
  EXPECT_EQ(text(EditKind::kTo, "T=5"), "T=5");
  EXPECT_EQ(text(EditKind::kOverExpress, "B"), "B=1");
  EXPECT_EQ(text(EditKind::kElement, "e=off"), "e off");
  EXPECT_EQ(text(EditKind::kElement, "e=0.5"), "e=0.5");
}

TEST_F(EditTest, ParsesDoses) {
  const auto doses = ParseDoses("T=0,2.5,10", genome());
  ASSERT_TRUE(doses.ok());
  ASSERT_EQ(doses->size(), 3);
  EXPECT_EQ((*doses)[1].value, 2.5);
  EXPECT_THAT(std::string(ParseDoses("T=1,much", genome()).status().message()),
              HasSubstr("'much' is not a number"));
  EXPECT_FALSE(ParseDoses("T", genome()).ok());
}

TEST_F(EditTest, RefusesWhatMakesNoSense) {
  EXPECT_THAT(ErrorOf(EditKind::kKnockOut, "TT", genome()),
              HasSubstr("did you mean 'T'"));
  EXPECT_THAT(ErrorOf(EditKind::kKnockOut, "T=0", genome()),
              HasSubstr("the name alone"));
  EXPECT_THAT(ErrorOf(EditKind::kKnockDown, "T", genome()),
              HasSubstr("write NAME=VALUE"));
  EXPECT_THAT(ErrorOf(EditKind::kKnockDown, "T=2", genome()),
              HasSubstr("is not in 0..1"));
  EXPECT_THAT(ErrorOf(EditKind::kKnockDown, "B=0.5", genome()),
              HasSubstr("boolean"));
  EXPECT_THAT(ErrorOf(EditKind::kTo, "B=2", genome()), HasSubstr("boolean"));
  EXPECT_THAT(ErrorOf(EditKind::kElement, "f=off", genome()),
              HasSubstr("no element is called 'f'"));
  EXPECT_THAT(ErrorOf(EditKind::kElement, "e=open", genome()),
              HasSubstr("'open' is not a number"));
  EXPECT_THAT(ErrorOf(EditKind::kMove, "e=5000", genome()),
              HasSubstr("has no place"));
  EXPECT_THAT(ErrorOf(EditKind::kMove, "e=left", genome()),
              HasSubstr("is no position"));
  EXPECT_THAT(ErrorOf(EditKind::kCutBoundary, "b", genome()),
              HasSubstr("no boundary is called 'b'"));
}

TEST_F(EditTest, RefusesTwoOfTheSameThing) {
  const Edit out = *ParseEdit(EditKind::kKnockOut, "T", genome());
  const Edit more = *ParseEdit(EditKind::kOverExpress, "T=4", genome());
  const Edit off = *ParseEdit(EditKind::kElement, "e=off", genome());
  const Edit on = *ParseEdit(EditKind::kElement, "e=on", genome());
  EXPECT_THAT(
      std::string(CheckEdits({out, more}, genome()).message()),
      HasSubstr("'T off' and 'T x4' are edits of the same thing; keep one"));
  EXPECT_FALSE(CheckEdits({off, on}, genome()).ok());
  EXPECT_TRUE(CheckEdits({out, off}, genome()).ok());
}

TEST(Edit, ScalesABasalLevelWhereNoneIsGiven) {
  const OpenedGenome opened(ParseSpecText(R"(
    name: "g" unit: "activity" unnamed: BASAL
    regulator { id: "T" reference: 2 log_mean: 1 log_sd: 1 pseudocount: 0.5 }
    gene { id: "y" })"));
  const Genome& genome = opened.genome();
  Context context(genome, "c");
  const Edit half = *ParseEdit(EditKind::kKnockDown, "T=0.5", genome);
  EXPECT_FALSE(ScalesNothing(genome, half, context));
  ASSERT_TRUE(ApplyEdit(genome, half, false, context).ok());
  EXPECT_NEAR(context.levels()[0], 0.5 * 2 * (std::exp(1) - 0.5), 1e-6);
}

}  // namespace
}  // namespace regulon
