#include "engine/transformer/tensor_taker.h"

#include "absl/strings/str_cat.h"
#include "engine/dense/packed_product.h"
#include "engine/status.h"

namespace regulon {

absl::Status TensorTaker::Damaged(const TensorName& name,
                                  const std::string& what) const {
  const std::string domain =
      name.domain == Genome::kNoDomain
          ? ""
          : absl::StrCat(" of domain '",
                         genome_.manifest().domains(name.domain).id(), "'");
  return absl::DataLossError(absl::StrCat(
      genome_.path(), ": tensor '", name.name, "'", domain, " of layer ",
      name.layer, " ", what, "; convert the checkpoint again"));
}

absl::Status TensorTaker::Missing(const TensorName& name, Need need) const {
  if (need == Need::kOptional) return absl::OkStatus();
  return Damaged(name, "is not there");
}

absl::Status TensorTaker::TakeFloats(const TensorName& name, int64_t size,
                                     Need need, absl::Span<const float>& values,
                                     std::vector<Units>& units) {
  const int tensor = Find(name);
  if (tensor == Genome::kNoTensor) return Missing(name, need);
  values = genome_.F32(tensor);
  if (static_cast<int64_t>(values.size()) != size) {
    return Damaged(name, absl::StrCat("has ", values.size(),
                                      " values where the shape needs ", size));
  }
  units.push_back(inventory_.CutWhole(tensor));
  return absl::OkStatus();
}

absl::Status TensorTaker::CheckMatrix(const TensorName& name, int tensor,
                                      int64_t rows, int64_t columns,
                                      Layout layout) const {
  const Matrix matrix = genome_.MatrixOf(tensor);
  if (matrix.rows != rows || matrix.columns != columns) {
    return Damaged(name, absl::StrCat("is [", matrix.rows, ", ", matrix.columns,
                                      "] where the shape needs [", rows, ", ",
                                      columns, "]"));
  }
  const bool right = layout == Layout::kPacked
                         ? HasPackedProduct(matrix)
                         : matrix.layout == Layout::kPlain &&
                               !IsQuantized(matrix.dtype) &&
                               matrix.dtype != DType::kU32;
  return right ? absl::OkStatus()
               : Damaged(name, absl::StrCat("is not laid out as ",
                                            layout == Layout::kPacked
                                                ? "products"
                                                : "rows of f32 or bf16",
                                            " need it"));
}

absl::Status TensorTaker::TakePacked(const TensorName& name, int64_t rows,
                                     int64_t columns, Need need, Matrix& matrix,
                                     std::vector<Units>& units) {
  const int tensor = Find(name);
  if (tensor == Genome::kNoTensor) return Missing(name, need);
  RETURN_IF_ERROR(CheckMatrix(name, tensor, rows, columns, Layout::kPacked));
  matrix = genome_.MatrixOf(tensor);
  units.push_back(inventory_.CutWhole(tensor));
  const uint32_t scale = genome_.manifest().tensors(tensor).scale_plus_one();
  if (scale != 0) {
    units.push_back(inventory_.CutWhole(static_cast<int>(scale) - 1));
  }
  return absl::OkStatus();
}

absl::Status TensorTaker::TakeByColumn(const TensorName& name, int64_t rows,
                                       int64_t columns, Matrix& matrix,
                                       Units& units, Units& scale_units) {
  const int tensor = Find(name);
  if (tensor == Genome::kNoTensor) return Missing(name, Need::kRequired);
  RETURN_IF_ERROR(CheckMatrix(name, tensor, rows, columns, Layout::kPacked));
  matrix = genome_.MatrixOf(tensor);
  units = inventory_.CutColumns(tensor, columns);
  const uint32_t scale = genome_.manifest().tensors(tensor).scale_plus_one();
  if (scale != 0) {
    scale_units = inventory_.CutElements(static_cast<int>(scale) - 1);
  }
  return absl::OkStatus();
}

absl::Status TensorTaker::TakeRows(const TensorName& name, int64_t rows,
                                   int64_t columns, Need need, Matrix& matrix,
                                   Units& units) {
  const int tensor = Find(name);
  if (tensor == Genome::kNoTensor) return Missing(name, need);
  RETURN_IF_ERROR(CheckMatrix(name, tensor, rows, columns, Layout::kPlain));
  matrix = genome_.MatrixOf(tensor);
  units = inventory_.CutRows(tensor, rows);
  return absl::OkStatus();
}

}  // namespace regulon
