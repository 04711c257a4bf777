#include "engine/synth/synth.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/cell/cell.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::OpenedGenome;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// 200 genes in 40 domains: program_A opens 2 of them and program_B 8.
SynthOptions Small() {
  SynthOptions options;
  options.regulators = 60;
  options.genes = 200;
  options.domains = 40;
  options.programs = 6;
  options.parameters = 300'000;
  return options;
}

std::string Make(const SynthOptions& options) {
  static int files = 0;
  const std::string path =
      absl::StrCat(std::getenv("TEST_TMPDIR"), "/", ++files, ".regulon");
  const absl::Status status = Synthesize(options, path);
  EXPECT_TRUE(status.ok()) << status;
  return path;
}

std::string Bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int64_t ParametersOf(const OpenedGenome& genome) {
  return genome.cell()
      .inventory()
      .Measure(genome.cell().NewAnswer().reads)
      .Sum()
      .all;
}

std::vector<int> OpenedBy(const OpenedGenome& genome,
                          const std::vector<std::string>& regulators) {
  std::map<std::string, double> levels;
  for (const std::string& regulator : regulators) levels[regulator] = 1;
  const Answer answer = genome.Express(reference::ContextOf(levels));
  std::vector<int> open;
  for (size_t d = 0; d < answer.open.size(); ++d) {
    if (answer.open[d]) open.push_back(static_cast<int>(d));
  }
  return open;
}

TEST(Synthesize, GivesTheSameBytesForTheSameSeed) {
  const std::string first = Bytes(Make(Small()));
  EXPECT_GT(first.size(), 300'000u * 4);
  EXPECT_TRUE(first == Bytes(Make(Small())));
}

TEST(Synthesize, GivesOtherNumbersForAnotherSeed) {
  const OpenedGenome one(Make(Small()));
  SynthOptions options = Small();
  options.seed = 2;
  const OpenedGenome two(Make(options));
  const proto::Context context = reference::ContextOf({{"program_A", 1}});
  EXPECT_NE(one.Express(context).expression, two.Express(context).expression);
  EXPECT_EQ(two.genome().manifest().provenance().seed(), 2u);
}

TEST(Synthesize, OpensTheDomainsPlantedForEachProgram) {
  for (const uint64_t seed : {1, 2, 3}) {
    SynthOptions options = Small();
    options.seed = seed;
    const OpenedGenome genome(Make(options));
    const auto planted = PlantedDomains(options);
    for (int p = 0; p < options.programs; ++p) {
      EXPECT_EQ(OpenedBy(genome, {ProgramId(p)}), planted[p]) << seed << p;
    }
  }
}

TEST(Synthesize, OpensEverythingForAllProgramsAndNothingForNone) {
  const OpenedGenome genome(Make(Small()));
  std::vector<std::string> programs, others;
  for (const proto::Regulator& r : genome.genome().manifest().regulators()) {
    (absl::StartsWith(r.id(), "program_") ? programs : others)
        .push_back(r.id());
  }
  EXPECT_EQ(programs.size(), 6u);
  EXPECT_EQ(OpenedBy(genome, programs).size(), 40u);
  EXPECT_THAT(OpenedBy(genome, {}), IsEmpty());
}

// The domain's own modulators may add to its programs but not replace them.
TEST(Synthesize, OpensNothingForModulatorsAlone) {
  const OpenedGenome genome(Make(Small()));
  std::vector<std::string> modulators;
  for (int i = 1; i <= 54; ++i) {
    modulators.push_back(absl::StrCat("SYNTF00", i < 10 ? "0" : "", i));
  }
  EXPECT_THAT(OpenedBy(genome, modulators), IsEmpty());
}

TEST(Synthesize, ChangesGenesOfOpenDomainsByModulators) {
  const OpenedGenome genome(Make(Small()));
  const auto planted = PlantedDomains(Small());
  const Answer plain = genome.Express(reference::ContextOf({{"program_A", 1}}));
  const Answer changed = genome.Express(
      reference::ContextOf({{"program_A", 1}, {"SYNTF0001", 3}}));
  int differ = 0;
  for (size_t g = 0; g < plain.expression.size(); ++g) {
    differ += plain.expression[g] != changed.expression[g];
  }
  EXPECT_GT(differ, 0);
  EXPECT_THAT(plain.expression, Each(::testing::Ge(0)));  // softplus
}

TEST(PlantedDomains, GiveAProgramItsPromisedShareAndLeaveNoDomainOut) {
  SynthOptions options = Small();
  options.domains = 100;
  for (options.seed = 1; options.seed < 20; ++options.seed) {
    const auto planted = PlantedDomains(options);
    ASSERT_EQ(planted.size(), 6u);
    EXPECT_EQ(planted[0].size(), 5u);
    EXPECT_EQ(planted[1].size(), 20u);
    std::set<int> all;
    for (const std::vector<int>& domains : planted) {
      EXPECT_TRUE(std::is_sorted(domains.begin(), domains.end()));
      EXPECT_EQ(std::set<int>(domains.begin(), domains.end()).size(),
                domains.size());
      all.insert(domains.begin(), domains.end());
    }
    EXPECT_EQ(all.size(), 100u);
    EXPECT_EQ(*all.rbegin(), 99);
    for (size_t p = 2; p < planted.size(); ++p) {
      EXPECT_GE(planted[p].size(), 10u);
    }
  }
}

TEST(PlantedDomains, AreAtLeastOneEach) {
  SynthOptions options = Small();
  options.domains = 1;
  EXPECT_THAT(PlantedDomains(options), Each(::testing::ElementsAre(0)));
  options.domains = 7;
  options.programs = 1;
  EXPECT_EQ(PlantedDomains(options)[0].size(), 7u);
}

TEST(ProgramId, CountsInLetters) {
  EXPECT_EQ(ProgramId(0), "program_A");
  EXPECT_EQ(ProgramId(25), "program_Z");
  EXPECT_EQ(ProgramId(26), "program_AA");
  EXPECT_EQ(ProgramId(701), "program_ZZ");
  EXPECT_EQ(ProgramId(702), "program_AAA");
}

TEST(Synthesize, ComesNearTheWantedParameters) {
  for (const int64_t wanted : {200'000, 500'000, 2'000'000}) {
    SynthOptions options = Small();
    options.parameters = wanted;
    const OpenedGenome genome(Make(options));
    EXPECT_NEAR(ParametersOf(genome), wanted, 0.01 * wanted + 4000);
  }
}

TEST(Synthesize, IsOfHumanSizeUnlessTold) {
  const OpenedGenome genome(Make(SynthOptions()));
  const proto::Manifest& manifest = genome.genome().manifest();
  EXPECT_EQ(manifest.regulators_size(), 1839);
  EXPECT_EQ(manifest.genes_size(), 20000);
  EXPECT_EQ(manifest.domains_size(), 512);
  EXPECT_NEAR(ParametersOf(genome), 16.8e6, 0.01 * 16.8e6);
  EXPECT_EQ(OpenedBy(genome, {"program_A"}).size(), 26u);   // 5 % of 512
  EXPECT_EQ(OpenedBy(genome, {"program_B"}).size(), 102u);  // 20 %
}

TEST(Synthesize, SaysThatItIsSyntheticAndNamesNothingReal) {
  const OpenedGenome genome(Make(Small()));
  const proto::Manifest& manifest = genome.genome().manifest();
  EXPECT_TRUE(manifest.synthetic());
  EXPECT_TRUE(absl::StartsWith(manifest.title(), "SYNTHETIC"));
  EXPECT_EQ(manifest.taxon(), 0);
  for (const auto& gene : manifest.genes()) {
    EXPECT_TRUE(absl::StartsWith(gene.id(), "SYNG"));
  }
  for (const auto& regulator : manifest.regulators()) {
    EXPECT_TRUE(absl::StartsWith(regulator.id(), "SYNTF") ||
                absl::StartsWith(regulator.id(), "program_"));
  }
  EXPECT_TRUE(genome.genome().VerifyTensors().ok());
}

// The largest difference from f32 of any gene, in standard deviations of the
// expression.
double Deviation(DType dtype) {
  SynthOptions options = Small();
  const OpenedGenome exact(Make(options));
  options.dtype = dtype;
  const OpenedGenome rounded(Make(options));
  const proto::Context context =
      reference::ContextOf({{"program_B", 1}, {"program_C", 2}});
  const Answer a = exact.Express(context), b = rounded.Express(context);
  EXPECT_EQ(a.open, b.open);
  double sum = 0, squares = 0, largest = 0;
  for (size_t g = 0; g < a.expression.size(); ++g) {
    sum += a.expression[g];
    squares += a.expression[g] * a.expression[g];
    largest =
        std::max<double>(largest, std::abs(a.expression[g] - b.expression[g]));
  }
  const double mean = sum / a.expression.size();
  return largest / std::sqrt(squares / a.expression.size() - mean * mean);
}

TEST(Synthesize, RoundsItsExpertsToTheAskedType) {
  const double bf16 = Deviation(DType::kBf16), i8 = Deviation(DType::kI8),
               i4 = Deviation(DType::kI4);
  EXPECT_EQ(Deviation(DType::kF32), 0);
  EXPECT_GT(bf16, 0);
  EXPECT_GT(i8, 0);
  EXPECT_LT(bf16, 0.03);
  EXPECT_LT(i8, 0.1);
  EXPECT_GT(i4, i8);
  EXPECT_LT(i4, 1);
}

TEST(Synthesize, TakesLessSpaceInANarrowType) {
  SynthOptions options = Small();
  options.parameters = 2'000'000;
  const double f32 = Bytes(Make(options)).size();
  options.dtype = DType::kBf16;
  EXPECT_NEAR(Bytes(Make(options)).size() / f32, 1 / 2., 0.05);
  options.dtype = DType::kI4;  // and scales
  EXPECT_NEAR(Bytes(Make(options)).size() / f32, 1 / 5., 0.05);
}

TEST(Synthesize, ReportsProgressInOrder) {
  SynthOptions options = Small();
  std::vector<double> shares;
  options.on_progress = [&shares](double share) { shares.push_back(share); };
  Make(options);
  EXPECT_EQ(shares.size(), 40u);
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_LE(shares.back(), 1);
}

TEST(Synthesize, RefusesSizesThatMakeNoGenome) {
  const auto with = [](auto change) {
    SynthOptions options = Small();
    change(options);
    const std::string path =
        absl::StrCat(std::getenv("TEST_TMPDIR"), "/refused.regulon");
    const absl::Status status = Synthesize(options, path);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    EXPECT_FALSE(std::ifstream(path).is_open());
    return std::string(status.message());
  };
  const char* kSizes = "these sizes make no genome";
  EXPECT_THAT(with([](auto& o) { o.programs = 0; }), HasSubstr(kSizes));
  EXPECT_THAT(with([](auto& o) { o.domains = 0; }), HasSubstr(kSizes));
  EXPECT_THAT(with([](auto& o) { o.domains = -1; }), HasSubstr(kSizes));
  EXPECT_THAT(with([](auto& o) { o.genes = 39; }), HasSubstr(kSizes));
  EXPECT_THAT(with([](auto& o) { o.regulators = 6; }), HasSubstr(kSizes));
  EXPECT_THAT(with([](auto& o) { o.parameters = 0; }), HasSubstr(kSizes));
  EXPECT_THAT(with([](auto& o) { o.genes = 10'000'001; }), HasSubstr(kSizes));
  EXPECT_THAT(with([](auto& o) { o.regulators = 2'000'000'000; }),
              HasSubstr(kSizes));
  EXPECT_THAT(with([](auto& o) { o.parameters = 30'000; }),
              HasSubstr("ask for at least "));
}

TEST(Synthesize, TakesTheFewestParametersThatItAsksFor) {
  SynthOptions options = Small();
  options.parameters = 1;
  const std::string path =
      absl::StrCat(std::getenv("TEST_TMPDIR"), "/fewest.regulon");
  const std::string message(Synthesize(options, path).message());
  options.parameters = std::stoll(message.substr(message.rfind(' ')));
  const OpenedGenome genome(Make(options));
  EXPECT_EQ(ParametersOf(genome), options.parameters);
}

TEST(Synthesize, NamesAPlaceThatCannotBeWritten) {
  const absl::Status status = Synthesize(Small(), "/nowhere/x.regulon");
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("/nowhere/x.regulon"));
}

}  // namespace
}  // namespace regulon
