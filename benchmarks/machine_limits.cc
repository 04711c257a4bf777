#include "benchmarks/machine_limits.h"

#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "engine/dense/targets.h"

// Highway compiles this file once for each of them.
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "benchmarks/machine_limits.cc"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace regulon {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Enough to hide the latency of an addition, few enough for 16 registers.
constexpr int kChains = 12;
constexpr int64_t kLine = 64;  // bytes of a cache line

// Reads all of [at, at + bytes), a multiple of 512, with its lines prefetched
// `ahead` bytes before.
uint64_t Read(const uint8_t* at, int64_t bytes, int64_t ahead) {
  const hn::CappedTag<uint64_t, 8> d;
  constexpr int64_t kBytes = hn::MaxLanes(d) * sizeof(uint64_t);
  constexpr int64_t kStep = 8 * kLine;
  auto even = hn::Zero(d), odd = hn::Zero(d);
  for (const uint8_t* end = at + bytes; at < end; at += kStep) {
    if (ahead > 0) {
      for (int64_t line = 0; line < kStep; line += kLine) {
        __builtin_prefetch(at + ahead + line, 0, 2);
      }
    }
    for (int64_t i = 0; i < kStep; i += 2 * kBytes) {
      const uint64_t* words = reinterpret_cast<const uint64_t*>(at + i);
      even = hn::Or(even, hn::LoadU(d, words));
      odd = hn::Or(odd, hn::LoadU(d, words + hn::MaxLanes(d)));
    }
  }
  return hn::GetLane(hn::MaxOfLanes(d, hn::Or(even, odd)));
}

// Runs a step for each chain: by constant indices, so that all of them stay in
// registers.
template <class Sums, class Step, size_t... kChain>
HWY_INLINE void ForEachChain(Sums& sums, std::index_sequence<kChain...>,
                             Step step) {
  (step(sums[kChain], static_cast<int>(kChain)), ...);
}
constexpr std::make_index_sequence<kChains> kEach;

// Returns operations done. The factors are read anew at every step, so that
// their products are not computed once for all.
int64_t MultiplyFloats(int64_t steps, float* result) {
  const hn::CappedTag<float, 16> d;
  HWY_ALIGN float factors[2 * hn::MaxLanes(d)];
  std::fill(std::begin(factors), std::end(factors), 0.5f);
  hn::Vec<decltype(d)> sums[kChains];
  ForEachChain(sums, kEach,
               [&](auto& sum, int c) { sum = hn::Set(d, c + 1.0f); });
  for (int64_t step = 0; step < steps; ++step) {
    asm volatile("" ::: "memory");
    const auto a = hn::Load(d, factors);
    const auto b = hn::Load(d, factors + hn::MaxLanes(d));
    ForEachChain(sums, kEach,
                 [&](auto& sum, int) { sum = hn::MulAdd(sum, a, b); });
  }
  auto all = hn::Zero(d);
  ForEachChain(sums, kEach, [&](auto& sum, int) { all = hn::Add(all, sum); });
  *result = hn::GetLane(all);
  return steps * kChains * hn::Lanes(d) * 2;
}

#if HWY_TARGET == HWY_AVX3_DL
int64_t MultiplyIntegers(int64_t steps, int32_t* result) {
  const hn::CappedTag<int32_t, 16> d;
  const auto a = hn::Set(d, 0x01020304), b = hn::Set(d, 0x04030201);
  hn::Vec<decltype(d)> sums[kChains];
  ForEachChain(sums, kEach, [&](auto& sum, int c) { sum = hn::Set(d, c); });
  for (int64_t step = 0; step < steps; ++step) {
    for (int c = 0; c < kChains; ++c) {
      // Highway's target string lacks avx512vnni.
      asm("vpdpbusd %2, %1, %0" : "+v"(sums[c].raw) : "v"(a.raw), "v"(b.raw));
    }
  }
  auto all = hn::Zero(d);
  ForEachChain(sums, kEach, [&](auto& sum, int) { all = hn::Add(all, sum); });
  *result = hn::GetLane(all);
  return steps * kChains * hn::Lanes(d) * 8;
}
#elif HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
// Pairs of 16 bits, which bytes are widened to.
int64_t MultiplyIntegers(int64_t steps, int32_t* result) {
  const hn::CappedTag<int32_t, 16> d;
  const hn::Repartition<int16_t, decltype(d)> d16;
  HWY_ALIGN int16_t factors[2 * hn::MaxLanes(d16)];
  std::fill(std::begin(factors), std::end(factors), int16_t{3});
  hn::Vec<decltype(d)> sums[kChains], unused = hn::Zero(d);
  ForEachChain(sums, kEach, [&](auto& sum, int c) { sum = hn::Set(d, c); });
  for (int64_t step = 0; step < steps; ++step) {
    ForEachChain(sums, kEach, [&](auto& sum, int) {
      asm volatile("" ::: "memory");
      const auto a = hn::Load(d16, factors);
      const auto b = hn::Load(d16, factors + hn::MaxLanes(d16));
      sum = hn::ReorderWidenMulAccumulate(d, a, b, sum, unused);
    });
  }
  auto all = hn::Zero(d);
  ForEachChain(sums, kEach, [&](auto& sum, int) { all = hn::Add(all, sum); });
  *result = hn::GetLane(hn::Add(all, unused));
  return steps * kChains * hn::Lanes(d16) * 2;
}
#else
int64_t MultiplyIntegers(int64_t steps, int32_t* result) {
  const hn::CappedTag<int32_t, 16> d;
  HWY_ALIGN int32_t factor[hn::MaxLanes(d)];
  std::fill(std::begin(factor), std::end(factor), 3);
  hn::Vec<decltype(d)> sums[kChains];
  ForEachChain(sums, kEach, [&](auto& sum, int c) { sum = hn::Set(d, c); });
  for (int64_t step = 0; step < steps; ++step) {
    asm volatile("" ::: "memory");
    const auto a = hn::Load(d, factor);
    ForEachChain(sums, kEach,
                 [&](auto& sum, int) { sum = hn::Add(hn::Mul(sum, a), a); });
  }
  auto all = hn::Zero(d);
  ForEachChain(sums, kEach, [&](auto& sum, int) { all = hn::Add(all, sum); });
  *result = hn::GetLane(all);
  return steps * kChains * hn::Lanes(d) * 2;
}
#endif

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace regulon
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace regulon {
namespace {

HWY_EXPORT(Read);
HWY_EXPORT(MultiplyFloats);
HWY_EXPORT(MultiplyIntegers);

constexpr int kPasses = 3;
constexpr int64_t kPiece = int64_t{1} << 22;  // bytes that a worker reads
constexpr int64_t kHugePage = int64_t{1} << 21;

double SecondsOf(Workers& workers, int tasks, Workers::Task task) {
  const auto begin = std::chrono::steady_clock::now();
  workers.Run(tasks, task);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
      .count();
}

// Where results go that only have to be computed.
template <class T>
void Use(const std::vector<T>& results) {
  volatile T sum = std::accumulate(results.begin(), results.end(), T{});
  static_cast<void>(sum);
}

template <class Result, class Multiply>
double Peak(Workers& workers, Multiply multiply) {
  constexpr int64_t kSteps = 1 << 20;
  const int tasks = 8 * workers.count();
  std::vector<Result> results(tasks);
  std::vector<int64_t> done(tasks);
  double best = 0;
  for (int pass = 0; pass < kPasses; ++pass) {
    const double seconds = SecondsOf(workers, tasks, [&](int task, int) {
      done[task] = multiply(kSteps, &results[task]);
    });
    const int64_t all = std::accumulate(done.begin(), done.end(), int64_t{0});
    best = std::max(best, all / seconds);
  }
  Use(results);
  return best;
}

double SecondsToRead(absl::Span<const uint8_t> memory, int64_t ahead,
                     Workers& workers) {
  const auto pieces = static_cast<int>(memory.size() / kPiece);
  std::vector<uint64_t> results(pieces);
  const double seconds = SecondsOf(workers, pieces, [&](int piece, int) {
    results[piece] = HWY_DYNAMIC_DISPATCH(Read)(memory.data() + piece * kPiece,
                                                kPiece, ahead);
  });
  Use(results);
  return seconds;
}

}  // namespace

Memory::Memory(int64_t bytes, Pages pages)
    : mapping_size_(bytes + kHugePage), size_(bytes) {
  mapping_ = mmap(nullptr, mapping_size_, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping_ == MAP_FAILED) {
    std::fprintf(stderr, "no memory for %lld bytes\n",
                 static_cast<long long>(bytes));
    std::exit(1);
  }
  const auto begin = reinterpret_cast<uintptr_t>(mapping_);
  data_ = static_cast<uint8_t*>(mapping_) +
          (kHugePage - begin % kHugePage) % kHugePage;
  madvise(data_, bytes, pages == kHuge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  // A page that was never written is the one page of zeros.
  for (int64_t at = 0; at < bytes; at += 4096) {
    static_cast<volatile uint8_t*>(data_)[at] = 0;
  }
}

Memory::~Memory() { munmap(mapping_, mapping_size_); }

void ReadThrough(absl::Span<const uint8_t> memory, Workers& workers) {
  SecondsToRead(memory, 0, workers);
}

double ReadBandwidth(absl::Span<const uint8_t> memory, Workers& workers) {
  double seconds = std::numeric_limits<double>::infinity();
  for (const int64_t ahead : {0, 4096}) {
    for (int pass = 0; pass < kPasses; ++pass) {
      seconds = std::min(seconds, SecondsToRead(memory, ahead, workers));
    }
  }
  const int64_t pieces = memory.size() / kPiece;
  return static_cast<double>(pieces * kPiece) / seconds;
}

double FloatPeak(Workers& workers) {
  return Peak<float>(workers, [](int64_t steps, float* result) {
    return HWY_DYNAMIC_DISPATCH(MultiplyFloats)(steps, result);
  });
}

double IntegerPeak(Workers& workers) {
  return Peak<int32_t>(workers, [](int64_t steps, int32_t* result) {
    return HWY_DYNAMIC_DISPATCH(MultiplyIntegers)(steps, result);
  });
}

}  // namespace regulon
#endif  // HWY_ONCE
