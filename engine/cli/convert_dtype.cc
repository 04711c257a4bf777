#include "engine/cli/convert_dtype.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/output/table_writer.h"
#include "engine/cli/query_flags.h"
#include "engine/context/read_contexts.h"
#include "engine/convert/change_dtype.h"
#include "engine/convert/recode.h"
#include "engine/genome/genome.h"
#include "engine/genome/header.h"
#include "engine/genome/matrix.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status ReadContextsOf(const std::string& path, const Genome& genome,
                            ChangeDTypeOptions& options) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  ASSIGN_OR_RETURN(ContextTable table,
                   ReadContexts(genome, text, ShownName(path)));
  NoteIgnored(table.ignored);
  if (table.contexts.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        ShownName(path), ": there is no context in it to compare answers in"));
  }
  options.contexts = std::move(table.contexts);
  proto::Provenance::Source source;
  source.set_name(path.substr(path.rfind('/') + 1));
  source.set_sha256(Hex(Sha256(text)));
  source.set_note(absl::StrCat("contexts in which --dtype ",
                               NameOf(options.dtype), " was measured"));
  options.contexts_source = std::move(source);
  return absl::OkStatus();
}

std::string StoredIn(const Genome& genome) {
  const absl::optional<DType> dtype = ExpertDType(genome);
  return dtype.has_value() ? NameOf(*dtype) : "several";
}

void AddDeviation(const std::string& name, const std::string& what,
                  const Deviation& deviation, TableWriter& table) {
  const double unit = deviation.sd > 0 ? deviation.sd : 1;
  const std::string in =
      deviation.sd > 0 ? absl::StrCat(", in ", name, "_sd")
                       : std::string(", absolute: these contexts do not vary");
  table.AddRow({name + "_sd", deviation.sd,
                absl::StrCat("standard deviation of ", what, " in contexts")});
  table.AddRow({name + "_rms", deviation.rms / unit,
                absl::StrCat("difference of ", what, in)});
  table.AddRow({name + "_largest", deviation.largest / unit,
                absl::StrCat("difference of ", what, in)});
}

absl::Status PrintChange(const DTypeFlags& flags, Format format,
                         const std::string& stored_before,
                         const ChangeDTypeOptions& options,
                         const DTypeChange& change) {
  auto table =
      TableWriter::Create(format, {"figure", "value", "meaning"}, stdout);
  table->AddRow({"dtype_before", stored_before, "of the experts' matrices"});
  table->AddRow({"dtype", NameOf(options.dtype), ""});
  table->AddRow({"bytes_before", change.bytes_before, "of the file"});
  table->AddRow({"bytes", change.bytes_after, ""});
  table->AddRow({"weights", change.weights.weights, "in these matrices"});
  table->AddRow({"weights_rms", change.weights.rms,
                 "error, of the root mean square of the weights"});
  table->AddRow({"weights_largest", change.weights.largest,
                 options.dtype == DType::kI8 || options.dtype == DType::kI4
                     ? "error, of the weight's scale"
                     : "error, of the weight"});
  table->AddRow({"contexts", change.contexts,
                 flags.contexts.empty() ? "drawn from the genome itself"
                                        : ShownName(flags.contexts)});
  AddDeviation("answers", "expression", change.answers.expression, *table);
  if (change.answers.before_link.has_value()) {
    AddDeviation("before_link", "expression before softplus",
                 *change.answers.before_link, *table);
  }
  table->AddRow({"opened_otherwise", change.answers.opened_otherwise,
                 "domains, summed over contexts"});
  return table->Finish();
}

}  // namespace

void AddDTypeFlags(CLI::App& verb, DTypeFlags& flags) {
  verb.add_option("--dtype", flags.dtype,
                  "of a genome's experts: f32, bf16, int8 or int4; says what "
                  "that loses, and stores it; of a checkpoint, how its "
                  "weights are stored")
      ->check(CLI::IsMember(&DTypesByName()));
  verb.add_option("--contexts", flags.contexts,
                  "TSV or protobuf JSON in which answers are compared; "
                  "without it, up to 64 drawn from the genome itself");
  verb.add_option("--format", flags.format,
                  "of what --dtype or --dry-run prints: table, tsv or json")
      ->check(CLI::IsMember({"table", "tsv", "json"}));
}

absl::Status ConvertDType(const DTypeFlags& flags, const std::string& genome,
                          const std::string& output) {
  ASSIGN_OR_RETURN(const Format format,
                   ParseFormat(flags.format.empty() ? "table" : flags.format));
  ASSIGN_OR_RETURN(const auto parent, Genome::Open(genome));
  if (parent->manifest().synthetic()) Note(parent->manifest().title());
  ChangeDTypeOptions options;
  options.dtype = DTypesByName().at(flags.dtype);
  if (!flags.contexts.empty()) {
    RETURN_IF_ERROR(ReadContextsOf(flags.contexts, *parent, options));
  }
  const std::string stored_before = StoredIn(*parent);
  DTypeChange change;
  {
    Progress progress("convert", 1);
    options.on_progress = [&progress](double share) { progress.Update(share); };
    ASSIGN_OR_RETURN(change, ChangeDType(*parent, options, output));
  }
  if (stored_before != NameOf(DType::kF32)) {
    Note(absl::StrCat(genome, ": its experts were stored in ", stored_before,
                      ", whose own loss is in them and not in these figures"));
  }
  return PrintChange(flags, format, stored_before, options, change);
}

}  // namespace regulon
