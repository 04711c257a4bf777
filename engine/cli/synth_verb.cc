#include <CLI/CLI.hpp>
#include <cmath>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/verbs.h"
#include "engine/convert/checkpoint/checkpoint.h"
#include "engine/convert/checkpoint/model_config.h"
#include "engine/convert/checkpoint/parameter_counts.h"
#include "engine/genome/genome.h"
#include "engine/genome/matrix.h"
#include "engine/status.h"
#include "engine/synth/synth.h"
#include "engine/synth/synth_transformer.h"

namespace regulon {
namespace {

struct SynthFlags {
  std::string output, parameters = "16.8M", dtype = "f32";
  std::string like;  // a config.json; empty: a genome of genes
  SynthOptions options;
};

// "250M" -> 250,000,000.
absl::StatusOr<int64_t> ParseCount(const std::string& text) {
  const std::map<char, double> suffixes = {
      {'k', 1e3}, {'K', 1e3}, {'M', 1e6}, {'G', 1e9}, {'B', 1e9}};
  char* end = nullptr;
  double count = std::strtod(text.c_str(), &end);
  const auto suffix = suffixes.find(*end);
  if (end != text.c_str() && suffix != suffixes.end()) {
    count *= suffix->second;
    ++end;
  }
  if (end == text.c_str() || *end != '\0' || !(count >= 1 && count <= 1e12)) {
    return UsageError(
        absl::StrCat("--params ", text, ": write a number such as 250M"));
  }
  return std::llround(count);
}

absl::Status RunLike(const SynthFlags& flags) {
  RETURN_IF_ERROR(CheckOutput(flags.output, {flags.like}));
  ASSIGN_OR_RETURN(const std::string text, ReadConfigText(flags.like));
  ASSIGN_OR_RETURN(const ModelConfig model, ReadModelConfig(text, flags.like));
  SynthTransformerOptions options;
  options.dtype = DTypesByName().at(flags.dtype);
  options.seed = flags.options.seed;
  {
    Progress progress("synth", 1);
    options.on_progress = [&progress](double share) { progress.Update(share); };
    RETURN_IF_ERROR(SynthesizeTransformer(model.plan, options, flags.output));
  }
  Note(absl::StrCat(flags.output, ": SYNTHETIC, random weights; ",
                    CountParameters(model.plan).back().all, " parameters in ",
                    NameOf(options.dtype)));
  return absl::OkStatus();
}

absl::Status RunSynth(SynthFlags flags) {
  if (!flags.like.empty()) return RunLike(flags);
  ASSIGN_OR_RETURN(flags.options.parameters, ParseCount(flags.parameters));
  flags.options.dtype = DTypesByName().at(flags.dtype);
  {
    Progress progress("synth", 1);
    flags.options.on_progress = [&progress](double share) {
      progress.Update(share);
    };
    RETURN_IF_ERROR(Synthesize(flags.options, flags.output));
  }
  Note(absl::StrCat(flags.output, ": SYNTHETIC; its programs are ",
                    ProgramId(0), " to ",
                    ProgramId(flags.options.programs - 1)));
  return absl::OkStatus();
}

}  // namespace

void AddSynth(CLI::App& app, Action& action) {
  auto flags = std::make_shared<SynthFlags>();
  SynthOptions& options = flags->options;
  CLI::App* verb = app.add_subcommand(
      "synth", "Make a SYNTHETIC genome of any size, the same for each seed");
  verb->add_option("-o,--output", flags->output, "the genome file")->required();
  CLI::Option* like =
      verb->add_option("--like", flags->like,
                       "a checkpoint's config.json: random weights of that "
                       "shape, instead of a genome of genes");
  verb->add_option("--params", flags->parameters,
                   "wanted parameters, as 250M; scales the experts")
      ->excludes(like)
      ->capture_default_str();
  verb->add_option("--regulators", options.regulators, "how many")
      ->excludes(like)
      ->capture_default_str();
  verb->add_option("--genes", options.genes, "how many")
      ->excludes(like)
      ->capture_default_str();
  verb->add_option("--domains", options.domains, "how many")
      ->excludes(like)
      ->capture_default_str();
  verb->add_option("--programs", options.programs,
                   "regulators program_A, ... that each open chosen domains")
      ->excludes(like)
      ->capture_default_str();
  verb->add_option("--seed", options.seed, "another gives other numbers")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  verb->add_option("--dtype", flags->dtype,
                   "of the experts' matrices; with --like, of all")
      ->check(CLI::IsMember(&DTypesByName()))
      ->capture_default_str();
  verb->footer(
      "Examples:\n  regulon synth -o synth.regulon --params 250M\n  regulon "
      "active synth.regulon --set program_A=1\n"
      "  regulon synth --like config.json --dtype bf16 -o random.regulon");
  verb->callback(
      [flags, &action] { action = [flags] { return RunSynth(*flags); }; });
}

}  // namespace regulon
