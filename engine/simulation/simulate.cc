#include "engine/simulation/simulate.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/simulation/tally.h"
#include "engine/simulation/trajectory.h"
#include "engine/workers.h"

namespace regulon {
namespace {

constexpr int64_t kMostBytes = int64_t{1} << 30;  // of one thread's windows
constexpr int64_t kStateBytes = int64_t{1} << 28;
constexpr int64_t kMostSamples = int64_t{1} << 31;  // sums of 2^-32 fit
constexpr int64_t kBlock = 64;    // trajectories that a thread takes at a time
constexpr int64_t kRounds = 100;  // progress is told after each

// A vector library that leaves the upper halves of registers in use makes all
// scalar floating point after it wait: 20 times as long for a logarithm.
#if defined(__x86_64__)
__attribute__((target("avx"))) void ClearUpperHalves() { _mm256_zeroupper(); }
void ReadyScalars() {
  if (__builtin_cpu_supports("avx")) ClearUpperHalves();
}
#else
void ReadyScalars() {}
#endif

absl::Status Check(const Network& network, const SimulationQuestion& question,
                   const SimulationOptions& options) {
  if (options.samples < 2 || options.samples > kMostSamples) {
    return absl::InvalidArgumentError(absl::StrCat(
        options.samples, " trajectories; it takes 2 to ", kMostSamples));
  }
  if (!(question.time_tick > 0) || !std::isfinite(question.time_tick) ||
      question.windows < 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        question.windows, " windows of ", question.time_tick,
        " of time; at least one window must fit, and be longer than 0"));
  }
  const int64_t bytes = static_cast<int64_t>(network.variables.size()) *
                        Occupancy::BytesAnItem(question.windows);
  if (bytes > kMostBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat(question.windows, " windows of ", network.variables.size(),
                     " genes are too many; take a longer time tick"));
  }
  return absl::OkStatus();
}

// As many as may occur, as are asked for, and as there is memory for.
int MostStates(size_t variables, int64_t bytes_each,
               const SimulationOptions& options) {
  bytes_each += SeenStates::BytesAState(static_cast<int>(variables));
  int64_t most =
      std::min<int64_t>(options.most_states, kStateBytes / bytes_each);
  if (variables < 30) most = std::min(most, int64_t{1} << variables);
  return static_cast<int>(std::max<int64_t>(most, 2));
}

Estimate ShareOf(int64_t count, int64_t samples) {
  const double p = static_cast<double>(count) / samples;
  return {p, std::sqrt(p * (1 - p) / (samples - 1))};
}

void ListStates(const Plan& plan, const Tally& tally, Simulation& out) {
  out.too_many_states = tally.too_many_states;
  for (int s = 0; s < tally.states.size() && !out.too_many_states; ++s) {
    Simulation::State& state = out.states.emplace_back();
    for (size_t i = 0; i < plan.visible.size(); ++i) {
      if (tally.states.Bit(s, i)) state.on.push_back(plan.visible[i]);
    }
    state.windows = tally.in_state.Estimates(s, tally.trajectories);
  }
  std::sort(out.states.begin(), out.states.end(),
            [](const auto& a, const auto& b) {
              const double p = a.windows.back().probability;
              const double q = b.windows.back().probability;
              return p != q ? p > q : a.on < b.on;
            });
}

void ListFixedPoints(const Plan& plan, const Tally& tally, Simulation& out) {
  out.too_many_fixed_points = tally.too_many_fixed_points;
  out.fixed = ShareOf(tally.fixed, tally.trajectories);
  for (int f = 0; f < tally.fixed_points.size() && !out.too_many_fixed_points;
       ++f) {
    Simulation::FixedPoint& point = out.fixed_points.emplace_back();
    for (int v = 0; v < plan.variables; ++v) {
      if (tally.fixed_points.Bit(f, v)) point.on.push_back(v);
    }
    point.share = ShareOf(tally.fixed_count[f], tally.trajectories);
  }
  std::sort(out.fixed_points.begin(), out.fixed_points.end(),
            [](const auto& a, const auto& b) {
              const double p = a.share.probability, q = b.share.probability;
              return p != q ? p > q : a.on < b.on;
            });
}

}  // namespace

absl::StatusOr<Simulation> Simulate(const Network& network,
                                    const Kinetics& kinetics,
                                    const SimulationQuestion& question,
                                    const SimulationOptions& options) {
  if (absl::Status status = Check(network, question, options); !status.ok()) {
    return status;
  }
  const Plan plan = MakePlan(network, kinetics, question);
  const int64_t samples = options.samples;
  const int64_t blocks = (samples + kBlock - 1) / kBlock;
  Workers workers(options.threads > blocks ? static_cast<int>(blocks)
                                           : options.threads);
  const int most_states = MostStates(
      plan.visible.size(), Occupancy::BytesAnItem(plan.windows), options);
  const int most_fixed_points =
      MostStates(network.variables.size(), sizeof(int64_t), options);
  std::vector<std::unique_ptr<Trajectory>> trajectories;
  std::vector<std::unique_ptr<Tally>> tallies;
  for (int w = 0; w < workers.count(); ++w) {
    trajectories.push_back(std::make_unique<Trajectory>(plan));
    tallies.push_back(
        std::make_unique<Tally>(plan, most_states, most_fixed_points));
  }
  const int64_t round = (blocks + kRounds - 1) / kRounds;
  std::atomic<bool> endless{false};
  for (int64_t done = 0; done < blocks; done += round) {
    const auto now = static_cast<int>(std::min(round, blocks - done));
    workers.Run(now, [&](int task, int worker) {
      ReadyScalars();
      const int64_t begin = (done + task) * kBlock;
      const int64_t end = std::min(begin + kBlock, samples);
      for (int64_t i = begin; i < end && !endless; ++i) {
        if (!trajectories[worker]->Run(options.seed, i, options.most_flips,
                                       *tallies[worker])) {
          endless = true;
        }
      }
    });
    if (endless) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "a trajectory makes more than ", options.most_flips,
          " flips; take a shorter time, or rates that are less fast"));
    }
    if (options.on_progress) {
      options.on_progress(static_cast<double>(done + now) / blocks);
    }
  }
  Tally& all = *tallies[0];
  for (size_t w = 1; w < tallies.size(); ++w) all.Merge(*tallies[w]);
  Simulation out;
  out.time_tick = question.time_tick;
  out.windows = question.windows;
  out.samples = samples;
  for (int v = 0; v < plan.variables; ++v) {
    out.variables.push_back(all.variables.Estimates(v, samples));
  }
  ListStates(plan, all, out);
  ListFixedPoints(plan, all, out);
  out.flips = all.flips;
  out.rate_evaluations = all.rate_evaluations;
  return out;
}

}  // namespace regulon
