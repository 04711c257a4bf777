// An open genome file: its manifest, its vocabulary and its mapped tensors.
//
//   absl::StatusOr<std::unique_ptr<const Genome>> genome =
//       Genome::Open("laci_o2.regulon");
//   absl::Span<const float> basal =
//       (*genome)->F32((*genome)->Find(tensors::kBasal));
//
// Opening reads the header and the manifest and nothing else. Immutable, so any
// number of threads and cells may share one.
#ifndef REGULON_ENGINE_GENOME_GENOME_H_
#define REGULON_ENGINE_GENOME_GENOME_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/genome/matrix.h"
#include "engine/genome/unit.h"
#include "engine/genome/vocabulary.h"
#include "proto/genome.pb.h"

namespace regulon {

struct ByteRange {
  int64_t begin = 0, end = 0;  // offsets in the file, [begin, end)
};

class Genome {
 public:
  static constexpr int kNoTensor = -1;
  static constexpr int kNoDomain = -1;

  // NotFound, DataLoss (damaged or cut short) or InvalidArgument; the message
  // begins with the path.
  static absl::StatusOr<std::unique_ptr<const Genome>> Open(
      const std::string& path);

  Genome(const Genome&) = delete;
  ~Genome();

  const std::string& path() const { return path_; }
  int64_t file_bytes() const { return file_bytes_; }
  const proto::Manifest& manifest() const { return *manifest_; }
  const std::string& manifest_sha256() const { return manifest_sha256_; }

  // Of manifest().regulators and manifest().genes, by id, symbol or alias.
  const Vocabulary& regulators() const { return regulators_; }
  const Vocabulary& genes() const { return genes_; }
  const std::vector<Unit>& regulator_units() const { return regulator_units_; }
  const std::vector<Unit>& gene_units() const { return gene_units_; }
  // Ascending indices of the genes of a domain.
  absl::Span<const uint32_t> GenesOf(int domain) const;

  // Index in manifest().tensors, or kNoTensor.
  int Find(absl::string_view name, int layer = 0, int domain = kNoDomain) const;

  // The values of a tensor; empty for kNoTensor. The dtype must be the one
  // asked for, as Open has checked for every name of tensors.h.
  absl::Span<const float> F32(int tensor) const;
  absl::Span<const uint32_t> U32(int tensor) const;
  Matrix MatrixOf(int tensor) const;

  // Where a tensor's bytes lie in the file.
  ByteRange BytesOf(int tensor) const;
  // Tells the system that these ranges, ascending, are about to be read.
  void Announce(absl::Span<const ByteRange> ranges) const;
  // DataLoss naming the first tensor whose checksum does not match.
  absl::Status VerifyTensors() const;

  const uint8_t* mapping() const { return mapping_; }

 private:
  Genome() = default;
  absl::Status Map(int descriptor);
  absl::Status Index();

  std::string path_;
  int64_t file_bytes_ = 0;
  const uint8_t* mapping_ = nullptr;
  std::unique_ptr<proto::Manifest> manifest_;
  std::string manifest_sha256_;
  Vocabulary regulators_{"regulator"}, genes_{"gene"};
  std::vector<Unit> regulator_units_, gene_units_;
  std::vector<uint32_t> domain_genes_, domain_first_;
  // The tensors of domain d are those of tensors_of_[d + 1].
  std::vector<std::vector<int>> tensors_of_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_GENOME_H_
