// Answers compared bit by bit.
#ifndef REGULON_TESTS_CELL_SAME_BITS_H_
#define REGULON_TESTS_CELL_SAME_BITS_H_

#include "engine/cell/answer.h"
#include "gtest/gtest.h"

namespace regulon::reference {

// Expression, domains, weights, operations and the first `units` of what was
// read.
::testing::AssertionResult SameBits(const Answer& a, const Answer& b,
                                    int units);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_CELL_SAME_BITS_H_
