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

#include <google/protobuf/arena.h>

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
  // The most that the system maps around a byte that is read; the mapping's
  // address is a multiple of it.
  static constexpr int64_t kHugePageBytes = 2 << 20;
  // The system leaves out of an announcement what goes beyond its read-ahead,
  // which is at least this by default.
  static constexpr int64_t kReadAheadBytes = 128 << 10;

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
  // Tells the system that these ranges, ascending, are about to be read, and
  // returns in how many calls. Nothing else is read ahead.
  int Announce(absl::Span<const ByteRange> ranges) const;
  // Takes the pages of a range, of whole pages or to the end of the file, out
  // of this program's memory; they are read again where they are needed.
  void Release(ByteRange range) const;
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
  google::protobuf::Arena arena_;
  proto::Manifest* manifest_ = nullptr;  // in arena_
  std::string manifest_sha256_;
  Vocabulary regulators_{"regulator"}, genes_{"gene"};
  std::vector<Unit> regulator_units_, gene_units_;
  std::vector<uint32_t> domain_genes_, domain_first_;
  // Those of domain d are tensors_[tensors_first_[d + 1]] and on.
  std::vector<uint32_t> tensors_, tensors_first_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_GENOME_H_
