#include "engine/convert/checkpoint/match_tensors.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "absl/types/span.h"
#include "engine/convert/checkpoint/source_names.h"
#include "engine/convert/checkpoint/widen.h"
#include "engine/status.h"

namespace regulon {
namespace {

std::string ShapeText(const std::vector<int64_t>& shape) {
  return absl::StrCat("[", absl::StrJoin(shape, ", "), "]");
}

// As the checkpoint has it: matrices are [outputs, inputs] there.
std::vector<int64_t> SourceShape(const PlannedTensor& tensor) {
  switch (tensor.form) {
    case TensorForm::kFloats:
      return {tensor.columns};
    case TensorForm::kRows:
      return {tensor.rows, tensor.columns};
    case TensorForm::kPacked:
      break;
  }
  return {tensor.columns, tensor.rows};
}

class Matching {
 public:
  Matching(const Checkpoint& checkpoint, const ModelConfig& config)
      : checkpoint_(checkpoint), config_(config), names_(NamesOf(config)) {
    for (const SourceNames::Tensor& tensor : names_.tensors) {
      patterns_[tensor.ours] = &tensor.theirs;
    }
  }

  absl::StatusOr<MatchedTensors> Run(
      const std::vector<PlannedTensor>& planned) {
    MatchedTensors matched;
    for (const PlannedTensor& tensor : planned) {
      ASSIGN_OR_RETURN(const Checkpoint::Tensor found, Find(tensor));
      matched.tensors.push_back(found);
    }
    RETURN_IF_ERROR(CheckCopies());
    AddUnused(matched.unused);
    for (const auto& [name, tensor] : checkpoint_.tensors()) {
      if (known_.find(name) != known_.end()) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          tensor.file->path(), ": tensor '", name, "' is none of ",
          config_.name, "'s with the layers and experts of ", kConfigName));
    }
    return matched;
  }

 private:
  absl::StatusOr<Checkpoint::Tensor> Find(const PlannedTensor& tensor) {
    const int layer = tensor.label.layer;
    const int expert =
        tensor.label.domain < 0
            ? 0
            : tensor.label.domain - layer * config_.plan.domains_per_layer();
    std::vector<std::string> names;
    const Checkpoint::Tensor* found = nullptr;
    for (const char* pattern : *patterns_.at(tensor.label.name)) {
      names.push_back(absl::Substitute(pattern, layer, expert));
      const auto held = checkpoint_.tensors().find(names.back());
      if (held == checkpoint_.tensors().end()) continue;
      if (found != nullptr) {
        return absl::InvalidArgumentError(absl::StrCat(
            held->second.file->path(), ": tensor '", names.back(),
            "' is there as '", found->tensor->name, "' too; keep one"));
      }
      found = &held->second;
      known_.insert(names.back());
    }
    const std::string expected = ShapeText(SourceShape(tensor));
    if (found == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          checkpoint_.folder(), ": tensor '", absl::StrJoin(names, "' or '"),
          "' is missing; ", config_.name, " needs it, of shape ", expected));
    }
    if (found->tensor->shape != SourceShape(tensor)) {
      return absl::InvalidArgumentError(
          absl::StrCat(found->file->path(), ": tensor '", found->tensor->name,
                       "' is ", ShapeText(found->tensor->shape), " where ",
                       kConfigName, " asks for ", expected));
    }
    if (!IsWidened(found->tensor->type)) {
      return absl::InvalidArgumentError(
          absl::StrCat(found->file->path(), ": tensor '", found->tensor->name,
                       "' is stored as ", found->tensor->type,
                       "; save it as F32, BF16 or F16"));
    }
    return *found;
  }

  absl::Status CheckCopies() {
    const auto& tensors = checkpoint_.tensors();
    for (const SourceNames::Copy& copy : names_.copies) {
      const auto held = tensors.find(copy.name);
      if (held == tensors.end()) continue;
      known_.insert(copy.name);
      const Checkpoint::Tensor& original = tensors.at(copy.of);
      if (held->second.file->Same(*held->second.tensor, *original.file,
                                  *original.tensor)) {
        continue;
      }
      return absl::InvalidArgumentError(
          absl::StrCat(held->second.file->path(), ": tensor '", copy.name,
                       "' is not equal to '", copy.of, "', to which ",
                       kConfigName, " ties it"));
    }
    return absl::OkStatus();
  }

  void AddUnused(std::vector<std::string>& unused) {
    for (const char* pattern : names_.unused) {
      const int layers =
          absl::StrContains(pattern, "$0") ? config_.plan.layers : 1;
      for (int layer = 0; layer < layers; ++layer) {
        std::string name = absl::Substitute(pattern, layer);
        if (checkpoint_.tensors().count(name) == 0) continue;
        known_.insert(name);
        unused.push_back(std::move(name));
      }
    }
  }

  const Checkpoint& checkpoint_;
  const ModelConfig& config_;
  const SourceNames names_;
  std::map<std::string, const std::vector<const char*>*> patterns_;
  std::set<std::string> known_;
};

}  // namespace

absl::StatusOr<MatchedTensors> MatchTensors(
    const Checkpoint& checkpoint, const ModelConfig& config,
    const std::vector<PlannedTensor>& planned) {
  return Matching(checkpoint, config).Run(planned);
}

}  // namespace regulon
