#include "engine/query/assignments.h"

namespace regulon {
namespace {

double Unseen(uint64_t once, uint64_t twice) {
  if (once == 0) return 0;
  const auto f1 = static_cast<double>(once), f2 = static_cast<double>(twice);
  return f1 * (f1 - 1) / (2 * (f2 + 1));
}

}  // namespace

double Chao1(uint64_t seen, uint64_t once, uint64_t twice) {
  return static_cast<double>(seen) + Unseen(once, twice);
}

double Chao2(uint64_t seen, uint64_t once, uint64_t twice, uint64_t samples) {
  const auto m = static_cast<double>(samples);
  return static_cast<double>(seen) + (m - 1) / m * Unseen(once, twice);
}

}  // namespace regulon
