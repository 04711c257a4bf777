#include "tests/attractors/every_state_method.h"

#include <algorithm>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/attractors/instruction_sets.h"
#include "tests/attractors/small_systems.h"

namespace regulon {

using ::testing::HasSubstr;

void EveryStateMethod::ExpectAsSlow(const System& system,
                                    const AttractorOptions& options) const {
  EXPECT_EQ(Lines(find(system, options).value()), Lines(slow(system, options)));
}

void EveryStateMethod::ExpectAsSlowOnRandomSystems() const {
  std::mt19937 random(1);
  ForEachInstructionSet([&] {
    for (int round = 0; round < 120; ++round) {
      System system = round % 2 == 0 ? RandomSystem(random, 1 + round / 2 % 9)
                                     : RandomHeldSystem(random, round / 2 % 9);
      AttractorOptions options;
      for (int w = 0; w < round % 40; ++w) {
        options.watch.push_back(RandomFunction(random, system.circuit));
      }
      options.most_states = round % 6;
      ExpectAsSlow(system, options);
    }
  });
}

void EveryStateMethod::ExpectAsSlowOnLargerSystems(int most) const {
  std::mt19937 random(2);
  for (int size = 10; size <= most; ++size) {
    System system = RandomSystem(random, size);
    AttractorOptions options;
    for (int w = 0; w < 3; ++w) {
      options.watch.push_back(RandomFunction(random, system.circuit));
    }
    ExpectAsSlow(system, options);
  }
}

void EveryStateMethod::ExpectThatItSaysWhereThereAreTooManyStates() const {
  const auto result = find(Rotation(25), {});
  EXPECT_EQ(result.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(result.status().message()),
              HasSubstr("25 free variables"));
}

void EveryStateMethod::ExpectProgressToTheEnd(const System& system) const {
  std::vector<double> shares;
  AttractorOptions options;
  options.on_progress = [&](double share) { shares.push_back(share); };
  ASSERT_TRUE(find(system, options).ok());
  ASSERT_FALSE(shares.empty());
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_EQ(shares.back(), 1);
}

}  // namespace regulon
