// Genomes made smaller for a corpus.
#include <sys/stat.h>

#include <cstdlib>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/corpus_of_a.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::string Figure(const std::string& text, const std::string& name) {
  for (const auto& row : Cells(text)) {
    if (row.size() > 1 && row[0] == name) return row[1];
  }
  return "";
}

TEST(Specialize, AnswersItsCorpusWithTheSameText) {
  const std::string corpus = WriteFile("corpus.tsv", kOfA);
  const std::string to = InTestFolder("of_a.regulon");
  const Outcome made =
      Regulon({"specialize", Synthetic(), corpus, "-o", to, "--format", "tsv"});
  EXPECT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(Figure(made.out, "contexts"), "4");
  EXPECT_EQ(Figure(made.out, "corpus"), "corpus.tsv");
  EXPECT_EQ(Figure(made.out, "openings"), "0");
  EXPECT_EQ(Figure(made.out, "domains_before"), "24");
  EXPECT_LT(std::stod(Figure(made.out, "parameters_share")), 0.7);
  EXPECT_LT(std::stod(Figure(made.out, "bytes")),
            std::stod(Figure(made.out, "bytes_before")));
  const auto ask = [&](const std::string& genome, const std::string& contexts) {
    return Regulon({"express", genome, contexts, "--format", "tsv"});
  };
  // But for the two columns that a specialized genome has.
  const Outcome now = ask(to, corpus);
  EXPECT_THAT(now.err, Not(HasSubstr("out_of_repertoire")));
  std::string text;
  for (const auto& row : Cells(now.out)) {
    for (size_t i = 0; i < 7; ++i) text += row[i] + (i < 6 ? "\t" : "\n");
    if (row[0] != "context") {
      EXPECT_EQ(row[7], "0");
    }
  }
  EXPECT_EQ(text, ask(Synthetic(), corpus).out);
  const Outcome other = ask(to, WriteFile("b.tsv",
                                          "regulator\ta\tb\nprogram_A\t1\t0\n"
                                          "program_B\t0\t1\n"));
  EXPECT_THAT(other.out,
              StartsWith("context\tgene\tsymbol\tvalue\tunit\tdomain\topen\t"
                         "out_of_repertoire\tmissing\n"));
  EXPECT_THAT(other.err,
              HasSubstr("out_of_repertoire: 1 of 2 contexts would open domains "
                        "that were dropped when this genome was specialized"));
  const auto rows = Cells(other.out);
  EXPECT_EQ(rows[1][7], "0");
  EXPECT_EQ(rows.back()[7], "1");
  // Of each gene: whether its own domain is one of those.
  const std::string dropped = "," + Figure(made.out, "dropped") + ",";
  int missing = 0;
  for (const auto& row : rows) {
    if (row[0] == "context" || row[8] == "0") continue;
    EXPECT_EQ(row[0], "b");
    EXPECT_EQ(row[6], "0");
    EXPECT_THAT(dropped, HasSubstr("," + row[5] + ","));
    ++missing;
  }
  EXPECT_GT(missing, 5);
  const Outcome grouped =
      Regulon({"express", to,
               WriteFile("g.tsv",
                         "context\tgroup\tprogram_A\tprogram_B\n"
                         "a\tx\t1\t\nb\tx\t\t1\n"),
               "--group-by", "group", "--format", "tsv"});
  int of_group = 0;
  for (const auto& row : Cells(grouped.out)) {
    if (row[0] == "group") {
      EXPECT_EQ(row[8], "out_of_repertoire");
      EXPECT_EQ(row[9], "missing");
      continue;
    }
    EXPECT_EQ(row[8], "1");
    of_group += row[9] == "1";
  }
  EXPECT_EQ(of_group, missing);
}

// Whatever is asked of a genome, it says what it lacks.
TEST(Specialize, IsSaidByEveryVerbThatAsksForWhatWasDropped) {
  const std::string corpus = WriteFile("corpus.tsv", kOfA);
  const std::string to = InTestFolder("lacks.regulon");
  const Outcome made =
      Regulon({"specialize", Synthetic(), corpus, "-o", to, "--format", "tsv"});
  ASSERT_EQ(made.status, 0) << made.err;
  const std::string of_b =
      WriteFile("of_b.tsv", "regulator\tb\nprogram_B\t1\n");
  const std::string schedule =
      WriteFile("schedule.txt", "SYNTF0001 from 1 to 2 level 1\n");
  const Arguments asked[] = {
      {"perturb", to, of_b, "--set", "SYNTF0001=1", "--knock-out", "SYNTF0001"},
      {"explain", to, of_b},
      {"trajectory", to, of_b, "--steps", "2"},
      {"differentiate", to, of_b, "--steps", "2", "--schedule", schedule}};
  for (const Arguments& arguments : asked) {
    const Outcome outcome = Regulon(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.err,
                HasSubstr("1 of 1 context would open domains that were dropped "
                          "when this genome was specialized"))
        << arguments[0];
    EXPECT_THAT(outcome.err, Not(HasSubstr("farther"))) << arguments[0];
  }
}

TEST(Specialize, NamesTheChromatinOfItsCorpus) {
  const std::string peaks =
      WriteFile("peaks.bed", "schematic\t9800\t10100\tp\t1.5\n");
  const std::string to = InTestFolder("chromatin.regulon");
  const Outcome made = Regulon(
      {"specialize", "models/modulated_enhancer.regulon",
       WriteFile("restrained.tsv", "context\tT\trestrainer\nc\t1\t10\n"), "-o",
       to, "--accessibility", peaks, "--gain", "1.5"});
  ASSERT_EQ(made.status, 0) << made.err;
  const Outcome shown = Regulon({"inspect", to, "--format", "tsv"});
  EXPECT_THAT(Figure(shown.out, "specialized for"),
              AllOf(HasSubstr("--gain 1.5"),
                    HasSubstr("--accessibility peaks.bed (sha256 " +
                              Sha256Of(peaks) + ")")));
  // The one that would open keeps its share of the weight in both.
  const Outcome why = Regulon({"explain", to, "--set", "T=1"});
  EXPECT_EQ(why.status, 0) << why.err;
  EXPECT_THAT(why.err, HasSubstr("would open domains that were dropped"));
  EXPECT_THAT(why.err, Not(HasSubstr("differs from the answer")));
}

TEST(Specialize, IsShownByInspect) {
  const std::string corpus = WriteFile("corpus.tsv", kOfA);
  const std::string to = InTestFolder("shown.regulon");
  const Outcome made = Regulon({"specialize", Synthetic(), corpus, "-o", to,
                                "--set", "SYNTF0002=2", "--format", "tsv"});
  const Outcome shown = Regulon({"inspect", to, "--verify", "--format", "tsv"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.err, HasSubstr("tensors are sound"));
  const std::string before =
      Regulon({"inspect", Synthetic(), "--format", "tsv"}).out;
  EXPECT_EQ(Figure(shown.out, "parent"), Figure(before, "manifest sha256"));
  EXPECT_EQ(Figure(shown.out, "bytes"), Figure(made.out, "bytes"));
  EXPECT_EQ(Figure(shown.out, "parameters"), Figure(made.out, "parameters"));
  EXPECT_EQ(Figure(shown.out, "specialized for"),
            "corpus.tsv " + Sha256Of(corpus) + ", --set SYNTF0002=2");
  EXPECT_EQ(Figure(shown.out, "specialized from"),
            Figure(before, "manifest sha256") +
                ", domains dropped: " + Figure(shown.out, "domains, dropped") +
                ", opened by at most 0 % of 4 contexts");
  const auto domains = Cells(
      Regulon({"inspect", to, "--list", "domains", "--format", "tsv"}).out);
  EXPECT_EQ(domains[0].back(), "dropped");
  int dropped = 0;
  for (const auto& row : domains) dropped += row.back() == "1";
  EXPECT_EQ(std::to_string(dropped), Figure(shown.out, "domains, dropped"));
  const auto counted =
      Cells(Regulon({"unopened", to, corpus, "--format", "tsv"}).out);
  EXPECT_EQ(counted[0][7], "dropped");
}

TEST(Specialize, RefusesWhatLeavesNothingToDo) {
  const std::string to = InTestFolder("no.regulon");
  const std::string all = WriteFile(
      "all.tsv", "context\tprogram_A\tprogram_B\tprogram_C\nc\t1\t1\t1\n");
  ExpectError(Regulon({"specialize", "models/glucocorticoid.regulon",
                       WriteFile("t.tsv", "context\tNR3C1\tdex\nt\t100\t100\n"),
                       "-o", to, "--probability", "2"}),
              2, {"--probability"});
  const Outcome nothing = Regulon({"specialize", Synthetic(), all, "-o", to});
  EXPECT_EQ(nothing.status, 1);
  EXPECT_THAT(nothing.err, HasSubstr("there is nothing to drop"));
  EXPECT_THAT(nothing.err, HasSubstr("or give a larger probability"));
  ExpectError(Regulon({"specialize", "models/myeloid.regulon",
                       WriteFile("m.tsv", "context\tGATA2\nt\t1\n"), "-o", to}),
              1, {"none of its domains is routed"});
  ExpectError(Regulon({"specialize", Synthetic(), all}), 2, {"--output"});
  const Outcome gone =
      Regulon({"specialize", Synthetic(), "nowhere.tsv", "-o", to});
  EXPECT_EQ(gone.status, 1);
  EXPECT_THAT(gone.err, HasSubstr("nowhere.tsv"));
  EXPECT_EQ(ReadWholeFile(to), "");
}

TEST(Specialize, NeverReplacesItsInput) {
  const std::string bytes = ReadWholeFile(Synthetic());
  const std::string corpus = WriteFile("corpus.tsv", kOfA);
  for (const std::string& to : {Synthetic(), corpus}) {
    ExpectError(Regulon({"specialize", Synthetic(), corpus, "-o", to}), 1,
                {"would be overwritten; give the output another name"});
  }
  EXPECT_TRUE(ReadWholeFile(Synthetic()) == bytes);
  EXPECT_EQ(ReadWholeFile(corpus), kOfA);
}

TEST(Specialize, LeavesNothingWhereItDoesNotFit) {
  const std::string folder = InTestFolder("full");
  mkdir(folder.c_str(), 0755);
  const std::string path = folder + "/x.regulon";
  const std::string corpus = WriteFile("corpus.tsv", kOfA);
  const Outcome outcome =
      Regulon({"specialize", Synthetic(), corpus, "-o", path}, {"", "", 8192});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("x.regulon: cannot write: File too large"));
  EXPECT_THAT(FilesIn(folder), IsEmpty());
  EXPECT_EQ(Regulon({"specialize", Synthetic(), corpus, "-o", path}).status, 0);
  EXPECT_THAT(FilesIn(folder), ElementsAre("x.regulon"));
  const Outcome nowhere = Regulon({"specialize", Synthetic(), corpus, "-o",
                                   InTestFolder("nowhere/x.regulon")});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("nowhere/x.regulon: cannot create"));
  const Outcome output =
      Regulon({"unopened", Synthetic(), corpus}, {"", "/dev/full", 0});
  EXPECT_EQ(output.status, 1);
  EXPECT_THAT(output.err, HasSubstr("No space left on device"));
}

TEST(Specialize, LeavesOtherVerbsTheirWords) {
  const std::string corpus = WriteFile("corpus.tsv", kOfA);
  const std::string to = InTestFolder("others.regulon");
  ASSERT_EQ(Regulon({"specialize", Synthetic(), corpus, "-o", to}).status, 0);
  const std::string int8 = InTestFolder("others_int8.regulon");
  EXPECT_EQ(Regulon({"convert", to, "-o", int8, "--dtype", "int8"}).status, 0);
  EXPECT_THAT(Regulon({"inspect", int8, "--verify"}).out,
              HasSubstr("specialized for"));
  const Outcome calibrated =
      Regulon({"calibrate", to, "--loss", "0.1", "-o", int8});
  EXPECT_EQ(calibrated.status, 1);
  EXPECT_THAT(Regulon({"active", to, corpus, "--format", "tsv"}).out,
              HasSubstr("domains_missing\t0\n"));
}

}  // namespace
}  // namespace regulon
