#include "engine/attractors/state_graph.h"

#include <random>

#include "engine/attractors/bit_kernels.h"
#include "gtest/gtest.h"
#include "tests/attractors/instruction_sets.h"
#include "tests/attractors/small_systems.h"

namespace regulon {
namespace {

std::vector<uint64_t> RandomSet(std::mt19937& random, size_t words) {
  std::vector<uint64_t> set;
  for (size_t w = 0; w < words; ++w) {
    set.push_back((uint64_t{random()} << 32 | random()) &
                  (uint64_t{random()} << 32 | random()));
  }
  return set;
}

bool Contains(const std::vector<uint64_t>& set, size_t state) {
  return (set[state / 64] >> (state % 64) & 1) != 0;
}

TEST(BitKernels, StepEverySetInBothDirectionsAsStateByState) {
  std::mt19937 random(1);
  ForEachInstructionSet([&] {
    for (int size = 6; size < 14; ++size) {
      const size_t words = (size_t{1} << size) / 64;
      for (int bit = 0; bit < size; ++bit) {
        const auto can = RandomSet(random, words);
        const auto within = RandomSet(random, words);
        const auto set = RandomSet(random, words);
        auto forward = set, backward = set;
        AddSuccessors(bit, can, absl::MakeSpan(forward));
        AddPredecessors(bit, can, within, absl::MakeSpan(backward));
        for (size_t s = 0; s < 64 * words; ++s) {
          const size_t other = s ^ size_t { 1 } << bit;
          ASSERT_EQ(Contains(forward, s),
                    Contains(set, s) ||
                        (Contains(set, other) && Contains(can, other)))
              << size << " " << bit << " " << s;
          ASSERT_EQ(
              Contains(backward, s),
              Contains(set, s) || (Contains(set, other) && Contains(can, s) &&
                                   Contains(within, s)))
              << size << " " << bit << " " << s;
        }
      }
    }
  });
}

TEST(BitKernels, TellWhetherASetGrewByASingleState) {
  ForEachInstructionSet([] {
    for (int size = 6; size < 14; ++size) {
      const size_t words = (size_t{1} << size) / 64;
      const std::vector<uint64_t> all(words, ~uint64_t{0});
      for (int bit = 0; bit < size; ++bit) {
        for (const size_t state : {size_t{0}, 64 * words - 1}) {
          std::vector<uint64_t> set(words);
          set[state / 64] = uint64_t{1} << (state % 64);
          auto back = set;
          EXPECT_TRUE(AddSuccessors(bit, all, absl::MakeSpan(set)));
          EXPECT_FALSE(AddSuccessors(bit, all, absl::MakeSpan(set)));
          EXPECT_TRUE(AddPredecessors(bit, all, all, absl::MakeSpan(back)));
          EXPECT_FALSE(AddPredecessors(bit, all, all, absl::MakeSpan(back)));
        }
      }
    }
  });
}

TEST(StateGraph, KeepsStatesOfTheSameInputsTogether) {
  // Variables 1 and 3 of 9 are inputs: the highest bits of a state's number.
  const System system = MakeSmallSystem(9, [](Circuit& c, int i) {
    return i == 1 || i == 3 ? c.Variable(i) : Not(c.Variable(i));
  });
  const StateGraph graph(system);
  EXPECT_EQ(graph.words(), 8);
  EXPECT_EQ(graph.window_words(), 2);
  EXPECT_EQ(graph.StateOf(uint32_t{1} << 8), uint32_t{1} << 7);
  EXPECT_EQ(graph.StateOf(uint32_t{1} << 7), uint32_t{1} << 5);
  EXPECT_EQ(graph.StateOf(uint32_t{1} << 6), uint32_t{1} << 8);
  EXPECT_EQ(graph.StateOf(1), 1);
}

TEST(StateGraph, FollowsPathsAsLongAsThereAreStates) {
  const int size = 16;
  StateGraph graph(GrayCode(size));
  std::vector<uint64_t> set(graph.words());
  set[0] = 1;
  graph.CloseForward(0, absl::MakeSpan(set));
  EXPECT_EQ(set, graph.AllStates());
  set.assign(graph.words(), 0);
  set[0] = 1;
  graph.CloseBackward(0, graph.AllStates(), absl::MakeSpan(set));
  EXPECT_EQ(set, graph.AllStates());
}

}  // namespace
}  // namespace regulon
