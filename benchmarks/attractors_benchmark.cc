// All attractors of a network of the kind that is published, beside what this
// machine needs to read and write the memory that takes.
//   bazel run //benchmarks:attractors_benchmark

#include <random>
#include <vector>

#include "benchmark/benchmark.h"
#include "engine/attractors/asynchronous.h"
#include "engine/attractors/bit_parallel.h"
#include "engine/attractors/reachable.h"
#include "engine/attractors/synchronous.h"

namespace regulon {
namespace {

// SYNTHETIC: some inputs, then rules of 1 to 6 regulators, a quarter of them
// repressors: any activator and no repressor, all activators, or a majority.
System MakeNetwork(int size) {
  std::mt19937 random(22);
  System system;
  Circuit& circuit = system.circuit = Circuit(size);
  for (int i = 0; i < size; ++i) {
    system.free.push_back(i);
    system.names.emplace_back(1, static_cast<char>('A' + i));
    system.value.push_back(circuit.Variable(i));
    if (i < size / 6) {
      system.next.push_back(circuit.Variable(i));
      continue;
    }
    std::vector<Literal> activators, repressors;
    std::vector<WeightedInput> all;
    for (uint32_t r = 1 + random() % 6; r > 0; --r) {
      const Literal regulator = circuit.Variable(random() % size);
      const bool represses = random() % 4 == 0;
      (represses ? repressors : activators).push_back(regulator);
      all.push_back({regulator, represses ? -1 : 1});
    }
    const Literal repressed = circuit.OrAll(repressors);
    bool too_large = false;
    switch (random() % 3) {
      case 0:
        system.next.push_back(
            circuit.And(circuit.OrAll(activators), Not(repressed)));
        break;
      case 1:
        system.next.push_back(
            circuit.And(circuit.AndAll(activators), Not(repressed)));
        break;
      default:
        system.next.push_back(AtLeast(all, static_cast<int64_t>(all.size()) / 2,
                                      1 << 10, circuit, &too_large));
    }
  }
  return system;
}

void CountStates(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() << state.range(0));
}

// The limit of synchronous search: one is added to the place of every state,
// in an order without dependences, and all places are read.
void BM_CountEveryState(benchmark::State& state) {
  const uint32_t count = uint32_t{1} << state.range(0);
  for (auto _ : state) {
    std::vector<uint32_t> mass(count);
    for (uint32_t s = 0; s < count; ++s) {
      ++mass[s * 2654435761u & (count - 1)];
    }
    uint64_t sum = 0;
    for (const uint32_t m : mass) sum += m;
    benchmark::DoNotOptimize(sum);
  }
  CountStates(state);
}
BENCHMARK(BM_CountEveryState)->Arg(22)->Arg(24)->Unit(benchmark::kMillisecond);

// The successors alone, kept nowhere.
void BM_StepEveryState(benchmark::State& state) {
  const System system = MakeNetwork(static_cast<int>(state.range(0)));
  BitParallel step(system.circuit, system.next);
  std::vector<uint32_t> after(BitParallel::kBlock);
  for (auto _ : state) {
    for (uint64_t first = 0; first >> system.size() == 0;
         first += BitParallel::kBlock) {
      step.PackedFrom(first, absl::MakeSpan(after));
      benchmark::DoNotOptimize(after.data());
    }
  }
  CountStates(state);
}
BENCHMARK(BM_StepEveryState)->Arg(22)->Unit(benchmark::kMillisecond);

void BM_SynchronousAttractors(benchmark::State& state) {
  const System system = MakeNetwork(static_cast<int>(state.range(0)));
  size_t found = 0;
  for (auto _ : state) found = SynchronousAttractors(system)->size();
  CountStates(state);
  state.counters["attractors"] = static_cast<double>(found);
}
BENCHMARK(BM_SynchronousAttractors)
    ->Arg(20)
    ->Arg(22)
    ->Arg(24)
    ->Unit(benchmark::kMillisecond);

void BM_AsynchronousAttractors(benchmark::State& state) {
  const System system = MakeNetwork(static_cast<int>(state.range(0)));
  size_t found = 0;
  for (auto _ : state) found = AsynchronousAttractors(system)->size();
  CountStates(state);
  state.counters["attractors"] = static_cast<double>(found);
}
BENCHMARK(BM_AsynchronousAttractors)
    ->Arg(20)
    ->Arg(22)
    ->Arg(24)
    ->Unit(benchmark::kMillisecond);

// A million states of forty variables, of which twenty toggle.
void BM_ReachableOfManyVariables(benchmark::State& state) {
  System system = MakeNetwork(40);
  for (int i = 0; i < 40; ++i) {
    const Literal self = system.circuit.Variable(i);
    system.next[i] = i % 2 == 0 ? Not(self) : self;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        ReachableAttractors(system, Updating::kAsynchronous, State(40)).ok());
  }
  state.SetItemsProcessed(state.iterations() << 20);
}
BENCHMARK(BM_ReachableOfManyVariables)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace regulon
