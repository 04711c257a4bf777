#include "engine/convert/checkpoint/checkpoint_genome.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/convert/checkpoint/checkpoint.h"
#include "engine/convert/checkpoint/match_tensors.h"
#include "engine/genome/atomic_file.h"
#include "engine/genome/header.h"
#include "engine/status.h"
#include "engine/transformer/write_transformer.h"
#include "engine/workers.h"

namespace regulon {
namespace {

constexpr double kHashingShare = 0.2;  // of the time, roughly

// The last part of the folder's path.
std::string NameOfFolder(const std::string& folder) {
  std::error_code ignored;
  const std::filesystem::path path =
      std::filesystem::weakly_canonical(folder, ignored);
  return path.has_filename() ? path.filename().string()
                             : path.parent_path().filename().string();
}

DType ExactDType(const MatchedTensors& matched) {
  const bool halves = std::all_of(
      matched.tensors.begin(), matched.tensors.end(),
      [](const Checkpoint::Tensor& t) { return t.tensor->type == "BF16"; });
  return halves ? DType::kBf16 : DType::kF32;
}

void AddSource(const std::string& name, const std::string& hash,
               proto::Provenance& provenance) {
  proto::Provenance::Source& source = *provenance.add_sources();
  source.set_name(name);
  source.set_sha256(hash);
}

// The configuration, the index and every file of tensors, each with its hash.
void AddSources(const Checkpoint& checkpoint, const std::string& config_text,
                Workers& workers, const std::function<void(double)>& on_share,
                proto::Provenance& provenance) {
  AddSource(kConfigName, Hex(Sha256(config_text)), provenance);
  if (!checkpoint.index_text().empty()) {
    AddSource(kIndexName, Hex(Sha256(checkpoint.index_text())), provenance);
  }
  double all = 0, done = 0;
  for (const auto& file : checkpoint.files()) all += file->bytes();
  std::vector<std::string> hashes(checkpoint.files().size());
  workers.Run(static_cast<int>(hashes.size()), [&](int task, int worker) {
    hashes[task] = checkpoint.files()[task]->Hash([&](int64_t bytes) {
      if (worker != 0) return;  // one worker speaks, for as many as there are
      done += static_cast<double>(bytes) * workers.count();
      if (on_share) on_share(std::min(1.0, done / all));
    });
  });
  for (size_t i = 0; i < hashes.size(); ++i) {
    const std::string& path = checkpoint.files()[i]->path();
    AddSource(path.substr(path.rfind('/') + 1), hashes[i], provenance);
  }
}

}  // namespace

absl::StatusOr<ConvertedCheckpoint> ConvertCheckpoint(
    const std::string& folder, const ConvertCheckpointOptions& options,
    const std::string& path) {
  ASSIGN_OR_RETURN(const Checkpoint checkpoint, Checkpoint::Open(folder));
  const std::string config_path = absl::StrCat(folder, "/", kConfigName);
  ASSIGN_OR_RETURN(const std::string config_text, ReadConfigText(config_path));
  ConvertedCheckpoint made;
  ASSIGN_OR_RETURN(made.config, ReadModelConfig(config_text, config_path));
  const std::vector<PlannedTensor> any =
      TensorsOf(made.config.plan, DType::kF32);
  ASSIGN_OR_RETURN(MatchedTensors matched,
                   MatchTensors(checkpoint, made.config, any));
  made.unused = std::move(matched.unused);
  made.dtype = options.dtype.value_or(ExactDType(matched));
  // What is wrong with the path is better said at once.
  RETURN_IF_ERROR(AtomicFile::Create(path).status());

  proto::Manifest manifest = TablesOf(made.config.plan);
  manifest.set_name(NameOfFolder(folder));
  manifest.set_title(
      absl::StrCat(manifest.name(), ", a checkpoint of ", made.config.name));
  proto::Provenance& provenance = *manifest.mutable_provenance();
  provenance.set_made_by("regulon convert");
  Workers workers(options.threads);
  AddSources(
      checkpoint, config_text, workers,
      [&options](double share) {
        if (options.on_progress) options.on_progress(share * kHashingShare);
      },
      provenance);

  const std::vector<PlannedTensor> planned =
      TensorsOf(made.config.plan, made.dtype);
  const auto values = [&](int index, absl::Span<float> out) {
    const Checkpoint::Tensor& from = matched.tensors[index];
    return planned[index].form == TensorForm::kPacked
               ? from.file->ReadTransposed(*from.tensor, out)
               : from.file->Read(*from.tensor, out);
  };
  WriteTransformerOptions writing;
  writing.threads = options.threads;
  writing.on_progress = [&options](double share) {
    if (!options.on_progress) return;
    options.on_progress(kHashingShare + share * (1 - kHashingShare));
  };
  RETURN_IF_ERROR(
      WriteTransformer(planned, std::move(manifest), values, writing, path));
  return made;
}

}  // namespace regulon
