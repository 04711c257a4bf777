#include "engine/explain/jaccard.h"

namespace regulon {

double Jaccard(int64_t in_both, int64_t only_a, int64_t only_b) {
  const int64_t in_either = in_both + only_a + only_b;
  return in_either == 0
             ? 1
             : static_cast<double>(in_both) / static_cast<double>(in_either);
}

}  // namespace regulon
