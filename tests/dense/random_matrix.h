// Matrices for the tests of products.
#ifndef REGULON_TESTS_DENSE_RANDOM_MATRIX_H_
#define REGULON_TESTS_DENSE_RANDOM_MATRIX_H_

#include <random>
#include <vector>

namespace regulon {

// Row-major.
inline std::vector<float> RandomMatrix(int rows, int columns, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(rows * columns);
  for (float& value : values) value = normal(random);
  return values;
}

}  // namespace regulon

#endif  // REGULON_TESTS_DENSE_RANDOM_MATRIX_H_
