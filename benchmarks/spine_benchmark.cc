// Opening and asking a SYNTHETIC genome of human size, warm, beside how fast
// this machine reads memory.
//   bazel run //benchmarks:spine_benchmark

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "engine/cell/cell.h"
#include "engine/synth/synth.h"

namespace regulon {
namespace {

const std::string& GenomePath() {
  static const auto& path = *new std::string([] {
    const char* folder = std::getenv("TMPDIR");
    const std::string made = std::string(folder == nullptr ? "/tmp" : folder) +
                             "/regulon_benchmark.regulon";
    if (!Synthesize(SynthOptions(), made).ok()) std::abort();
    return made;
  }());
  return path;
}

// Programs that open 5, 20 and 100 % of the domains.
std::vector<std::string> ProgramsOf(int percent) {
  if (percent == 5) return {ProgramId(0)};
  if (percent == 20) return {ProgramId(1)};
  std::vector<std::string> all;
  for (int p = 0; p < SynthOptions().programs; ++p) all.push_back(ProgramId(p));
  return all;
}

// The limit: a search for a byte that is not there, at the speed of vectors.
void BM_ReadMemory(benchmark::State& state) {
  const std::vector<char> memory(size_t{256} << 20);
  for (auto _ : state) {
    benchmark::DoNotOptimize(std::memchr(memory.data(), 1, memory.size()));
  }
  state.SetBytesProcessed(state.iterations() * memory.size());
}
BENCHMARK(BM_ReadMemory)
    ->Threads(1)
    ->Threads(2)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

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
    auto genome = Genome::Open(GenomePath());
    benchmark::DoNotOptimize(Cell::Create(**genome, CellOptions()).ok());
  }
}
BENCHMARK(BM_OpenAndCreateCell)->Unit(benchmark::kMillisecond);

// Arguments: percent of domains open, contexts.
void BM_Express(benchmark::State& state) {
  auto genome = Genome::Open(GenomePath());
  auto cell = Cell::Create(**genome, CellOptions());
  Context context(**genome, "context");
  for (const std::string& program :
       ProgramsOf(static_cast<int>(state.range(0)))) {
    if (!context.Set(program, 1).ok()) state.SkipWithError("no such program");
  }
  const std::vector<Context> contexts(state.range(1), context);
  std::vector<Answer> answers(contexts.size(), (*cell)->NewAnswer());
  for (auto _ : state) {
    if (!(*cell)->Express(contexts, absl::MakeSpan(answers)).ok()) {
      state.SkipWithError("Express failed");
      break;
    }
  }
  const Account account = (*cell)->inventory().Measure(answers[0].reads);
  state.SetBytesProcessed(state.iterations() * account.bytes_read);
  state.counters["share"] = account.Sum().fraction();
  state.counters["contexts/s"] = benchmark::Counter(
      static_cast<double>(state.iterations() * contexts.size()),
      benchmark::Counter::kIsRate);
}
BENCHMARK(BM_Express)
    ->ArgsProduct({{5, 20, 100}, {1, 64}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace regulon
