#include "benchmarks/peers/packed_experts.h"

#include <fstream>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "engine/status.h"

namespace regulon {
namespace {

using PackMatrix = absl::FunctionRef<void(int expert, absl::Span<const float>)>;

// Matrices stored [experts, columns, rows]; `pack` gets each row-major.
absl::Status ReadMatrices(const std::string& path, int experts, int64_t rows,
                          int64_t columns, PackMatrix pack) {
  std::ifstream file(path, std::ios::binary);
  std::vector<float> stored(rows * columns), values(stored.size());
  for (int expert = 0; expert < experts; ++expert) {
    file.read(reinterpret_cast<char*>(stored.data()),
              stored.size() * sizeof(float));
    if (!file) {
      return absl::DataLossError(
          absl::StrCat(path, ": ends before expert ", expert));
    }
    for (int64_t column = 0; column < columns; ++column) {
      for (int64_t row = 0; row < rows; ++row) {
        values[row * columns + column] = stored[column * rows + row];
      }
    }
    pack(expert, values);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PackedExperts> PackedExperts::Read(const std::string& folder,
                                                  const ExpertShape& shape,
                                                  DType dtype) {
  PackedExperts read(shape, dtype);
  RETURN_IF_ERROR(ReadMatrices(folder + "/up.f32", shape.experts, shape.width,
                               shape.hidden,
                               [&read](int expert, absl::Span<const float> up) {
                                 read.layout_.PackUp(up, read.expert(expert));
                               }));
  RETURN_IF_ERROR(ReadMatrices(
      folder + "/down.f32", shape.experts, shape.hidden, shape.width,
      [&read](int expert, absl::Span<const float> down) {
        read.layout_.PackDown(down, read.expert(expert));
      }));
  return read;
}

PackedExperts::PackedExperts(const ExpertShape& shape, DType dtype)
    : layout_(shape, dtype),
      lines_(shape.experts * layout_.expert_bytes() / sizeof(Line)) {}

uint8_t* PackedExperts::expert(int expert) {
  return reinterpret_cast<uint8_t*>(lines_.data()) +
         expert * layout_.expert_bytes();
}

absl::StatusOr<ExpertLayer> PackedExperts::Layer() const {
  return layout_.LayerAt(reinterpret_cast<const uint8_t*>(lines_.data()));
}

}  // namespace regulon
