// Asks the caches for what is read next while the present is being read.
//
//   ahead.Begin(this_expert, next_expert, passes);
//   PackedProduct(..., ahead);  // moves on by as much as it reads
//
// The processor's own prefetchers follow a stream, but they do not know where
// the next domain lies, and they wait while products go over the same weights
// several times. One for each worker.
#ifndef REGULON_ENGINE_DENSE_READ_AHEAD_H_
#define REGULON_ENGINE_DENSE_READ_AHEAD_H_

#include <algorithm>
#include <cstdint>

namespace regulon {

// A run of bytes in memory.
struct Bytes {
  const uint8_t* begin = nullptr;
  const uint8_t* end = nullptr;
};

class ReadAhead {
 public:
  static constexpr int64_t kStep = 256;  // bytes: a row of a packed panel

  // `now` is about to be read, in so many passes, then `next`.
  void Begin(const Bytes& now, const Bytes& next, int passes) {
    if (passes == 1) {
      at_ = end_ = nullptr;
      next_ = {};
      AskForPages(next);
      return;
    }
    if (at_ < now.begin || at_ > now.end) at_ = now.begin;
    end_ = now.end;
    next_ = next;
    while (at_ < end_ && at_ - now.begin < kDistance) Step();
  }

  // Of what Begin announced, kStep bytes more than so far.
  void Step() {
    if (at_ == end_) {
      at_ = next_.begin;
      end_ = next_.end;
      next_ = {};
    }
    const uint8_t* const stop = at_ + std::min(kStep, end_ - at_);
    for (; at_ < stop; at_ += kLine) Ask(at_);
    at_ = stop;
  }

 private:
  static constexpr int64_t kLine = 64, kPage = 4096;
  static constexpr int64_t kSmall = 32768, kMostPages = 64;
  // What several passes keep in the second cache, ahead of them.
  static constexpr int64_t kDistance = 65536;

  static void Ask(const uint8_t* at) { __builtin_prefetch(at, 0, 2); }

  // The head of each page, so that its address is known and the processor's
  // own prefetcher started; all of what is small.
  static void AskForPages(const Bytes& bytes) {
    const bool small = bytes.end - bytes.begin <= kSmall;
    const uint8_t* const end =
        std::min(bytes.end, bytes.begin + kMostPages * kPage);
    for (const uint8_t* at = bytes.begin; at < end;
         at += small ? kLine : kPage) {
      Ask(at);
    }
  }

  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  Bytes next_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DENSE_READ_AHEAD_H_
