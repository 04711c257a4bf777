#include "benchmarks/expert_layout.h"

#include <cstring>
#include <numeric>
#include <utility>

namespace regulon {
namespace {

// For vectors and lines of the memory to begin there.
int64_t Aligned(int64_t bytes) { return (bytes + 63) / 64 * 64; }

int64_t ScaleBytes(DType dtype, int64_t rows, int64_t columns) {
  const int64_t scale_rows = ScaleRowsOf(dtype, rows);
  if (scale_rows == 0) return 0;
  return (rows + scale_rows - 1) / scale_rows * columns *
         static_cast<int64_t>(sizeof(float));
}

}  // namespace

ExpertLayout::ExpertLayout(const ExpertShape& shape, DType dtype)
    : shape_(shape),
      dtype_(dtype),
      up_(PlaceAt(0, shape.width, shape.hidden)),
      down_(PlaceAt(up_.end, shape.hidden, shape.width)),
      all_(shape.width) {
  std::iota(all_.begin(), all_.end(), 0);
}

ExpertLayout::Place ExpertLayout::PlaceAt(int64_t begin, int64_t rows,
                                          int64_t columns) const {
  const int64_t scales =
      begin + Aligned(BytesOf(dtype_, Layout::kPacked, rows, columns));
  return {rows, columns, begin, scales,
          scales + Aligned(ScaleBytes(dtype_, rows, columns))};
}

void ExpertLayout::PackUp(absl::Span<const float> up, uint8_t* expert) const {
  PackTo(up_, up, expert);
}

void ExpertLayout::PackDown(absl::Span<const float> down,
                            uint8_t* expert) const {
  PackTo(down_, down, expert);
}

void ExpertLayout::PackTo(const Place& place, absl::Span<const float> values,
                          uint8_t* expert) const {
  const PackedMatrix packed = Pack(dtype_, place.rows, place.columns, values);
  std::memcpy(expert + place.values, packed.bytes.data(), packed.bytes.size());
  if (packed.scales.empty()) return;
  std::memcpy(expert + place.scales, packed.scales.data(),
              packed.scales.size() * sizeof(float));
}

absl::StatusOr<ExpertLayer> ExpertLayout::LayerAt(const uint8_t* first) const {
  TranscriptionSizes sizes;
  sizes.regulators = sizes.genes = shape_.width;
  sizes.domains = shape_.experts;
  std::vector<ExpertTables> tables(shape_.experts);
  for (int e = 0; e < shape_.experts; ++e) {
    const uint8_t* expert = first + e * expert_bytes();
    tables[e].genes = tables[e].inputs = all_;
    tables[e].up = View(up_, expert);
    tables[e].down = View(down_, expert);
  }
  return ExpertLayer::Create(std::move(tables), sizes);
}

Matrix ExpertLayout::View(const Place& place, const uint8_t* expert) const {
  Matrix view;
  view.dtype = dtype_;
  view.rows = place.rows;
  view.columns = place.columns;
  view.data = expert + place.values;
  view.scale_rows = ScaleRowsOf(dtype_, place.rows);
  if (view.scale_rows > 0) {
    view.scales = reinterpret_cast<const float*>(expert + place.scales);
  }
  return view;
}

}  // namespace regulon
