// Matrices for the tests of products.
#ifndef REGULON_TESTS_DENSE_RANDOM_MATRIX_H_
#define REGULON_TESTS_DENSE_RANDOM_MATRIX_H_

#include <cstring>
#include <random>
#include <vector>

#include "engine/dense/matmul.h"
#include "engine/genome/matrix.h"

namespace regulon {

// Row-major.
inline std::vector<float> RandomMatrix(int rows, int columns, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(rows * columns);
  for (float& value : values) value = normal(random);
  return values;
}

// From row-major to what MatMul::Run takes.
inline std::vector<float> InWeightLayout(int rows, int columns,
                                         const std::vector<float>& values) {
  if (MatMul::WeightLayout() == Layout::kPlain) return values;
  const PackedMatrix packed = Pack(DType::kF32, rows, columns, values);
  std::vector<float> floats(packed.bytes.size() / sizeof(float));
  std::memcpy(floats.data(), packed.bytes.data(), packed.bytes.size());
  return floats;
}

}  // namespace regulon

#endif  // REGULON_TESTS_DENSE_RANDOM_MATRIX_H_
