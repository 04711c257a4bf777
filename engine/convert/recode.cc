#include "engine/convert/recode.h"

#include <cmath>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/genome/copy_tensors.h"
#include "engine/genome/tensors.h"
#include "engine/genome/writer.h"
#include "engine/status.h"

namespace regulon {
namespace {

bool IsExpertMatrix(const proto::TensorEntry& entry) {
  for (const char* name : {tensors::kLinear, tensors::kReferenceValues,
                           tensors::kGate, tensors::kUp, tensors::kDown}) {
    if (entry.name() == name) return true;
  }
  return false;
}

std::string At(const Genome& genome, const proto::TensorEntry& entry) {
  const std::string domain =
      entry.domain_plus_one() == 0
          ? ""
          : absl::StrCat(
                " of domain '",
                genome.manifest().domains(entry.domain_plus_one() - 1).id(),
                "'");
  return absl::StrCat(genome.path(), ": tensor '", entry.name(), "'", domain);
}

// The largest that rounds to a finite BF16.
constexpr float kMostBf16 = 3.3961775e38f;

class Recoding {
 public:
  Recoding(const Genome& parent, DType dtype, GenomeWriter& writer)
      : parent_(parent), dtype_(dtype), writer_(writer) {}

  absl::Status Add(int tensor) {
    const proto::TensorEntry& entry = parent_.manifest().tensors(tensor);
    if (IsExpertMatrix(entry)) {
      const Matrix matrix = parent_.MatrixOf(tensor);
      rows_.resize(matrix.rows * matrix.columns);
      Unpack(matrix, rows_.data());
      RETURN_IF_ERROR(CheckRange(entry));
      return writer_.AddMatrix(
          {entry.name().c_str(), entry.role(), entry.stage(),
           static_cast<int>(entry.domain_plus_one()) - 1,
           static_cast<int>(entry.layer())},
          dtype_, matrix.rows, matrix.columns, rows_);
    }
    return CopyTensor(parent_, tensor, writer_);
  }

 private:
  absl::Status CheckRange(const proto::TensorEntry& entry) const {
    for (const float value : rows_) {
      if (std::isfinite(value) &&
          (dtype_ != DType::kBf16 || std::abs(value) < kMostBf16)) {
        continue;
      }
      return absl::OutOfRangeError(absl::StrCat(
          At(parent_, entry), " holds ", value, ", which ", NameOf(dtype_),
          " cannot; a weight like that is a mistake of whoever made the "
          "genome"));
    }
    return absl::OkStatus();
  }

  const Genome& parent_;
  const DType dtype_;
  GenomeWriter& writer_;
  std::vector<float> rows_;  // kept for its capacity
};

}  // namespace

std::vector<int> ExpertMatrices(const Genome& genome) {
  std::vector<int> matrices;
  for (const int tensor : InFileOrder(genome)) {
    if (IsExpertMatrix(genome.manifest().tensors(tensor))) {
      matrices.push_back(tensor);
    }
  }
  return matrices;
}

absl::optional<DType> ExpertDType(const Genome& genome) {
  absl::optional<DType> common;
  for (const int tensor : ExpertMatrices(genome)) {
    const DType dtype = genome.MatrixOf(tensor).dtype;
    if (common.value_or(dtype) != dtype) return absl::nullopt;
    common = dtype;
  }
  return common;
}

absl::Status Recode(const Genome& parent, DType dtype, const std::string& path,
                    const std::function<void(double)>& on_progress) {
  ASSIGN_OR_RETURN(const std::unique_ptr<GenomeWriter> writer,
                   GenomeWriter::Create(path));
  Recoding recoding(parent, dtype, *writer);
  const auto tensors = static_cast<double>(parent.manifest().tensors_size());
  int64_t done = 0;
  RETURN_IF_ERROR(ForEachTensor(parent, *writer, [&](int tensor) {
    if (on_progress) on_progress(static_cast<double>(++done) / tensors);
    return recoding.Add(tensor);
  }));
  proto::Manifest manifest = parent.manifest();
  manifest.clear_segments();
  manifest.clear_tensors();
  return writer->Finish(std::move(manifest));
}

}  // namespace regulon
