// The reference itself, by hand.
#include "tests/reference/reference.h"

#include <cmath>

#include "gtest/gtest.h"
#include "tests/reference/boolean_rule.h"

namespace regulon::reference {
namespace {

TEST(EvaluateRule, BindsNotBeforeAndBeforeOr) {
  const auto value_of = [](const std::string& name) { return name == "t"; };
  EXPECT_TRUE(EvaluateRule("t | f & f", value_of));
  EXPECT_FALSE(EvaluateRule("(t | f) & f", value_of));
  EXPECT_TRUE(EvaluateRule("!f & t", value_of));
  EXPECT_FALSE(EvaluateRule("!(f | t)", value_of));
  EXPECT_TRUE(EvaluateRule("!!t & 1 | 0", value_of));
  EXPECT_TRUE(EvaluateRule("f | 't'", value_of));
}

TEST(Evaluate, AddsTheDensePathsOfAnOpenDomain) {
  proto::GenomeSpec spec;
  proto::RegulatorSpec& regulator = *spec.add_regulator();
  regulator.set_id("T");
  regulator.set_unit("activity");
  proto::GeneSpec& gene = *spec.add_gene();
  gene.set_id("g");
  gene.set_basal(10);
  proto::DomainSpec& domain = *spec.add_domain();
  domain.set_id("d");
  domain.add_gene("g");
  domain.set_threshold(1);
  proto::LinearSpec& linear = *domain.add_linear();
  linear.set_gene("g");
  linear.set_regulator("T");
  linear.set_weight(2);
  proto::GateWeightSpec& gate = *domain.add_gate_weight();
  gate.set_regulator("T");
  gate.set_weight(1);
  spec.mutable_router()->set_score(proto::Router::GATE);

  proto::Context context;
  // x = log(activity + 1)
  (*context.mutable_regulators())["T"] = std::exp(1.5) - 1;
  const Result open = Evaluate(spec, context);
  EXPECT_TRUE(open.open[0]);
  EXPECT_NEAR(open.expression[0], 13, 1e-12);
  EXPECT_NEAR(open.margin, 0.5, 1e-12);
  (*context.mutable_regulators())["T"] = std::exp(0.5) - 1;
  const Result shut = Evaluate(spec, context);
  EXPECT_FALSE(shut.open[0]);
  EXPECT_EQ(shut.expression[0], 10);
}

}  // namespace
}  // namespace regulon::reference
