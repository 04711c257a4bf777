#include "engine/explain/jacobian.h"

#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "tests/cell/fitted_genome.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd JacobianOf(const Genome& genome, const Context& context,
                    int threads = 1) {
  auto cell = PreciseCell::Create(genome);
  EXPECT_TRUE(cell.ok()) << cell.status();
  std::vector<int> genes(genome.manifest().genes_size());
  std::iota(genes.begin(), genes.end(), 0);
  MatrixXd rows(genes.size(), genome.manifest().regulators_size());
  const absl::Status status =
      Jacobian(**cell, context, genes, {threads, nullptr},
               [&rows](int gene, absl::Span<const double> row) {
                 for (size_t t = 0; t < row.size(); ++t) {
                   rows(gene, t) = row[t];
                 }
                 return absl::OkStatus();
               });
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

VectorXd Random(int64_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  return VectorXd::NullaryExpr(size, [&] { return normal(random); });
}

// A regression's weights, per log of the level rather than per x:
// dx / d log a = a / ((a + 1) sd).
TEST(Jacobian, OfALinearGenomeIsItsWeights) {
  constexpr int kRegulators = 7, kGenes = 4;
  MatrixXd weights(kRegulators, kGenes);
  for (int g = 0; g < kGenes; ++g) weights.col(g) = Random(kRegulators, g);
  Draft draft = EmptyFit(kRegulators, kGenes, 2);
  draft.basal.assign(kGenes, 1.0f);
  std::vector<ExpertDraft> experts(2);
  for (int d = 0; d < 2; ++d) {
    MatrixXd own(kRegulators, 2);
    own << weights.col(d), weights.col(d + 2);
    for (int t = 0; t < kRegulators; ++t) experts[d].inputs.push_back(t);
    experts[d].linear = DenseOf(own);
    draft.router.autonomy.push_back(DenseOf(own));
    draft.router.threshold.push_back(std::numeric_limits<float>::lowest());
  }
  const OpenedGenome genome(WriteFitted(draft, experts));
  const VectorXd x = Random(kRegulators, 9);
  const Context context = genome.Convert(LevelsOf(x));
  const MatrixXd rows = JacobianOf(genome.genome(), context);
  for (int g = 0; g < kGenes; ++g) {
    for (int t = 0; t < kRegulators; ++t) {
      const double a = context.levels()[t];
      EXPECT_NEAR(rows(g, t),
                  static_cast<float>(weights(t, g)) * a / ((a + 1) * 0.5),
                  1e-12);
    }
  }
}

TEST(Jacobian, TellsWhatSmallChangesDo) {
  const FittedGenome fit = FitKernelRidge(3);
  const OpenedGenome genome(WriteFitted(fit.draft, fit.experts));
  const VectorXd x = Random(fit.x.cols(), 1);
  const VectorXd delta = 1e-3 * Random(fit.x.cols(), 2);
  const Context context = genome.Convert(LevelsOf(x));
  const VectorXd told = JacobianOf(genome.genome(), context) * delta;
  auto cell = PreciseCell::Create(genome.genome());
  ASSERT_TRUE(cell.ok());
  std::vector<int> domains(genome.genome().manifest().domains_size());
  std::iota(domains.begin(), domains.end(), 0);
  ASSERT_TRUE((*cell)->Load(domains).ok());
  Context moved = context;
  for (int t = 0; t < x.size(); ++t) {
    ASSERT_TRUE(
        moved.SetIndex(t, context.levels()[t] * std::exp(delta[t])).ok());
  }
  PreciseReading before, after;
  ASSERT_TRUE((*cell)->Read(context, before).ok());
  ASSERT_TRUE((*cell)->Read(moved, after).ok());
  ASSERT_EQ(before.opening.open, after.opening.open);
  for (int g = 0; g < told.size(); ++g) {
    EXPECT_NEAR((*cell)->Value(g, after) - (*cell)->Value(g, before), told[g],
                2e-2 * told.norm() / std::sqrt(told.size()))
        << g;
  }
}

// The matrix is the context's: another binding, another operator.
TEST(Jacobian, IsOfTheContextAndOfNoThread) {
  const OpenedGenome genome(ReadModel("two_enhancers"));
  const Context one = genome.Convert(ContextOf({{"TF_A", 1}, {"TF_B", 0.1}}));
  const Context other = genome.Convert(ContextOf({{"TF_A", 0}, {"TF_B", 5}}));
  const MatrixXd rows = JacobianOf(genome.genome(), one);
  EXPECT_GT(rows(0, 0), 0);
  EXPECT_EQ(JacobianOf(genome.genome(), other)(0, 0), 0) << "absent";
  EXPECT_EQ(rows, JacobianOf(genome.genome(), one, 3));
}

}  // namespace
}  // namespace regulon::reference
