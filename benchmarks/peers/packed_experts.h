// The experts of a layer from raw files, packed as a genome file packs them.
#ifndef REGULON_BENCHMARKS_PEERS_PACKED_EXPERTS_H_
#define REGULON_BENCHMARKS_PEERS_PACKED_EXPERTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/genome/matrix.h"

namespace regulon {

struct ExpertShape {
  int experts = 0;
  int64_t width = 0;   // inputs and outputs
  int64_t hidden = 0;  // between up and down
};

class PackedExperts {
 public:
  // From FOLDER/up.f32 [experts, hidden, width] and FOLDER/down.f32
  // [experts, width, hidden], little-endian: an output's weights together.
  // DataLoss if a file is shorter.
  static absl::StatusOr<PackedExperts> Read(const std::string& folder,
                                            const ExpertShape& shape,
                                            DType dtype);

  const ExpertShape& shape() const { return shape_; }
  Matrix up(int expert) const { return View(expert, 0, up_); }
  Matrix down(int expert) const { return View(expert, up_.lines, down_); }

 private:
  // What vectors and the memory's lines are aligned to.
  struct alignas(64) Line {
    uint8_t bytes[64];
  };
  struct Place {
    int64_t rows, columns;
    int64_t scales;  // where they begin, in lines
    int64_t lines;   // in all
  };

  PackedExperts(const ExpertShape& shape, DType dtype);
  static Place PlaceOf(DType dtype, int64_t rows, int64_t columns);
  absl::Status ReadMatrices(const std::string& path, int64_t begin,
                            const Place& place);
  Matrix View(int expert, int64_t begin, const Place& place) const;

  ExpertShape shape_;
  DType dtype_;
  Place up_, down_;
  std::vector<Line> lines_;  // [experts][up_.lines + down_.lines]
};

}  // namespace regulon

#endif  // REGULON_BENCHMARKS_PEERS_PACKED_EXPERTS_H_
