#include "engine/convert/change_dtype.h"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/convert/drawn_contexts.h"
#include "engine/convert/recode.h"
#include "engine/genome/atomic_file.h"
#include "engine/genome/derive.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr char kPrefix[] = "dtype.";

absl::Status CheckChanges(const Genome& parent, DType dtype) {
  if (parent.manifest().has_transformer()) {
    return absl::FailedPreconditionError(absl::StrCat(
        parent.path(), " reads tokens, and its dtype is chosen where it is ",
        "made; convert its checkpoint again with --dtype ", NameOf(dtype)));
  }
  if (ExpertMatrices(parent).empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        parent.path(), ": no domain of it holds a matrix, and a dtype is a ",
        "matter of these alone; copy the file"));
  }
  if (ExpertDType(parent) == dtype) {
    return absl::FailedPreconditionError(
        absl::StrCat(parent.path(), ": its experts are stored in ",
                     NameOf(dtype), " already; copy the file"));
  }
  return absl::OkStatus();
}

// The recoded genome without a name, so that it is gone when it is closed.
absl::StatusOr<std::unique_ptr<const Genome>> RecodedForNow(
    const Genome& parent, DType dtype, const std::string& path,
    const std::function<void(double)>& on_progress) {
  const std::string beside = absl::StrCat(path, ".", getpid(), ".measured");
  const auto named = [&](const absl::Status& status) {
    return absl::Status(
        status.code(), absl::StrReplaceAll(status.message(), {{beside, path}}));
  };
  const absl::Status written = Recode(parent, dtype, beside, on_progress);
  if (!written.ok()) return named(written);
  absl::StatusOr<std::unique_ptr<const Genome>> genome = Genome::Open(beside);
  unlink(beside.c_str());
  if (!genome.ok()) return named(genome.status());
  return genome;
}

// The recoded genome's manifest, with where it comes from and what that cost.
proto::Manifest Described(const Genome& parent, const Genome& recoded,
                          const ChangeDTypeOptions& options,
                          const DTypeChange& change) {
  proto::Manifest manifest = recoded.manifest();
  proto::Provenance& provenance = *manifest.mutable_provenance();
  auto& metrics = *provenance.mutable_metrics();
  metrics.clear();
  for (const auto& [name, value] : parent.manifest().provenance().metrics()) {
    if (absl::StartsWith(name, kPrefix)) {
      metrics[absl::StrCat(kPrefix, "before.",
                           name.substr(sizeof(kPrefix) - 1))] = value;
    } else {
      metrics[name] = value;
    }
  }
  for (const auto& [name, value] : MetricsOf(change)) metrics[name] = value;
  if (options.contexts_source.has_value()) {
    *provenance.add_sources() = *options.contexts_source;
  }
  provenance.set_parent_sha256(parent.manifest_sha256());
  provenance.set_made_by(
      absl::StrCat("regulon convert --dtype ", NameOf(options.dtype)));
  return manifest;
}

void AddDeviation(const std::string& name, const Deviation& deviation,
                  std::map<std::string, double>& metrics) {
  const double unit = deviation.sd > 0 ? deviation.sd : 1;
  metrics[absl::StrCat(kPrefix, name, "_sd")] = deviation.sd;
  metrics[absl::StrCat(kPrefix, name, "_rms")] = deviation.rms / unit;
  metrics[absl::StrCat(kPrefix, name, "_largest")] = deviation.largest / unit;
}

}  // namespace

std::map<std::string, double> MetricsOf(const DTypeChange& change) {
  std::map<std::string, double> metrics = {
      {"dtype.bytes_before", change.bytes_before},
      {"dtype.weights", change.weights.weights},
      {"dtype.weights_rms", change.weights.rms},
      {"dtype.weights_largest", change.weights.largest},
      {"dtype.contexts", change.contexts},
      {"dtype.opened_otherwise", change.answers.opened_otherwise}};
  AddDeviation("answers", change.answers.expression, metrics);
  if (change.answers.before_link.has_value()) {
    AddDeviation("before_link", *change.answers.before_link, metrics);
  }
  return metrics;
}

absl::StatusOr<DTypeChange> ChangeDType(const Genome& parent,
                                        const ChangeDTypeOptions& options,
                                        const std::string& path) {
  RETURN_IF_ERROR(CheckChanges(parent, options.dtype));
  // What is wrong with the path is better said at once.
  RETURN_IF_ERROR(AtomicFile::Create(path).status());
  RETURN_IF_ERROR(parent.VerifyTensors());
  DTypeChange change;
  change.bytes_before = parent.file_bytes();
  const auto on_recoded = [&options](double share) {
    if (options.on_progress) options.on_progress(0.6 * share);
  };
  ASSIGN_OR_RETURN(const auto recoded,
                   RecodedForNow(parent, options.dtype, path, on_recoded));
  const std::vector<Context> contexts =
      options.contexts.empty()
          ? DrawContexts(parent, ChangeDTypeOptions::kDrawn)
          : options.contexts;
  change.contexts = static_cast<int64_t>(contexts.size());
  change.weights = MeasureWeightLoss(parent, *recoded);
  ASSIGN_OR_RETURN(change.answers,
                   MeasureAnswerLoss(parent, *recoded, contexts));
  if (options.on_progress) options.on_progress(0.9);
  RETURN_IF_ERROR(WriteDerived(
      *recoded, Described(parent, *recoded, options, change), {}, path));
  std::error_code ignored;
  change.bytes_after =
      static_cast<int64_t>(std::filesystem::file_size(path, ignored));
  return change;
}

}  // namespace regulon
