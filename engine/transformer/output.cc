#include "engine/transformer/output.h"

#include <algorithm>

#include "engine/dense/elementwise.h"
#include "engine/dense/packed_product.h"
#include "engine/transformer/norm.h"
#include "engine/transformer/projection.h"

namespace regulon {

Output::Output(const proto::Transformer& shape, const TransformerTables& tables)
    : shape_(shape), t_(tables), logits_(PaddedOutputs(shape.vocabulary())) {}

void Output::Run(int64_t rows, const float* hidden, Workspace& workspace,
                 float* logits) {
  const auto width = static_cast<int64_t>(shape_.width());
  const auto vocabulary = static_cast<int64_t>(shape_.vocabulary());
  const int64_t most = std::min(rows, Workspace::kBlockRows);
  workspace.Plan(most, 0);
  logits_.Plan(most);
  for (int64_t first = 0; first < rows; first += most) {
    const int64_t count = std::min(most, rows - first);
    for (int64_t row = 0; row < count; ++row) {
      std::copy_n(hidden + (first + row) * width, width, workspace.h.row(row));
    }
    if (t_.head.stored()) {
      Project(count, workspace.h, {{&t_.head, &workspace.update}}, workspace);
      workspace.workers.Run(static_cast<int>(count), [&](int row, int) {
        float* h = workspace.update.row(row);
        const absl::Span<float> values(h, width);
        if (shape_.activation() == proto::GELU) {
          Gelu(values);
        } else {
          Relu(values);
        }
        if (t_.head_norm.scale.empty()) {
          std::copy_n(h, width, workspace.h.row(row));
        } else {
          Normalize(shape_, t_.head_norm, h, workspace.h.row(row));
        }
      });
    }
    Project(count, workspace.h, {{&t_.output, &logits_}}, workspace);
    for (int64_t row = 0; row < count; ++row) {
      std::copy_n(logits_.row(row), vocabulary,
                  logits + (first + row) * vocabulary);
    }
  }
}

int64_t Output::flops() const {
  if (!t_.head.stored()) return ProjectFlops(t_.output);
  const int64_t activation = shape_.activation() == proto::GELU ? 5 : 1;
  return ProjectFlops(t_.output) + ProjectFlops(t_.head) +
         activation * shape_.width() +
         (t_.head_norm.scale.empty() ? 0 : NormFlops(shape_));
}

void Output::Mark(ReadSet& reads) const {
  for (const Units units : t_.output_units) reads.Mark(units);
  if (t_.token.data != nullptr) return;
  const auto vocabulary = static_cast<int>(shape_.vocabulary());
  reads.MarkRange(t_.token_units, vocabulary);
  reads.MarkRange(t_.token_scale_units,
                  static_cast<int>(t_.token_scale_rows) * vocabulary);
}

}  // namespace regulon
