// y = x W + b of one or several W that read the same rows, their panels of
// columns and blocks of rows shared out over workers: the same bits however
// that is done.
#ifndef REGULON_ENGINE_TRANSFORMER_PROJECTION_H_
#define REGULON_ENGINE_TRANSFORMER_PROJECTION_H_

#include <cstdint>

#include "absl/types/span.h"
#include "engine/transformer/tables.h"
#include "engine/transformer/workspace.h"

namespace regulon {

struct Projection {
  const ProjectionTables* tables;
  RowBuffer* y;
};

// x as Left::values has it.
void Project(int64_t rows, RowBuffer& x, absl::Span<const Projection> to,
             Workspace& workspace);

// Operations of one row.
int64_t ProjectFlops(const ProjectionTables& tables);

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_PROJECTION_H_
