// The instruction sets that our kernels are compiled for; to be included before
// Highway. Those with fused multiply-adds, and a portable one.
#ifndef REGULON_ENGINE_DENSE_TARGETS_H_
#define REGULON_ENGINE_DENSE_TARGETS_H_

#define HWY_WANT_AVX3_DL
// Vectors of a size that is not known to the compiler cannot be in arrays.
#define HWY_DISABLED_TARGETS \
  (HWY_SSSE3 | HWY_SSE4 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)

#endif  // REGULON_ENGINE_DENSE_TARGETS_H_
