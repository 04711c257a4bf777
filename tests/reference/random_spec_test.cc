// Tests that draw random genomes are worth what the genomes hold.
#include "tests/reference/random_spec.h"

#include <map>
#include <string>

#include "gtest/gtest.h"
#include "tests/reference/shuffled_spec.h"

namespace regulon::reference {
namespace {

TEST(RandomSpec, HoldsEveryFeatureInManyGenomes) {
  std::map<std::string, int> genomes;
  for (unsigned seed = 0; seed < 200; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    std::map<std::string, bool> has;
    has[proto::Router::Score_Name(spec.router().score())] = true;
    has[proto::Router::Weighting_Name(spec.router().weighting())] = true;
    has[proto::Link_Name(spec.link())] = true;
    has[proto::Unnamed_Name(spec.unnamed())] = true;
    has["null state"] =
        spec.router().null_state() &&
        spec.router().weighting() == proto::Router::SOFTMAX_TOPK;
    has["top_k"] = spec.router().top_k() > 0;
    has["shared"] = spec.has_shared();
    for (const proto::DomainSpec& domain : spec.domain()) {
      has["reference values"] |= domain.has_reference_values();
      has["gated"] |= domain.has_gate();
      has["linear"] |= domain.linear_size() > 0;
      has["memory"] |= domain.memory_coupling() != 0;
    }
    for (const proto::ElementSpec& element : spec.element()) {
      has["mwc"] |= element.has_mwc();
      has["state table"] |= element.has_state_table();
      has["threshold"] |= element.has_threshold();
      has["fast weights"] |= element.has_linear();
      has["rule"] |= element.kind_case() == proto::ElementSpec::kRule;
      has["accessibility"] |= element.has_accessibility();
      for (const proto::SiteSpec& site : element.mwc().site()) {
        has["similarity"] |= site.query_size() > 0;
        has["repressor"] |= site.represses();
      }
      for (const proto::WeightSpec& input : element.threshold().input()) {
        has["element of element"] |= input.name()[0] == 'e';
      }
    }
    has["mixed kinds"] = has["mwc"] && has["state table"] && has["threshold"];
    has["contact"] = spec.contact_size() > 0;
    for (const proto::Context& context : RandomContexts(spec, 6, seed)) {
      has["accessibility given"] |= context.accessibility_size() > 0;
      has["memory given"] |= context.memory_size() > 0;
      has["gain"] |= context.gain() != 0;
      has["not given"] |= context.regulators_size() < spec.regulator_size();
    }
    for (const auto& [feature, held] : has) genomes[feature] += held;
  }
  EXPECT_EQ(genomes.size(), 34u);
  for (const auto& [feature, count] : genomes) EXPECT_GE(count, 15) << feature;
}

TEST(RandomSpec, IsTheSameForTheSameSeed) {
  EXPECT_EQ(RandomSpec(5).SerializeAsString(),
            RandomSpec(5).SerializeAsString());
  EXPECT_NE(RandomSpec(5).SerializeAsString(),
            RandomSpec(6).SerializeAsString());
}

TEST(Shuffled, ChangesTheOrder) {
  const proto::GenomeSpec spec = RandomSpec(5);
  EXPECT_NE(Shuffled(spec, 1).SerializeAsString(), spec.SerializeAsString());
  EXPECT_EQ(Shuffled(spec, 1).ByteSizeLong(), spec.ByteSizeLong());
}

}  // namespace
}  // namespace regulon::reference
