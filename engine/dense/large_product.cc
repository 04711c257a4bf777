#include "engine/dense/large_product.h"

#include <algorithm>
#include <atomic>

#include "engine/dense/matmul.h"
#include "oneapi/dnnl/dnnl.h"

namespace regulon {
namespace {

// Fixed, so that no bit depends on who computes a block.
constexpr int64_t kBlockColumns = 512;

}  // namespace

absl::Status LargeProduct(Workers& workers, const ProductShape& shape,
                          const float* a, const float* b, float* out) {
  if (shape.rows == 0 || shape.columns == 0) return absl::OkStatus();
  const int64_t blocks = (shape.columns + kBlockColumns - 1) / kBlockColumns;
  if (shape.inner == 0) {
    std::fill(out, out + shape.rows * shape.columns, 0.0f);
    return absl::OkStatus();
  }
  std::atomic<bool> refused{false};
  workers.Run(static_cast<int>(blocks), [&](int block, int) {
    const OneThread one_thread;
    const int64_t begin = block * kBlockColumns;
    const int64_t columns = std::min(kBlockColumns, shape.columns - begin);
    const dnnl_status_t status = dnnl_sgemm(
        shape.a_transposed ? 'T' : 'N', shape.b_transposed ? 'T' : 'N',
        shape.rows, columns, shape.inner, 1.0f, a,
        shape.a_transposed ? shape.rows : shape.inner,
        shape.b_transposed ? b + begin * shape.inner : b + begin,
        shape.b_transposed ? shape.inner : shape.columns, 0.0f, out + begin,
        shape.columns);
    if (status != dnnl_success) refused = true;
  });
  return refused ? absl::InternalError("oneDNN refused a matrix product")
                 : absl::OkStatus();
}

}  // namespace regulon
