#include "tests/cell/same_bits.h"

#include <cstring>

namespace regulon::reference {

::testing::AssertionResult SameBits(const Answer& a, const Answer& b,
                                    int units) {
  for (size_t g = 0; g < a.expression.size(); ++g) {
    if (std::memcmp(&a.expression[g], &b.expression[g], sizeof(float)) != 0) {
      return ::testing::AssertionFailure()
             << "gene " << g << ": " << a.expression[g] << " and "
             << b.expression[g];
    }
  }
  if (a.open != b.open || a.weight != b.weight) {
    return ::testing::AssertionFailure() << "other domains";
  }
  for (int unit = 0; unit < units; ++unit) {
    if (a.reads.Has(unit) != b.reads.Has(unit)) {
      return ::testing::AssertionFailure() << "unit " << unit;
    }
  }
  if (a.flops != b.flops ||
      a.flops_everything_open != b.flops_everything_open) {
    return ::testing::AssertionFailure() << "flops";
  }
  if (a.out_of_repertoire != b.out_of_repertoire ||
      a.nearest_distance != b.nearest_distance) {
    return ::testing::AssertionFailure() << "distance of the repertoire";
  }
  return ::testing::AssertionSuccess();
}

}  // namespace regulon::reference
