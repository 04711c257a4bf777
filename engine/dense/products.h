// The products that every query of a genome runs, through oneDNN where it reads
// the file's weights as they lie, else through our own (packed_product.h). They
// are built once for each shape and worker: that takes oneDNN 150 us and 100
// kB, so shapes are rounded up to what packed weights are padded to anyway,
// rows to 16 and columns to 64: what is added is zero and changes no bit.
#ifndef REGULON_ENGINE_DENSE_PRODUCTS_H_
#define REGULON_ENGINE_DENSE_PRODUCTS_H_

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "engine/dense/into.h"
#include "engine/dense/matmul.h"
#include "engine/dense/quantized_rows.h"
#include "engine/genome/matrix.h"

namespace regulon {

class Products {
 public:
  explicit Products(int workers) : matmuls_(workers), scratch_(workers) {}

  // Plans the product with a matrix; nothing for one without data. DataLoss if
  // it is not packed as a product needs it.
  absl::Status Need(const Matrix& weights, Into into);

  // As planned, by one worker; see MatMul::Run for the arguments.
  absl::Status Run(int worker, int rows, const float* x, const Matrix& weights,
                   Into into, float* y);

 private:
  using Shape = std::tuple<int64_t, int64_t, Into>;

  struct Scratch {
    std::vector<float> x, y;  // as large as any product needs
    QuantizedRows quantized;
  };

  std::map<Shape, size_t> shapes_;
  std::vector<std::vector<MatMul>> matmuls_;  // [worker][shape]
  std::vector<Scratch> scratch_;              // [worker]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_PRODUCTS_H_
