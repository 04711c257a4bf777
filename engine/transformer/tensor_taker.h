// Finds tensors of a genome, checks what they hold and cuts them for the
// account. DataLoss names what is wrong.
#ifndef REGULON_ENGINE_TRANSFORMER_TENSOR_TAKER_H_
#define REGULON_ENGINE_TRANSFORMER_TENSOR_TAKER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/genome/genome.h"
#include "engine/genome/matrix.h"
#include "engine/ledger/inventory.h"

namespace regulon {

struct TensorName {
  const char* name;
  int layer = 0;
  int domain = Genome::kNoDomain;
};

enum class Need { kRequired, kOptional };

class TensorTaker {
 public:
  // Both must outlive it.
  TensorTaker(const Genome& genome, Inventory& inventory)
      : genome_(genome), inventory_(inventory) {}

  bool Stores(const TensorName& name) const { return Find(name) >= 0; }

  // [size] floats, cut whole; what they are cut into is added to `units`.
  absl::Status TakeFloats(const TensorName& name, int64_t size, Need need,
                          absl::Span<const float>& values,
                          std::vector<Units>& units);
  // Packed for products, cut whole.
  absl::Status TakePacked(const TensorName& name, int64_t rows, int64_t columns,
                          Need need, Matrix& matrix, std::vector<Units>& units);
  // The same, cut by column, and its scales by element.
  absl::Status TakeByColumn(const TensorName& name, int64_t rows,
                            int64_t columns, Matrix& matrix, Units& units,
                            Units& scale_units);
  // Plain F32 or BF16, cut by row.
  absl::Status TakeRows(const TensorName& name, int64_t rows, int64_t columns,
                        Need need, Matrix& matrix, Units& units);

  // DataLoss about that tensor.
  absl::Status Damaged(const TensorName& name, const std::string& what) const;

 private:
  int Find(const TensorName& name) const {
    return genome_.Find(name.name, name.layer, name.domain);
  }
  absl::Status Missing(const TensorName& name, Need need) const;
  absl::Status CheckMatrix(const TensorName& name, int tensor, int64_t rows,
                           int64_t columns, Layout layout) const;

  const Genome& genome_;
  Inventory& inventory_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_TENSOR_TAKER_H_
