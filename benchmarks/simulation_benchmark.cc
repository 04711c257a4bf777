// Trajectories and evaluations of rates per CPU-second, one thread, with each
// model's own max_time and time_tick; beside how fast this machine draws the
// random numbers that one flip needs. The models are those of ../shared, or of
// the folder that REGULON_SHARED names.
//   REGULON_SHARED=$PWD/../shared bazel run //benchmarks:simulation_benchmark

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "engine/convert/convert.h"
#include "engine/genome/genome.h"
#include "engine/logic/network.h"
#include "engine/random.h"
#include "engine/simulation/kinetics.h"
#include "engine/simulation/simulate.h"

namespace regulon {
namespace {

struct Model {
  Network network;
  Kinetics kinetics;
  SimulationQuestion question;
};

SourceText Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return {path, text.str()};
}

// Stops the benchmark where the model cannot be had.
std::unique_ptr<Model> Load(const std::string& name, benchmark::State& state) {
  const char* shared = std::getenv("REGULON_SHARED");
  const std::string path = absl::StrCat(
      shared == nullptr ? "../shared" : shared, "/reference/maboss/", name);
  const std::vector<SourceText> sources = {Read(path + ".bnd"),
                                           Read(path + ".cfg")};
  const auto fail = [&state](const absl::Status& status) {
    state.SkipWithError(std::string(status.message()).c_str());
    return nullptr;
  };
  const absl::StatusOr<Imported> imported = ReadModel(sources);
  if (!imported.ok()) return fail(imported.status());
  const char* folder = std::getenv("TMPDIR");
  const std::string file =
      absl::StrCat(folder == nullptr ? "/tmp" : folder, "/", name, ".regulon");
  const auto written = WriteGenomeOf(*imported, sources, path, file);
  if (!written.ok()) return fail(written.status());
  const auto genome = Genome::Open(file);
  if (!genome.ok()) return fail(genome.status());
  auto model = std::make_unique<Model>();
  absl::StatusOr<Network> network = Network::FromGenome(**genome);
  if (!network.ok()) return fail(network.status());
  model->network = *std::move(network);
  absl::StatusOr<Kinetics> kinetics =
      Kinetics::FromGenome(**genome, model->network);
  if (!kinetics.ok()) return fail(kinetics.status());
  model->kinetics = *std::move(kinetics);
  const proto::Kinetics& asked = (*genome)->manifest().kinetics();
  model->question.time_tick = asked.time_tick();
  model->question.windows =
      static_cast<int>(std::floor(asked.max_time() / asked.time_tick() + 1e-9));
  model->question.discrete = asked.discrete_time();
  for (int g = 0; g < (*genome)->manifest().genes_size(); ++g) {
    if (!(*genome)->manifest().genes(g).internal()) {
      model->question.visible.push_back(g);
    }
  }
  return model;
}

void BM_Simulate(benchmark::State& state, const char* name) {
  const std::unique_ptr<Model> model = Load(name, state);
  if (model == nullptr) return;
  SimulationOptions options;
  options.samples = 2000;
  options.threads = 1;
  double trajectories = 0, flips = 0, evaluations = 0;
  for (auto _ : state) {
    ++options.seed;
    const absl::StatusOr<Simulation> result =
        Simulate(model->network, model->kinetics, model->question, options);
    trajectories += static_cast<double>(options.samples);
    flips += static_cast<double>(result->flips);
    evaluations += static_cast<double>(result->rate_evaluations);
  }
  const auto nodes = static_cast<double>(model->network.variables.size());
  using benchmark::Counter;
  state.counters["nodes"] = nodes;
  state.counters["trajectories/s"] = Counter(trajectories, Counter::kIsRate);
  state.counters["flips/s"] = Counter(flips, Counter::kIsRate);
  state.counters["flips/trajectory"] = flips / trajectories;
  state.counters["rates/s"] = Counter(evaluations, Counter::kIsRate);
  // As a program does that evaluates every node after every flip.
  state.counters["as_if_rates/s"] = Counter(flips * nodes, Counter::kIsRate);
}
BENCHMARK_CAPTURE(BM_Simulate, cell_cycle_10, "cellcycle")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Simulate, sizek_87, "sizek")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Simulate, montagud_133, "Montagud2022_Prostate_Cancer")
    ->Unit(benchmark::kMillisecond);

// The limit: a flip draws a time and a channel.
void BM_DrawTimeAndChannel(benchmark::State& state) {
  Random random(1, 1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(random.Exponential());
    benchmark::DoNotOptimize(random.Below(20));
  }
}
BENCHMARK(BM_DrawTimeAndChannel);

}  // namespace
}  // namespace regulon
