// The synthetic stem cell: two fates of one genome, remembered, and turned
// round by a pioneer. What its header and docs say.
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/query/lanes.h"

namespace regulon {
namespace {

using reference::ReadModel;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StemCell : public ::testing::Test {
 protected:
  StemCell() : grown_(ReadModel("stem_cell")) {}

  Course Become(const std::string& schedule) const {
    return Become(grown_.genome().Convert(proto::Context()), schedule);
  }
  Course Become(const Context& start, const std::string& schedule) const {
    const Schedule parsed = grown_.Parse(schedule);
    TrajectoryOptions options;
    options.steps = 1000;
    options.until_stable = true;
    return grown_.Follow({{&start, &parsed}}, options)[0];
  }
  static std::string Read(const std::string& name) {
    std::ifstream file("models/schedules/" + name + ".txt");
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // Of the domains type_A, type_B and stem.
  static std::string Type(const Course& course) {
    if (course.period != 1) return "not stable";
    std::string open;
    for (int d = 0; d < 3; ++d) open += course.open[d] == 1 ? '1' : '0';
    return open == "100"   ? "A"
           : open == "010" ? "B"
           : open == "001" ? "stem"
                           : open;
  }

  const Grown grown_;
};

TEST_F(StemCell, IsMarkedSyntheticAndStaysAStemCellByItself) {
  EXPECT_TRUE(grown_.genome().genome().manifest().synthetic());
  const Course course = Become("");
  EXPECT_EQ(Type(course), "stem");
  EXPECT_THAT(course.commitments, IsEmpty());
}

TEST_F(StemCell, BecomesOneOfTwoTypesAndRemembersIt) {
  const Course a = Become(Read("to_A")), b = Become(Read("to_B"));
  EXPECT_EQ(Type(a), "A");
  EXPECT_EQ(Type(b), "B");
  ASSERT_THAT(a.commitments, SizeIs(1));
  ASSERT_THAT(b.commitments, SizeIs(1));
  EXPECT_EQ(a.commitments[0].domain, 0);
  EXPECT_EQ(b.commitments[0].domain, 1);
  EXPECT_TRUE(a.commitments[0].high);
  EXPECT_NEAR(a.commitments[0].distance, 1.171, 1e-3);
  // The two are mirror images but for the pioneer's site.
  EXPECT_EQ(a.commitments[0].memory, b.commitments[0].memory);
}

TEST_F(StemCell, ForgetsASignalOfFiveSteps) {
  EXPECT_EQ(Type(Become(Read("too_short"))), "stem");
  EXPECT_EQ(Type(Become("signal_A from 3 to 7")), "stem");
  EXPECT_EQ(Type(Become("signal_A from 3 to 8")), "A");
}

// Neither the master alone nor the memory alone would do.
TEST_F(StemCell, RemembersByMemoryAndMutualFeedbackTogether) {
  proto::GenomeSpec spec = ReadModel("stem_cell");
  spec.mutable_domain(0)->set_memory_coupling(0);
  const Grown no_memory(spec);
  const Context start = no_memory.genome().Convert(proto::Context());
  const Schedule schedule = no_memory.Parse(Read("to_A"));
  TrajectoryOptions options;
  options.steps = 1000;
  options.until_stable = true;
  EXPECT_EQ(Type(no_memory.Follow({{&start, &schedule}}, options)[0]), "stem");
  EXPECT_EQ(Type(Become("signal_A from 3 to 12\nmaster_A from 13 level 0")),
            "stem");
}

// Less drive than the distance leaves the memory, more does not.
TEST_F(StemCell, IsSoManyNatsFromForgetting) {
  const double distance = Become(Read("to_A")).commitments[0].distance;
  const auto after = [&](double less) {
    proto::Context message;
    // The master held where it was, so that the drive is what is taken away.
    (*message.mutable_clamp())["master_A"] = 0.9274;
    (*message.mutable_memory())["type_A"] = 0.98;
    (*message.mutable_accessibility())["switch_A"] = -less;
    return Become(grown_.genome().Convert(message), "").state.memory[0];
  };
  EXPECT_GT(after(distance - 0.01), 0.8);
  EXPECT_LT(after(distance + 0.01), 0.2);
}

TEST_F(StemCell, OfOneTypeIgnoresTheSignalOfTheOther) {
  EXPECT_EQ(Type(Become(Read("A_then_signal_B"))), "A");
}

TEST_F(StemCell, IsReprogrammedByAPioneer) {
  const Course course = Become(Read("A_then_pioneer"));
  EXPECT_EQ(Type(course), "B");
  ASSERT_THAT(course.commitments, SizeIs(1));
  EXPECT_EQ(course.commitments[0].domain, 1);
  const std::string to_a = "signal_A from 3 to 12\n";
  EXPECT_EQ(Type(Become(to_a + "pioneer from 30 to 34")), "stem");
  EXPECT_EQ(Type(Become(to_a + "pioneer from 30 to 35")), "B");
  // It is its opening work that does it.
  proto::GenomeSpec spec = ReadModel("stem_cell");
  spec.mutable_regulator(2)->set_opening_work(0);
  const Grown idle(spec);
  const Context start = idle.genome().Convert(proto::Context());
  const Schedule schedule = idle.Parse(Read("A_then_pioneer"));
  TrajectoryOptions options;
  options.steps = 1000;
  options.until_stable = true;
  EXPECT_EQ(Type(idle.Follow({{&start, &schedule}}, options)[0]), "A");
}

// Mendoza & Xenarios 2006: pulses that a Th0 cell remembers.
TEST(THelper, RemembersPulsesOfCytokines) {
  const Grown grown(ReadModel("t_helper"));
  const proto::Manifest& manifest = grown.genome().genome().manifest();
  const Context th0 = grown.genome().Convert(proto::Context());
  const struct {
    const char* pulse;
    std::vector<std::string> on;
  } rows[] = {{"IFNg from 2 to 4", {"Tbet", "IFNg", "IFNgR", "SOCS1"}},
              {"IL4 from 2 to 4",
               {"GATA3", "IL4", "IL4R", "STAT6", "IL10", "IL10R", "STAT3"}},
              {"IL10 from 2 to 4", {}}};
  for (const auto& row : rows) {
    const Schedule schedule = grown.Parse(row.pulse);
    TrajectoryOptions options;
    options.steps = 100;
    options.until_stable = true;
    const Course course = grown.Follow({{&th0, &schedule}}, options)[0];
    EXPECT_EQ(course.period, 1) << row.pulse;
    std::vector<std::string> on;
    for (int g = 0; g < manifest.genes_size(); ++g) {
      if (course.expression[g] == 1) on.push_back(manifest.genes(g).id());
    }
    EXPECT_THAT(on, ::testing::UnorderedElementsAreArray(row.on)) << row.pulse;
  }
}

}  // namespace
}  // namespace regulon
