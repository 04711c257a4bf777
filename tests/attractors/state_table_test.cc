#include "engine/attractors/state_table.h"

#include <map>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

TEST(StateTable, NumbersStatesInTheOrderInWhichTheyCame) {
  std::mt19937 random(1);
  for (const int words : {1, 2, 5}) {
    StateTable table(words);
    std::map<std::vector<uint32_t>, uint32_t> known;
    for (int i = 0; i < 20'000; ++i) {
      std::vector<uint32_t> state(words);
      for (uint32_t& word : state) word = random() % (words == 1 ? 8000 : 30);
      const auto [at, is_new] = known.emplace(state, known.size());
      ASSERT_EQ(table.Add(state.data()), std::make_pair(at->second, is_new));
    }
    ASSERT_EQ(table.size(), known.size());
    for (const auto& [state, number] : known) {
      ASSERT_EQ(table.NumberOf(state.data()), number);
      ASSERT_EQ(std::vector<uint32_t>(table.State(number),
                                      table.State(number) + words),
                state);
    }
  }
}

}  // namespace
}  // namespace regulon
