#include "engine/convert/recode.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
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

std::vector<int> InFileOrder(const Genome& genome) {
  std::vector<int> tensors(genome.manifest().tensors_size());
  std::iota(tensors.begin(), tensors.end(), 0);
  std::stable_sort(tensors.begin(), tensors.end(), [&genome](int a, int b) {
    return genome.BytesOf(a).begin < genome.BytesOf(b).begin;
  });
  return tensors;
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
    const TensorLabel label = {entry.name().c_str(), entry.role(),
                               entry.stage(),
                               static_cast<int>(entry.domain_plus_one()) - 1,
                               static_cast<int>(entry.layer())};
    if (IsExpertMatrix(entry)) {
      UnpackRows(tensor);
      RETURN_IF_ERROR(CheckRange(entry));
      return AddRows(label, tensor, dtype_);
    }
    const auto dtype = static_cast<DType>(entry.dtype());
    const bool packed = entry.layout() == proto::PACKED;
    if (packed && (dtype == DType::kF32 || dtype == DType::kBf16)) {
      UnpackRows(tensor);
      return AddRows(label, tensor, dtype);
    }
    if (!packed && dtype == DType::kU32 && entry.shape_size() == 1) {
      return writer_.AddIndices(label, parent_.U32(tensor));
    }
    if (!packed && dtype == DType::kF32) {
      if (entry.shape_size() == 1) {
        return writer_.AddFloats(label, parent_.F32(tensor));
      }
      return writer_.AddRows(label, entry.shape(0), entry.shape(1),
                             parent_.F32(tensor));
    }
    return absl::UnimplementedError(absl::StrCat(
        At(parent_, entry), " is stored as ", proto::DType_Name(entry.dtype()),
        ", which matrices of experts alone may be; compile the genome again"));
  }

 private:
  void UnpackRows(int tensor) {
    const Matrix matrix = parent_.MatrixOf(tensor);
    rows_.resize(matrix.rows * matrix.columns);
    Unpack(matrix, Layout::kPlain, rows_.data());
  }

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

  absl::Status AddRows(const TensorLabel& label, int tensor, DType dtype) {
    const proto::TensorEntry& entry = parent_.manifest().tensors(tensor);
    return writer_.AddMatrix(label, dtype, entry.shape(0), entry.shape(1),
                             rows_);
  }

  const Genome& parent_;
  const DType dtype_;
  GenomeWriter& writer_;
  std::vector<float> rows_;  // kept for its capacity
};

}  // namespace

const char* NameOf(DType dtype) {
  switch (dtype) {
    case DType::kF32:
      return "f32";
    case DType::kBf16:
      return "bf16";
    case DType::kI8:
      return "int8";
    case DType::kI4:
      return "int4";
    case DType::kU32:
      return "u32";
  }
  return "";
}

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

absl::Status Recode(const Genome& parent, DType dtype, proto::Manifest manifest,
                    const std::string& path,
                    const std::function<void(double)>& on_progress) {
  ASSIGN_OR_RETURN(const std::unique_ptr<GenomeWriter> writer,
                   GenomeWriter::Create(path));
  const proto::Manifest& from = parent.manifest();
  const std::vector<int> order = InFileOrder(parent);
  // Scales are made with what they scale.
  std::vector<bool> is_scale(from.tensors_size());
  for (const int tensor : ExpertMatrices(parent)) {
    const uint32_t scale_plus_one = from.tensors(tensor).scale_plus_one();
    if (scale_plus_one != 0) is_scale[scale_plus_one - 1] = true;
  }
  Recoding recoding(parent, dtype, *writer);
  int64_t segment = -1;
  for (size_t i = 0; i < order.size(); ++i) {
    if (is_scale[order[i]]) continue;
    const proto::TensorEntry& entry = from.tensors(order[i]);
    if (entry.segment() != segment) {
      segment = entry.segment();
      const proto::Segment& next = from.segments(entry.segment());
      const auto begin = static_cast<int64_t>(next.offset());
      parent.Announce({{begin, begin + static_cast<int64_t>(next.bytes())}});
      writer->StartSegment();
    }
    RETURN_IF_ERROR(recoding.Add(order[i]));
    if (on_progress) on_progress(static_cast<double>(i + 1) / order.size());
  }
  manifest.clear_segments();
  manifest.clear_tensors();
  return writer->Finish(std::move(manifest));
}

}  // namespace regulon
