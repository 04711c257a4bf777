// Simulations against what can be solved on paper, and their promises.
#include "engine/simulation/simulate.h"

#include <cmath>
#include <cstring>
#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/simulation/simulated.h"

namespace regulon::reference {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

void ExpectClose(const Estimate& estimate, double exact, const char* what) {
  EXPECT_NEAR(estimate.probability, exact, 3.5 * estimate.error + 1e-12)
      << what << ", error " << estimate.error;
}

TEST(Simulate, RelaxesAsTwoStatesDo) {
  Simulated two(
      "gene { id: 'A' rule: 'A' up { rule: '1' rate: 2 } "
      "down { rule: '1' rate: 3 } }");
  two.From({});
  two.question.time_tick = 0.1;
  two.options.samples = 20000;
  const Simulation run = two.Run();
  for (int w = 0; w < 10; ++w) {
    // p(t) = 2/5 (1 - exp(-5 t)), averaged over the window.
    const double a = 0.1 * w, b = a + 0.1;
    const double exact =
        0.4 * (1 - (std::exp(-5 * a) - std::exp(-5 * b)) / (5 * 0.1));
    ExpectClose(run.variables[0][w], exact, "window");
    EXPECT_GT(run.variables[0][w].error, 0.0005);
    EXPECT_LT(run.variables[0][w].error, 0.5 / std::sqrt(20000));
  }
  EXPECT_EQ(run.fixed.probability, 0);
}

TEST(Simulate, AbsorbsMyeloidProgenitorsInTheirFourFates) {
  Simulated myeloid(ReadModel("myeloid"));
  myeloid.From({"GATA2", "CEBPA", "PU1"});
  myeloid.question.time_tick = 10;
  myeloid.options.samples = 30000;
  const Simulation run = myeloid.Run();
  ASSERT_THAT(run.fixed_points, SizeIs(4));
  EXPECT_EQ(run.fixed.probability, 1);
  // Solved as a linear system: classics.md of the reference results.
  ExpectClose(run.fixed_points[0].share, 0.375, "granulocyte");
  ExpectClose(myeloid.FixedPoint(run, "GATA1,FOG1,EKLF,SCL"), 0.25, "ery");
  ExpectClose(myeloid.FixedPoint(run, "GATA1,FOG1,Fli1,SCL"), 0.25, "meg");
  ExpectClose(run.fixed_points[3].share, 0.125, "monocyte");
}

TEST(Simulate, AbsorbsBuddingYeastAsTheLinearSystemSays) {
  Simulated yeast(ReadModel("budding_yeast"));
  yeast.question.time_tick = 20;
  yeast.options.samples = 20000;
  const Simulation run = yeast.Run();
  ASSERT_THAT(run.fixed_points, SizeIs(7));
  const double exact[] = {0.561974, 0.182338, 0.125694, 0.075770,
                          0.023443, 0.018106, 0.012676};
  for (int i = 0; i < 7; ++i) {
    ExpectClose(run.fixed_points[i].share, exact[i], "fixed point");
  }
}

TEST(Simulate, AbsorbsTheCorticalAreaAsTheLinearSystemSays) {
  // Giacomantonio & Goodhill 2010.
  Simulated cortex(
      "gene { id: 'Fgf8' rule: 'Fgf8 & Sp8 & !Emx2' }"
      "gene { id: 'Emx2' rule: 'Coup & !Fgf8 & !Pax6 & !Sp8' }"
      "gene { id: 'Pax6' rule: 'Sp8 & !Emx2 & !Coup' }"
      "gene { id: 'Coup' rule: '!Fgf8 & !Sp8' }"
      "gene { id: 'Sp8' rule: 'Fgf8 & !Emx2' }");
  cortex.question.time_tick = 10;
  cortex.options.samples = 20000;
  const Simulation run = cortex.Run();
  ASSERT_THAT(run.fixed_points, SizeIs(2));
  ExpectClose(cortex.FixedPoint(run, "Emx2,Coup"), 0.729167, "posterior");
  ExpectClose(cortex.FixedPoint(run, "Fgf8,Pax6,Sp8"), 0.270833, "anterior");
}

TEST(Simulate, HoldsTheRepressilatorOnHalfOfTheTime) {
  Simulated ring(
      "gene { id: 'lacI' rule: '!cI' } gene { id: 'tetR' rule: '!lacI' }"
      "gene { id: 'cI' rule: '!tetR' }");
  ring.question.time_tick = 10;
  ring.options.samples = 3000;
  const Simulation run = ring.Run();
  for (int v = 0; v < 3; ++v) ExpectClose(run.variables[v][9], 0.5, "gene");
  EXPECT_THAT(run.fixed_points, SizeIs(0));
}

TEST(Simulate, SplitsTheToggleSwitchInHalves) {
  Simulated toggle(ReadModel("toggle_switch"));
  toggle.From({});
  toggle.question.time_tick = 5;
  const Simulation run = toggle.Run();
  ASSERT_THAT(run.fixed_points, SizeIs(2));
  ExpectClose(run.fixed_points[0].share, 0.5, "one");
}

TEST(Simulate, WaitsLongForSlowRatesAndNotAtAllForFastOnes) {
  Simulated wide(
      "gene { id: 'fast' rule: '1' up { rate: 1e30 } }"
      "gene { id: 'slow' rule: '1' up { rate: 1e-30 } }"
      "gene { id: 'half' rule: '1' up { rate: 0.6931471805599453 } }");
  wide.From({});
  const Simulation run = wide.Run();
  EXPECT_EQ(run.variables[0][0].probability, 1);
  EXPECT_EQ(run.variables[1][9].probability, 0);
  // Off with 2^-t.
  ExpectClose(run.variables[2][0], 1 - (1 - 0.5) / std::log(2), "half");
}

TEST(Simulate, DrawsVariablesOfUnlikeRatesByTheirRates) {
  // One race: whoever is first keeps the others off.
  Simulated race(
      "gene { id: 'A' rule: '!B & !C | A' up { rate: 1 } }"
      "gene { id: 'B' rule: '!A & !C | B' up { rate: 2.5 } }"
      "gene { id: 'C' rule: '!A & !B | C' up { rate: 0.3 } }");
  race.From({});
  race.question.time_tick = 10;
  race.options.samples = 30000;
  const Simulation run = race.Run();
  ExpectClose(race.FixedPoint(run, "A"), 1 / 3.8, "A");
  ExpectClose(race.FixedPoint(run, "B"), 2.5 / 3.8, "B");
  ExpectClose(race.FixedPoint(run, "C"), 0.3 / 3.8, "C");
}

TEST(Simulate, DrawsGroupsTogether) {
  Simulated group(
      "gene { id: 'A' rule: 'A' } gene { id: 'B' rule: 'B' }"
      "gene { id: 'C' rule: 'C' }"
      "kinetics { initial { name: 'A' name: 'B' "
      "state { weight: 1 on: 'A' } state { weight: 3 on: 'B' } } }");
  const Simulation run = group.Run();
  ExpectClose(run.variables[0][0], 0.25, "A");
  ExpectClose(run.variables[1][0], 0.75, "B");
  ExpectClose(run.variables[2][0], 0.5, "C, of no group");
  EXPECT_THAT(run.states, SizeIs(4));  // A and B are never on together
}

TEST(Simulate, ChangesOneGeneEachTickInDiscreteTime) {
  Simulated chain(
      "gene { id: 'A' rule: '1' } gene { id: 'B' rule: 'A' }"
      "gene { id: 'C' rule: 'B' }");
  chain.From({});
  chain.question.discrete = true;
  chain.options.samples = 10;
  const Simulation run = chain.Run();
  for (int v = 0; v < 3; ++v) {
    for (int w = 0; w < 10; ++w) {
      EXPECT_EQ(run.variables[v][w].probability, w > v ? 1 : 0);
      EXPECT_EQ(run.variables[v][w].error, 0);
    }
  }
  EXPECT_EQ(run.flips, 30);
}

TEST(Simulate, SetsHoldsAndReleasesOverTime) {
  Simulated held("gene { id: 'A' rule: '0' down { rate: 1e6 } }");
  held.From({});
  held.question.events = {{2, Event::kHold, 0, 1},
                          {4, Event::kRelease, 0, 0},
                          {6.5, Event::kHold, 0, 0.25}};
  const Simulation run = held.Run();
  const double exact[] = {0, 0, 1, 1, 0, 0, 0.125, 0.25, 0.25, 0.25};
  for (int w = 0; w < 10; ++w) {
    EXPECT_NEAR(run.variables[0][w].probability, exact[w],
                3.5 * run.variables[0][w].error + 1e-5)
        << w;
  }
}

TEST(Simulate, SetsWhatTheGenomeSchedules) {
  Simulated set(
      "gene { id: 'A' rule: 'A' }"
      "kinetics { schedule { name: 'A' time: 7 probability: 0 }"
      "           schedule { name: 'A' time: 3 probability: 1 } }");
  set.From({});
  const Simulation run = set.Run();
  for (int w = 0; w < 10; ++w) {
    EXPECT_EQ(run.variables[0][w].probability, w >= 3 && w < 7 ? 1 : 0) << w;
  }
  // It rests in between, but that is not its end.
  ASSERT_THAT(run.fixed_points, SizeIs(1));
  EXPECT_THAT(run.fixed_points[0].on, SizeIs(0));
  EXPECT_EQ(run.fixed_points[0].share.probability, 1);
}

TEST(Simulate, ClampsAgainstRulesSchedulesAndFirstValues) {
  Simulated clamped(
      "gene { id: 'A' rule: '0' } gene { id: 'B' rule: 'A' }"
      "kinetics { initial { name: 'A' state { weight: 1 } }"
      "           schedule { name: 'A' time: 3 probability: 0 } }");
  clamped.question.held = {{0, true}};
  clamped.question.set = {{1, false}};
  const Simulation run = clamped.Run();
  for (int w = 0; w < 10; ++w) {
    EXPECT_EQ(run.variables[0][w].probability, 1);
  }
  EXPECT_LT(run.variables[1][0].probability, 0.5);
  EXPECT_GT(run.variables[1][9].probability, 0.99);
}

TEST(Simulate, SumsStatesOfVisibleGenesToOne) {
  Simulated myeloid(ReadModel("myeloid"));
  myeloid.question.visible = {0, 3, 7};
  const Simulation run = myeloid.Run();
  for (int w = 0; w < 10; ++w) {
    double sum = 0;
    std::map<int, double> of_gene;
    for (const auto& state : run.states) {
      sum += state.windows[w].probability;
      for (const int v : state.on) of_gene[v] += state.windows[w].probability;
    }
    EXPECT_NEAR(sum, 1, 1e-8);
    for (const auto& [v, p] : of_gene) {
      EXPECT_NEAR(p, run.variables[v][w].probability, 1e-8);
    }
  }
}

TEST(Simulate, ListsFixedPointsOverAllGenesWhateverIsVisible) {
  Simulated inputs(
      "gene { id: 'A' rule: 'A' } gene { id: 'B' rule: 'B' }"
      "gene { id: 'C' rule: 'C' }");
  inputs.question.visible = {0};
  const Simulation run = inputs.Run();
  EXPECT_THAT(run.states, SizeIs(2));
  ASSERT_THAT(run.fixed_points, SizeIs(8));
  for (const auto& point : run.fixed_points) {
    ExpectClose(point.share, 1 / 8.0, "input");
  }
}

bool SameBits(const Simulation& a, const Simulation& b) {
  const auto same = [](const std::vector<Estimate>& x,
                       const std::vector<Estimate>& y) {
    return x.size() == y.size() &&
           std::memcmp(x.data(), y.data(), x.size() * sizeof(Estimate)) == 0;
  };
  bool equal = a.states.size() == b.states.size() &&
               a.fixed_points.size() == b.fixed_points.size() &&
               a.flips == b.flips && a.rate_evaluations == b.rate_evaluations &&
               a.too_many_states == b.too_many_states &&
               a.too_many_fixed_points == b.too_many_fixed_points &&
               same({a.fixed}, {b.fixed});
  for (size_t v = 0; v < a.variables.size(); ++v) {
    equal = equal && same(a.variables[v], b.variables[v]);
  }
  for (size_t i = 0; equal && i < a.states.size(); ++i) {
    equal = a.states[i].on == b.states[i].on &&
            same(a.states[i].windows, b.states[i].windows);
  }
  for (size_t i = 0; equal && i < a.fixed_points.size(); ++i) {
    equal = a.fixed_points[i].on == b.fixed_points[i].on &&
            same({a.fixed_points[i].share}, {b.fixed_points[i].share});
  }
  return equal;
}

TEST(Simulate, GivesTheSameBitsForAnyNumberOfThreads) {
  Simulated myeloid(ReadModel("myeloid"));
  myeloid.options.samples = 1001;
  const Simulation one = myeloid.Run();
  EXPECT_GT(one.states.size(), 100);
  for (const int threads : {2, 3}) {
    myeloid.options.threads = threads;
    EXPECT_TRUE(SameBits(one, myeloid.Run())) << threads;
  }
  myeloid.options.seed = 2;
  EXPECT_FALSE(SameBits(one, myeloid.Run()));
}

TEST(Simulate, SaysWhenThereAreTooManyStatesWhateverTheThreads) {
  Simulated myeloid(ReadModel("myeloid"));
  myeloid.options.samples = 500;
  myeloid.options.most_states = 5;
  for (const int threads : {1, 2, 3}) {
    myeloid.options.threads = threads;
    const Simulation run = myeloid.Run();
    EXPECT_TRUE(run.too_many_states);
    EXPECT_THAT(run.states, SizeIs(0));
  }
}

TEST(Simulate, RefusesQuestionsThatMakeNoSense) {
  Simulated toggle(ReadModel("toggle_switch"));
  const auto message = [&toggle] {
    return std::string(Simulate(toggle.network, toggle.kinetics,
                                toggle.question, toggle.options)
                           .status()
                           .message());
  };
  toggle.options.samples = 1;
  EXPECT_THAT(message(), HasSubstr("1 trajectories; it takes 2"));
  toggle.options.samples = 10;
  toggle.question.windows = 0;
  EXPECT_THAT(message(), HasSubstr("at least one window must fit"));
  toggle.question.windows = 2000000000;
  EXPECT_THAT(message(), HasSubstr("take a longer time tick"));
}

TEST(Simulate, DoesNotRunForever) {
  Simulated endless(
      "gene { id: 'A' rule: '!A' up { rate: 1e30 } down { rate: 1e30 } }");
  endless.options.most_flips = 1000;
  EXPECT_THAT(std::string(Simulate(endless.network, endless.kinetics,
                                   endless.question, endless.options)
                              .status()
                              .message()),
              HasSubstr("more than 1000 flips"));
}

}  // namespace
}  // namespace regulon::reference
