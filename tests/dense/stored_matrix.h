// A packed matrix that owns its numbers.
#ifndef REGULON_TESTS_DENSE_STORED_MATRIX_H_
#define REGULON_TESTS_DENSE_STORED_MATRIX_H_

#include <cstdint>
#include <vector>

#include "engine/genome/matrix.h"

namespace regulon {

class StoredMatrix {
 public:
  // From row-major values, as a genome file holds them.
  StoredMatrix(DType dtype, int rows, int columns,
               const std::vector<float>& values);
  // Random integers of I8 or I4, `scale_rows` to each random scale.
  StoredMatrix(DType dtype, int rows, int columns, int scale_rows,
               unsigned seed);
  StoredMatrix(const StoredMatrix&) = delete;

  const Matrix& view() const { return view_; }
  // Without its scale.
  float At(int row, int column) const;
  float ScaleAt(int row, int column) const;
  // Row-major, as the file has it after rounding.
  std::vector<float> Values() const;
  // To be spoilt by a test.
  void SetFloat(int row, int column, float value);
  void SetScale(int row, int column, float value);

 private:
  Matrix ViewOf(DType dtype, int rows, int columns) const;

  PackedMatrix packed_;
  Matrix view_;
};

}  // namespace regulon

#endif  // REGULON_TESTS_DENSE_STORED_MATRIX_H_
