// The matrix products of a genome, built once for each shape and worker.
//
// Domains differ in size, and building a product takes oneDNN 150 us and 100
// kB. So shapes are rounded up to what packed weights are padded to anyway,
// rows to 16 and columns to 64: what is added is zero and changes no bit.
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
  explicit Products(int workers) : matmuls_(workers), scratch_(workers) {}

  // Plans y = x W for a matrix of this shape; nothing for one without data.
  absl::Status Need(const Matrix& weights, Epilogue epilogue);

  // y = x W as planned, by one worker; see MatMul::Run for the arguments.
  // Weights that are not F32 in MatMul::WeightLayout() are unpacked first.
  absl::Status Run(int worker, int rows, const float* x, const Matrix& weights,
                   Epilogue epilogue, float* y);

 private:
  using Shape = std::tuple<int64_t, int64_t, Epilogue>;

  struct Scratch {
    std::vector<float> weights, x, y;  // as large as any product needs
  };

  std::map<Shape, size_t> shapes_;
  std::vector<std::vector<MatMul>> matmuls_;  // [worker][shape]
  std::vector<Scratch> scratch_;              // [worker]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_PRODUCTS_H_
