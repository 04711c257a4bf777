// How the experts of a mixture lie in memory, packed as a genome file packs
// them, one after another:
//
//   y_c = sum_e w_ce relu(x_c U_e) D_e,   U_e [width, hidden], D_e its reverse
#ifndef REGULON_BENCHMARKS_EXPERT_LAYOUT_H_
#define REGULON_BENCHMARKS_EXPERT_LAYOUT_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/genome/matrix.h"
#include "engine/transcription/expert_layer.h"

namespace regulon {

struct ExpertShape {
  int experts = 0;
  int64_t width = 0;   // inputs and outputs
  int64_t hidden = 0;  // between up and down
};

class ExpertLayout {
 public:
  ExpertLayout(const ExpertShape& shape, DType dtype);

  const ExpertShape& shape() const { return shape_; }
  // Of one expert, scales included: a multiple of 64.
  int64_t expert_bytes() const { return down_.end; }

  // From row-major [width, hidden] and [hidden, width] to the expert that
  // begins at `expert`.
  void PackUp(absl::Span<const float> up, uint8_t* expert) const;
  void PackDown(absl::Span<const float> down, uint8_t* expert) const;

  // Of the experts from `first` on, which is aligned to 64 bytes. They and this
  // layout outlive the layer.
  absl::StatusOr<ExpertLayer> LayerAt(const uint8_t* first) const;

 private:
  // Where a matrix lies, in bytes from its expert's beginning.
  struct Place {
    int64_t rows, columns;
    int64_t values, scales, end;
  };

  Place PlaceAt(int64_t begin, int64_t rows, int64_t columns) const;
  void PackTo(const Place& place, absl::Span<const float> values,
              uint8_t* expert) const;
  Matrix View(const Place& place, const uint8_t* expert) const;

  ExpertShape shape_;
  DType dtype_;
  Place up_, down_;
  std::vector<uint32_t> all_;  // inputs and genes: 0 .. width - 1
};

}  // namespace regulon

#endif  // REGULON_BENCHMARKS_EXPERT_LAYOUT_H_
