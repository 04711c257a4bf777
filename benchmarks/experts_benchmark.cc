// Layers of experts in every dtype, cold weights, beside what this machine can
// do at most, measured between the calls of each row:
//
//   limit = max(bytes / bandwidth, operations / peak)
//
// All figures are medians.
//
//   bazel run -c opt //benchmarks:experts_benchmark
//   ... -- --benchmark_filter=B/n:1/.*threads:2 --benchmark_out=rows.json

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "benchmark/benchmark.h"
#include "benchmarks/expert_layout.h"
#include "benchmarks/expert_workload.h"
#include "benchmarks/machine_limits.h"
#include "engine/genome/matrix.h"
#include "engine/workers.h"

namespace regulon {
namespace {

struct Row {
  std::string layer;
  ExpertShape shape;
  int k, contexts, threads;
  DType dtype;

  std::string name() const;
};

std::string Row::name() const {
  return absl::StrCat(layer, "/k:", k, "/n:", contexts, "/", NameOf(dtype),
                      "/threads:", threads);
}

// One at a time: the largest takes 1.3 GB.
ExpertWorkload& WorkloadOf(const Row& row) {
  static auto& workload = *new std::unique_ptr<ExpertWorkload>;
  static auto& name = *new std::string;
  const std::string wanted = row.layer + NameOf(row.dtype);
  if (name != wanted) {
    workload.reset();
    workload = std::make_unique<ExpertWorkload>(row.shape, row.dtype);
    name = wanted;
  }
  return *workload;
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         begin_)
        .count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ =
      std::chrono::steady_clock::now();
};

// What the machine could do at most in the time of a row, now and then.
struct Limits {
  std::vector<double> bandwidth, peak;

  void Measure(const Row& row, absl::Span<const uint8_t> memory,
               Workers& workers) {
    bandwidth.push_back(ReadBandwidth(memory, workers));
    const bool integers = row.dtype == DType::kI8 || row.dtype == DType::kI4;
    peak.push_back(integers ? IntegerPeak(workers) : FloatPeak(workers));
  }
};

void BM_Experts(benchmark::State& state, const Row& row) {
  constexpr double kSecondsBetweenLimits = 0.4;
  Workers workers(row.threads);
  ExpertWorkload& workload = WorkloadOf(row);
  Limits limits;
  double since_limits = kSecondsBetweenLimits;
  std::vector<double> seconds, bytes, operations;
  for (auto _ : state) {
    if (since_limits >= kSecondsBetweenLimits) {
      limits.Measure(row, workload.memory(), workers);
      since_limits = 0;
    }
    workload.Choose(row.contexts, row.k);
    const Stopwatch watch;
    const absl::Status status = workload.Run(workers);
    seconds.push_back(watch.seconds());
    state.SetIterationTime(seconds.back());
    if (!status.ok()) return state.SkipWithError("Run failed");
    since_limits += seconds.back();
    bytes.push_back(workload.bytes());
    operations.push_back(workload.operations());
  }
  const double time = Median(seconds);
  const double reading = Median(bytes) / Median(limits.bandwidth);
  const double computing = Median(operations) / Median(limits.peak);
  state.counters["ms"] = 1e3 * time;
  state.counters["GB/s"] = Median(bytes) / time / 1e9;
  state.counters["GFLOP/s"] = Median(operations) / time / 1e9;
  state.counters["limit_GB/s"] = Median(limits.bandwidth) / 1e9;
  state.counters["limit_GFLOP/s"] = Median(limits.peak) / 1e9;
  state.counters["limit_ms"] = 1e3 * std::max(reading, computing);
  state.counters["%limit"] = 100 * std::max(reading, computing) / time;
}

class TableReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override {
    absl::PrintF(
        "| row | calls | ms | GB/s | of | GFLOP/s | of | %% of the limit |\n"
        "|---|---|---|---|---|---|---|---|\n");
    return true;
  }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.error_occurred) {
        absl::PrintF("| %s | %s |\n", run.benchmark_name(), run.error_message);
        continue;
      }
      const auto counter = [&](const char* name) {
        return run.counters.at(name).value;
      };
      absl::PrintF("| %s | %d | %.4g | %.1f | %.1f | %.0f | %.0f | %.0f |\n",
                   run.run_name.function_name, run.iterations, counter("ms"),
                   counter("GB/s"), counter("limit_GB/s"), counter("GFLOP/s"),
                   counter("limit_GFLOP/s"), counter("%limit"));
    }
    std::fflush(stdout);
  }
};

void Register() {
  struct Case {
    std::string layer;
    ExpertShape shape;
    std::vector<int> k, contexts;
  };
  const Case cases[] = {{"B", {256, 512, 512}, {8}, {1, 16, 256}},
                        {"D", {64, 2048, 1024}, {8}, {1, 16, 256}},
                        {"Gene", {20480, 128, 64}, {1024, 4096}, {1, 16}}};
  for (const auto& [layer, shape, ks, contexts] : cases) {
    for (const DType dtype :
         {DType::kF32, DType::kBf16, DType::kI8, DType::kI4}) {
      for (const int k : ks) {
        for (const int n : contexts) {
          for (const int threads : {2, 1}) {
            const Row row = {layer, shape, k, n, threads, dtype};
            benchmark::RegisterBenchmark(
                row.name().c_str(),
                [row](benchmark::State& state) { BM_Experts(state, row); })
                ->UseManualTime()
                ->MinTime(3);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace regulon

int main(int argc, char** argv) {
  regulon::Register();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  regulon::TableReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  return 0;
}
