// What this machine can do at most, to compare a benchmark with: how fast it
// reads memory and how fast it multiplies. Measured in the benchmark's own run,
// since a machine that is shared with others changes.
#ifndef REGULON_BENCHMARKS_MACHINE_LIMITS_H_
#define REGULON_BENCHMARKS_MACHINE_LIMITS_H_

#include <cstdint>

#include "absl/types/span.h"
#include "engine/workers.h"

namespace regulon {

// Memory of its own, zero, aligned to 2 MiB.
class Memory {
 public:
  enum Pages { kSmall, kHuge };  // 4 KiB; 2 MiB where the system has them

  // Ends the program if there is none.
  Memory(int64_t bytes, Pages pages);
  ~Memory();
  Memory(const Memory&) = delete;

  uint8_t* data() const { return data_; }
  int64_t size() const { return size_; }
  absl::Span<const uint8_t> bytes() const {
    return absl::MakeSpan(data_, size_);
  }

 private:
  void* mapping_;
  int64_t mapping_size_;
  uint8_t* data_;
  int64_t size_;
};

// Reads all of `memory`, for caches to hold nothing else.
void ReadThrough(absl::Span<const uint8_t> memory, Workers& workers);

// Bytes per second that all workers together read of `memory`, front to back:
// the best of several passes. Of memory that a cache holds, the cache's.
double ReadBandwidth(absl::Span<const uint8_t> memory, Workers& workers);

// Operations per second, a multiplication and an addition being two, of fused
// multiply-adds in f32 and of products of four bytes added to 32 bits: the best
// of several runs that touch no memory.
double FloatPeak(Workers& workers);
double IntegerPeak(Workers& workers);

}  // namespace regulon

#endif  // REGULON_BENCHMARKS_MACHINE_LIMITS_H_
