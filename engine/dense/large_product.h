// Products of matrices as large as memory, as fits need them: row-major f32
// through oneDNN, shared out over workers in blocks of columns.
//
//   RETURN_IF_ERROR(LargeProduct(workers, {n, g, n}, alpha, y, out));
//
// The same bits for any number of workers.
#ifndef REGULON_ENGINE_DENSE_LARGE_PRODUCT_H_
#define REGULON_ENGINE_DENSE_LARGE_PRODUCT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "engine/workers.h"

namespace regulon {

struct ProductShape {
  int64_t rows = 0, columns = 0, inner = 0;
  // a is [inner, rows] and read across; b is [columns, inner] and read across.
  bool a_transposed = false, b_transposed = false;
};

// out [rows, columns] = a [rows, inner] b [inner, columns]. Internal if oneDNN
// refuses the product.
absl::Status LargeProduct(Workers& workers, const ProductShape& shape,
                          const float* a, const float* b, float* out);

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_LARGE_PRODUCT_H_
