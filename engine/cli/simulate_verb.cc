#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/simulation_output.h"
#include "engine/cli/verbs.h"
#include "engine/simulation/simulate.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr double kMaxTime = 10, kWindows = 50;
constexpr int64_t kSamples = 10000;

struct SimulateFlags {
  std::string genome, from, update, format = "table";
  std::vector<std::string> set, clamp, schedule, nodes;
  int64_t samples = 0;
  double max_time = 0, tick = 0;
  uint64_t seed = 1;
  int threads = 0;
  bool final_only = false;
};

class Asker {
 public:
  Asker(const SimulateFlags& flags, const Genome& genome,
        const Network& network)
      : flags_(flags), genome_(genome), network_(network) {}

  absl::StatusOr<SimulationQuestion> Ask() {
    RETURN_IF_ERROR(AskTime());
    RETURN_IF_ERROR(AskNodes());
    for (const std::string& text : flags_.set) {
      ASSIGN_OR_RETURN(const Held set, ParseHeld("--set", text));
      q_.set.push_back(set);
    }
    for (const std::string& text : flags_.clamp) {
      ASSIGN_OR_RETURN(const Held held, ParseHeld("--clamp", text));
      q_.held.push_back(held);
    }
    RETURN_IF_ERROR(AskFrom());
    for (const std::string& text : flags_.schedule) {
      RETURN_IF_ERROR(AddSchedule(text));
    }
    return std::move(q_);
  }

 private:
  absl::Status AskTime() {
    const proto::Kinetics& asked = genome_.manifest().kinetics();
    double max_time = flags_.max_time;
    if (max_time == 0) max_time = asked.max_time();
    if (max_time == 0) max_time = kMaxTime;
    q_.time_tick = flags_.tick;
    if (q_.time_tick == 0) q_.time_tick = asked.time_tick();
    if (q_.time_tick == 0) q_.time_tick = max_time / kWindows;
    const double windows = std::floor(max_time / q_.time_tick + 1e-9);
    if (!(windows >= 1 && windows <= std::numeric_limits<int>::max())) {
      return UsageError(absl::StrCat("a time of ", RoundedText(max_time),
                                     " holds ", RoundedText(windows),
                                     " windows of ", RoundedText(q_.time_tick),
                                     "; choose --max-time and --tick"));
    }
    q_.windows = static_cast<int>(windows);
    q_.discrete = flags_.update.empty() ? asked.discrete_time()
                                        : flags_.update == "discrete";
    return absl::OkStatus();
  }

  absl::StatusOr<int> Named(absl::string_view flag, absl::string_view name) {
    name = absl::StripAsciiWhitespace(name);
    const absl::StatusOr<int> variable = FindVariable(network_, genome_, name);
    if (variable.ok()) return variable;
    return absl::InvalidArgumentError(absl::StrCat(
        flag, ": ", WithList(variable.status(), genome_, "genes")));
  }

  absl::Status AskNodes() {
    for (const std::string& name : flags_.nodes) {
      ASSIGN_OR_RETURN(const int variable, Named("--nodes", name));
      if (std::count(q_.visible.begin(), q_.visible.end(), variable) == 0) {
        q_.visible.push_back(variable);
      }
    }
    if (!q_.visible.empty()) return absl::OkStatus();
    for (size_t v = 0; v < network_.variables.size(); ++v) {
      const int gene = network_.variables[v].gene;
      if (gene < 0 || !genome_.manifest().genes(gene).internal()) {
        q_.visible.push_back(static_cast<int>(v));
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Held> ParseHeld(absl::string_view flag,
                                 const std::string& text) {
    const size_t equals = text.rfind('=');
    const std::string value =
        equals == text.npos ? "" : text.substr(equals + 1);
    if (equals == text.npos || equals == 0 || (value != "0" && value != "1")) {
      return UsageError(
          absl::StrCat(flag, " ", text, ": write NAME=0 or NAME=1"));
    }
    ASSIGN_OR_RETURN(const int variable, Named(flag, text.substr(0, equals)));
    return Held{variable, value == "1"};
  }

  absl::Status AskFrom() {
    q_.from_given = !flags_.from.empty();
    if (flags_.from == "none") return absl::OkStatus();
    for (const absl::string_view name :
         absl::StrSplit(flags_.from, ',', absl::SkipWhitespace())) {
      ASSIGN_OR_RETURN(q_.from.emplace_back(), Named("--from", name));
    }
    return absl::OkStatus();
  }

  // NAME=PROBABILITY@TIME, or @FROM..TO or @FROM.. to hold it.
  absl::Status AddSchedule(const std::string& text) {
    const auto wrong = [&text] {
      return UsageError(absl::StrCat(
          "--schedule ", text,
          ": write NAME=1@10 to set it at time 10, NAME=1@10..20 to hold it "
          "from 10 to 20, NAME=1@10.. to hold it to the end; 0.3 in place of "
          "1 for a probability"));
    };
    const size_t equals = text.rfind('=');
    const size_t at = text.rfind('@');
    if (equals == text.npos || equals == 0 || at == text.npos || at < equals) {
      return wrong();
    }
    const absl::string_view when = absl::string_view(text).substr(at + 1);
    const size_t dots = when.find("..");
    const bool holds = dots != when.npos;
    const absl::string_view end =
        holds ? when.substr(dots + 2) : absl::string_view();
    double probability = 0, begin = 0;
    double until = std::numeric_limits<double>::infinity();
    if (!absl::SimpleAtod(text.substr(equals + 1, at - equals - 1),
                          &probability) ||
        !absl::SimpleAtod(when.substr(0, dots), &begin) ||
        (!end.empty() && !absl::SimpleAtod(end, &until)) ||
        !(probability >= 0 && probability <= 1) || !(begin >= 0) ||
        !std::isfinite(begin) || !(until > begin)) {
      return wrong();
    }
    ASSIGN_OR_RETURN(const int variable,
                     Named("--schedule", text.substr(0, equals)));
    for (const Held& held : q_.held) {
      if (held.variable == variable) {
        return UsageError(
            absl::StrCat("--schedule ", text, ": it is clamped throughout"));
      }
    }
    if (!holds) {
      q_.events.push_back({begin, Event::kSet, variable, probability});
      return absl::OkStatus();
    }
    for (const Hold& other : holds_) {
      if (other.variable == variable && begin < other.end &&
          other.begin < until) {
        return UsageError(absl::StrCat("--schedule ", text,
                                       ": it is held at that time already"));
      }
    }
    holds_.push_back({variable, begin, until});
    q_.events.push_back({begin, Event::kHold, variable, probability});
    if (std::isfinite(until)) {
      q_.events.push_back({until, Event::kRelease, variable, 0});
    }
    return absl::OkStatus();
  }

  struct Hold {
    int variable;
    double begin, end;
  };

  const SimulateFlags& flags_;
  const Genome& genome_;
  const Network& network_;
  SimulationQuestion q_;
  std::vector<Hold> holds_;
};

absl::Status RunSimulate(const SimulateFlags& flags) {
  SimulationView view;
  ASSIGN_OR_RETURN(view.format, ParseFormat(flags.format));
  view.final_only = flags.final_only;
  ASSIGN_OR_RETURN(const std::unique_ptr<const Genome> genome,
                   Genome::Open(flags.genome));
  ASSIGN_OR_RETURN(const Network network, Network::FromGenome(*genome));
  ASSIGN_OR_RETURN(const Kinetics kinetics,
                   Kinetics::FromGenome(*genome, network));
  ASSIGN_OR_RETURN(const SimulationQuestion question,
                   Asker(flags, *genome, network).Ask());
  view.genes = question.visible;
  if (flags.nodes.empty()) {
    view.genes.resize(network.variables.size());
    std::iota(view.genes.begin(), view.genes.end(), 0);
  }
  SimulationOptions options;
  options.seed = flags.seed;
  options.threads = flags.threads;
  options.samples = flags.samples;
  if (options.samples == 0) {
    options.samples =
        static_cast<int64_t>(genome->manifest().kinetics().samples());
  }
  if (options.samples == 0) options.samples = kSamples;
  options.samples = std::max<int64_t>(options.samples, 2);
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
      ->check(CLI::Range(int64_t{2}, int64_t{1} << 31));
  verb->add_option("--max-time", flags->max_time,
                   absl::StrCat("in the unit of the rates", genomes, kMaxTime))
      ->check(CLI::Range(1e-9, 1e9));
  verb->add_option("--tick", flags->tick,
                   absl::StrCat("length of a window of time", genomes,
                                "a fiftieth of it all"))
      ->check(CLI::Range(1e-9, 1e9));
  verb->add_option("--update", flags->update,
                   absl::StrCat("continuous, or discrete: one gene changes "
                                "every tick",
                                genomes, "continuous"))
      ->check(CLI::IsMember({"continuous", "discrete"}));
  verb->add_option("--seed", flags->seed, "other random numbers")
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
      ->delimiter(',');
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
