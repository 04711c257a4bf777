// What a packed product promises, number by number.
#ifndef REGULON_TESTS_DENSE_SLOW_PRODUCT_H_
#define REGULON_TESTS_DENSE_SLOW_PRODUCT_H_

#include <vector>

#include "engine/dense/into.h"
#include "tests/dense/stored_matrix.h"

namespace regulon {

// y [rows, outputs] + x [rows, inputs] W: for each value one multiply-add after
// the other in ascending order of the inputs, `fused` or rounded twice; of
// integer weights one for each block.
std::vector<float> SlowProduct(int rows, const std::vector<float>& x,
                               const StoredMatrix& weights, bool fused,
                               std::vector<float> y);

// The fast one for the same: `before` is [rows, outputs] for kAdd. Expects that
// it reads and writes only what it says.
std::vector<float> FastProduct(int rows, const std::vector<float>& x,
                               const StoredMatrix& weights, Into into,
                               const std::vector<float>& before);

}  // namespace regulon

#endif  // REGULON_TESTS_DENSE_SLOW_PRODUCT_H_
