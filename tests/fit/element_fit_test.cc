// Elements fitted to planted promoters, and genomes made of them.
#include "engine/fit/element_fit.h"

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kSamples = 60, kRegulators = 4, kFolds = 5;

// Gene 0 is activated by regulator 0, 1 activated by 1 and repressed by 2, 2
// is noise with known regulators, 3 has none.
struct Planted {
  FloatRows levels, residual;
  Unit unit = *ParseUnit("log2_intensity");
  std::vector<Edge> edges = {{0, 0}, {1, 1}, {2, 1}, {0, 2}, {3, 2}};
  std::vector<int> fold;
};

Planted Plant() {
  Planted planted;
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  planted.levels.resize(kSamples, kRegulators);
  planted.residual = FloatRows::Zero(kSamples, 4);
  for (int i = 0; i < kSamples; ++i) {
    for (int t = 0; t < kRegulators; ++t) {
      planted.levels(i, t) = 10 + 1.5f * normal(random);
    }
    const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
    planted.residual(i, 0) =
        static_cast<float>(2 * sigmoid(2 * (planted.levels(i, 0) - 10)) - 1 +
                           0.2 * normal(random));
    planted.residual(i, 1) = static_cast<float>(
        2 * sigmoid(planted.levels(i, 1) - planted.levels(i, 2)) - 1 +
        0.2 * normal(random));
    planted.residual(i, 2) = normal(random);
    planted.residual(i, 3) = normal(random);
    planted.fold.push_back(i % kFolds);
  }
  return planted;
}

ElementFit FitOf(const Planted& planted, int threads = 1) {
  Workers workers(threads);
  absl::StatusOr<ElementFit> fit =
      FitElements({planted.levels, planted.unit}, planted.residual,
                  planted.edges, planted.fold, ElementOptions(), workers);
  if (!fit.ok()) throw std::runtime_error(fit.status().ToString());
  return *std::move(fit);
}

FloatRows Contribution(const ElementFit& fit, const Planted& planted) {
  return *ElementContribution(fit, {planted.levels, planted.unit}, 4);
}

TEST(FitElements, GivesElementsWhereUnseenSamplesAreTheBetterForIt) {
  const ElementFit fit = FitOf(Plant());
  EXPECT_THAT(fit.gene, ElementsAre(0, 1));
  EXPECT_EQ(fit.report.genes_with_regulators, 3);
  EXPECT_EQ(fit.report.genes_with_elements, 2);
  EXPECT_GT(fit.gain[0], 0.7);
  EXPECT_GT(fit.gain[1], 0.7);
  EXPECT_LT(fit.report.kept_with, 0.3 * fit.report.kept_without);
  // A site for each regulator, with the signs that ridge finds.
  EXPECT_THAT(fit.mwc.site_element, ElementsAre(0, 1, 1));
  EXPECT_THAT(fit.mwc.site_sign, ElementsAre(1, 1, -1));
  EXPECT_THAT(fit.mwc.affinity_first, ElementsAre(0, 1, 2, 3, 3));
  EXPECT_FALSE(fit.report.signs_given);
  EXPECT_EQ(Contribution(fit, Plant()).col(2).norm(), 0);
}

TEST(FitElements, TakesSignsFromEdgesThatTellThem) {
  Planted planted = Plant();
  planted.edges[1].sign = -1;  // against the data
  planted.edges[2].sign = 1;
  const ElementFit fit = FitOf(planted);
  EXPECT_TRUE(fit.report.signs_given);
  EXPECT_THAT(fit.gene, ElementsAre(0));  // its sign is not known
}

TEST(FitElements, ExplainsWhatIsPlanted) {
  const Planted planted = Plant();
  const double error =
      (planted.residual - Contribution(FitOf(planted), planted))
          .col(0)
          .squaredNorm();
  EXPECT_LT(error, 0.2 * planted.residual.col(0).squaredNorm());
}

TEST(FitElements, GivesTheSameBitsForAnyNumberOfThreads) {
  const ElementFit one = FitOf(Plant(), 1), three = FitOf(Plant(), 3);
  EXPECT_EQ(one.mwc.closing_energy, three.mwc.closing_energy);
  EXPECT_EQ(one.mwc.affinity_log, three.mwc.affinity_log);
  EXPECT_EQ(one.amplitude, three.amplitude);
  EXPECT_EQ(one.offset, three.offset);
}

TEST(FitElements, TakesRegulatorsThatAreAbsent) {
  Planted planted = Plant();
  planted.unit = *ParseUnit("tpm");
  for (float& level : planted.levels.reshaped()) {
    level = level < 10 ? 0 : std::exp2(level);
  }
  const ElementFit fit = FitOf(planted);
  EXPECT_THAT(fit.gene, ::testing::Contains(0));
  EXPECT_TRUE(Contribution(fit, planted).allFinite());
  planted.levels.col(0).setZero();
  EXPECT_THAT(FitOf(planted).gene, ::testing::Not(::testing::Contains(0)));
}

TEST(FitElements, NamesWhatIsWrong) {
  Planted planted = Plant();
  planted.levels(3, 1) = std::nanf("");
  Workers workers(1);
  const auto fit =
      FitElements({planted.levels, planted.unit}, planted.residual,
                  planted.edges, planted.fold, ElementOptions(), workers);
  EXPECT_EQ(fit.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(fit.status().message()),
              HasSubstr("sample #3, regulator #1"));
  planted = Plant();
  planted.fold.assign(kSamples, 0);
  const auto single =
      FitElements({planted.levels, planted.unit}, planted.residual,
                  planted.edges, planted.fold, ElementOptions(), workers);
  EXPECT_THAT(std::string(single.status().message()),
              HasSubstr("at least two inner folds"));
}

// Two domains, the genes of each in another order than the elements.
std::string WriteWith(const ElementFit& fit) {
  Draft draft;
  proto::Manifest& manifest = draft.manifest;
  manifest.set_name("elements");
  for (int t = 0; t < kRegulators; ++t) {
    proto::Regulator& regulator = *manifest.add_regulators();
    regulator.set_id(absl::StrCat("R", t));
    regulator.set_unit("log2_intensity");
  }
  const std::vector<std::string> genes = {"a", "b", "c", "d"};
  const std::vector<int> domain = {1, 0, 1, 0};
  for (size_t g = 0; g < genes.size(); ++g) {
    proto::Gene& gene = *manifest.add_genes();
    gene.set_id(genes[g]);
    gene.set_unit("log2_intensity");
    gene.set_domain(domain[g]);
  }
  manifest.add_domains()->set_id("first");
  manifest.add_domains()->set_id("second");
  manifest.add_routers();
  draft.reference.assign(kRegulators, 1);
  draft.basal.assign(genes.size(), 0);
  PutElements(fit, genes, domain, draft);
  const std::string path = ::testing::TempDir() + "/elements.regulon";
  const absl::Status written = WriteGenome(
      std::move(draft),
      [&fit](int d) -> absl::StatusOr<ExpertDraft> {
        ExpertDraft expert;
        const std::vector<int> of_domain[] = {{1, 3}, {0, 2}};
        PutAmplitudes(fit, of_domain[d], expert);
        return expert;
      },
      DType::kF32, path);
  if (!written.ok()) throw std::runtime_error(written.ToString());
  return path;
}

TEST(FitElements, MakesGenomesThatAnswerAsTheFit) {
  Planted planted = Plant();
  const ElementFit fit = FitOf(planted);
  const OpenedGenome genome(WriteWith(fit));
  // Samples that the fit has not seen.
  planted.levels = planted.levels.array() * 1.07f - 0.5f;
  const auto expected =
      ElementContribution(fit, {planted.levels, planted.unit}, 4);
  ASSERT_TRUE(expected.ok()) << expected.status();
  for (int i = 0; i < kSamples; ++i) {
    std::map<std::string, double> levels;
    for (int t = 0; t < kRegulators; ++t) {
      levels[absl::StrCat("R", t)] = planted.levels(i, t);
    }
    const Answer answer = genome.Express(ContextOf(levels));
    for (int g = 0; g < 4; ++g) {
      EXPECT_NEAR(answer.expression[g], (*expected)(i, g), 1e-5);
    }
  }
}

}  // namespace
}  // namespace regulon
