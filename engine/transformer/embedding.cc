#include "engine/transformer/embedding.h"

#include "absl/types/span.h"
#include "engine/dense/elementwise.h"
#include "engine/genome/matrix.h"
#include "engine/transformer/norm.h"

namespace regulon {

void Embed(const proto::Transformer& shape, const TransformerTables& tables,
           int32_t token, int64_t position, float* scratch, float* x) {
  if (tables.token.data != nullptr) {
    UnpackRow(tables.token, token, x);
  } else {
    UnpackColumn(tables.output.weights, token, x);
  }
  const auto add = [&](const Matrix& rows, int64_t row) {
    if (rows.data == nullptr) return;
    UnpackRow(rows, row, scratch);
    AddScaled(1, absl::MakeConstSpan(scratch, shape.width()), x);
  };
  add(tables.type, 0);
  add(tables.position, position);
  if (!tables.embedding_norm.scale.empty()) {
    Normalize(shape, tables.embedding_norm, x, x);
  }
}

int64_t EmbedFlops(const proto::Transformer& shape,
                   const TransformerTables& tables) {
  const int rows =
      (tables.type.data != nullptr) + (tables.position.data != nullptr);
  return rows * int64_t{shape.width()} +
         (tables.embedding_norm.scale.empty() ? 0 : NormFlops(shape));
}

void MarkEmbedding(const TransformerTables& tables, int32_t token,
                   int64_t position, ReadSet& reads) {
  reads.Mark(tables.token_units, token);
  for (int64_t row = 0; row < tables.token_scale_rows; ++row) {
    reads.Mark(tables.token_scale_units,
               static_cast<int>(row * tables.output.weights.columns + token));
  }
  reads.Mark(tables.position_units, static_cast<int>(position));
  reads.Mark(tables.type_units);
}

}  // namespace regulon
