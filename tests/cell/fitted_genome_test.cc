// Genomes as a fit writes them: attention in the shared path and in the router,
// forced openings, and contexts that are far from what was seen.
#include "tests/cell/fitted_genome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/cell/precise_cell.h"
#include "tests/ledger/poison.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<VectorXd> Points(int64_t size, int count) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  std::vector<VectorXd> points;
  for (int i = 0; i < count; ++i) {
    points.push_back(
        VectorXd::NullaryExpr(size, [&] { return normal(random); }));
  }
  return points;
}

Count ExpertsRead(const OpenedGenome& genome, const Answer& answer) {
  return genome.cell()
      .inventory()
      .Measure(answer.reads)
      .Sum(-1, -1, static_cast<int>(Role::kExpert));
}

bool HasRead(const OpenedGenome& genome, const Answer& answer,
             absl::string_view tensor) {
  const Inventory& inventory = genome.cell().inventory();
  for (size_t u = 0; u < inventory.units().size(); ++u) {
    const int t = inventory.units()[u].tensor;
    if (genome.genome().manifest().tensors(t).name() == tensor) {
      return answer.reads.Has(static_cast<int>(u));
    }
  }
  ADD_FAILURE() << "no tensor " << tensor;
  return false;
}

TEST(KernelRidgeGenome, EqualsTheClosedFormWithEveryDomainOpen) {
  for (const unsigned seed : {1, 2, 3}) {
    const FittedGenome fit = FitKernelRidge(seed);
    const OpenedGenome genome(WriteFitted(fit.draft, fit.experts), {1, true});
    for (const VectorXd& x : Points(fit.x.cols(), 20)) {
      const VectorXd expected = fit.Predict(x);
      const Answer answer = genome.Express(LevelsOf(x));
      for (int g = 0; g < expected.size(); ++g) {
        EXPECT_NEAR(answer.expression[g], expected[g], 1e-5);
      }
      const Count experts = ExpertsRead(genome, answer);
      EXPECT_EQ(experts.active, experts.all);
    }
  }
}

// S = V = W = delta = 0 and thresholds that nothing falls below.
TEST(LinearGenome, EqualsTheRegressionItHolds) {
  constexpr int kRegulators = 9, kGenes = 4, kSamples = 40;
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  const MatrixXd x = MatrixXd::NullaryExpr(kSamples, kRegulators + 1,
                                           [&] { return normal(random); });
  MatrixXd with_one = x;
  with_one.col(kRegulators).setOnes();
  const MatrixXd y =
      MatrixXd::NullaryExpr(kSamples, kGenes, [&] { return normal(random); });
  const MatrixXd fit = with_one.householderQr().solve(y);

  Draft draft = EmptyFit(kRegulators, kGenes, 2);
  std::vector<ExpertDraft> experts(2);
  for (int g = 0; g < kGenes; ++g) {
    draft.basal.push_back(static_cast<float>(fit(kRegulators, g)));
  }
  for (int d = 0; d < 2; ++d) {
    MatrixXd own(kRegulators, 2);
    own << fit.col(d).head(kRegulators), fit.col(d + 2).head(kRegulators);
    for (int t = 0; t < kRegulators; ++t) experts[d].inputs.push_back(t);
    experts[d].linear = DenseOf(own);
    draft.router.autonomy.push_back(DenseOf(own));
    draft.router.threshold.push_back(std::numeric_limits<float>::lowest());
  }
  const OpenedGenome genome(WriteFitted(draft, experts));
  for (const VectorXd& at : Points(kRegulators, 20)) {
    const VectorXd expected = fit.topRows(kRegulators).transpose() * at +
                              fit.row(kRegulators).transpose();
    const Answer answer = genome.Express(LevelsOf(at));
    for (int g = 0; g < kGenes; ++g) {
      EXPECT_NEAR(answer.expression[g], expected[g],
                  1e-6 * std::max(1.0, std::abs(expected[g])));
    }
  }
}

TEST(RouterByAutonomy, OpensAtItsThresholdsAloneWithoutACap) {
  const FittedGenome fit = FitKernelRidge(4);
  const OpenedGenome sparse(WriteFitted(fit.draft, fit.experts));
  const OpenedGenome full(sparse.genome().path(), {1, true});
  int opened = 0, closed = 0;
  for (const VectorXd& x : Points(fit.x.cols(), 30)) {
    const Answer some = sparse.Express(LevelsOf(x));
    const Answer all = full.Express(LevelsOf(x));
    const VectorXd scores = fit.Scores(x);
    for (int d = 0; d < scores.size(); ++d) {
      const double margin = scores[d] - fit.draft.router.threshold[d];
      if (std::abs(margin) > 1e-4) {
        EXPECT_EQ(some.open[d], margin > 0);
      }
      ++(some.open[d] ? opened : closed);
      for (size_t g = d; g < some.expression.size(); g += scores.size()) {
        EXPECT_EQ(some.open[d] != 0, some.expression[g] == all.expression[g]);
      }
    }
  }
  EXPECT_GT(opened, 10);
  EXPECT_GT(closed, 10);
}

TEST(ForcedContext, OpensWhatItIsToldAndStillReadsTheRouter) {
  const FittedGenome fit = FitKernelRidge(4);
  const OpenedGenome genome(WriteFitted(fit.draft, fit.experts));
  const VectorXd x = Points(fit.x.cols(), 1)[0];
  std::vector<Context> contexts(2, genome.Convert(LevelsOf(x)));
  contexts[1].ForceOpen({0, 1, 0, 0, 1});
  const auto answers = genome.cell().Express(contexts);
  ASSERT_TRUE(answers.ok()) << answers.status();
  EXPECT_EQ((*answers)[1].open, (std::vector<uint8_t>{0, 1, 0, 0, 1}));
  EXPECT_EQ((*answers)[1].weight, (std::vector<float>{0, 1, 0, 0, 1}));
  const int router = static_cast<int>(Role::kRouter);
  for (const Answer& answer : *answers) {
    const Count count =
        genome.cell().inventory().Measure(answer.reads).Sum(-1, -1, router);
    EXPECT_EQ(count.active, count.all);
  }
  EXPECT_NEAR(ExpertsRead(genome, (*answers)[1]).fraction(), 0.4, 1e-6);
}

// Scores alone decide where every domain is above its threshold.
TEST(RouterSettings, OfAContextCapRequireAndForbid) {
  FittedGenome fit = FitKernelRidge(4);
  for (float& threshold : fit.draft.router.threshold) threshold = -1;
  const OpenedGenome genome(WriteFitted(fit.draft, fit.experts));
  for (const VectorXd& x : Points(fit.x.cols(), 10)) {
    const VectorXd scores = fit.Scores(x);
    std::vector<int> order = {0, 1, 2, 3, 4};
    std::sort(order.begin(), order.end(),
              [&](int a, int b) { return scores[a] > scores[b]; });
    const auto id = [&](int rank) { return absl::StrCat("d", order[rank]); };
    std::vector<Context> contexts(4, genome.Convert(LevelsOf(x)));
    ASSERT_TRUE(contexts[1].SetTopK(2).ok());
    ASSERT_TRUE(contexts[2].SetTopK(2).ok());
    ASSERT_TRUE(contexts[2].Require(id(4)).ok());
    ASSERT_TRUE(contexts[3].SetTopK(2).ok());
    ASSERT_TRUE(contexts[3].Forbid(id(0)).ok());
    const auto answers = genome.cell().Express(contexts);
    ASSERT_TRUE(answers.ok()) << answers.status();
    const auto ranks = [&](const Answer& answer) {
      std::string open;
      for (int rank = 0; rank < 5; ++rank) {
        if (answer.open[order[rank]]) absl::StrAppend(&open, rank);
      }
      return open;
    };
    EXPECT_EQ(ranks((*answers)[0]), "01234");
    EXPECT_EQ(ranks((*answers)[1]), "01");
    EXPECT_EQ(ranks((*answers)[2]), "04");
    EXPECT_EQ(ranks((*answers)[3]), "12");
    // The double-precision cell opens the same.
    auto precise = PreciseCell::Create(genome.genome());
    ASSERT_TRUE(precise.ok()) << precise.status();
    for (size_t i = 0; i < contexts.size(); ++i) {
      PreciseReading reading;
      ASSERT_TRUE((*precise)->Read(contexts[i], reading).ok());
      EXPECT_EQ(reading.opening.open, (*answers)[i].open);
    }
    // And edits of such contexts are of the same router.
    const absl::Status status = genome.cell().ExpressEdits(
        contexts, 1, [](int64_t, Context&) { return absl::OkStatus(); },
        [&](const Cell::Edited& edited) {
          EXPECT_EQ(edited.after->open, (*answers)[edited.context].open);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
  }
}

TEST(Repertoire, EndsAtItsDistance) {
  FittedGenome fit = FitKernelRidge(5);
  const VectorXd near = fit.x.row(3), far = fit.x.row(3) * 4;
  fit.draft.repertoire_distance = {10};
  const OpenedGenome genome(WriteFitted(fit.draft, fit.experts));
  const Answer inside = genome.Express(LevelsOf(near));
  EXPECT_FALSE(inside.out_of_repertoire);
  EXPECT_NEAR(inside.nearest_distance, 0, 1e-6);
  const Answer outside = genome.Express(LevelsOf(far));
  EXPECT_TRUE(outside.out_of_repertoire);
  EXPECT_NEAR(
      outside.nearest_distance,
      (fit.x.rowwise() - far.transpose()).rowwise().squaredNorm().minCoeff(),
      1e-3);
  fit.draft.repertoire_distance = {};
  const OpenedGenome silent(WriteFitted(fit.draft, fit.experts));
  EXPECT_FALSE(silent.Express(LevelsOf(far)).out_of_repertoire);
}

// What is read of the reference states depends on who asks.
// The logarithm of no expression, in a unit without a pseudocount.
TEST(Silencing, IsRefusedWhereItLeavesNoNumber) {
  Draft draft = EmptyFit(1, 1, 1);
  draft.manifest.mutable_domains(0)->set_routed(false);
  draft.manifest.mutable_genes(0)->set_unit("log2(tpm+0)");
  draft.basal = {-1e6};  // 2^-1e6 is 0
  draft.silencing.first = {0, 1};
  draft.silencing.gene = {0};
  draft.silencing.weight = {1};
  const OpenedGenome genome(WriteFitted(draft, {ExpertDraft()}));
  const auto answers =
      genome.cell().Express({genome.Convert(ContextOf({{"R0", 1}}))});
  EXPECT_EQ(answers.status().code(), absl::StatusCode::kOutOfRange)
      << answers.status();
}

TEST(ReferenceStates, AreReadByWhoeverAsksForThem) {
  const FittedGenome fit = FitKernelRidge(6);
  const VectorXd x = Points(fit.x.cols(), 1)[0];
  Draft none = fit.draft;  // neither the shared path nor the router
  none.shared_attention = Dense();
  none.router.autonomy_reference.clear();
  none.router.threshold.assign(5, 1e9);
  Draft shared = none, router = none, repertoire = none, domain = none;
  shared.shared_attention = fit.draft.shared_attention;
  router.router.autonomy_reference = fit.draft.router.autonomy_reference;
  repertoire.repertoire_distance = {1};
  domain.router.threshold[2] = 0;
  const struct {
    const Draft& draft;
    bool states, kappa;
  } cases[] = {{none, false, false},
               {shared, true, true},
               {router, true, true},
               {repertoire, true, false},
               {domain, true, true}};
  for (const auto& [draft, states, kappa] : cases) {
    const std::string path = WriteFitted(draft, fit.experts);
    const OpenedGenome genome(path), full(path, {1, true});
    const Answer answer = genome.Express(LevelsOf(x));
    EXPECT_EQ(HasRead(genome, answer, "reference.states"), states);
    EXPECT_EQ(HasRead(genome, answer, "reference.sharpness"), kappa);
    EXPECT_EQ(HasRead(genome, answer, "reference.mean"), kappa);
    const Answer all = full.Express(LevelsOf(x));
    EXPECT_EQ(answer.flops_everything_open, all.flops);
    EXPECT_EQ(all.flops_everything_open, all.flops);
    EXPECT_LT(answer.flops, all.flops);
    const Poisoned poisoned = Poison(path, {LevelsOf(x)}, {500, 1});
    EXPECT_TRUE(poisoned.lies.empty()) << poisoned.lies[0];
  }
}

TEST(FittedGenome, ReadsWhatItsLedgerSays) {
  FittedGenome fit = FitKernelRidge(8);
  fit.draft.repertoire_distance = {10};
  // One domain scored by attention alone, one by its regulators alone.
  fit.draft.router.autonomy[0] = Dense();
  fit.draft.router.autonomy_reference[1] = Dense();
  std::vector<proto::Context> contexts;
  for (const VectorXd& x : Points(fit.x.cols(), 4)) {
    contexts.push_back(LevelsOf(x));
  }
  const Poisoned poisoned =
      Poison(WriteFitted(fit.draft, fit.experts), contexts);
  EXPECT_TRUE(poisoned.lies.empty()) << poisoned.lies[0];
  EXPECT_GT(poisoned.active, 1000);
  EXPECT_GT(poisoned.inactive, 1000);
}

}  // namespace
}  // namespace regulon::reference
