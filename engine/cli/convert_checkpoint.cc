#include "engine/cli/convert_checkpoint.h"

#include <filesystem>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/output/table_writer.h"
#include "engine/cli/verbs.h"
#include "engine/convert/checkpoint/checkpoint.h"
#include "engine/convert/checkpoint/checkpoint_genome.h"
#include "engine/convert/checkpoint/model_config.h"
#include "engine/convert/checkpoint/parameter_counts.h"
#include "engine/status.h"

namespace regulon {
namespace {

bool IsFolder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

void NoteIgnored(const std::string& path, const char* what,
                 const std::vector<std::string>& ignored) {
  if (ignored.empty()) return;
  Note(absl::StrCat(path, ": ", what, ": ", absl::StrJoin(ignored, ", ")));
}

}  // namespace

bool IsCheckpoint(const std::string& model) {
  if (IsFolder(model)) return true;
  for (const char* ending :
       {".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".pkl"}) {
    if (absl::EndsWith(model, ending)) return true;
  }
  return false;
}

absl::Status ConvertCheckpointTo(const std::string& folder,
                                 const std::string& dtype,
                                 const std::string& output) {
  if (!IsFolder(folder)) {
    return UsageError(absl::StrCat(
        folder, ": give the folder that holds ", kConfigName,
        " and the model as safetensors; other files of weights are pickled, ",
        "and nothing is ever unpickled"));
  }
  if (!absl::EndsWith(output, ".regulon")) {
    return UsageError(absl::StrCat(
        "-o ", output, ": a checkpoint becomes a file that ends in .regulon"));
  }
  RETURN_IF_ERROR(CheckOutput(output, {}));
  ConvertCheckpointOptions options;
  if (!dtype.empty()) options.dtype = DTypesByName().at(dtype);
  ConvertedCheckpoint made;
  {
    Progress progress("convert", 1);
    options.on_progress = [&progress](double share) { progress.Update(share); };
    ASSIGN_OR_RETURN(made, ConvertCheckpoint(folder, options, output));
  }
  NoteIgnored(folder, "fields of config.json that nothing here reads",
              made.config.ignored);
  NoteIgnored(folder, "tensors that no answer depends on", made.unused);
  const ParameterCount total = CountParameters(made.config.plan).back();
  Note(absl::StrCat(output, ": ", made.config.name, ", ", total.all,
                    " parameters in ", NameOf(made.dtype)));
  return absl::OkStatus();
}

absl::Status CountCheckpoint(const std::string& config,
                             const std::string& format_name) {
  ASSIGN_OR_RETURN(const Format format,
                   ParseFormat(format_name.empty() ? "table" : format_name));
  const std::string path =
      IsFolder(config) ? absl::StrCat(config, "/", kConfigName) : config;
  ASSIGN_OR_RETURN(const std::string text, ReadConfigText(path));
  ASSIGN_OR_RETURN(const ModelConfig model, ReadModelConfig(text, path));
  NoteIgnored(path, "fields that nothing here reads", model.ignored);
  auto table = TableWriter::Create(
      format, {"part", "parameters", "active", "share", "read"}, stdout);
  for (const ParameterCount& count : CountParameters(model.plan)) {
    table->AddRow(
        {count.part, count.all, count.active,
         static_cast<double>(count.active) / static_cast<double>(count.all),
         count.read});
  }
  return table->Finish();
}

}  // namespace regulon
