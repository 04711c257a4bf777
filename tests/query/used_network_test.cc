#include "engine/query/used_network.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Edges = std::set<std::string>;

CellOptions Traced() {
  CellOptions options;
  options.threads = 1;
  options.trace = true;
  return options;
}

class Networks {
 public:
  explicit Networks(const char* spec)
      : genome_(ParseSpecText(spec), Traced()),
        wiring_(*Wiring::Create(genome_.genome())) {}

  UsedNetwork Of(const std::map<std::string, double>& levels) const {
    const Answer answer = genome_.Express(ContextOf(levels));
    return wiring_.Used(answer.trace.activity, answer.trace.element,
                        answer.open);
  }
  Edges ThroughElements(const UsedNetwork& network) const {
    const proto::Manifest& m = genome_.genome().manifest();
    Edges edges;
    for (const uint64_t edge : network.through_elements) {
      edges.insert(absl::StrCat(m.regulators(edge >> 32).id(), ">",
                                m.genes(edge & UINT32_MAX).id()));
    }
    return edges;
  }
  int64_t Count(const UsedNetwork& network) const {
    return wiring_.Edges(network);
  }
  double Jaccard(const UsedNetwork& a, const UsedNetwork& b) const {
    return wiring_.Jaccard(a, b);
  }

 private:
  const OpenedGenome genome_;
  const Wiring wiring_;
};

TEST(UsedNetwork, IsOfRegulatorsThatArePresentAndElementsThatAreOn) {
  const Networks networks(R"spec(
      name: "rules" unit: "boolean"
      regulator { id: "A" } regulator { id: "B" } regulator { id: "C" }
      gene { id: "both" rule: "A & B" } gene { id: "any" rule: "A | C" }
      gene { id: "not" rule: "A & !B" }
      gene { id: "mixed" rule: "(A & B) | (C & !A) | (B & C)" })spec");
  EXPECT_EQ(networks.ThroughElements(networks.Of({{"A", 1}})),
            (Edges{"A>any", "A>not"}));
  EXPECT_EQ(networks.ThroughElements(networks.Of({{"A", 1}, {"B", 1}})),
            (Edges{"A>any", "A>both", "B>both", "A>mixed", "B>mixed"}));
  EXPECT_EQ(networks.ThroughElements(networks.Of({})), Edges());
}

TEST(UsedNetwork, EndsAtADomainThatIsShut) {
  const Networks networks(R"pb(
    name: "domains"
    unit: "activity"
    regulator { id: "A" }
    regulator { id: "B" }
    gene { id: "x" }
    gene { id: "y" }
    element {
      id: "e"
      gene: "x"
      mwc {
        closing_energy: 1
        site { binds { regulator: "A" affinity: 100 closed_ratio: 0.01 } }
      }
    }
    element {
      id: "f"
      gene: "y"
      state_table {
        state { value: 0 }
        state {
          value: 1
          binds { regulator: "A" }
          binds { regulator: "B" }
        }
      }
    }
    domain { id: "d" gene: "x" threshold: 0 }
    domain { id: "rest" gene: "y" }
    router { score: LOGIT })pb");
  EXPECT_EQ(networks.ThroughElements(networks.Of({{"A", 1}})), (Edges{"A>x"}));
  EXPECT_EQ(networks.ThroughElements(networks.Of({{"A", 0.001}})), Edges());
  EXPECT_EQ(networks.ThroughElements(networks.Of({{"A", 2}, {"B", 2}})),
            (Edges{"A>x", "A>y", "B>y"}));
}

// An expert's edges count once for each gene of its domain.
TEST(UsedNetwork, HasTheInputsOfOpenExperts) {
  const Networks networks(R"pb(
    name: "experts"
    unit: "activity"
    regulator { id: "A" }
    regulator { id: "B" }
    regulator { id: "key" }
    gene { id: "x" }
    gene { id: "y" }
    gene { id: "z" }
    domain {
      id: "d"
      gene: "x"
      gene: "y"
      threshold: 0.1
      regulator: "A"
      regulator: "B"
      linear { gene: "x" regulator: "A" weight: 1 }
      linear { gene: "y" regulator: "B" weight: 1 }
      gate_weight { regulator: "key" weight: 1 }
    }
    domain {
      id: "rest"
      gene: "z"
      regulator: "A"
      linear { gene: "z" regulator: "A" weight: 1 }
    }
    router { score: GATE })pb");
  const UsedNetwork shut = networks.Of({{"A", 1}, {"B", 1}});
  const UsedNetwork open = networks.Of({{"A", 1}, {"B", 1}, {"key", 2}});
  EXPECT_THAT(shut.through_elements, IsEmpty());
  EXPECT_THAT(shut.through_experts, ElementsAre(1));  // A, domain 1
  EXPECT_THAT(open.through_experts, ElementsAre(0, 1, uint64_t{1} << 32));
  EXPECT_EQ(networks.Count(shut), 1);
  EXPECT_EQ(networks.Count(open), 5);
  EXPECT_DOUBLE_EQ(networks.Jaccard(shut, open), 1.0 / 5);
  EXPECT_DOUBLE_EQ(networks.Jaccard(open, open), 1);
}

// Two ways from each element to the one before it: 2^60 in all.
TEST(UsedNetwork, ReadsAnElementOnceHoweverManyWaysLeadToIt) {
  std::string spec = R"(name: "chain" unit: "boolean" regulator { id: "A" }
      gene { id: "x" }
      element { id: "e0" gene: "x"
                threshold { input { name: "A" weight: 1 } threshold: 0.5 } })";
  for (int i = 1; i < 60; ++i) {
    const std::string input =
        absl::StrCat("input { name: \"e", i - 1, "\" weight: 1 } ");
    absl::StrAppend(&spec, "element { id: \"e", i,
                    "\" gene: \"x\" threshold { ", input, input,
                    "threshold: 0.5 } } ");
  }
  const Networks networks(spec.c_str());
  EXPECT_EQ(networks.ThroughElements(networks.Of({{"A", 1}})), (Edges{"A>x"}));
}

TEST(UsedNetwork, OfNothingIsLikeNothing) {
  const Networks networks(R"(
      name: "one" unit: "boolean" regulator { id: "A" }
      gene { id: "x" rule: "A" })");
  EXPECT_EQ(networks.Jaccard(networks.Of({}), networks.Of({})), 1);
  EXPECT_EQ(networks.Jaccard(networks.Of({}), networks.Of({{"A", 1}})), 0);
}

}  // namespace
}  // namespace regulon
