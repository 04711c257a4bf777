// The matrix products of a genome, built once for each shape and worker.
#ifndef REGULON_ENGINE_DENSE_PRODUCTS_H_
#define REGULON_ENGINE_DENSE_PRODUCTS_H_

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/dense/matmul.h"
#include "engine/genome/matrix.h"

namespace regulon {

class Products {
 public:
  explicit Products(int workers) : matmuls_(workers), unpacked_(workers) {}

  // Plans y = x W for a matrix of this shape; nothing for one without data.
  absl::Status Need(const Matrix& weights, Epilogue epilogue);

  // y = x W as planned, by one worker; see MatMul::Run for the arguments.
  // Weights that are not F32 in MatMul::WeightLayout() are unpacked first.
  absl::Status Run(int worker, int rows, const float* x, const Matrix& weights,
                   Epilogue epilogue, float* y);

 private:
  using Shape = std::tuple<int64_t, int64_t, Epilogue>;

  std::map<Shape, size_t> shapes_;
  std::vector<std::vector<MatMul>> matmuls_;  // [worker][shape]
  std::vector<std::vector<float>> unpacked_;  // [worker], the largest needed
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_PRODUCTS_H_
