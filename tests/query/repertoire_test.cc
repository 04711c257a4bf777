#include "engine/query/repertoire.h"

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "engine/query/assignments.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/attractors/small_network.h"
#include "tests/reference/levels.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/reference.h"

namespace regulon {
namespace {

using reference::OpenedGenome;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Assignments, AreAllInOrderWhereTheyAreFew) {
  Assignments assignments(2, 4, 1);
  EXPECT_TRUE(assignments.all());
  ASSERT_EQ(assignments.count(), 4u);
  std::vector<std::vector<bool>> seen;
  for (int i = 0; i < 4; ++i) seen.push_back(assignments.Next());
  EXPECT_THAT(seen,
              ElementsAre(std::vector<bool>{0, 0}, std::vector<bool>{0, 1},
                          std::vector<bool>{1, 0}, std::vector<bool>{1, 1}));
}

TEST(Assignments, AreRandomAndRepeatableWhereTheyAreMany) {
  Assignments first(200, 100, 7), again(200, 100, 7), other(200, 100, 8);
  EXPECT_FALSE(first.all());
  std::vector<int> on(200);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const std::vector<bool> values = first.Next();
    EXPECT_EQ(values, again.Next());
    differs |= values != other.Next();
    for (int k = 0; k < 200; ++k) on[k] += values[k];
  }
  EXPECT_TRUE(differs);
  for (const int times : on) {  // 50, and 5 standard deviations
    EXPECT_GT(times, 25);
    EXPECT_LT(times, 75);
  }
}

TEST(Chao, EstimatesWhatTheFormulaSays) {
  EXPECT_EQ(Chao1(10, 0, 3), 10);
  EXPECT_EQ(Chao1(10, 4, 2), 10 + 4 * 3 / (2 * 3.0));
  EXPECT_EQ(Chao1(10, 5, 0), 10 + 5 * 4 / 2.0);
  EXPECT_EQ(Chao2(10, 4, 2, 10), 10 + 0.9 * 2);
}

class AttractorsOf : public ::testing::TestWithParam<Updating> {};

TEST_P(AttractorsOf, EachAssignmentAreCountedOnce) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    const Network network = RandomNetwork(4, 2, seed);
    // A gene that keeps its own value is an input as well.
    std::vector<int> inputs;
    const System system = MakeSystem(network, {}).value();
    for (int i = 0; i < system.size(); ++i) {
      if (system.IsInput(i)) inputs.push_back(i);  // a to d, p, q
    }
    std::set<std::set<std::string>> whole, others;
    std::map<std::set<std::string>, uint64_t> count;
    for (const auto& attractor : SlowAttractors(system, GetParam())) {
      std::set<std::string> with, without;
      for (const State& state : attractor) {
        std::string all, left;
        for (int i = 0; i < system.size(); ++i) {
          all += state[i] ? '1' : '0';
          if (!system.IsInput(i)) left += state[i] ? '1' : '0';
        }
        with.insert(all);
        without.insert(left);
      }
      whole.insert(with);
      others.insert(without);
      ++count[without];
    }
    const AttractorRepertoire found =
        AttractorsOfInputs(network, {}, GetParam(), {}).value();
    EXPECT_EQ(found.inputs, inputs);
    EXPECT_TRUE(found.all);
    EXPECT_EQ(found.assignments, uint64_t{1} << inputs.size());
    EXPECT_EQ(found.with_inputs, whole.size());
    EXPECT_EQ(found.incomplete, 0u);
    std::multiset<uint64_t> slow, fast;
    for (const auto& [attractor, assignments] : count) slow.insert(assignments);
    for (const auto& item : found.attractors) fast.insert(item.assignments);
    // A synchronous cycle through the same states in another order is another
    // attractor, which a set of states does not tell.
    if (GetParam() == Updating::kAsynchronous) {
      EXPECT_EQ(found.attractors.size(), others.size());
      EXPECT_EQ(fast, slow);
    } else {
      EXPECT_GE(found.attractors.size(), others.size());
    }
    uint64_t sum = 0;
    for (const uint64_t assignments : fast) sum += assignments;
    EXPECT_EQ(sum, whole.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Both, AttractorsOf,
                         ::testing::Values(Updating::kSynchronous,
                                           Updating::kAsynchronous));

TEST(AttractorsOfInputs, SamplesWhereAssignmentsAreTooMany) {
  const Network network = RandomNetwork(4, 2, 3);
  RepertoireOptions options;
  options.most = 3;
  const AttractorRepertoire found =
      AttractorsOfInputs(network, {}, Updating::kSynchronous, options).value();
  EXPECT_FALSE(found.all);
  EXPECT_EQ(found.assignments, 3u);
  EXPECT_GE(found.estimate, static_cast<double>(found.attractors.size()));
}

TEST(AttractorsOfInputs, AreToldApartUpToSoMany) {
  // Each of 17 genes is what its input is: 2^17 different ends.
  std::string spec = "name: 'n' unit: 'boolean' ";
  for (int i = 0; i < 17; ++i) {
    const std::string n = std::to_string(i);
    spec += "regulator { id: 'i" + n + "' kind: SIGNAL } gene { id: 'g" + n +
            "' rule: 'i" + n + "' } ";
  }
  const OpenedGenome genome(reference::ParseSpecText(spec));
  const Network network = Network::FromGenome(genome.genome()).value();
  RepertoireOptions options;
  options.most = uint64_t{1} << 17;
  const AttractorRepertoire found =
      AttractorsOfInputs(network, {}, Updating::kAsynchronous, options).value();
  EXPECT_TRUE(found.left_out);
  EXPECT_THAT(found.attractors, SizeIs(kMostTold));
  EXPECT_EQ(found.with_inputs, options.most);
  options.most = 1000;
  EXPECT_FALSE(AttractorsOfInputs(network, {}, Updating::kAsynchronous, options)
                   .value()
                   .left_out);
}

TEST(AttractorsOfInputs, OfAToggleAreItsOwn) {
  const OpenedGenome toggle(reference::ReadModel("toggle_switch"));
  const Network network = Network::FromGenome(toggle.genome()).value();
  const AttractorRepertoire found =
      AttractorsOfInputs(network, {}, Updating::kAsynchronous, {}).value();
  EXPECT_EQ(found.assignments, 1u);
  EXPECT_THAT(found.inputs, IsEmpty());
  EXPECT_THAT(found.attractors, SizeIs(found.with_inputs));
}

// Every assignment by the slow reference of a query.
void ExpectAsReference(const std::string& model) {
  SCOPED_TRACE(model);
  const proto::GenomeSpec spec = reference::ReadModel(model);
  const OpenedGenome opened(spec);
  const Genome& genome = opened.genome();
  const Repertoire found =
      OpenSetsOfInputs(opened.cell(), Context(genome, "inputs"), {}).value();
  ASSERT_TRUE(found.all);
  ASSERT_EQ(found.assignments, uint64_t{1} << found.inputs.size());
  std::map<std::vector<int>, uint64_t> sets;
  for (uint64_t bits = 0; bits < found.assignments; ++bits) {
    proto::Context context;
    for (size_t k = 0; k < found.inputs.size(); ++k) {
      const std::string& id =
          genome.manifest().regulators(found.inputs[k]).id();
      const double reference = reference::RegulatorOf(spec, id).reference();
      if ((bits >> k & 1) == 0) continue;
      (*context.mutable_regulators())[id] = reference == 0 ? 1 : reference;
    }
    const reference::Result result = reference::Evaluate(spec, context);
    std::vector<int> open;
    for (size_t d = 0; d < result.open.size(); ++d) {
      if (result.open[d]) open.push_back(static_cast<int>(d));
    }
    ++sets[open];
  }
  EXPECT_EQ(found.sets.size(), sets.size());
  for (const auto& item : found.sets) {
    EXPECT_EQ(item.assignments, sets[item.open]);
  }
}

TEST(OpenSets, OfCuratedModelsAreThoseOfTheReference) {
  for (const char* model :
       {"two_enhancers", "pioneer_enhancer", "glucocorticoid", "laci_o2"}) {
    ExpectAsReference(model);
  }
}

TEST(OpenSets, TakeWhatTheContextGivesForGranted) {
  const OpenedGenome opened(reference::ReadModel("glucocorticoid"));
  Context base(opened.genome(), "GR");
  ASSERT_TRUE(base.Set("NR3C1", 0).ok());
  const Repertoire found = OpenSetsOfInputs(opened.cell(), base, {}).value();
  EXPECT_THAT(found.inputs, SizeIs(1));
  EXPECT_THAT(found.sets, SizeIs(1));  // without receptor, no hormone acts
}

TEST(OpenSets, AreSampledWhereAssignmentsAreTooMany) {
  const OpenedGenome opened(reference::ReadModel("glucocorticoid"));
  RepertoireOptions options;
  options.most = 3;
  const Repertoire found =
      OpenSetsOfInputs(opened.cell(), Context(opened.genome(), "x"), options)
          .value();
  EXPECT_FALSE(found.all);
  uint64_t sum = 0;
  for (const auto& item : found.sets) sum += item.assignments;
  EXPECT_EQ(sum, 3u);
}

// The signal opens the domain of B; within it, A and B take turns.
TEST(OpenSets, OfABooleanNetworkAreThoseOfItsAttractorsStates) {
  const OpenedGenome genome(reference::ParseSpecText(R"(
    name: "n" unit: "boolean" regulator { id: "signal" kind: SIGNAL }
    gene { id: "A" rule: "!B" } gene { id: "B" rule: "A" }
    element { id: "key" domain: "d" rule: "signal & A" }
    domain { id: "d" gene: "B" threshold: 1 }
    domain { id: "rest" gene: "A" } router { score: ACTIVITY })"));
  const Network network = Network::FromGenome(genome.genome()).value();
  const AttractorRepertoire found =
      AttractorsOfInputs(network, {}, Updating::kSynchronous, {}).value();
  EXPECT_EQ(found.assignments, 2u);
  ASSERT_THAT(found.sets, SizeIs(2));
  // B's own element opens its domain, too, so the signal makes no difference:
  // A on, B on; A off, B on; A off, B off; A on, B off.
  EXPECT_THAT(found.sets[0].open, ElementsAre(0, 1));
  EXPECT_EQ(found.sets[0].assignments, 2u);
  EXPECT_THAT(found.sets[1].open, ElementsAre(1));
  EXPECT_EQ(found.sets[1].assignments, 2u);
  EXPECT_EQ(found.estimated_sets, 2);
  EXPECT_EQ(found.incomplete, 0u);
}

}  // namespace
}  // namespace regulon
