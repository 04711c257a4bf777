#include "engine/dense/products.h"

#include <algorithm>
#include <utility>

namespace regulon {
namespace {

// A large shape stands alone, so it is taken as it is.
constexpr int64_t kMostRounded = 4096;

bool ReadInPlace(const Matrix& weights) {
  return weights.dtype == DType::kF32 &&
         weights.layout == MatMul::WeightLayout();
}

int64_t RoundUp(int64_t size, int64_t block) {
  return MatMul::WeightLayout() == Layout::kPlain || size > kMostRounded
             ? size
             : (size + block - 1) / block * block;
}

int64_t Inputs(const Matrix& weights) { return RoundUp(weights.rows, 16); }
int64_t Outputs(const Matrix& weights) { return RoundUp(weights.columns, 64); }

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

absl::Status Products::Need(const Matrix& weights, Epilogue epilogue) {
  if (weights.data == nullptr) return absl::OkStatus();
  const int64_t inputs = Inputs(weights), outputs = Outputs(weights);
  for (Scratch& scratch : scratch_) {
    if (!ReadInPlace(weights)) {
      Grow(BytesOf(DType::kF32, MatMul::WeightLayout(), weights.rows,
                   weights.columns) /
               sizeof(float),
           scratch.weights);
    }
    if (inputs != weights.rows) Grow(MatMul::kMostRows * inputs, scratch.x);
    if (outputs != weights.columns) {
      Grow(MatMul::kMostRows * outputs, scratch.y);
    }
  }
  const Shape shape(inputs, outputs, epilogue);
  if (!shapes_.emplace(shape, shapes_.size()).second) return absl::OkStatus();
  for (std::vector<MatMul>& matmuls : matmuls_) {
    absl::StatusOr<MatMul> matmul = MatMul::Create(inputs, outputs, epilogue);
    if (!matmul.ok()) return matmul.status();
    matmuls.push_back(*std::move(matmul));
  }
  return absl::OkStatus();
}

absl::Status Products::Run(int worker, int rows, const float* x,
                           const Matrix& weights, Epilogue epilogue, float* y) {
  Scratch& scratch = scratch_[worker];
  const float* data = static_cast<const float*>(weights.data);
  if (!ReadInPlace(weights)) {
    Unpack(weights, MatMul::WeightLayout(), scratch.weights.data());
    data = scratch.weights.data();
  }
  const int64_t inputs = Inputs(weights), outputs = Outputs(weights);
  if (inputs != weights.rows) {
    Widen(rows, x, weights.rows, inputs, scratch.x.data());
    x = scratch.x.data();
  }
  float* out = outputs == weights.columns ? y : scratch.y.data();
  if (out != y && epilogue == Epilogue::kAdd) {
    Widen(rows, y, weights.columns, outputs, out);
  }
  const size_t shape = shapes_.find(Shape(inputs, outputs, epilogue))->second;
  absl::Status status = matmuls_[worker][shape].Run(rows, x, data, out);
  for (int row = 0; out != y && row < rows; ++row) {
    std::copy_n(out + row * outputs, weights.columns,
                y + row * weights.columns);
  }
  return status;
}

}  // namespace regulon
