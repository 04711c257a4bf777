#include "engine/dense/products.h"

#include <algorithm>
#include <utility>

#include "engine/dense/packed_product.h"

namespace regulon {
namespace {

bool ByOneDnn(const Matrix& weights) {
  return weights.dtype == DType::kF32 && MatMul::ReadsPacked();
}

// A large shape stands alone, so oneDNN takes it as it is.
int64_t RoundUp(int64_t size, int64_t block) {
  constexpr int64_t kMostRounded = 4096;
  return size > kMostRounded ? size : (size + block - 1) / block * block;
}

int64_t Inputs(const Matrix& weights) {
  return ByOneDnn(weights) ? RoundUp(weights.rows, 16)
                           : PaddedInputs(weights.rows);
}

int64_t Outputs(const Matrix& weights) {
  return ByOneDnn(weights) ? RoundUp(weights.columns, 64)
                           : PaddedOutputs(weights.columns);
}

// Rows of `from` columns to rows of `to`, zeros behind.
void Widen(int rows, const float* in, int64_t from, int64_t to, float* out) {
  for (int row = 0; row < rows; ++row) {
    float* end = std::copy_n(in + row * from, from, out + row * to);
    std::fill(end, out + (row + 1) * to, 0.0f);
  }
}

void Grow(size_t size, std::vector<float>& values) {
  if (values.size() < size) values.resize(size);
}

}  // namespace

absl::Status Products::Need(const Matrix& weights, Into into) {
  if (weights.data == nullptr) return absl::OkStatus();
  if (!HasPackedProduct(weights)) {
    return absl::DataLossError("a matrix is not packed as products need it");
  }
  const int64_t inputs = Inputs(weights), outputs = Outputs(weights);
  for (Scratch& scratch : scratch_) {
    if (inputs != weights.rows) Grow(MatMul::kMostRows * inputs, scratch.x);
    if (outputs != weights.columns) {
      Grow(MatMul::kMostRows * outputs, scratch.y);
    }
    if (IsQuantized(weights.dtype)) {
      scratch.quantized.Plan(MatMul::kMostRows, inputs);
    }
  }
  if (!ByOneDnn(weights)) return absl::OkStatus();
  const Shape shape(inputs, outputs, into);
  if (!shapes_.emplace(shape, shapes_.size()).second) return absl::OkStatus();
  for (std::vector<MatMul>& matmuls : matmuls_) {
    absl::StatusOr<MatMul> matmul = MatMul::Create(inputs, outputs, into);
    if (!matmul.ok()) return matmul.status();
    matmuls.push_back(*std::move(matmul));
  }
  return absl::OkStatus();
}

absl::Status Products::Run(int worker, int rows, const float* x,
                           const Matrix& weights, Into into, float* y) {
  Scratch& scratch = scratch_[worker];
  const int64_t inputs = Inputs(weights), outputs = Outputs(weights);
  if (inputs != weights.rows) {
    Widen(rows, x, weights.rows, inputs, scratch.x.data());
    x = scratch.x.data();
  }
  float* out = outputs == weights.columns ? y : scratch.y.data();
  if (out != y && into == Into::kAdd) {
    Widen(rows, y, weights.columns, outputs, out);
  }
  absl::Status status;
  if (ByOneDnn(weights)) {
    const size_t shape = shapes_.find(Shape(inputs, outputs, into))->second;
    status = matmuls_[worker][shape].Run(
        rows, x, static_cast<const float*>(weights.data), out);
  } else {
    Left left = {x, inputs, nullptr};
    if (IsQuantized(weights.dtype)) {
      scratch.quantized.Fill(weights.dtype, rows, weights.rows, x, inputs);
      left.quantized = &scratch.quantized;
    }
    ReadAhead nothing;
    PackedProduct(rows, left, weights, into, out, outputs, nothing);
  }
  for (int row = 0; out != y && row < rows; ++row) {
    std::copy_n(out + row * outputs, weights.columns,
                y + row * weights.columns);
  }
  return status;
}

}  // namespace regulon
