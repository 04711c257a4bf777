// The norm that a transformer declares, of one row.
#ifndef REGULON_ENGINE_TRANSFORMER_NORM_H_
#define REGULON_ENGINE_TRANSFORMER_NORM_H_

#include <cstdint>

#include "engine/transformer/tables.h"
#include "proto/genome.pb.h"

namespace regulon {

// y = the norm of x, [shape.width()] both; y may be x.
void Normalize(const proto::Transformer& shape, const NormTables& norm,
               const float* x, float* y);

// Operations of that.
int64_t NormFlops(const proto::Transformer& shape);

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_NORM_H_
