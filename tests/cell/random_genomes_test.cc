// Random small genomes over everything that a spec can say, against the slow
// reference.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/random_spec.h"
#include "tests/reference/reference.h"
#include "tests/reference/shuffled_spec.h"

namespace regulon::reference {
namespace {

constexpr unsigned kGenomes = 200;
constexpr int kContexts = 6;
// Below this margin a rounding may turn a decision.
constexpr double kLeastMargin = 1e-4;

double ScaleOf(const std::vector<double>& values) {
  double scale = 1;
  for (const double value : values) scale = std::max(scale, std::abs(value));
  return scale;
}

TEST(RandomGenome, AnswersAsTheReferenceDoes) {
  int compared = 0, opened = 0, closed = 0;
  for (unsigned seed = 0; seed < kGenomes; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    SCOPED_TRACE(absl::StrCat("seed ", seed, "\n", spec.DebugString()));
    const OpenedGenome genome(spec);
    const auto contexts = RandomContexts(spec, kContexts, seed);
    const std::vector<Answer> answers = genome.Express(contexts);
    for (int c = 0; c < kContexts; ++c) {
      const Result slow = Evaluate(spec, contexts[c]);
      if (slow.margin < kLeastMargin) continue;
      ++compared;
      const Answer& fast = answers[c];
      ASSERT_EQ(std::vector<bool>(fast.open.begin(), fast.open.end()),
                slow.open)
          << contexts[c].DebugString();
      for (size_t d = 0; d < slow.open.size(); ++d) {
        (slow.open[d] ? opened : closed) += 1;
        ASSERT_NEAR(fast.weight[d], slow.weight[d], 1e-5);
      }
      const double scale = ScaleOf(slow.expression);
      for (size_t g = 0; g < slow.expression.size(); ++g) {
        ASSERT_NEAR(fast.expression[g], slow.expression[g], 1e-5 * scale)
            << "gene " << g << " in " << contexts[c].DebugString();
      }
    }
  }
  // The generator must not degenerate.
  EXPECT_GT(compared, kGenomes * kContexts * 9 / 10);
  EXPECT_GT(opened, 500);
  EXPECT_GT(closed, 500);
}

// Ties go to the lowest index, so with few scores another order may open
// others: without a cap there is no such choice.
TEST(RandomGenome, GivesTheSameAnswersInAnotherOrder) {
  int compared = 0;
  for (unsigned seed = 0; seed < kGenomes; ++seed) {
    proto::GenomeSpec spec = RandomSpec(seed);
    if (spec.router().score() == proto::Router::ACTIVITY) {
      spec.mutable_router()->clear_top_k();
    }
    const proto::GenomeSpec shuffled = Shuffled(spec, seed);
    SCOPED_TRACE(absl::StrCat("seed ", seed, "\n", spec.DebugString()));
    const OpenedGenome genome(spec), other(shuffled);
    for (const proto::Context& context :
         RandomContexts(spec, kContexts, seed)) {
      const Result slow = Evaluate(spec, context);
      if (slow.margin < kLeastMargin) continue;
      ++compared;
      const Answer expected = genome.Express(context);
      const Answer answer = other.Express(context);
      const proto::Manifest& manifest = other.genome().manifest();
      const double scale = ScaleOf(slow.expression);
      for (int g = 0; g < spec.gene_size(); ++g) {
        const int moved = other.genome().genes().FindId(spec.gene(g).id());
        ASSERT_NEAR(answer.expression[moved], expected.expression[g],
                    1e-5 * scale);
      }
      std::map<std::string, int> open;
      for (int d = 0; d < manifest.domains_size(); ++d) {
        open[manifest.domains(d).id()] = answer.open[d];
      }
      for (int d = 0; d < genome.genome().manifest().domains_size(); ++d) {
        ASSERT_EQ(open[genome.genome().manifest().domains(d).id()],
                  expected.open[d]);
      }
      // The reference finds its way in the other order as well.
      const Result slow_again = Evaluate(shuffled, context);
      for (int g = 0; g < spec.gene_size(); ++g) {
        const int moved = other.genome().genes().FindId(spec.gene(g).id());
        ASSERT_NEAR(slow_again.expression[moved], slow.expression[g],
                    1e-12 * scale);
      }
    }
  }
  EXPECT_GT(compared, kGenomes * kContexts * 9 / 10);
}

}  // namespace
}  // namespace regulon::reference
