// Places that take no more, and programs that are stopped.
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kLaci[] = "models/laci_o2.regulon";
constexpr char kSpec[] = "models/laci_o2.textproto";

std::string NewFolder(const std::string& name) {
  const std::string path = InTestFolder(name);
  mkdir(path.c_str(), 0755);
  return path;
}

TEST(StandardOutput, ThatIsFullIsAnError) {
  for (const Arguments& arguments :
       {Arguments{"express", kLaci}, Arguments{"active", kLaci},
        Arguments{"express", kLaci, "--format", "tsv"},
        Arguments{"active", kLaci, "--format", "json"},
        Arguments{"inspect", kLaci},
        Arguments{"inspect", kLaci, "--list", "tensors"}, Arguments{"help"},
        Arguments{"help", "express"}, Arguments{"--help"}, Arguments{"demo"}}) {
    ExpectError(Regulon(arguments, {"", "/dev/full", 0}), 1,
                {"cannot write the output: No space left on device"});
  }
}

TEST(StandardOutput, ThatIsClosedEndsTheProgram) {
  // More than a pipe holds.
  std::string table = "regulator";
  for (int i = 0; i < 5000; ++i) table += "\tc" + std::to_string(i);
  table += "\nLacI";
  for (int i = 0; i < 5000; ++i) table += "\t1";
  const std::string contexts = WriteFile("many.tsv", table + "\n");
  Started program({"express", kLaci, contexts, "--format", "tsv"});
  EXPECT_EQ(program.Read(13), "context\tgene\t");
  program.CloseOutput();
  EXPECT_EQ(program.Wait(), -SIGPIPE);
}

TEST(Output, InAFolderThatIsNotThereIsAnError) {
  for (const std::string& path :
       {InTestFolder("nowhere/x.regulon"), InTestFolder(""),
        std::string("/dev/null"), std::string("/proc/x.regulon")}) {
    ExpectError(Regulon({"compile", kSpec, "-o", path}), 1, {path + ": "});
    ExpectError(Regulon({"synth", "-o", path}), 1, {path + ": "});
  }
}

TEST(Output, LeavesNothingWhereItDoesNotFit) {
  const std::string folder = NewFolder("full");
  const Surroundings little = {"", "", 8192};
  ExpectError(Regulon({"compile", kSpec, "-o", folder + "/x.regulon"}, little),
              1, {"x.regulon: cannot write: File too large"});
  EXPECT_THAT(FilesIn(folder), IsEmpty());
  const Surroundings more = {"", "", 10'000'000};
  ExpectError(Regulon({"synth", "-o", folder + "/x.regulon"}, more), 1,
              {"x.regulon: cannot write: File too large"});
  EXPECT_THAT(FilesIn(folder), IsEmpty());
}

TEST(Output, StaysAsItWasWhereTheNewOneDoesNotFit) {
  const std::string folder = NewFolder("intact");
  const std::string path = folder + "/x.regulon";
  ASSERT_EQ(Regulon({"compile", kSpec, "-o", path}).status, 0);
  const std::string before = ReadWholeFile(path);
  const Surroundings little = {"", "", 8192};
  EXPECT_EQ(Regulon({"compile", kSpec, "-o", path}, little).status, 1);
  EXPECT_EQ(Regulon({"synth", "-o", path}, little).status, 1);
  EXPECT_EQ(
      Regulon({"compile", WriteFile("bad.textproto", "name: 1"), "-o", path})
          .status,
      1);
  EXPECT_TRUE(ReadWholeFile(path) == before);
  EXPECT_THAT(FilesIn(folder), ElementsAre("x.regulon"));
}

TEST(Output, ReplacesTheOldOneInOnePiece) {
  const std::string folder = NewFolder("replaced");
  const std::string path = folder + "/x.regulon";
  ASSERT_EQ(Regulon({"compile", "models/myeloid.textproto", "-o", path}).status,
            0);
  ASSERT_EQ(Regulon({"compile", kSpec, "-o", path}).status, 0);
  EXPECT_TRUE(ReadWholeFile(path) == ReadWholeFile(kLaci));
  EXPECT_THAT(FilesIn(folder), ElementsAre("x.regulon"));
}

TEST(Output, LeavesNothingWhenInterrupted) {
  const std::string folder = NewFolder("interrupted");
  for (const int signal : {SIGINT, SIGTERM, SIGKILL}) {
    // A gigabyte, of which it doesn't come to write much.
    Started program({"synth", "-o", folder + "/x.regulon", "--params", "250M"});
    usleep(200'000);
    program.Signal(signal);
    EXPECT_EQ(program.Wait(), -signal);
    EXPECT_THAT(FilesIn(folder), IsEmpty());
  }
}

}  // namespace
}  // namespace regulon
