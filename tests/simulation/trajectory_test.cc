// What a trajectory keeps up to date from flip to flip is what everything
// computed anew would be.
#include "engine/simulation/trajectory.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "tests/simulation/simulated.h"

namespace regulon::reference {
namespace {

// The rate at which the variable leaves its value, straight from the
// definitions.
double RateFromScratch(const Network& network, const Kinetics& kinetics,
                       absl::Span<const uint8_t> on, int variable) {
  std::vector<bool> source(on.begin(), on.end());
  for (const NetworkElement& element : network.elements) {
    int64_t sum = 0;
    for (const auto& input : element.inputs) {
      if (source[input.source]) sum += input.weight;
    }
    source.push_back(sum >= element.need);
  }
  bool rule = false;
  for (const int e : network.variables[variable].elements) {
    rule = rule || source[on.size() + e];
  }
  double total = 0;
  const Kinetics::Rates& rates = kinetics.rates[variable];
  for (const Rate& rate : on[variable] != 0 ? rates.down : rates.up) {
    const bool holds = rate.condition == Rate::kAlways   ? true
                       : rate.condition == Rate::kRuleOn ? rule
                       : rate.condition == Rate::kRuleOff
                           ? !rule
                           : source[on.size() + rate.condition];
    if (holds) total += rate.rate;
  }
  return total;
}

std::string RandomRule(std::mt19937& random, int genes, int depth) {
  const auto pick = [&random](int n) { return static_cast<int>(random() % n); };
  if (depth == 0 || pick(4) == 0) {
    return absl::StrCat(pick(2) == 0 ? "!" : "", "g", pick(genes));
  }
  std::vector<std::string> parts;
  for (int i = 0, n = 2 + pick(3); i < n; ++i) {
    parts.push_back(RandomRule(random, genes, depth - 1));
  }
  return absl::StrCat(pick(3) == 0 ? "!" : "", "(",
                      absl::StrJoin(parts, pick(2) == 0 ? " & " : " | "), ")");
}

std::string RandomNetwork(unsigned seed) {
  std::mt19937 random(seed);
  const int genes = 2 + random() % 9;
  std::string text;
  for (int g = 0; g < genes; ++g) {
    absl::StrAppend(&text, "gene { id: 'g", g, "' rule: '",
                    RandomRule(random, genes, 3), "'");
    for (const char* direction : {"up", "down"}) {
      for (int r = random() % 3; r > 0; --r) {
        const std::string rule =
            random() % 3 == 0
                ? ""
                : absl::StrCat("rule: '", RandomRule(random, genes, 2), "' ");
        absl::StrAppend(&text, " ", direction, " { ", rule,
                        "rate: ", (random() % 100) * 0.37, " }");
      }
    }
    text += " }\n";
  }
  return text;
}

TEST(Trajectory, KeepsRatesUpToDateFromFlipToFlip) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const std::string text = RandomNetwork(seed);
    SCOPED_TRACE(text);
    const Simulated simulated(text);
    const Plan plan =
        MakePlan(simulated.network, simulated.kinetics, simulated.question);
    Trajectory trajectory(plan);
    Random random(seed, 0);
    trajectory.Start(random);
    for (int step = 0; step < 200; ++step) {
      double total = 0;
      for (int v = 0; v < plan.variables; ++v) {
        const double rate = RateFromScratch(
            simulated.network, simulated.kinetics, trajectory.on(), v);
        ASSERT_FLOAT_EQ(trajectory.RateOf(v), rate) << v << " at " << step;
        total += rate;
      }
      ASSERT_FLOAT_EQ(trajectory.TotalRate(), total);
      // Mostly as it would go, at times to where it would not.
      const bool leap = total == 0 || step % 5 == 0;
      trajectory.Flip(leap ? static_cast<int>(random.Below(plan.variables))
                           : trajectory.Choose(trajectory.TotalRate(), random));
    }
  }
}

TEST(Trajectory, ChoosesByRate) {
  const Simulated simulated(
      "gene { id: 'A' rule: '1' up { rate: 1 } }"
      "gene { id: 'B' rule: '1' up { rate: 1.7 } }"
      "gene { id: 'C' rule: '1' up { rate: 5.3 } }"
      "gene { id: 'D' rule: '0' up { rate: 100 } }"
      "kinetics { initial { name: 'A' name: 'B' name: 'C' name: 'D' "
      "state { weight: 1 } } }");
  const Plan plan =
      MakePlan(simulated.network, simulated.kinetics, simulated.question);
  Trajectory trajectory(plan);
  Random random(3, 4);
  trajectory.Start(random);
  int chosen[4] = {};
  constexpr int kDraws = 80000;
  for (int i = 0; i < kDraws; ++i) {
    ++chosen[trajectory.Choose(trajectory.TotalRate(), random)];
  }
  EXPECT_NEAR(chosen[0], kDraws * 1 / 8.0, 400);
  EXPECT_NEAR(chosen[1], kDraws * 1.7 / 8.0, 500);
  EXPECT_NEAR(chosen[2], kDraws * 5.3 / 8.0, 600);
  EXPECT_EQ(chosen[3], 0);
}

}  // namespace
}  // namespace regulon::reference
