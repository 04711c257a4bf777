#include "engine/dense/products.h"

#include <utility>

namespace regulon {
namespace {

bool ReadInPlace(const Matrix& weights) {
  return weights.dtype == DType::kF32 &&
         weights.layout == MatMul::WeightLayout();
}

}  // namespace

absl::Status Products::Need(const Matrix& weights, Epilogue epilogue) {
  if (weights.data == nullptr) return absl::OkStatus();
  if (!ReadInPlace(weights)) {
    const size_t floats = BytesOf(DType::kF32, MatMul::WeightLayout(),
                                  weights.rows, weights.columns) /
                          sizeof(float);
    for (std::vector<float>& unpacked : unpacked_) {
      if (unpacked.size() < floats) unpacked.resize(floats);
    }
  }
  const Shape shape(weights.rows, weights.columns, epilogue);
  if (!shapes_.emplace(shape, shapes_.size()).second) return absl::OkStatus();
  for (std::vector<MatMul>& matmuls : matmuls_) {
    absl::StatusOr<MatMul> matmul =
        MatMul::Create(weights.rows, weights.columns, epilogue);
    if (!matmul.ok()) return matmul.status();
    matmuls.push_back(*std::move(matmul));
  }
  return absl::OkStatus();
}

absl::Status Products::Run(int worker, int rows, const float* x,
                           const Matrix& weights, Epilogue epilogue, float* y) {
  const float* data = static_cast<const float*>(weights.data);
  if (!ReadInPlace(weights)) {
    Unpack(weights, MatMul::WeightLayout(), unpacked_[worker].data());
    data = unpacked_[worker].data();
  }
  const size_t shape =
      shapes_.find(Shape(weights.rows, weights.columns, epilogue))->second;
  return matmuls_[worker][shape].Run(rows, x, data, y);
}

}  // namespace regulon
