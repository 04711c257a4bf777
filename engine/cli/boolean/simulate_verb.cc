#include <algorithm>
#include <cstdint>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "engine/cli/boolean/ranges.h"
#include "engine/cli/boolean/simulation_output.h"
#include "engine/cli/boolean/simulation_question.h"
#include "engine/cli/files.h"
#include "engine/cli/open_genome.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/verbs.h"
#include "engine/simulation/simulate.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int64_t kSamples = 10000;
constexpr uint64_t kMostSamples = uint64_t{1} << 31;
constexpr double kLongest = 1e9;

// Trajectories; a standard error takes two.
absl::StatusOr<int64_t> Samples(const SimulateFlags& flags,
                                const Genome& genome) {
  if (flags.samples != 0) return flags.samples;
  const uint64_t samples = genome.manifest().kinetics().samples();
  if (samples > kMostSamples) {
    return absl::InvalidArgumentError(absl::StrCat(
        genome.path(), ": the model asks for ", samples,
        " trajectories; choose up to ", kMostSamples, " with --samples"));
  }
  if (samples == 1) {
    Note("the model asks for 1 trajectory; a standard error takes 2");
    return 2;
  }
  return samples == 0 ? kSamples : static_cast<int64_t>(samples);
}

absl::Status RunSimulate(const SimulateFlags& flags) {
  SimulationView view;
  ASSIGN_OR_RETURN(view.format, ParseFormat(flags.format));
  view.final_only = flags.final_only;
  ASSIGN_OR_RETURN(const std::unique_ptr<const Genome> genome,
                   OpenGeneGenome(flags.genome));
  RETURN_IF_ERROR(genome->VerifyTensors());
  ASSIGN_OR_RETURN(const Network network, Network::FromGenome(*genome));
  ASSIGN_OR_RETURN(const Kinetics kinetics,
                   Kinetics::FromGenome(*genome, network));
  ASSIGN_OR_RETURN(const SimulationQuestion question,
                   AskSimulation(flags, *genome, network));
  view.genes = question.visible;
  if (flags.nodes.empty()) {
    view.genes.resize(network.variables.size());
    std::iota(view.genes.begin(), view.genes.end(), 0);
  }
  // As the other verbs do, which know variables by name.
  std::sort(view.genes.begin(), view.genes.end(), [&network](int a, int b) {
    return network.variables[a].name < network.variables[b].name;
  });
  SimulationOptions options;
  options.seed = flags.seed;
  options.threads = flags.threads;
  ASSIGN_OR_RETURN(options.samples, Samples(flags, *genome));
  absl::StatusOr<Simulation> simulation;
  {
    Progress progress("simulate", 1);
    options.on_progress = [&progress](double share) { progress.Update(share); };
    simulation = Simulate(network, kinetics, question, options);
  }
  RETURN_IF_ERROR(simulation.status());
  return PrintSimulation(network, *simulation, view);
}

}  // namespace

void AddSimulate(CLI::App& app, Action& action) {
  auto flags = std::make_shared<SimulateFlags>();
  CLI::App* verb = app.add_subcommand(
      "simulate", "A Boolean network through time, by chance and by rates");
  verb->add_option("GENOME", flags->genome,
                   "a .regulon file of a Boolean network")
      ->required();
  const std::string genomes = "; otherwise the genome's, or ";
  verb->add_option("--samples", flags->samples,
                   absl::StrCat("trajectories", genomes, kSamples))
      ->check(WholeNumber(2, kMostSamples));
  verb->add_option("--max-time", flags->max_time,
                   absl::StrCat("in the unit of the rates", genomes, kMaxTime))
      ->check(AboveZero(kLongest));
  verb->add_option("--tick", flags->tick,
                   absl::StrCat("length of a window of time", genomes,
                                "a fiftieth of it all"))
      ->check(AboveZero(kLongest));
  verb->add_option("--update", flags->update,
                   absl::StrCat("continuous, or discrete: one gene changes "
                                "every tick",
                                genomes, "continuous"))
      ->check(CLI::IsMember({"continuous", "discrete"}));
  verb->add_option("--seed", flags->seed, "other random numbers")
      ->check(WholeNumber(0))
      ->capture_default_str();
  verb->add_option("--threads", flags->threads,
                   "0: one per core; the answer does not depend on it")
      ->check(CLI::Range(0, 1024));
  verb->add_option("--set", flags->set, "NAME=0 or NAME=1, its first value")
      ->allow_extra_args(false);
  verb->add_option("--clamp", flags->clamp, "NAME=0 or NAME=1, held throughout")
      ->allow_extra_args(false);
  verb->add_option("--from", flags->from,
                   "first on, as GATA2,CEBPA,PU1, and all else off; none: all "
                   "off; otherwise as the genome says, or by chance");
  verb->add_option("--schedule", flags->schedule,
                   "NAME=1@10 sets it at time 10, NAME=1@10..20 holds it from "
                   "10 to 20; 0.3 for 1: with that probability")
      ->allow_extra_args(false);
  verb->add_option("--nodes", flags->nodes,
                   "the genes that are shown and make up the states")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_flag("--final", flags->final_only, "only the last window");
  verb->add_option("--format", flags->format, "table, tsv or json")
      ->check(CLI::IsMember({"table", "tsv", "json"}));
  verb->footer(
      "Examples:\n"
      "  regulon simulate myeloid.regulon --from GATA2,CEBPA,PU1\n"
      "  regulon simulate cellfate.regulon --schedule TNF=1@10..20 \\\n"
      "      --nodes Survival,Apoptosis,NonACD --format tsv");
  verb->callback(
      [flags, &action] { action = [flags] { return RunSimulate(*flags); }; });
}

}  // namespace regulon
