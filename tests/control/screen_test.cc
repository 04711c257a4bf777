#include "engine/control/screen.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/attractors/small_network.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;

std::vector<ScreenRow> Rows(const Network& network,
                            const std::vector<Held>& held,
                            const std::vector<std::string>& phenotypes,
                            const ScreenOptions& options) {
  std::vector<Formula> formulas;
  for (const std::string& phenotype : phenotypes) {
    formulas.push_back(FormulaIn(network, phenotype));
  }
  std::vector<ScreenRow> rows;
  const absl::Status status =
      Screen(network, held, formulas, options, [&rows](const ScreenRow& row) {
        rows.push_back(row);
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

std::vector<std::string> Clamps(const Network& network,
                                const std::vector<ScreenRow>& rows) {
  std::vector<std::string> clamps;
  for (const ScreenRow& row : rows) {
    clamps.push_back(TextOf(network, row.clamps));
  }
  return clamps;
}

TEST(Screen, LeavesInputsAndWhatIsHeldAlone) {
  const Network network = RandomNetwork(3, 1, 1);
  EXPECT_THAT(Clamps(network, Rows(network, {{1, true}}, {"a"}, {})),
              ElementsAre("", "a=0", "a=1", "c=0", "c=1"));
  ScreenOptions pairs;
  pairs.pairs = true;
  EXPECT_THAT(Clamps(network, Rows(network, {{1, true}}, {"a"}, pairs)),
              ElementsAre("", "a=0 c=0", "a=0 c=1", "a=1 c=0", "a=1 c=1"));
}

// Of the states of a system, those that end where the phenotype always holds.
double SlowShare(const System& system, Literal phenotype) {
  int64_t ending = 0;
  const uint64_t states = uint64_t{1} << system.size();
  for (uint64_t s = 0; s < states; ++s) {
    State state = Unpacked(s, system.size());
    for (uint64_t step = 0; step < states; ++step) {
      state = Successor(system, state);
    }
    bool always = true;
    for (uint64_t step = 0; step < states; ++step) {
      always = always && system.circuit.Evaluate(phenotype, state);
      state = Successor(system, state);
    }
    ending += always;
  }
  return static_cast<double>(ending) / states;
}

TEST(Screen, CountsWhatIsLeftOfEachPhenotypeAsASlowWalkDoes) {
  const std::vector<std::string> phenotypes = {"a & !b", "c | d"};
  for (unsigned seed = 0; seed < 12; ++seed) {
    const Network network = RandomNetwork(4, 1, seed);
    for (const Updating updating :
         {Updating::kSynchronous, Updating::kAsynchronous}) {
      ScreenOptions options;
      options.updating = updating;
      options.pairs = seed % 2 == 0;
      if (seed % 3 == 0) options.from = Unpacked(seed * 7 % 32, 5);
      const System unclamped = MakeSystem(network, {}).value();
      const auto rows = Rows(network, {}, phenotypes, options);
      ASSERT_EQ(rows.size(), options.pairs ? 25u : 9u);
      for (const ScreenRow& row : rows) {
        SCOPED_TRACE(testing::Message()
                     << seed << " " << TextOf(network, row.clamps));
        System system = MakeSystem(network, row.clamps).value();
        State from;
        if (!options.from.empty()) {
          from = StateUnderClamps(unclamped, options.from, system);
        }
        const auto attractors = SlowAttractors(system, updating, from);
        EXPECT_TRUE(row.complete);
        EXPECT_EQ(row.attractors, static_cast<int64_t>(attractors.size()));
        for (size_t p = 0; p < phenotypes.size(); ++p) {
          const Literal phenotype = FormulaIn(network, phenotypes[p])(system);
          int64_t always = 0, sometimes = 0;
          for (const auto& attractor : attractors) {
            size_t holds = 0;
            for (const State& state : attractor) {
              holds += system.circuit.Evaluate(phenotype, state);
            }
            always += holds == attractor.size();
            sometimes += holds > 0 && holds < attractor.size();
          }
          EXPECT_EQ(row.phenotypes[p].always, always);
          EXPECT_EQ(row.phenotypes[p].sometimes, sometimes);
          ASSERT_EQ(row.phenotypes[p].share.has_value(),
                    updating == Updating::kSynchronous && options.from.empty());
          if (row.phenotypes[p].share.has_value()) {
            EXPECT_DOUBLE_EQ(*row.phenotypes[p].share,
                             SlowShare(system, phenotype));
          }
        }
      }
    }
  }
}

TEST(Screen, IsTheSameForAnyNumberOfThreads) {
  const Network network = RandomNetwork(9, 1, 4);
  std::vector<std::string> seen[2];
  for (const int threads : {1, 3}) {
    ScreenOptions options;
    options.pairs = true;
    options.threads = threads;
    for (const ScreenRow& row : Rows(network, {}, {"a"}, options)) {
      seen[threads / 2].push_back(TextOf(network, row.clamps) + " " +
                                  std::to_string(row.attractors) + " " +
                                  std::to_string(*row.phenotypes[0].share));
    }
  }
  EXPECT_EQ(seen[0].size(), 1 + 36 * 4u);
  EXPECT_EQ(seen[0], seen[1]);
}

TEST(Screen, EndsWithTheErrorOfWhoTakesTheRows) {
  const Network network = RandomNetwork(4, 0, 2);
  int rows = 0;
  const absl::Status status =
      Screen(network, {}, {}, {}, [&rows](const ScreenRow&) {
        return ++rows == 3 ? absl::UnavailableError("full") : absl::OkStatus();
      });
  EXPECT_EQ(status.message(), "full");
  EXPECT_EQ(rows, 3);
}

}  // namespace
}  // namespace regulon
