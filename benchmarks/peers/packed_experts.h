// The experts of a layer from raw files, packed as a genome file packs them.
#ifndef REGULON_BENCHMARKS_PEERS_PACKED_EXPERTS_H_
#define REGULON_BENCHMARKS_PEERS_PACKED_EXPERTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "benchmarks/expert_layout.h"
#include "engine/genome/matrix.h"
#include "engine/transcription/expert_layer.h"

namespace regulon {

class PackedExperts {
 public:
  // From FOLDER/up.f32 [experts, hidden, width] and FOLDER/down.f32
  // [experts, width, hidden], little-endian: an output's weights together.
  // DataLoss if a file is shorter.
  static absl::StatusOr<PackedExperts> Read(const std::string& folder,
                                            const ExpertShape& shape,
                                            DType dtype);

  const ExpertShape& shape() const { return layout_.shape(); }
  // They outlive it.
  absl::StatusOr<ExpertLayer> Layer() const;

 private:
  // What vectors and the memory's lines are aligned to.
  struct alignas(64) Line {
    uint8_t bytes[64];
  };

  PackedExperts(const ExpertShape& shape, DType dtype);
  uint8_t* expert(int expert);

  ExpertLayout layout_;
  std::vector<Line> lines_;
};

}  // namespace regulon

#endif  // REGULON_BENCHMARKS_PEERS_PACKED_EXPERTS_H_
