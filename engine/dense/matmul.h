// A product with packed f32 weights through oneDNN: one thread, built once and
// run often. Only this folder includes oneDNN's headers.
//
//   ASSIGN_OR_RETURN(MatMul product, MatMul::Create(64, 40, Into::kStore));
//   RETURN_IF_ERROR(product.Run(rows, x, weights, y));
//
// A row of y has the same bits whatever rows stand beside it.
#ifndef REGULON_ENGINE_DENSE_MATMUL_H_
#define REGULON_ENGINE_DENSE_MATMUL_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/dense/into.h"

namespace regulon {

class MatMul {
 public:
  static constexpr int kMostRows = 64;

  // Unavailable if oneDNN has no such product; see ReadsPacked.
  static absl::StatusOr<MatMul> Create(int64_t inputs, int64_t outputs,
                                       Into into);
  MatMul(MatMul&&) noexcept;
  MatMul& operator=(MatMul&&) noexcept;
  ~MatMul();

  // What Run may read and write of so many rows, or of as many products of
  // kMostRows each as they take.
  static int PaddedRows(int rows);

  // Whether oneDNN reads packed f32 weights (genome/matrix.h) where they lie.
  // With AVX2 it does not, and its rows depend on how many there are.
  static bool ReadsPacked();

  // 1 <= rows <= kMostRows. x is [PaddedRows(rows), inputs] and y is
  // [PaddedRows(rows), outputs], row-major; rows past `rows` may be read and
  // written.
  // `weights` is [inputs, outputs], packed. Not thread-safe.
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
