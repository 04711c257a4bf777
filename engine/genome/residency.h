// Which of a genome's pages are in memory: announces those that are about to be
// read and, under a limit, releases those that were read longest ago.
//
//   ASSIGN_OR_RETURN(Residency residency,
//                    Residency::Create(genome, always, domains, 512 << 20));
//   residency.AnnounceAlways();
//   for (int begin = 0; begin < open.size();) {
//     const int end = residency.NextWave(open, begin);
//     ...  // reads domains open[begin] to open[end - 1]
//     begin = end;
//   }
//
// Without a limit there is one wave. What is in memory is not announced again,
// so that a warm query makes no system call. For one thread at a time; whoever
// reads pages that were not announced, or were released, gets the same bytes,
// only later.
#ifndef REGULON_ENGINE_GENOME_RESIDENCY_H_
#define REGULON_ENGINE_GENOME_RESIDENCY_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/genome/genome.h"

namespace regulon {

class Residency {
 public:
  static constexpr int64_t kNoLimit = 0;
  // A page that is read may bring its neighbours into this program's memory, up
  // to a huge page, so that under a limit memory is counted and released in
  // blocks of one.
  static constexpr int64_t kBlockBytes = Genome::kHugePageBytes;

  // The ranges that every query reads and those of each domain, ascending.
  // `limit` is of their bytes in memory; kNoLimit leaves it to LimitFor, and a
  // limit that the file fits in is none. The genome must outlive it.
  // InvalidArgument, naming the path and the smallest limit that works, if what
  // every query reads and one domain exceed it.
  static absl::StatusOr<Residency> Create(
      const Genome& genome, std::vector<ByteRange> always,
      const std::vector<std::vector<ByteRange>>& domains, int64_t limit);

  // Announces what every query reads, the first time that it is called.
  void AnnounceAlways();

  // The end of the wave that begins with domains[begin] and may be read
  // together, which it announces; under a limit it announces the following wave
  // too and releases others. `domains` names each once.
  int NextWave(absl::Span<const int> domains, int begin);

  // Of blocks announced and not released: not less than what this program has
  // in memory of the file, and not more than limit(), if there is one.
  int64_t resident_bytes() const { return resident_blocks_ * kBlockBytes; }
  int64_t limit() const { return limit_; }  // or kNoLimit
  int64_t system_calls() const { return system_calls_; }

 private:
  struct Domain {
    std::vector<ByteRange> ranges;  // in bytes, apart by more than a page
    std::vector<ByteRange> blocks;  // in blocks, apart
    // Blocks but for those of what every query reads; the first and last, if
    // they are not of those.
    int64_t block_count = 0, first_block = -1, last_block = -1;
    bool resident = false;
    int older = 0, younger = 0;  // neighbours in the order of use
  };

  struct Wave {
    int end;
    int64_t blocks;  // not fewer than it needs, beside what is always read
  };

  Residency(const Genome& genome, std::vector<ByteRange> always,
            const std::vector<std::vector<ByteRange>>& domains);
  absl::Status SetLimit(int64_t limit);
  void Take(absl::Span<const ByteRange> blocks);
  void CountBlocksOf(Domain& domain) const;
  Wave WaveFrom(absl::Span<const int> domains, int begin) const;
  void Use(int domain);
  void Release(int domain);
  void Unlink(int domain);
  void LinkYoungest(int domain);

  const Genome* genome_;
  std::vector<ByteRange> always_;
  bool announced_always_ = false;
  int64_t limit_ = kNoLimit;
  int64_t most_blocks_ = 0;      // of two waves, beside what is always read
  std::vector<Domain> domains_;  // and the ends of the order of use
  std::vector<uint16_t> users_;  // of each block: resident domains, and always
  int64_t resident_blocks_ = 0, system_calls_ = 0;
  std::vector<ByteRange> ranges_;
};

// The limit on a machine where none is asked for: half of its memory if the
// file exceeds it, else none.
int64_t LimitFor(int64_t file_bytes, int64_t memory_bytes);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_RESIDENCY_H_
