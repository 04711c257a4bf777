// What stays of a genome answers with the bits that it had.
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/cell/fitted_genome.h"
#include "tests/reference/random_spec.h"
#include "tests/specialize/specialized.h"

namespace regulon::reference {
namespace {

// Of each context: the expression, the open domains and their weights.
void ExpectSame(const std::vector<Answer>& a, const std::vector<Answer>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].expression, b[i].expression);
    EXPECT_EQ(a[i].open, b[i].open);
    EXPECT_EQ(a[i].weight, b[i].weight);
    EXPECT_EQ(a[i].flops, b[i].flops);
    EXPECT_FALSE(b[i].out_of_repertoire);
  }
}

struct Tried {
  int made = 0, marked = 0, kept = 0;
};

// Everything that a spec can say, each under every weighting.
TEST(Specialized, AnswersItsCorpusAsItsParentDoes) {
  std::map<std::string, Tried> tried;
  for (unsigned seed = 0; seed < 500; ++seed) {
    proto::GenomeSpec spec = RandomSpec(seed);
    const bool null_state = spec.router().null_state();
    for (const char* weighting : {"independent", "softmax", "renormalized"}) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, " ", weighting));
      proto::Router& router = *spec.mutable_router();
      router.set_weighting(weighting[0] == 'i' ? proto::Router::INDEPENDENT
                                               : proto::Router::SOFTMAX_TOPK);
      router.set_renormalize(weighting[0] == 'r');
      router.set_null_state(null_state && weighting[0] != 'i');
      const OpenedGenome parent(spec);
      const auto corpus = RandomContexts(spec, 3, seed);
      std::string path;
      if (!SpecializeFor(parent, corpus, 0, path).ok()) continue;
      const OpenedGenome child(path);
      EXPECT_TRUE(child.genome().VerifyTensors().ok());
      EXPECT_LT(child.genome().file_bytes(),
                parent.genome().file_bytes() + 600);
      ExpectSame(parent.Express(corpus), child.Express(corpus));
      Tried& of = tried[absl::StrCat(proto::Router::Score_Name(router.score()),
                                     " ", weighting)];
      ++of.made;
      of.marked +=
          ExpectPartOf(parent, child, RandomContexts(spec, 20, seed + 1000));
      for (const proto::Domain& domain : child.genome().manifest().domains()) {
        of.kept += domain.routed() && !domain.dropped();
      }
      if (HasFailure()) return;
    }
  }
  // The generator must not degenerate.
  EXPECT_EQ(tried.size(), 12u);
  for (const auto& [kind, of] : tried) {
    EXPECT_GT(of.made, 20) << kind;
    EXPECT_GT(of.marked, 20) << kind;
    EXPECT_GT(of.kept, 3) << kind;
  }
}

TEST(Specialized, ForMoreThanNeverIsAPartAsWell) {
  int made = 0, marked_of_corpus = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const proto::GenomeSpec spec = RandomSpec(seed);
    const OpenedGenome parent(spec);
    const auto corpus = RandomContexts(spec, 10, seed);
    std::string path;
    const auto some = SpecializeFor(parent, corpus, 0.3, path);
    if (!some.ok()) continue;
    ++made;
    const OpeningTally tally = Count(parent, corpus);
    for (int d = 0; d < tally.domains(); ++d) {
      const proto::Domain& domain = parent.genome().manifest().domains(d);
      const bool dropped =
          std::count(some->dropped.begin(), some->dropped.end(), d) > 0;
      EXPECT_EQ(dropped, domain.routed() && tally.openings(d) <= 3);
    }
    const OpenedGenome child(path);
    marked_of_corpus += ExpectPartOf(parent, child, corpus);
    ExpectPartOf(parent, child, RandomContexts(spec, 10, seed + 1000));
  }
  EXPECT_GT(made, 20);
  EXPECT_GT(marked_of_corpus, 10);
}

std::vector<proto::Context> Points(int regulators, int count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<proto::Context> contexts;
  for (int i = 0; i < count; ++i) {
    Eigen::VectorXd x(regulators);
    for (double& value : x) value = normal(random);
    contexts.push_back(LevelsOf(x));
  }
  return contexts;
}

// A fit with its encoder, its attention to reference states and its repertoire.
TEST(Specialized, OfAFitAnswersItsCorpusAsItsParentDoes) {
  int made = 0, marked = 0;
  for (unsigned seed = 1; seed < 40; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    FittedGenome fit = FitKernelRidge(seed);
    const auto regulators = static_cast<int>(fit.x.cols());
    if (seed % 2 == 0) {
      fit.draft.encoder = RandomEncoder(regulators, 0.3, seed);
    }
    if (seed % 3 == 0) fit.draft.repertoire_distance = {25};
    proto::Router& router = *fit.draft.manifest.mutable_routers(0);
    router.set_weighting(seed % 4 < 2 ? proto::Router::INDEPENDENT
                                      : proto::Router::SOFTMAX_TOPK);
    router.set_renormalize(seed % 4 == 3);
    router.set_top_k(seed % 5 == 0 ? 2 : 0);
    const OpenedGenome parent(WriteFitted(fit.draft, fit.experts));
    const auto corpus = Points(regulators, 2, seed);
    std::string path;
    if (!SpecializeFor(parent, corpus, 0, path).ok()) continue;
    ++made;
    const OpenedGenome child(path), parallel(path, {4, false});
    EXPECT_EQ(ExpectPartOf(parent, child, corpus), 0);
    marked += ExpectPartOf(parent, child, Points(regulators, 30, seed + 100));
    ExpectPartOf(parent, parallel, Points(regulators, 30, seed + 100));
  }
  EXPECT_GT(made, 10);
  EXPECT_GT(marked, 100);
}

}  // namespace
}  // namespace regulon::reference
