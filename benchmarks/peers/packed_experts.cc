#include "benchmarks/peers/packed_experts.h"

#include <cstring>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<PackedExperts> PackedExperts::Read(const std::string& folder,
                                                  const ExpertShape& shape,
                                                  DType dtype) {
  PackedExperts read(shape, dtype);
  RETURN_IF_ERROR(read.ReadMatrices(folder + "/up.f32", 0, read.up_));
  RETURN_IF_ERROR(
      read.ReadMatrices(folder + "/down.f32", read.up_.lines, read.down_));
  return read;
}

PackedExperts::PackedExperts(const ExpertShape& shape, DType dtype)
    : shape_(shape),
      dtype_(dtype),
      up_(PlaceOf(dtype, shape.width, shape.hidden)),
      down_(PlaceOf(dtype, shape.hidden, shape.width)),
      lines_(shape.experts * (up_.lines + down_.lines)) {}

PackedExperts::Place PackedExperts::PlaceOf(DType dtype, int64_t rows,
                                            int64_t columns) {
  const auto lines = [](int64_t bytes) { return (bytes + 63) / 64; };
  const int64_t scale_rows = ScaleRowsOf(dtype, rows);
  const int64_t scales =
      scale_rows == 0 ? 0 : (rows + scale_rows - 1) / scale_rows * columns;
  const int64_t values = lines(BytesOf(dtype, Layout::kPacked, rows, columns));
  return {rows, columns, values,
          values + lines(scales * static_cast<int64_t>(sizeof(float)))};
}

absl::Status PackedExperts::ReadMatrices(const std::string& path, int64_t begin,
                                         const Place& place) {
  std::ifstream file(path, std::ios::binary);
  std::vector<float> stored(place.rows * place.columns), values(stored.size());
  for (int expert = 0; expert < shape_.experts; ++expert) {
    file.read(reinterpret_cast<char*>(stored.data()),
              stored.size() * sizeof(float));
    if (!file) {
      return absl::DataLossError(
          absl::StrCat(path, ": ends before expert ", expert));
    }
    for (int64_t column = 0; column < place.columns; ++column) {
      for (int64_t row = 0; row < place.rows; ++row) {
        values[row * place.columns + column] =
            stored[column * place.rows + row];
      }
    }
    const PackedMatrix packed = Pack(dtype_, place.rows, place.columns, values);
    Line* to = lines_.data() + expert * (up_.lines + down_.lines) + begin;
    std::memcpy(to, packed.bytes.data(), packed.bytes.size());
    if (packed.scale_rows == 0) continue;
    std::memcpy(to + place.scales, packed.scales.data(),
                packed.scales.size() * sizeof(float));
  }
  return absl::OkStatus();
}

Matrix PackedExperts::View(int expert, int64_t begin,
                           const Place& place) const {
  const Line* at = lines_.data() + expert * (up_.lines + down_.lines) + begin;
  Matrix view;
  view.dtype = dtype_;
  view.rows = place.rows;
  view.columns = place.columns;
  view.data = at;
  view.scale_rows = ScaleRowsOf(dtype_, place.rows);
  if (view.scale_rows > 0) {
    view.scales = reinterpret_cast<const float*>(at + place.scales);
  }
  return view;
}

}  // namespace regulon
