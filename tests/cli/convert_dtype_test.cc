// A genome in another dtype, with what that lost.
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string& Synthetic() {
  static const std::string& path = *new std::string([] {
    const std::string made = InTestFolder("synthetic.regulon");
    EXPECT_EQ(
        Regulon({"synth", "-o", made, "--params", "100k", "--genes", "150",
                 "--domains", "6", "--programs", "3", "--regulators", "70"})
            .status,
        0);
    return made;
  }());
  return path;
}

// The value of a figure in a table of tab-separated columns.
std::string Figure(const std::string& text, const std::string& name) {
  const size_t at = ("\n" + text).find("\n" + name + "\t");
  if (at == std::string::npos) return "";
  const size_t begin = at + name.size() + 1;
  return text.substr(begin, text.find_first_of("\t\n", begin) - begin);
}

TEST(ConvertDType, PrintsWhatInspectShows) {
  const std::string to = InTestFolder("int8.regulon");
  const Outcome outcome = Regulon(
      {"convert", Synthetic(), "-o", to, "--dtype", "int8", "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("SYNTHETIC"));
  EXPECT_EQ(Figure(outcome.out, "dtype_before"), "f32");
  EXPECT_EQ(Figure(outcome.out, "dtype"), "int8");
  EXPECT_EQ(Figure(outcome.out, "contexts"), "64");
  EXPECT_EQ(Figure(outcome.out, "opened_otherwise"), "0");
  const std::string shown =
      Regulon({"inspect", to, "--verify", "--format", "tsv"}).out;
  EXPECT_EQ(Figure(shown, "experts stored as"), "int8");
  EXPECT_EQ(Figure(shown, "bytes"), Figure(outcome.out, "bytes"));
  for (const std::string figure :
       {"bytes_before", "weights", "weights_rms", "weights_largest", "contexts",
        "answers_sd", "answers_rms", "answers_largest", "before_link_sd",
        "before_link_rms", "before_link_largest", "opened_otherwise"}) {
    EXPECT_NE(Figure(outcome.out, figure), "") << figure;
    EXPECT_EQ(std::stod(Figure(shown, "dtype." + figure)),
              std::stod(Figure(outcome.out, figure)))
        << figure;
  }
  for (const std::string format : {"table", "json"}) {
    EXPECT_THAT(Regulon({"convert", Synthetic(), "-o", to, "--dtype", "i4",
                         "--format", format})
                    .out,
                HasSubstr("answers_rms"));
  }
}

TEST(ConvertDType, SaysThatAnEarlierLossIsNotInTheFigures) {
  const std::string int4 = InTestFolder("int4.regulon");
  const std::string f32 = InTestFolder("f32.regulon");
  EXPECT_EQ(
      Regulon({"convert", Synthetic(), "-o", int4, "--dtype", "int4"}).status,
      0);
  const Outcome back = Regulon({"convert", int4, "-o", f32, "--dtype", "f32"});
  EXPECT_EQ(back.status, 0);
  EXPECT_THAT(back.err, HasSubstr("its experts were stored in int4, whose own "
                                  "loss is in them and not in these figures"));
  EXPECT_THAT(Regulon({"inspect", f32}).out,
              HasSubstr("dtype.before.answers_rms"));
}

TEST(ConvertDType, ComparesInContextsOfAFile) {
  const std::string contexts = WriteFile(
      "contexts.tsv",
      "regulator\ta\tb\nprogram_A\t1\t0\nSYNTF0001\t0.5\t2\nnobody\t1\t1\n");
  const std::string to = InTestFolder("of_file.regulon");
  const Outcome outcome =
      Regulon({"convert", Synthetic(), "-o", to, "--dtype", "bf16",
               "--contexts", contexts, "--format", "tsv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("nobody"));
  EXPECT_EQ(Figure(outcome.out, "contexts"), "2");
  EXPECT_THAT(Figure(Regulon({"inspect", to, "--format", "tsv"}).out, "source"),
              HasSubstr("contexts.tsv"));
  const Outcome missing =
      Regulon({"convert", Synthetic(), "-o", contexts + ".regulon", "--dtype",
               "bf16", "--contexts", "nowhere.tsv"});
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.err, HasSubstr("nowhere.tsv: No such file"));
}

TEST(ConvertDType, RefusesWhatMakesNoSense) {
  const std::string to = InTestFolder("no.regulon");
  const std::string bnet = WriteFile("x.bnet", "a, a\n");
  ExpectError(Regulon({"convert", bnet, "-o", to, "--dtype", "int8"}), 2,
              {"go with a genome in and a genome out"});
  ExpectError(Regulon({"convert", bnet, "-o", to, "--format", "tsv"}), 2,
              {"go with a genome in and a genome out"});
  ExpectError(Regulon({"convert", "models/laci_o2.regulon", "-o", to}), 2,
              {"is a genome already; copy it, or say with --dtype"});
  ExpectError(Regulon({"convert", "models/laci_o2.regulon", "-o", to, "--dtype",
                       "int8"}),
              1, {"models/laci_o2.regulon: no domain of it holds a matrix"});
  ExpectError(Regulon({"convert", Synthetic(), "-o", to, "--dtype", "float16"}),
              2, {"--dtype", "float16"});
  const Outcome same =
      Regulon({"convert", Synthetic(), "-o", to, "--dtype", "f32"});
  EXPECT_EQ(same.status, 1);
  EXPECT_THAT(same.err, HasSubstr("its experts are stored in f32 already; "
                                  "copy the file"));
  EXPECT_EQ(ReadWholeFile(to), "");
}

TEST(ConvertDType, NeverReplacesItsInput) {
  const std::string bytes = ReadWholeFile(Synthetic());
  const std::string link = InTestFolder("link.regulon");
  unlink(link.c_str());
  ASSERT_EQ(symlink(Synthetic().c_str(), link.c_str()), 0);
  for (const std::string& to : {Synthetic(), link}) {
    ExpectError(Regulon({"convert", Synthetic(), "-o", to, "--dtype", "int8"}),
                1, {"would be overwritten; give the output another name"});
  }
  const std::string contexts = WriteFile("c.regulon", "regulator\ta\n");
  ExpectError(Regulon({"convert", Synthetic(), "-o", contexts, "--dtype",
                       "int8", "--contexts", contexts}),
              1, {"would be overwritten; give the output another name"});
  EXPECT_TRUE(ReadWholeFile(Synthetic()) == bytes);
  unlink(link.c_str());
}

TEST(ConvertDType, SaysWhatIsWrongWithItsInput) {
  const std::string bytes = ReadWholeFile(Synthetic());
  const std::string cut =
      WriteFile("cut.regulon", bytes.substr(0, bytes.size() / 2));
  const std::string to = InTestFolder("of_cut.regulon");
  ExpectError(Regulon({"convert", cut, "-o", to, "--dtype", "int8"}), 1,
              {"cut.regulon: the file has ", "it was cut short"});
  ExpectError(Regulon({"convert", InTestFolder("none.regulon"), "-o", to,
                       "--dtype", "int8"}),
              1, {"none.regulon: there is no such file"});
  EXPECT_EQ(ReadWholeFile(to), "");
}

TEST(ConvertDType, LeavesNothingWhereItDoesNotFit) {
  const std::string folder = InTestFolder("full");
  mkdir(folder.c_str(), 0755);
  const std::string path = folder + "/x.regulon";
  const Outcome outcome = Regulon(
      {"convert", Synthetic(), "-o", path, "--dtype", "bf16"}, {"", "", 8192});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("x.regulon: cannot write: File too large"));
  EXPECT_THAT(FilesIn(folder), IsEmpty());
  EXPECT_EQ(
      Regulon({"convert", Synthetic(), "-o", path, "--dtype", "bf16"}).status,
      0);
  EXPECT_THAT(FilesIn(folder), ElementsAre("x.regulon"));
  const Outcome nowhere =
      Regulon({"convert", Synthetic(), "-o", InTestFolder("nowhere/x.regulon"),
               "--dtype", "bf16"});
  EXPECT_EQ(nowhere.status, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("nowhere/x.regulon: cannot create"));
}

}  // namespace
}  // namespace regulon
