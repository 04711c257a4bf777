#include <google/protobuf/text_format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/convert_checkpoint.h"
#include "engine/cli/convert_dtype.h"
#include "engine/cli/files.h"
#include "engine/cli/open_genome.h"
#include "engine/cli/verbs.h"
#include "engine/compile/compile.h"
#include "engine/convert/convert.h"
#include "engine/genome/atomic_file.h"
#include "engine/genome/genome.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr char kGenome[] = ".regulon", kSpec[] = ".textproto";

struct ConvertFlags {
  std::vector<std::string> models;
  std::string output;
  bool dry_run = false;
  DTypeFlags dtype;
};

std::string Known(bool output) {
  std::vector<std::string> extensions = {kGenome, kSpec};
  for (const ModelFormat& format : ModelFormats()) {
    if (output ? format.write == nullptr : format.read == nullptr) continue;
    extensions.insert(extensions.end(), format.extensions.begin(),
                      format.extensions.end());
    if (!output && !format.beside.empty()) {
      extensions.back() += " (with " + format.beside + ")";
    }
  }
  return absl::StrJoin(extensions, ", ");
}

// Settings may be named before their model, as MaBoSS has it.
void OrderModels(std::vector<std::string>& models) {
  for (size_t i = 1; i < models.size(); ++i) {
    const ModelFormat* format = FormatOf(models[i]);
    if (format != nullptr && format->beside == ExtensionOf(models[0])) {
      std::swap(models[0], models[i]);
      return;
    }
  }
}

absl::Status CheckDType(const ConvertFlags& flags, bool genome_to_genome) {
  const DTypeFlags& dtype = flags.dtype;
  if (genome_to_genome) {
    if (!dtype.dtype.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(Genome::Open(flags.models[0]).status());
    return UsageError(absl::StrCat(
        flags.models[0],
        " is a genome already; copy it, or say with --dtype how its experts "
        "are to be stored"));
  }
  if (dtype.dtype.empty() && dtype.contexts.empty() && dtype.format.empty()) {
    return absl::OkStatus();
  }
  return UsageError(absl::StrCat(
      "--dtype, --contexts and --format go with a genome in and a genome out, ",
      "files that end in ", kGenome));
}

absl::Status CheckFlags(const ConvertFlags& flags) {
  const std::string from = ExtensionOf(flags.models[0]);
  const ModelFormat* reader = FormatOf(flags.models[0]);
  const bool is_ours = from == kGenome || from == kSpec;
  if (!is_ours && (reader == nullptr || reader->read == nullptr)) {
    return UsageError(absl::StrCat(
        flags.models[0], ": models are read from files that end in ",
        Known(false), ", and checkpoints from the folder that holds them"));
  }
  if (flags.models.size() > 2 && !is_ours && !reader->beside.empty()) {
    return UsageError(absl::StrCat(flags.models.size(),
                                   " files: a model is one that ends in ", from,
                                   " and one that ends in ", reader->beside));
  }
  for (size_t i = 1; i < flags.models.size(); ++i) {
    const std::string beside = is_ours ? "" : reader->beside;
    if (!beside.empty() && ExtensionOf(flags.models[i]) == beside) continue;
    return UsageError(absl::StrCat(
        flags.models[i], ": ", flags.models[0],
        beside.empty() ? " is a model of one file; convert one at a time"
                       : absl::StrCat(" may come with files that end in ",
                                      beside, " only")));
  }
  const std::string to = ExtensionOf(flags.output);
  const ModelFormat* writer = FormatOf(flags.output);
  if (to != kGenome && to != kSpec &&
      (writer == nullptr || writer->write == nullptr)) {
    return UsageError(absl::StrCat(flags.output,
                                   ": models are written to files that end in ",
                                   Known(true)));
  }
  RETURN_IF_ERROR(CheckDType(flags, from == kGenome && to == kGenome));
  std::vector<std::string> inputs = flags.models;
  if (!flags.dtype.contexts.empty()) inputs.push_back(flags.dtype.contexts);
  return CheckOutput(flags.output, inputs);
}

// A model as it was read: as a spec, or as the rules of a genome.
struct Source {
  std::vector<SourceText> texts;
  Imported model;
  absl::optional<RuleModel> rules;
};

// Says what else may be asked of a genome that is not Boolean.
absl::Status NotTakenOut(const absl::Status& status) {
  if (!absl::IsFailedPrecondition(status)) return status;
  return absl::FailedPreconditionError(
      absl::StrCat(status.message(),
                   "; ask other genomes with 'regulon express', and see what "
                   "they hold with 'regulon inspect'"));
}

absl::StatusOr<RuleModel> RulesOfFile(const std::string& path) {
  ASSIGN_OR_RETURN(const auto genome, OpenGeneGenome(path));
  RETURN_IF_ERROR(genome->VerifyTensors());
  absl::StatusOr<RuleModel> rules = RulesOfGenome(*genome);
  if (!rules.ok()) return NotTakenOut(rules.status());
  return rules;
}

absl::StatusOr<proto::GenomeSpec> SpecOfFile(const std::string& path) {
  ASSIGN_OR_RETURN(const auto genome, OpenGeneGenome(path));
  RETURN_IF_ERROR(genome->VerifyTensors());
  absl::StatusOr<proto::GenomeSpec> spec = SpecOfGenome(*genome);
  if (!spec.ok()) return NotTakenOut(spec.status());
  return spec;
}

absl::StatusOr<Source> ReadSource(const ConvertFlags& flags) {
  Source source;
  const std::string& first = flags.models[0];
  if (ExtensionOf(first) == kGenome) {
    if (ExtensionOf(flags.output) == kSpec) {
      ASSIGN_OR_RETURN(source.model.spec, SpecOfFile(first));
    } else {
      ASSIGN_OR_RETURN(source.rules, RulesOfFile(first));
      source.model.notes = source.rules->notes;
    }
    return source;
  }
  for (const std::string& path : flags.models) {
    ASSIGN_OR_RETURN(std::string text, ReadFile(path));
    source.texts.push_back({path, std::move(text)});
  }
  ASSIGN_OR_RETURN(source.model, ReadModel(source.texts));
  return source;
}

absl::Status WriteRules(const ConvertFlags& flags, const RuleModel& rules) {
  const absl::StatusOr<std::string> text = FormatOf(flags.output)->write(rules);
  if (!text.ok()) {
    return absl::Status(
        text.status().code(),
        absl::StrCat(flags.output, ": ", text.status().message()));
  }
  return WriteAtomically(flags.output, *text);
}

absl::Status WriteSpec(const ConvertFlags& flags,
                       const proto::GenomeSpec& spec) {
  std::string text;
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  if (!printer.PrintToString(spec, &text)) {
    return absl::InternalError("the spec does not print");
  }
  return WriteAtomically(flags.output, text);
}

// Whatever a spec may hold, a genome can be made of it and its rules be read.
absl::Status ConvertSpec(const ConvertFlags& flags) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(flags.models[0]));
  const std::string to = ExtensionOf(flags.output);
  if (to == kSpec) {
    ASSIGN_OR_RETURN(const auto spec, ParseSpec(text, flags.models[0]));
    return WriteSpec(flags, spec->spec);
  }
  ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::Create());
  const std::string path =
      to == kGenome ? flags.output : folder.File("compiled.regulon");
  ASSIGN_OR_RETURN(const std::vector<std::string> warnings,
                   CompileText(text, flags.models[0], path));
  if (to != kGenome) {
    ASSIGN_OR_RETURN(const RuleModel rules, RulesOfFile(path));
    for (const std::string& note : rules.notes) Note(note);
    RETURN_IF_ERROR(WriteRules(flags, rules));
  }
  for (const std::string& warning : warnings) Note(warning);
  return absl::OkStatus();
}

absl::Status RunDry(const ConvertFlags& flags) {
  if (flags.models.size() != 1 || !flags.output.empty() ||
      !flags.dtype.dtype.empty() || !flags.dtype.contexts.empty()) {
    return UsageError(
        "--dry-run takes one config.json, or its folder, and --format alone");
  }
  return CountCheckpoint(flags.models[0], flags.dtype.format);
}

absl::Status RunCheckpoint(const ConvertFlags& flags) {
  if (flags.models.size() != 1) {
    return UsageError(absl::StrCat(flags.models[1], ": a checkpoint is one ",
                                   "folder; convert one at a time"));
  }
  if (!flags.dtype.contexts.empty() || !flags.dtype.format.empty()) {
    return UsageError(
        "--contexts and --format go with a genome in and a genome out");
  }
  return ConvertCheckpointTo(flags.models[0], flags.dtype.dtype, flags.output);
}

absl::Status RunConvert(ConvertFlags flags) {
  if (flags.dry_run) return RunDry(flags);
  if (flags.output.empty()) return UsageError("--output is required");
  if (IsCheckpoint(flags.models[0])) return RunCheckpoint(flags);
  OrderModels(flags.models);
  RETURN_IF_ERROR(CheckFlags(flags));
  if (!flags.dtype.dtype.empty()) {
    return ConvertDType(flags.dtype, flags.models[0], flags.output);
  }
  if (ExtensionOf(flags.models[0]) == kSpec) return ConvertSpec(flags);
  ASSIGN_OR_RETURN(Source source, ReadSource(flags));
  std::vector<std::string> notes = source.model.notes;
  const std::string to = ExtensionOf(flags.output);
  if (to == kGenome) {
    ASSIGN_OR_RETURN(const std::vector<std::string> warnings,
                     WriteGenomeOf(source.model, source.texts, flags.models[0],
                                   flags.output));
    notes.insert(notes.end(), warnings.begin(), warnings.end());
  } else if (to == kSpec) {
    RETURN_IF_ERROR(WriteSpec(flags, source.model.spec));
  } else {
    if (!source.rules.has_value()) {
      ASSIGN_OR_RETURN(source.rules, RulesOfSpec(source.model.spec));
      notes.insert(notes.end(), source.rules->notes.begin(),
                   source.rules->notes.end());
    }
    RETURN_IF_ERROR(WriteRules(flags, *source.rules));
  }
  for (const std::string& note : notes) Note(note);
  return absl::OkStatus();
}

}  // namespace

void AddConvert(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ConvertFlags>();
  CLI::App* verb = app.add_subcommand(
      "convert",
      "Bring a model of another program in, take it out, or store a "
      "genome's experts otherwise");
  verb->add_option("MODEL", flags->models,
                   "a file that ends in " + Known(false) +
                       ", or the folder of a checkpoint")
      ->required();
  verb->add_option("-o,--output", flags->output,
                   "a file that ends in " + Known(true));
  verb->add_flag("--dry-run", flags->dry_run,
                 "of a checkpoint, or a config.json alone: only count its "
                 "parameters");
  AddDTypeFlags(*verb, flags->dtype);
  verb->footer(
      "Examples:\n"
      "  regulon convert cortex.bnet -o cortex.regulon\n"
      "  regulon convert cell_fate.sbml -o cell_fate.regulon\n"
      "  regulon convert cortex.regulon -o cortex.sbml\n"
      "  regulon convert synth.regulon --dtype int8 -o small.regulon\n"
      "  regulon convert mixtral/ -o mixtral.regulon\n"
      "  regulon convert mixtral/config.json --dry-run");
  verb->callback(
      [flags, &action] { action = [flags] { return RunConvert(*flags); }; });
}

}  // namespace regulon
