#include "engine/eval/fitted_genome.h"

#include <limits>

#include "engine/eval/protocol.h"
#include "gtest/gtest.h"
#include "tests/eval/small_problem.h"

namespace regulon {
namespace {

FitOptions Options() {
  FitOptions options;
  options.domains = 5;
  options.encoder = true;
  options.gated = true;
  options.threads = 2;
  return options;
}

ProtocolResult Judge(const Problem& problem) {
  FittedGenome genome(Options());
  const auto everything = genome.Everything(), sparse = genome.Sparse(),
             random = genome.RandomRouter();
  const std::vector<Predictor*> predictors = {everything.get(), sparse.get(),
                                              random.get()};
  Workers workers(2);
  auto result =
      RunProtocol(problem, FoldsOf(problem, 3), predictors, {}, workers);
  EXPECT_TRUE(result.ok()) << result.status();
  return *std::move(result);
}

TEST(FittedGenome, SeesNothingOfHeldOutSamplesButTheirRegulators) {
  const Problem problem = SmallProblem();
  const ProtocolResult whole = Judge(problem);
  for (int fold = 0; fold < 3; ++fold) {
    Problem hidden = problem;
    for (size_t i = 0; i < problem.samples.size(); ++i) {
      if (whole.fold[i] != fold) continue;
      hidden.values.row(i).setConstant(std::numeric_limits<float>::quiet_NaN());
    }
    const ProtocolResult blind = Judge(hidden);
    for (size_t p = 0; p < whole.judgements.size(); ++p) {
      for (size_t i = 0; i < problem.samples.size(); ++i) {
        if (whole.fold[i] != fold) continue;
        EXPECT_EQ(whole.judgements[p].predicted.row(i),
                  blind.judgements[p].predicted.row(i))
            << whole.judgements[p].name << ", " << problem.samples[i];
      }
    }
  }
}

TEST(FittedGenome, IsCountedByTheLedger) {
  const ProtocolResult result = Judge(SmallProblem());
  const Judgement& open = result.judgements[0];
  const Judgement& sparse = result.judgements[1];
  const Judgement& random = result.judgements[2];
  EXPECT_EQ(open.parameters_read, open.parameters);
  EXPECT_EQ(open.experts_share, 1);
  EXPECT_LE(sparse.experts_share, 0.2);
  EXPECT_GT(sparse.experts_share, 0);
  EXPECT_LT(sparse.parameters_read, open.parameters_read);
  EXPECT_EQ(random.parameters, sparse.parameters);
  EXPECT_NEAR(random.experts_share, sparse.experts_share, 0.02);
}

}  // namespace
}  // namespace regulon
