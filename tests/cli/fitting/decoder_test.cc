// `fit --decoder` of time series, and `trajectory --decoder` of what it made.
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/errors.h"
#include "tests/cli/program.h"

namespace regulon {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int kSeries = 6, kSteps = 10, kGenes = 8;

// Gene g goes back, turned around, to where it was two steps ago; or, if it
// only walks, on by chance.
double Next(bool walks, double last, double before, Random& random) {
  const double noise = random.Unit() - 0.5;
  return walks ? last + noise : -0.9 * before + 0.2 * noise;
}

struct Files {
  explicit Files(bool walks) {
    Random random(1, 0);
    std::string header = "gene", meta = "condName\tprevCol\tdel.t\n";
    std::vector<std::string> rows(kGenes);
    for (int g = 0; g < kGenes; ++g) rows[g] = absl::StrCat("r", g);
    for (int k = 0; k < kSeries; ++k) {
      std::vector<double> last(kGenes), before(kGenes);
      for (int i = 0; i < kSteps; ++i) {
        const std::string name = absl::StrCat("s", k, "_", i);
        absl::StrAppend(&header, "\t", name);
        absl::StrAppend(&meta, name, "\t",
                        i == 0 ? "NA" : absl::StrCat("s", k, "_", i - 1), "\t",
                        i == 0 ? "NA" : "50", "\n");
        for (int g = 0; g < kGenes; ++g) {
          const double value = i < 2 ? 4 * random.Unit() - 2
                                     : Next(walks, last[g], before[g], random);
          before[g] = last[g];
          last[g] = value;
          absl::StrAppend(&rows[g], "\t", 8 + value);
        }
      }
    }
    std::string text = header + "\n", names;
    for (int g = 0; g < kGenes; ++g) {
      text += rows[g] + "\n";
      absl::StrAppend(&names, "r", g, "\n");
    }
    expression = WriteFile("expression.tsv", text);
    series = WriteFile("meta.tsv", meta);
    tfs = WriteFile("tfs.txt", names);
    genome = InTestFolder("fitted.regulon");
  }

  Outcome Fit(const Arguments& more) const {
    Arguments all = {"fit",           expression, "--unit",    "log2_intensity",
                     "--tfs",         tfs,        "--targets", "all",
                     "--time-series", series,     "--decoder", "-o",
                     genome,          "--format", "tsv"};
    all.insert(all.end(), more.begin(), more.end());
    return Regulon(all);
  }

  std::string expression, series, tfs, genome;
};

TEST(Decoder, IsFittedKeptAndRun) {
  const Files files(false);
  const Outcome fitted = files.Fit({});
  ASSERT_EQ(fitted.status, 0) << fitted.err;
  EXPECT_THAT(fitted.err, AllOf(HasSubstr("the decoder helps: held-out RMSE"),
                                HasSubstr("; kept")));
  EXPECT_THAT(fitted.out,
              AllOf(HasSubstr("groups\t6"), HasSubstr("decoder.series\t6")));
  const Arguments run = {"trajectory", files.genome, "--decoder", "--set",
                         "r0=9.5",     "--genes",    "r0,r1",     "--format",
                         "tsv",        "--steps"};
  const auto steps = [&run](const std::string& count) {
    Arguments all = run;
    all.push_back(count);
    return Regulon(all);
  };
  const Outcome four = steps("4");
  ASSERT_EQ(four.status, 0) << four.err;
  EXPECT_THAT(four.out, StartsWith("context\tstep\ttime\tgene\texpression\n"
                                   "context\t1\t50\tr0\t"));
  EXPECT_THAT(four.out, HasSubstr("\ncontext\t4\t200\tr1\t"));
  // The same steps, whatever comes after.
  EXPECT_THAT(steps("7").out, StartsWith(four.out));
  EXPECT_THAT(Regulon({"inspect", files.genome, "--list", "tensors"}).out,
              HasSubstr("decoder.recall.gate"));
}

TEST(Decoder, HoldsWhatTheScheduleHolds) {
  const Files files(false);
  ASSERT_EQ(files.Fit({}).status, 0);
  const std::string schedule =
      WriteFile("held.txt", "r1 from 2 to 3 level 7\n");
  const Outcome outcome =
      Regulon({"trajectory", files.genome, "--decoder", "--genes", "r1",
               "--steps", "4", "--format", "tsv", "--schedule", schedule});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("context\t2\t100\tr1\t7\n"),
                                 HasSubstr("context\t3\t150\tr1\t7\n"),
                                 Not(HasSubstr("context\t4\t200\tr1\t7\n"))));
}

TEST(Decoder, IsLeftOutWhereItDoesNotHelpUnlessAskedFor) {
  const Files files(true);
  const Outcome fitted = files.Fit({});
  ASSERT_EQ(fitted.status, 0) << fitted.err;
  EXPECT_THAT(fitted.err,
              AllOf(HasSubstr("the decoder does not help: held-out RMSE"),
                    HasSubstr("; left out")));
  ExpectError(
      Regulon({"trajectory", files.genome, "--decoder"}), 1,
      {files.genome + ": the genome has no decoder", "regulon fit --decoder"});
  EXPECT_THAT(files.Fit({"--keep-decoder"}).err, HasSubstr("; kept, as was"));
  EXPECT_EQ(Regulon({"trajectory", files.genome, "--decoder"}).status, 0);
}

TEST(Decoder, IsRefusedWithWhatItCannotDo) {
  ExpectError(Regulon({"trajectory", "models/t_helper.regulon", "--decoder"}),
              1, {"models/t_helper.regulon: the genome has no decoder"});
  EXPECT_EQ(Regulon({"trajectory", "models/t_helper.regulon", "--decoder",
                     "--networks"})
                .status,
            2);
  const Files files(false);
  const std::string none = WriteFile("none.tsv", "condName\tprevCol\tdel.t\n");
  Outcome outcome =
      Regulon({"fit", files.expression, "--unit", "log2_intensity", "--tfs",
               files.tfs, "--targets", "all", "--time-series", none,
               "--decoder", "-o", files.genome});
  ExpectError(outcome, 1, {none, "no sample of the matrix, such as 's0_0'"});
  EXPECT_EQ(Regulon({"fit", files.expression, "--unit", "log2_intensity",
                     "--tfs", files.tfs, "--decoder", "-o", files.genome})
                .status,
            2);
}

}  // namespace
}  // namespace regulon
