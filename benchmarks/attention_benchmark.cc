// Attention of a Genos-1.2B layer: 16 heads of 64 columns that share 8 key
// heads, one thread. GFLOPS of the two products; a prompt reads causally.
#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <vector>

#include "engine/attention/attention.h"

namespace regulon {
namespace {

constexpr int kHeads = 16, kKeyHeads = 8, kWidth = 64;

std::vector<float> Random(int64_t size) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> values(size);
  for (float& value : values) value = normal(random);
  return values;
}

// The last `rows` of `positions` positions.
void Run(benchmark::State& state, int64_t rows, int64_t positions) {
  const std::vector<float> queries = Random(rows * kHeads * kWidth);
  const std::vector<float> keys = Random(positions * kKeyHeads * kWidth);
  const std::vector<float> sharpness(kHeads, 0.125f);
  std::vector<float> out(queries.size()), scratch(positions);
  AttentionShape shape;
  shape.heads = kHeads;
  shape.key_heads = kKeyHeads;
  shape.head_width = kWidth;
  shape.sharpness = sharpness;
  shape.causal = true;
  const KeysAndValues sources = {keys.data(), keys.data(), positions,
                                 kKeyHeads * kWidth, nullptr};
  for (auto _ : state) {
    Attend(shape, rows, queries.data(), kHeads * kWidth, positions - rows,
           sources, scratch.data(), out.data());
    benchmark::DoNotOptimize(out.data());
  }
  state.counters["GFLOPS"] = benchmark::Counter(
      static_cast<double>(AttendFlops(shape, rows, positions - rows, sources)) *
          static_cast<double>(state.iterations()) * 1e-9,
      benchmark::Counter::kIsRate);
}

void Prompt(benchmark::State& state) {
  Run(state, state.range(0), state.range(0));
}
BENCHMARK(Prompt)->Arg(64)->Arg(512)->Unit(benchmark::kMillisecond);

void NextToken(benchmark::State& state) { Run(state, 1, state.range(0)); }
BENCHMARK(NextToken)->Arg(64)->Arg(512)->Arg(4096)->Unit(
    benchmark::kMicrosecond);

}  // namespace
}  // namespace regulon
