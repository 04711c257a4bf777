// What a context edits of its genome, and signals that modulate: each law
// against its closed form, and one context against another.
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/context/contacts.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {
namespace {

using ::testing::HasSubstr;

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
// Of the stored contact law, in the digits of architecture.md.
double C(double d) {
  return std::exp(5.9594510043736655 -
                  1.024238616787792 * std::log(std::max(d, 5000.0) + 1));
}

// g is read where its enhancer is open at least half of the time.
constexpr char kLocus[] = R"(
  name: "locus" unit: "fold_change"
  regulator { id: "T" unit: "activity" }
  regulator { id: "S" unit: "activity" kind: SIGNAL }
  gene { id: "g" basal: 0.25 }
  element { id: "e" gene: "g" accessibility: 0.5
            mwc { closing_energy: 1
                  site { binds { regulator: "T" affinity: 9
                                 closed_ratio: 0.1 } } } }
  domain { id: "d" gene: "g" threshold: 0 }
  mark { id: "H3K27ac" weight: 0.75 }
  mark { id: "H3K27me3" weight: -2 }
)";

double LogitOf(double t) {
  return -1 + 0.5 + std::log(1 + 9 * t) - std::log(1 + 0.9 * t);
}

Answer Ask(const std::string& spec, const proto::Context& context) {
  const OpenedGenome genome(ParseSpecText(spec),
                            {1, false, 0, Cooperate::kLoaded, true});
  return genome.Express(context);
}

TEST(EditedContext, ForcesAnElement) {
  proto::Context context = ContextOf({{"T", 1}});
  const Answer wild_type = Ask(kLocus, context);
  EXPECT_NEAR(wild_type.expression[0], 0.25 + Sigmoid(LogitOf(1)), 1e-6);
  EXPECT_EQ(wild_type.open[0], 1);

  (*context.mutable_element())["e"] = 0;
  const Answer deleted = Ask(kLocus, context);
  EXPECT_EQ(deleted.expression[0], 0.25f) << "the basal value";
  EXPECT_EQ(deleted.open[0], 0);

  (*context.mutable_element())["e"] = 0.875;
  const Answer forced = Ask(kLocus, context);
  EXPECT_EQ(forced.expression[0], 0.25f + 0.875f);
  EXPECT_NEAR(forced.trace.logit[0], std::log(0.875 / 0.125), 1e-12);
}

TEST(EditedContext, DeletingAClosedElementChangesNothing) {
  proto::Context context = ContextOf({{"T", 0}});
  const Answer closed = Ask(kLocus, context);
  EXPECT_EQ(closed.open[0], 0);
  (*context.mutable_element())["e"] = 0;
  EXPECT_EQ(Ask(kLocus, context).expression, closed.expression);
}

TEST(EditedContext, AddsMarksToAccessibility) {
  proto::Context context = ContextOf({{"T", 1}});
  (*(*context.mutable_mark())["H3K27ac"].mutable_element())["e"] = 2;
  EXPECT_NEAR(Ask(kLocus, context).trace.logit[0], LogitOf(1) + 1.5, 1e-6);
  (*(*context.mutable_mark())["H3K27me3"].mutable_element())["e"] = 1;
  EXPECT_NEAR(Ask(kLocus, context).trace.logit[0], LogitOf(1) - 0.5, 1e-6);
}

TEST(EditedContext, ShiftsAThreshold) {
  proto::Context context = ContextOf({{"T", 1}});
  (*context.mutable_threshold_shift())["d"] = LogitOf(1) - 1e-3;
  EXPECT_EQ(Ask(kLocus, context).open[0], 1);
  (*context.mutable_threshold_shift())["d"] = LogitOf(1) + 1e-3;
  EXPECT_EQ(Ask(kLocus, context).open[0], 0);
}

TEST(Modulators, ScaleTheGain) {
  const std::string spec =
      std::string(kLocus) + R"(modulator { regulator: "S" gain: 2 })";
  for (const double s : {0.0, 0.5, 3.0}) {
    const Answer answer = Ask(spec, ContextOf({{"T", 1}, {"S", s}}));
    const double gain = std::pow(1 + s, 2);
    EXPECT_NEAR(answer.trace.gain, gain, 1e-12 * gain);
    EXPECT_NEAR(answer.trace.element[0], Sigmoid(gain * LogitOf(1)), 1e-6);
  }
}

TEST(Modulators, AreRefusedWhereTheyLeaveTheRangeOfTheGain) {
  for (const double gain : {400.0, -2000.0}) {
    const std::string spec =
        absl::StrCat(kLocus, "modulator { regulator: \"S\" gain: ", gain, " }");
    const OpenedGenome genome(ParseSpecText(spec));
    const auto answers = genome.cell().Express(
        {genome.Convert(ContextOf({{"T", 1}, {"S", 1}}))});
    EXPECT_EQ(answers.status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_THAT(std::string(answers.status().message()),
                HasSubstr("modulators bring the gain to"));
  }
}

TEST(Modulators, ShiftClosingEnergiesAndThresholds) {
  const std::string spec = std::string(kLocus) + R"(
    modulator { regulator: "S" closing_shift: 0.5 element: "e" }
    modulator { regulator: "S" threshold_shift: -3 domain: "d" })";
  const Answer answer = Ask(spec, ContextOf({{"T", 1}, {"S", 1}}));
  EXPECT_NEAR(answer.trace.logit[0], LogitOf(1) - 0.5 * std::log(2), 1e-6);
  EXPECT_NEAR(answer.trace.threshold[0], -3 * std::log(2), 1e-6);
}

TEST(Modulators, ChangeTheTemperature) {
  const std::string spec = R"(
    name: "two" unit: "activity"
    regulator { id: "T" } regulator { id: "S" }
    gene { id: "a" } gene { id: "b" }
    element { id: "ea" gene: "a"
              mwc { closing_energy: -2 site { binds { regulator: "T" affinity: 1 } } } }
    element { id: "eb" gene: "b"
              mwc { closing_energy: -1 site { binds { regulator: "T" affinity: 1 } } } }
    domain { id: "da" gene: "a" threshold: -9 }
    domain { id: "db" gene: "b" threshold: -9 }
    router { score: LOGIT weighting: SOFTMAX_TOPK }
    modulator { regulator: "S" temperature: 1 })";
  for (const double s : {0.0, 3.0}) {
    const Answer answer = Ask(spec, ContextOf({{"S", s}}));
    EXPECT_NEAR(answer.weight[0], Sigmoid(1 / (1 + s)), 1e-6);
  }
}

// A locus of 100 kb with a boundary in its middle.
constexpr char kContacts[] = R"(
  name: "contacts" unit: "fold_change"
  regulator { id: "T" unit: "activity" }
  gene { id: "g" combination: CONTACT contig: "c" tss0: 0 }
  element { id: "near" gene: "g" contig: "c" center0: 20000
            state_table { state { value: 0 }
                          state { value: 1 binds { regulator: "T" kd: 1 } } } }
  element { id: "far" gene: "g" strength: 3 contig: "c" center0: 100000
            state_table { state { value: 0 }
                          state { value: 1 binds { regulator: "T" kd: 1 } } } }
  boundary { id: "b" contig: "c" position0: 50000 insulation: 0.125 }
)";

TEST(EditedContext, ChangesContacts) {
  const double near = C(20000), far = 0.125 * C(100000);
  const double norm = near + 3 * far;
  proto::Context context = ContextOf({{"T", 1}});
  EXPECT_NEAR(Ask(kContacts, context).expression[0], 0.5, 1e-6);

  proto::Context cut = context;
  cut.add_cut_boundary("b");
  EXPECT_NEAR(Ask(kContacts, cut).expression[0],
              0.5 * (near + 3 * 8 * far) / norm, 1e-6);

  proto::Context moved = context;
  (*moved.mutable_move())["far"] = 40000;
  EXPECT_NEAR(Ask(kContacts, moved).expression[0],
              0.5 * (near + 3 * C(40000)) / norm, 1e-5);
  (*moved.mutable_move())["far"] = 60000;
  EXPECT_NEAR(Ask(kContacts, moved).expression[0],
              0.5 * (near + 3 * 0.125 * C(60000)) / norm, 1e-5);
  moved.add_cut_boundary("b");
  EXPECT_NEAR(Ask(kContacts, moved).expression[0],
              0.5 * (near + 3 * C(60000)) / norm, 1e-5);

  proto::Context given = context;
  proto::Context::Contact& contact = *given.add_contact();
  contact.set_element("near");
  contact.set_gene("g");
  contact.set_contact(0);
  EXPECT_NEAR(Ask(kContacts, given).expression[0], 0.5 * 3 * far / norm, 1e-6);
}

TEST(EditedContext, CutsAndMovesGivenContactsToo) {
  const double near = C(20000), norm = near + 3 * 0.125 * C(100000);
  proto::Context given = ContextOf({{"T", 1}});
  proto::Context::Contact& contact = *given.add_contact();
  contact.set_element("far");
  contact.set_gene("g");
  contact.set_contact(0.001);
  EXPECT_NEAR(Ask(kContacts, given).expression[0],
              0.5 * (near + 3 * 0.001) / norm, 1e-6);

  proto::Context cut = given;
  cut.add_cut_boundary("b");
  cut.add_cut_boundary("b");  // once
  EXPECT_NEAR(Ask(kContacts, cut).expression[0],
              0.5 * (near + 3 * 8 * 0.001) / norm, 1e-6);

  (*given.mutable_move())["far"] = 40000;
  EXPECT_NEAR(Ask(kContacts, given).expression[0],
              0.5 * (near + 3 * C(40000)) / norm, 1e-5);
}

TEST(EditedContext, TellsContactsApartByTheirBits) {
  ContactEdits zero, negative, same;
  zero.Give({0, 0, 0.0f});
  same.Give({0, 0, 0.0f});
  negative.Give({0, 0, -0.0f});
  EXPECT_TRUE(zero == same);
  EXPECT_FALSE(zero == negative);
}

TEST(EditedContext, MovesElementsOnlyToWhereSomethingLies) {
  const OpenedGenome genome(ParseSpecText(kContacts));
  Context context(genome.genome(), "c");
  EXPECT_TRUE(context.MoveElement("far", "c", 5).ok());
  EXPECT_THAT(std::string(context.MoveElement("far", "chr9", 5).message()),
              HasSubstr("nothing of this genome lies on 'chr9'"));
}

TEST(EditedContext, LeavesItsNeighboursAlone) {
  const OpenedGenome genome(ParseSpecText(kContacts));
  const proto::Context plain = ContextOf({{"T", 1}});
  proto::Context cut = plain;
  cut.add_cut_boundary("b");
  const std::vector<Answer> answers = genome.Express({plain, cut, plain});
  EXPECT_EQ(answers[0].expression, genome.Express(plain).expression);
  EXPECT_EQ(answers[1].expression, genome.Express(cut).expression);
  EXPECT_EQ(answers[2].expression, answers[0].expression);
}

constexpr char kSmallRnas[] = R"spec(
  name: "rnas" unit: "tpm"
  regulator { id: "T" unit: "activity" }
  regulator { id: "miR" unit: "activity" kind: NCRNA }
  regulator { id: "miR2" unit: "activity" kind: NCRNA }
  regulator { id: "lnc" unit: "activity" kind: NCRNA }
  gene { id: "g" basal: 2 amplitude: 8 }
  gene { id: "logged" unit: "log2(tpm+1)" basal: 3 }
  element { id: "e" gene: "g"
            state_table { state { value: 0 }
                          state { value: 1 binds { regulator: "T" kd: 1 } } } }
  silencing { regulator: "miR" gene: "g" weight: 0.5 }
  silencing { regulator: "miR2" gene: "g" weight: 1 }
  silencing { regulator: "miR" gene: "logged" weight: 1 }
  cofactor { regulator: "lnc" target: "T" weight: 2 }
)spec";

TEST(SmallRnas, DivideProductsOnTheLinearScale) {
  const auto ask = [](double mir, double mir2) {
    return Ask(kSmallRnas, ContextOf({{"T", 1}, {"miR", mir}, {"miR2", mir2}}))
        .expression;
  };
  EXPECT_NEAR(ask(0, 0)[0], 6, 1e-6);
  EXPECT_NEAR(ask(2, 0)[0], 6 / 2.0, 1e-6);
  EXPECT_NEAR(ask(2, 3)[0], 6 / 5.0, 1e-6);
  EXPECT_NEAR(ask(1, 0)[1], std::log2(4.5), 1e-6) << "half of 7 TPM";
}

TEST(LongRnas, ScaleTheActivityOfTheirTarget) {
  const Answer answer = Ask(kSmallRnas, ContextOf({{"T", 1}, {"lnc", 1}}));
  EXPECT_NEAR(answer.trace.activity[0], 4, 1e-12) << "2^2";
  EXPECT_NEAR(answer.expression[0], 2 + 8 * 0.8, 1e-6);
}

TEST(EditedContext, RefusesWhatMakesNoSense) {
  const OpenedGenome genome(ParseSpecText(kLocus));
  Context context(genome.genome(), "c");
  const auto message = [](const absl::Status& status) {
    return std::string(status.message());
  };
  EXPECT_THAT(message(context.ForceElement("f", 0)),
              HasSubstr("no element is called 'f'"));
  EXPECT_THAT(message(context.ForceElement("e", 2)), HasSubstr("not in 0..1"));
  EXPECT_THAT(message(context.SetMark("H3K9", "e", 1)),
              HasSubstr("no mark is called 'H3K9'"));
  EXPECT_THAT(message(context.MoveElement("e", "", 5)),
              HasSubstr("has no place"));
  EXPECT_THAT(message(context.CutBoundary("b")),
              HasSubstr("no boundary is called 'b'"));
  EXPECT_THAT(message(context.SetTemperature(0)), HasSubstr("above 0"));
  EXPECT_THAT(message(context.ShiftThreshold("d", std::nan(""))),
              HasSubstr("from -1e"));
}

}  // namespace
}  // namespace regulon::reference
