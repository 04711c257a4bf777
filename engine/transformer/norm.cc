#include "engine/transformer/norm.h"

#include "engine/dense/normalize.h"

namespace regulon {

void Normalize(const proto::Transformer& shape, const NormTables& norm,
               const float* x, float* y) {
  const size_t width = shape.width();
  if (shape.norm() == proto::Transformer::RMS) {
    RmsNorm({x, width}, norm.scale, shape.norm_floor(), {y, width});
  } else {
    LayerNorm({x, width}, norm.scale, norm.bias, shape.norm_floor(),
              {y, width});
  }
}

// Squares and their sum, a factor and the scale; of LAYER also the mean, what
// is left of it, and the bias.
int64_t NormFlops(const proto::Transformer& shape) {
  return (shape.norm() == proto::Transformer::RMS ? 4 : 7) *
         int64_t{shape.width()};
}

}  // namespace regulon
