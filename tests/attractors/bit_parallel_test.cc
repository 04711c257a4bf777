#include "engine/attractors/bit_parallel.h"

#include <algorithm>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "tests/attractors/instruction_sets.h"
#include "tests/attractors/small_systems.h"

namespace regulon {
namespace {

int WordsFor(int bits) { return bits == 0 ? 1 : (bits + 31) / 32; }

// Bit 0 is the lowest of a packed state or value.
bool BitOf(const uint32_t* packed, int words, int bit) {
  return (packed[words - 1 - bit / 32] >> (bit % 32) & 1) != 0;
}

struct Functions {
  Circuit circuit{0};
  std::vector<Literal> list;
};

Functions RandomFunctions(std::mt19937& random, int variables, int count) {
  Functions functions;
  functions.circuit = Circuit(variables);
  for (int f = 0; f < count; ++f) {
    functions.list.push_back(RandomFunction(random, functions.circuit));
  }
  return functions;
}

std::vector<bool> SlowValues(const Functions& functions,
                             const std::vector<bool>& state) {
  std::vector<bool> values;
  for (const Literal f : functions.list) {
    values.push_back(functions.circuit.Evaluate(f, state));
  }
  return values;
}

void ExpectPackedOfIsSlow(std::mt19937& random, const Functions& functions,
                          int count) {
  BitParallel fast(functions.circuit, functions.list);
  const int variables = functions.circuit.variables();
  const int size = static_cast<int>(functions.list.size());
  const int words = fast.state_words(), value_words = fast.value_words();
  ASSERT_EQ(words, WordsFor(variables));
  ASSERT_EQ(value_words, WordsFor(size));
  std::vector<uint32_t> states(count * words);
  for (int s = 0; s < count; ++s) {
    for (int bit = 0; bit < variables; ++bit) {
      states[(s + 1) * words - 1 - bit / 32] |= (random() & 1) << (bit % 32);
    }
  }
  std::vector<uint32_t> values(count * value_words, 0xdeadbeef);
  fast.PackedOf(states, absl::MakeSpan(values));
  for (int s = 0; s < count; ++s) {
    std::vector<bool> state;
    for (int v = 0; v < variables; ++v) {
      state.push_back(BitOf(&states[s * words], words, variables - 1 - v));
    }
    std::vector<uint32_t> expected(value_words);
    const std::vector<bool> slow = SlowValues(functions, state);
    for (int f = 0; f < size; ++f) {
      const int bit = size - 1 - f;
      expected[value_words - 1 - bit / 32] |= uint32_t{slow[f]} << (bit % 32);
    }
    ASSERT_EQ(std::vector<uint32_t>(&values[s * value_words],
                                    &values[s * value_words] + value_words),
              expected)
        << "state " << s << " of " << count;
  }
}

TEST(BitParallel, EvaluatesAnyNumberOfStatesAsOneByOne) {
  std::mt19937 random(1);
  const Functions functions = RandomFunctions(random, 9, 9);
  ForEachInstructionSet([&] {
    for (int count = 0; count < 200; ++count) {
      ExpectPackedOfIsSlow(random, functions, count);
    }
    for (const int count : {511, 512, 513, 2047, 2048, 2049, 2561}) {
      ExpectPackedOfIsSlow(random, functions, count);
    }
  });
}

TEST(BitParallel, EvaluatesAnyNumberOfVariablesAndFunctions) {
  std::mt19937 random(2);
  ForEachInstructionSet([&] {
    for (const int variables : {0, 1, 5, 31, 32, 33, 64, 65, 100}) {
      for (const int count : {0, 1, 31, 32, 33, 70}) {
        ExpectPackedOfIsSlow(random, RandomFunctions(random, variables, count),
                             37);
      }
    }
  });
}

TEST(BitParallel, KnowsConstantsNegationsAndTheSameFunctionTwice) {
  std::mt19937 random(3);
  Functions f;
  f.circuit = Circuit(2);
  const Literal a = f.circuit.Variable(0), b = f.circuit.Variable(1);
  const Literal both = f.circuit.And(a, b), either = f.circuit.Xor(a, b);
  f.list = {kFalse, kTrue,     a,      Not(a), both,
            both,   Not(both), either, either, Not(either)};
  ForEachInstructionSet([&] { ExpectPackedOfIsSlow(random, f, 8); });
}

TEST(BitParallel, StepsConsecutiveStatesAsArbitraryOnes) {
  std::mt19937 random(4);
  ForEachInstructionSet([&] {
    for (int variables = 0; variables < 15; ++variables) {
      const Functions f = RandomFunctions(random, variables, variables + 1);
      BitParallel fast(f.circuit, f.list);
      const uint32_t count = uint32_t{1} << variables;
      std::vector<uint32_t> values(BitParallel::kBlock);
      for (uint32_t first = 0; first < count; first += BitParallel::kBlock) {
        std::vector<uint32_t> states;
        for (uint32_t s = first; s < count && states.size() < values.size();
             ++s) {
          states.push_back(s);
        }
        std::vector<uint32_t> expected(states.size());
        fast.PackedOf(states, absl::MakeSpan(expected));
        fast.PackedFrom(first, absl::MakeSpan(values));
        for (size_t s = 0; s < states.size(); ++s) {
          ASSERT_EQ(values[s], expected[s]) << first + s;
        }
      }
    }
  });
}

TEST(BitParallel, SlicesConsecutiveStatesInAnyOrderOfVariables) {
  std::mt19937 random(5);
  ForEachInstructionSet([&] {
    for (int variables = 0; variables < 14; ++variables) {
      const Functions f = RandomFunctions(random, variables, 5);
      std::vector<int> order;
      for (int v = 0; v < variables; ++v) {
        order.insert(order.begin() + random() % (v + 1), v);
      }
      BitParallel fast(f.circuit, f.list, order);
      std::vector<uint64_t> sliced(5 * BitParallel::kBlock / 64);
      const uint32_t count = uint32_t{1} << variables;
      for (uint32_t first = 0; first < count; first += BitParallel::kBlock) {
        fast.SlicedFrom(first, absl::MakeSpan(sliced));
        const uint32_t here = std::min<uint32_t>(count, BitParallel::kBlock);
        for (uint32_t s = 0; s < here; s += 1 + random() % 7) {
          std::vector<bool> state(variables);
          for (int i = 0; i < variables; ++i) {
            state[order[i]] = ((first + s) >> (variables - 1 - i) & 1) != 0;
          }
          const std::vector<bool> slow = SlowValues(f, state);
          for (int i = 0; i < 5; ++i) {
            const uint64_t word = sliced[i * BitParallel::kBlock / 64 + s / 64];
            ASSERT_EQ((word >> (s % 64) & 1) != 0, slow[i]) << s;
          }
        }
      }
    }
  });
}

}  // namespace
}  // namespace regulon
