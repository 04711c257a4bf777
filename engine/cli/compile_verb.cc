#include <CLI/CLI.hpp>

#include "engine/cli/files.h"
#include "engine/cli/verbs.h"
#include "engine/compile/compile.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct CompileFlags {
  std::string spec, output;
};

std::string DefaultOutput(const std::string& spec) {
  const size_t slash = spec.rfind('/');
  const std::string name =
      spec.substr(slash == std::string::npos ? 0 : slash + 1);
  return name.substr(0, name.rfind('.')) + ".regulon";
}

absl::Status RunCompile(const CompileFlags& flags) {
  if (flags.spec == "-" && flags.output.empty()) {
    return UsageError("a genome from the standard input needs -o FILE");
  }
  ASSIGN_OR_RETURN(const std::string text, ReadFile(flags.spec));
  ASSIGN_OR_RETURN(const std::vector<std::string> warnings,
                   CompileText(text, ShownName(flags.spec),
                               flags.output.empty() ? DefaultOutput(flags.spec)
                                                    : flags.output));
  for (const std::string& warning : warnings) Note(warning);
  return absl::OkStatus();
}

}  // namespace

void AddCompile(CLI::App& app, Action& action) {
  auto flags = std::make_shared<CompileFlags>();
  CLI::App* verb =
      app.add_subcommand("compile", "Make a genome file from its text form");
  verb->add_option("SPEC", flags->spec,
                   "a GenomeSpec in protobuf text format; - for the standard "
                   "input")
      ->required();
  verb->add_option("-o,--output", flags->output,
                   "the genome file; without it, SPEC's name with .regulon, "
                   "in this folder");
  verb->footer(
      "Example:\n  regulon compile models/laci_o2.textproto -o "
      "laci_o2.regulon");
  verb->callback(
      [flags, &action] { action = [flags] { return RunCompile(*flags); }; });
}

}  // namespace regulon
