// What the known regulators of B. subtilis explain of its expression: alone,
// and beside a kernel ridge regression on all of them.
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/fit/element_fit.h"
#include "engine/regression/dual.h"
#include "engine/regression/inner_folds.h"
#include "engine/regression/kernel_ridge.h"
#include "engine/regression/standardize.h"
#include "gtest/gtest.h"
#include "tests/network/published_networks.h"

namespace regulon {
namespace {

struct Errors {
  double without = 0, with = 0;  // sums of squares of held-out samples
};

std::vector<int> Where(const std::vector<int>& fold, int held, bool is_held) {
  std::vector<int> samples;
  for (size_t i = 0; i < fold.size(); ++i) {
    if ((fold[i] == held) == is_held) samples.push_back(i);
  }
  return samples;
}

class KnownPromoters : public ::testing::Test {
 protected:
  void SetUp() override {
    shared_ = std::getenv("REGULON_SHARED");
    if (shared_ == nullptr) GTEST_SKIP() << "skipped: no ../shared";
    network_ = BacillusSubtilis(shared_);
    edges_ = MatchEdges(network_.gold, network_.data.regulators,
                        network_.data.genes);
  }

  // Of the genes that got an element, on the samples of a fold that the rest
  // knows nothing of; inner folds are the other ones.
  Errors HoldOut(const std::string& scheme, int held, bool beside_ridge) {
    const std::vector<int> fold =
        ReadNumbers(absl::StrCat(shared_, "/data/bsubtilis/splits.tsv"), scheme,
                    network_.data.samples);
    const std::vector<int> seen = Where(fold, held, false);
    const std::vector<int> unseen = Where(fold, held, true);
    const Problem train = TakeSamples(network_.data, seen);
    const Problem test = TakeSamples(network_.data, unseen);
    std::vector<int> inner;
    for (const int i : seen) inner.push_back(fold[i] - (fold[i] > held));

    const Eigen::RowVectorXf mean = train.values.colwise().mean();
    FloatRows residual = train.values.rowwise() - mean;
    FloatRows left = test.values.rowwise() - mean;
    Workers workers(0);
    if (beside_ridge) {
      const auto standardizer = Standardizer::Create(train.levels, train.unit);
      const auto ridge =
          KernelRidge::Fit(*standardizer->Apply(train.levels), train.values,
                           {0.3, 0.5, 0.0178}, workers);
      residual = *OutOfFoldResiduals(ridge->inverse(), ridge->alpha(),
                                     SamplesByFold(inner), workers);
      left = test.values -
             ridge->Predict(*standardizer->Apply(test.levels), workers);
    }
    const auto fit = FitElements({train.levels, train.unit}, residual, edges_,
                                 inner, ElementOptions(), workers);
    const auto said =
        ElementContribution(*fit, {test.levels, test.unit}, test.genes.size());
    Errors errors;
    for (const int g : fit->gene) {
      errors.without += left.col(g).squaredNorm();
      errors.with += (left.col(g) - said->col(g)).squaredNorm();
    }
    const ElementReport& report = fit->report;
    RecordProperty(
        absl::StrCat(scheme, held, beside_ridge ? "_beside_ridge" : "_alone"),
        absl::StrCat(report.genes_with_elements, " of ",
                     report.genes_with_regulators, " genes, R2 inner ",
                     1 - report.kept_with / report.kept_without, " held out ",
                     1 - errors.with / errors.without));
    return errors;
  }

  const char* shared_ = nullptr;
  PublishedNetwork network_;
  std::vector<Edge> edges_;
};

TEST_F(KnownPromoters, ExplainMuchOfTheirGenes) {
  const Errors errors = HoldOut("fold_series", 0, false);
  EXPECT_LT(errors.with, 0.8 * errors.without);
}

TEST_F(KnownPromoters, AddLittleToWhatAllRegulatorsSay) {
  const Errors errors = HoldOut("fold_series", 0, true);
  EXPECT_LT(errors.with, 1.02 * errors.without);
}

}  // namespace
}  // namespace regulon
