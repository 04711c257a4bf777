#include "engine/development/memory.h"

#include <cmath>

namespace regulon {
namespace {

// Drive - threshold at which this memory is at rest.
double DriveAtRest(double feedback, double memory) {
  return std::log(memory / (1 - memory)) - feedback * memory;
}

}  // namespace

double Renew(const MemoryLaw& law, double memory, double drive) {
  const double u = law.feedback * memory + drive - law.threshold;
  return memory + law.rate * (1 / (1 + std::exp(-u)) - memory);
}

std::optional<Fold> FoldOf(const MemoryLaw& law) {
  const double j = law.feedback;
  if (!(j > 4)) return std::nullopt;
  // The lower root as 1 / J over the upper: their product, without cancelling.
  const double high = (1 + std::sqrt(1 - 4 / j)) / 2;
  const double low = 1 / (j * high);
  return Fold{low, high, DriveAtRest(j, high), DriveAtRest(j, low)};
}

double DistanceToFold(const Fold& fold, const MemoryLaw& law, bool high,
                      double drive) {
  const double u = drive - law.threshold;
  return high ? u - fold.lower : fold.upper - u;
}

}  // namespace regulon
