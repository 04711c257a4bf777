// How far the weights of a genome's experts are from those of another.
#ifndef REGULON_ENGINE_CONVERT_WEIGHT_LOSS_H_
#define REGULON_ENGINE_CONVERT_WEIGHT_LOSS_H_

#include <cstdint>

#include "engine/genome/genome.h"

namespace regulon {

struct WeightLoss {
  int64_t weights = 0;
  double rms = 0;  // sqrt(sum (w - w')^2 / sum w^2)
  // The largest |w - w'|, relative to the scale of w' or, where that has none,
  // to |w|.
  double largest = 0;
};

// `after` is `before` recoded: the same matrices in the same order.
WeightLoss MeasureWeightLoss(const Genome& before, const Genome& after);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_WEIGHT_LOSS_H_
