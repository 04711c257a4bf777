// `regulon attractors`: its answers and its errors.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

constexpr char kMyeloid[] = "models/myeloid.regulon";

Arguments Ask(const std::string& model, const Arguments& more) {
  Arguments arguments = {"attractors", model};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::string Tsv(const std::string& model, Arguments more) {
  more.insert(more.end(), {"--format", "tsv"});
  const Outcome outcome = Regulon(Ask(model, more));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  return outcome.out;
}

TEST(Attractors, AreListedWithBasins) {
  EXPECT_EQ(Tsv("models/toggle_switch.regulon", {}),
            "attractor\tsize\tbasin\tshare\ton\tsometimes on\tstates\n"
            "1\t2\t2\t0.5\t\tA,B\t{} -> {A,B}\n"
            "2\t1\t1\t0.25\tB\t\t{B}\n"
            "3\t1\t1\t0.25\tA\t\t{A}\n");
}

TEST(Attractors, UnderAClampHaveTheBasinsOfTheOthers) {
  EXPECT_EQ(Tsv("models/toggle_switch.regulon", {"--clamp", "A=1"}),
            "attractor\tsize\tbasin\tshare\ton\tsometimes on\tstates\n"
            "1\t1\t2\t1\t\t\t{}\n");
}

TEST(Attractors, FromAStateAreThoseItReaches) {
  const std::string fates = Tsv(
      kMyeloid,
      {"--update", "async", "--from", "GATA2,CEBPA,PU1", "--clamp", "GATA1=0"});
  EXPECT_THAT(fates, HasSubstr("{CEBPA,Gfi1,PU1}"));
  EXPECT_THAT(fates, HasSubstr("{CEBPA,EgrNab,PU1,cJun}"));
  EXPECT_THAT(fates, HasSubstr("{CEBPA,GATA2,Gfi1}"));
}

TEST(Attractors, SayWherePhenotypesHold) {
  const std::string table =
      Tsv(kMyeloid, {"--phenotype", "red=EKLF & GATA1", "--phenotype", "PU1"});
  EXPECT_THAT(table, HasSubstr("share\tred\tPU1\ton"));
  EXPECT_THAT(table, HasSubstr("sometimes\tnever\t"));
  EXPECT_THAT(table, HasSubstr("always\tnever\tEKLF,FOG1,GATA1,SCL"));
}

TEST(Attractors, TakeAValueForAPhenotype) {
  const std::string on = Tsv(kMyeloid, {"--phenotype", "PU1"});
  const std::string off = Tsv(kMyeloid, {"--phenotype", "!PU1"});
  EXPECT_EQ(Tsv(kMyeloid, {"--phenotype", "PU1=1"}).substr(on.find('\n') + 2),
            on.substr(on.find('\n')));
  EXPECT_EQ(Tsv(kMyeloid, {"--phenotype", "PU1=0"}).substr(off.find('\n') + 1),
            off.substr(off.find('\n')));
}

TEST(Attractors, OfADamagedFileAreNotAsked) {
  std::string genome = ReadWholeFile(kMyeloid);
  genome[genome.size() - 100] ^= 1;
  ExpectError(Regulon(Ask(WriteFile("damaged.regulon", genome), {})), 1,
              {"damaged.regulon"});
}

TEST(Attractors, KnowNamesInQuotes) {
  const std::string genome = InTestFolder("odd.regulon");
  EXPECT_EQ(
      Regulon({"convert",
               WriteFile("odd.bnet", "AUX/IAA, !\'Ca2+\'\nCa2+, AUX/IAA\n"),
               "-o", genome})
          .err,
      "");
  const std::string plain = Tsv(genome, {"--clamp", "AUX/IAA=1"});
  EXPECT_EQ(Tsv(genome, {"--clamp", "'AUX/IAA'=1"}), plain);
  EXPECT_EQ(Tsv(genome, {"--from", "'AUX/IAA', Ca2+"}),
            Tsv(genome, {"--from", "AUX/IAA,Ca2+"}));
}

TEST(Attractors, SayOfEachFixedPointWhetherItIsAPhenotype) {
  const std::string points =
      Tsv(kMyeloid, {"--fixed-points", "--phenotype", "red=GATA1 & EKLF"});
  EXPECT_EQ(points.find("fixed point\tred\ton\n1\t0\t\n"), 0u);
  EXPECT_THAT(points, HasSubstr("\t1\tEKLF,FOG1,GATA1,SCL\n"));
}

TEST(Attractors, FollowSettingsOfTheInputs) {
  const std::string model = "models/lac_operon.regulon";
  const std::string swept = Tsv(model, {"--sweep"});
  EXPECT_EQ(swept.find("inputs on\tattractor"), 0u);
  // Bistable with medium lactose and no glucose: two lines.
  EXPECT_THAT(swept, HasSubstr("\n{Lem}\t1\t"));
  EXPECT_THAT(swept, HasSubstr("\n{Lem}\t2\t"));
  EXPECT_THAT(swept, ::testing::Not(HasSubstr("\n{Ge}\t2\t")));
  EXPECT_EQ(Tsv(model, {"--set", "Ge=0", "--set", "Le=0", "--set", "Lem=1"}),
            Tsv(model, {"--set", "Lem=1", "--inputs", "0"}));
}

TEST(Attractors, CanBeCountedAndHashed) {
  EXPECT_EQ(Tsv(kMyeloid, {"--fixed-points", "--count"}), "6\n");
  EXPECT_EQ(Tsv(kMyeloid, {"--trap-spaces", "--count"}), "6\n");
  const std::string digest = Tsv(kMyeloid, {"--digest"});
  EXPECT_EQ(digest.size(), 65u);
  EXPECT_NE(digest, Tsv(kMyeloid, {"--digest", "--update", "async"}));
}

TEST(Attractors, ListFixedPointsUpToALimit) {
  const Outcome some =
      Regulon(Ask(kMyeloid, {"--fixed-points", "--limit", "2"}));
  EXPECT_EQ(some.status, 0);
  EXPECT_THAT(some.err, HasSubstr("there are more than these 2"));
  EXPECT_EQ(Regulon(Ask(kMyeloid, {"--fixed-points"})).err, "");
}

TEST(Attractors, RefuseWhatMakesNoSense) {
  const struct {
    Arguments arguments;
    int status;
    std::string text;
  } cases[] = {
      {{"--clamp", "GATA1"}, 2, "--clamp GATA1: write NAME=0 or NAME=1"},
      {{"--clamp", "GATA1=2"}, 2, "write NAME=0 or NAME=1"},
      {{"--clamp", "GATA9=0"}, 1, "did you mean 'GATA1'?"},
      {{"--clamp", "GATA1=0", "--clamp", "GATA1=1"}, 2, "is held already"},
      {{"--set", "GATA1=1"}, 1, "hold it with --clamp GATA1=1"},
      {{"--from", "GATA1,PU9"}, 1, "--from: "},
      {{"--from", "GATA1", "--clamp", "GATA1=0"}, 1, "'GATA1' is held at 0"},
      {{"--phenotype", "EKLF &"}, 2, "the rule needs a name"},
      {{"--phenotype", "EKLF & X"}, 1, "--phenotype: "},
      {{"--screen", "singles"}, 2, "--screen needs --phenotype"},
      {{"--digest", "--fixed-points"}, 2, "ask one"},
      {{"--count"}, 2, "--count goes with"},
      {{"--trap-spaces", "--count", "--limit", "2"}, 1, "more than 2"},
      {{"--fixed-points", "--from", "GATA1"}, 2, "--from asks"},
      {{"--digest", "--from", "GATA1"}, 2, "ask with --update async"},
      {{"--digest", "--phenotype", "PU1"}, 2, "--phenotype goes with"},
      {{"--limit", "3"}, 2, "--limit goes with"},
      {{"--from", ""}, 2, "name genes, or none"},
      {{"--phenotype", "1"}, 2, "holds always or never"},
      {{"--phenotype", "new=0"}, 2, "holds always or never"},
      {{"--phenotype", "size=PU1"}, 2, "'size' is a column already"},
      {{"--phenotype", "a=PU1", "--phenotype", "a=EKLF"}, 2, "two are called"},
      {{"--phenotype", "A/B"}, 2, "stands in single quotes"},
      {{"--clamp", "GATA1=1,PU1=0"}, 2, "give --clamp again"},
      {{"--update", "both"}, 2, "--update"},
  };
  for (const auto& [arguments, status, text] : cases) {
    ExpectError(Regulon(Ask(kMyeloid, arguments)), status, {text});
  }
}

TEST(Attractors, RefuseAGenomeThatIsNotLogical) {
  ExpectError(Regulon(Ask("models/laci_o2.regulon", {})), 1,
              {"this question is for Boolean networks"});
}

}  // namespace
}  // namespace regulon
