// The models of models/ against the figures that their texts state.
#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/reference.h"

namespace regulon::reference {
namespace {

// Engine and reference against expected levels, closed domains and all.
void ExpectAnswer(const proto::GenomeSpec& spec, const OpenedGenome& genome,
                  const proto::Context& context,
                  const std::vector<double>& expression,
                  const std::vector<bool>& open) {
  const Result slow = Evaluate(spec, context);
  const Answer fast = genome.Express(context);
  ASSERT_EQ(slow.expression.size(), expression.size());
  for (size_t g = 0; g < expression.size(); ++g) {
    EXPECT_NEAR(slow.expression[g], expression[g], 1e-9) << spec.gene(g).id();
    EXPECT_NEAR(fast.expression[g], expression[g],
                1e-5 * std::abs(expression[g]))
        << spec.gene(g).id();
  }
  EXPECT_EQ(slow.open, open);
  EXPECT_EQ(std::vector<bool>(fast.open.begin(), fast.open.end()), open);
}

TEST(PioneerEnhancer, OpensForTheOrdinaryFactorWhereThePioneerHasItsSite) {
  const proto::GenomeSpec spec = ReadModel("pioneer_enhancer");
  const OpenedGenome genome(spec);
  const struct {
    double cebpb, foxa1, logit, open, control;
  } rows[] = {{1, 0, 4.605170186, 0.99009901, 0.99009901},
              {0.2, 0, -1.513706972, 0.18039007, 0.18039007},
              {0.2, 1, 1.281603208, 0.782722554, 0.18039007},
              {0, 1, -4.112445099, 0.016104117, 0.000999001}};
  for (const auto& row : rows) {
    const proto::Context context =
        ContextOf({{"CEBPB", row.cebpb}, {"FOXA1", row.foxa1}});
    const Result slow = Evaluate(spec, context);
    EXPECT_NEAR(slow.logit.at("ALB_enhancer"), row.logit, 1e-9);
    EXPECT_NEAR(slow.activity.at("ALB_enhancer"), row.open, 1e-9);
    EXPECT_NEAR(slow.activity.at("ALB_enhancer_without_FOXA1_site"),
                row.control, 1e-9);
    // A closed locus expresses its basal 0.
    const bool open = row.logit >= 0, control_open = row.control >= 0.5;
    ExpectAnswer(spec, genome, context,
                 {open ? slow.activity.at("ALB_enhancer") : 0,
                  control_open ? slow.activity.at("ALB_enhancer") : 0},
                 {open, control_open});
    if (open) {
      EXPECT_NEAR(slow.expression[0], row.open, 1e-9);
    }
  }
}

TEST(TwoEnhancers, ShareTheGeneByActivityAndContact) {
  const proto::GenomeSpec spec = ReadModel("two_enhancers");
  const OpenedGenome genome(spec);
  const struct {
    double tf_a, tf_b, gene_a, gene_b;
  } rows[] = {{0, 0, 0.228999349, 0.822226293},
              {1, 0, 0.483443070, 0.822226293},
              {0, 1, 0.347333767, 0.865433908},
              {1, 1, 0.601777488, 0.865433908}};
  for (const auto& row : rows) {
    ExpectAnswer(spec, genome,
                 ContextOf({{"TF_A", row.tf_a}, {"TF_B", row.tf_b}}),
                 {row.gene_a, row.gene_b}, {true});
  }
  // By hand: promoter 0.9, enh_near 2 of the same contact, enh_far 20 of less.
  const double near = 0.0630144, far = 0.00293062;
  EXPECT_NEAR(
      Evaluate(spec, ContextOf({{"TF_A", 1}, {"TF_B", 1}})).expression[0],
      (0.9 * near + 0.5 * 2 * near + 0.5 * 20 * far) / (3 * near + 20 * far),
      1e-6);
}

// FKBP5 at 1 nM: x = 100 / (1 + 5) / 50 = 1/3, 1 + 9 x^2 / (1 + x^2) = 1.9.
TEST(Glucocorticoid, InducesItsGenesByDose) {
  const proto::GenomeSpec spec = ReadModel("glucocorticoid");
  const OpenedGenome genome(spec);
  const struct {
    double dexamethasone_nm, fkbp5, tsc22d3, per1;
    bool open;
  } rows[] = {{0, 1, 1, 1, false},
              {1, 1.9, 2.650943396, 3.205882353, true},
              {10, 6.76, 6.821205821, 3.933985330, true},
              {100, 8.055365017, 7.368122996, 3.967285675, true}};
  for (const auto& row : rows) {
    ExpectAnswer(
        spec, genome,
        ContextOf({{"NR3C1", 100}, {"dexamethasone", row.dexamethasone_nm}}),
        {row.fkbp5, row.tsc22d3, row.per1, 1}, {row.open, true});
  }
}

TEST(Glucocorticoid, LeavesItsDomainUnreadWithoutHormone) {
  const OpenedGenome genome(ReadModel("glucocorticoid"));
  const auto expert_of = [&genome](double nm) {
    const Answer answer =
        genome.Express(ContextOf({{"NR3C1", 100}, {"dexamethasone", nm}}));
    return genome.cell()
        .inventory()
        .Measure(answer.reads)
        .Sum(-1, -1, static_cast<int>(Role::kExpert));
  };
  EXPECT_EQ(expert_of(0).active, 0);
  EXPECT_EQ(expert_of(10).active, expert_of(10).all);
  EXPECT_EQ(expert_of(10).all, 3);  // an amplitude for each gene
}

}  // namespace
}  // namespace regulon::reference
