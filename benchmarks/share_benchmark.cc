// What one context costs against the share of a SYNTHETIC genome of human size
// that it opens, with the genome in the caches and without, beside how fast
// this machine reads memory; opening the genome; batches.
//
//   bazel run -c opt //benchmarks:share_benchmark
//   ... -- --benchmark_out=share.json   for plot_share.py

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "benchmarks/machine_limits.h"
#include "engine/cell/cell.h"
#include "engine/random.h"
#include "engine/synth/synth.h"
#include "engine/workers.h"

namespace regulon {
namespace {

constexpr int64_t kMoreThanCaches = int64_t{256} << 20;

const std::string& GenomePath() {
  static const auto& path = *new std::string([] {
    const char* folder = std::getenv("TMPDIR");
    const std::string made = std::string(folder == nullptr ? "/tmp" : folder) +
                             "/regulon_share_benchmark.regulon";
    if (!Synthesize(SynthOptions(), made).ok()) std::abort();
    return made;
  }());
  return path;
}

void BM_Open(benchmark::State& state) {
  GenomePath();
  for (auto _ : state) {
    benchmark::DoNotOptimize(Genome::Open(GenomePath()).ok());
  }
}
BENCHMARK(BM_Open)->Unit(benchmark::kMillisecond);

void BM_OpenAndCreateCell(benchmark::State& state) {
  GenomePath();
  for (auto _ : state) {
    const auto genome = Genome::Open(GenomePath());
    benchmark::DoNotOptimize(Cell::Create(**genome, CellOptions()).ok());
  }
}
BENCHMARK(BM_OpenAndCreateCell)->Unit(benchmark::kMillisecond);

// Marks so many domains at random.
std::vector<uint8_t> RandomDomains(int domains, int percent, Random& random) {
  std::vector<uint8_t> open(domains);
  int wanted = (domains * percent + 50) / 100;
  for (int d = 0; d < domains; ++d) {
    open[d] = random.Below(domains - d) < static_cast<uint32_t>(wanted);
    wanted -= open[d];
  }
  return open;
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Arguments: percent of the domains open, contexts, whether the caches hold
// nothing of the genome. Cold calls each open other domains.
void BM_Express(benchmark::State& state) {
  const auto percent = static_cast<int>(state.range(0));
  const bool cold = state.range(2) != 0;
  const auto genome = Genome::Open(GenomePath());
  const auto cell = Cell::Create(**genome, CellOptions());
  Workers workers(0);
  const Memory other(kMoreThanCaches, Memory::kSmall);  // as files have
  Random random(1, percent);
  std::vector<Context> contexts(state.range(1), Context(**genome, "context"));
  const int domains = (*genome)->manifest().domains_size();
  const auto choose = [&] {
    for (Context& context : contexts) {
      context.ForceOpen(RandomDomains(domains, percent, random));
    }
  };
  for (Context& context : contexts) {
    if (!context.Set(ProgramId(1), 1).ok()) {
      return state.SkipWithError("no such program");
    }
  }
  choose();
  std::vector<Answer> answers(contexts.size(), (*cell)->NewAnswer());
  std::vector<double> seconds, bandwidth;
  for (auto _ : state) {
    if (cold) {
      choose();
      ReadThrough(other.bytes(), workers);
    }
    if (seconds.size() % 100 == 0) {
      bandwidth.push_back(ReadBandwidth(other.bytes(), workers));
    }
    const auto begin = std::chrono::steady_clock::now();
    const bool ok = (*cell)->Express(contexts, absl::MakeSpan(answers)).ok();
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
            .count());
    state.SetIterationTime(seconds.back());
    if (!ok) return state.SkipWithError("Express failed");
  }
  ReadSet reads = answers[0].reads;
  for (const Answer& answer : answers) reads.Add(answer.reads);
  const Account account = (*cell)->inventory().Measure(reads);
  const double bytes = account.bytes_read;
  state.counters["median_ms"] = 1e3 * Median(seconds);
  state.counters["least_ms"] =
      1e3 * *std::min_element(seconds.begin(), seconds.end());
  state.counters["MB_read"] = bytes / 1e6;
  state.counters["GB/s"] = bytes / Median(seconds) / 1e9;
  state.counters["limit_GB/s"] = Median(bandwidth) / 1e9;
  state.counters["share"] = account.Sum().fraction();
}
BENCHMARK(BM_Express)
    ->ArgNames({"open", "contexts", "cold"})
    ->ArgsProduct({{1, 2, 5, 10, 20, 50, 100}, {1}, {0, 1}})
    ->ArgsProduct({{5, 20, 100}, {64}, {0}})
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime();

}  // namespace
}  // namespace regulon
