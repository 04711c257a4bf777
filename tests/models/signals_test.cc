// Modulators, marks and a long RNA in the models that show them, against closed
// forms and the figures that their texts state.
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {
namespace {

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// Feng et al. 2006: what is larger than what.
TEST(Evf2, RaisesWhatDlx2ActivatesAndNothingElse) {
  const OpenedGenome genome(ReadModel("evf2_dlx2"));
  const auto ask = [&genome](double factor, double evf2) {
    return genome
        .Express(ContextOf({{"Dlx2", factor},
                            {"homeodomain_control", factor},
                            {"Evf2", evf2}}))
        .expression;
  };
  const auto none = ask(0, 0), rna = ask(0, 1), dlx2 = ask(1, 0),
             both = ask(1, 1);
  EXPECT_EQ(rna, none) << "the RNA alone does nothing";
  EXPECT_GT(dlx2[0], none[0]);
  EXPECT_GT(both[0] - none[0], 2 * (dlx2[0] - none[0])) << "they cooperate";
  EXPECT_EQ(both[1], dlx2[1]) << "no other protein is helped";
  EXPECT_NEAR(none[0], 0.01, 1e-6);
  EXPECT_NEAR(dlx2[0], 0.01 + 0.2 / 1.2, 1e-6);
  EXPECT_NEAR(both[0], 0.01 + 0.8 / 1.8, 1e-6);
  double before = 0;
  for (const double evf2 : {0.0, 0.1, 1.0, 3.0, 30.0}) {
    const double now = ask(1, evf2)[0];
    EXPECT_GT(now, before);
    before = now;
  }
}

TEST(ModulatedEnhancer, AnswersAsItsTableSays) {
  const OpenedGenome genome(ReadModel("modulated_enhancer"));
  const struct {
    const char* signal;
    double gene_a, gene_b;
  } rows[] = {{"", 0.554201, 0.118600},
              {"sharpener", 0.649468, 0.096256},
              {"closer", 0.511628, 0},
              {"restrainer", 0.807340, 0},
              {"spreader", 0.481752, 0.152544}};
  for (const auto& row : rows) {
    std::map<std::string, double> levels = {{"T", 1}};
    if (*row.signal != '\0') levels[row.signal] = 1;
    const Answer answer = genome.Express(ContextOf(levels));
    EXPECT_NEAR(answer.expression[0], row.gene_a, 2e-6) << row.signal;
    EXPECT_NEAR(answer.expression[1], row.gene_b, 2e-6) << row.signal;
  }
}

TEST(ModulatedEnhancer, ReadsMarksAtTheirOwnWeights) {
  const OpenedGenome genome(ReadModel("modulated_enhancer"),
                            {1, false, 0, Cooperate::kLoaded, true});
  const auto logit = [&genome](const proto::Context& context, int element) {
    return genome.Express(context).trace.logit[element];
  };
  const proto::Context plain = ContextOf({{"T", 1}});
  proto::Context active = plain, silenced = plain;
  for (const char* element : {"enh_a", "enh_b"}) {
    (*(*active.mutable_mark())["H3K27ac"].mutable_element())[element] = 1;
    (*(*silenced.mutable_mark())["H3K27me3"].mutable_element())[element] = 1;
  }
  EXPECT_NEAR(logit(active, 0) - logit(plain, 0), 1, 1e-6);
  EXPECT_NEAR(logit(active, 1) - logit(plain, 1), 0.5, 1e-6) << "its own";
  EXPECT_EQ(logit(active, 2), logit(plain, 2));
  EXPECT_NEAR(logit(silenced, 0) - logit(plain, 0), -2, 1e-6);
  const Answer closed = genome.Express(silenced);
  EXPECT_EQ(closed.open[0], 0);
  EXPECT_EQ(closed.open[1], 0);
  EXPECT_NEAR(genome.Express(plain).trace.element[0], Sigmoid(1.4328), 1e-4);
}

}  // namespace
}  // namespace regulon::reference
