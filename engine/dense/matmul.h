// A matrix product through oneDNN: y = x W, one thread, built once and run
// often. Only this folder includes oneDNN's headers.
//
//   ASSIGN_OR_RETURN(MatMul product, MatMul::Create(64, 40, Epilogue::kStore));
//   RETURN_IF_ERROR(product.Run(rows, x, weights, y));
//
// A row of y has the same bits whatever rows stand beside it.
#ifndef REGULON_ENGINE_DENSE_MATMUL_H_
#define REGULON_ENGINE_DENSE_MATMUL_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/genome/matrix.h"

namespace regulon {

enum class Epilogue {
  kStore,  // y = x W
  kAdd,    // y += x W
  kSwish,  // y = SiLU(x W)
};

class MatMul {
 public:
  static constexpr int kMostRows = 64;

  // Unavailable if oneDNN has no such product.
  static absl::StatusOr<MatMul> Create(int64_t inputs, int64_t outputs,
                                       Epilogue epilogue);
  MatMul(MatMul&&) noexcept;
  MatMul& operator=(MatMul&&) noexcept;
  ~MatMul();

  // The layout of f32 weights that this machine multiplies fastest.
  static Layout WeightLayout();

  // 1 <= rows <= kMostRows. x is [kMostRows, inputs] and y is
  // [kMostRows, outputs], row-major; rows past `rows` may be read and written.
  // `weights` is [inputs, outputs] in WeightLayout(). Not thread-safe.
  absl::Status Run(int rows, const float* x, const float* weights, float* y);

 private:
  struct Primitives;
  explicit MatMul(std::unique_ptr<Primitives> primitives);
  std::unique_ptr<Primitives> primitives_;
};

// While one lives, oneDNN computes on the thread that calls it and no other.
class OneThread {
 public:
  OneThread();
  ~OneThread();
  OneThread(const OneThread&) = delete;

 private:
  int before_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_MATMUL_H_
