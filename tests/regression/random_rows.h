// Matrices of numbers drawn from a seed.
#ifndef REGULON_TESTS_REGRESSION_RANDOM_ROWS_H_
#define REGULON_TESTS_REGRESSION_RANDOM_ROWS_H_

#include "engine/random.h"
#include "engine/regression/problem.h"

namespace regulon {

// Uniform in [-1, 1).
inline FloatRows RandomRows(int rows, int columns, uint64_t seed) {
  Random random(seed, 0);
  FloatRows made(rows, columns);
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j) {
      made(i, j) = static_cast<float>(2 * random.Unit() - 1);
    }
  }
  return made;
}

}  // namespace regulon

#endif  // REGULON_TESTS_REGRESSION_RANDOM_ROWS_H_
