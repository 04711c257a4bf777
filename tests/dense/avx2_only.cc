// Linked into a test, makes the machine one with AVX2 and nothing better, where
// oneDNN does not read packed weights.
#include <cstdlib>

#include "engine/dense/matmul.h"
#include "gtest/gtest.h"
#include "tests/dense/instruction_sets.h"

namespace regulon {
namespace {

// Before main, as either looks but once.
[[maybe_unused]] const bool kLimited = [] {
#if HWY_ARCH_X86
  hwy::DisableTargets(HWY_AVX3 | HWY_AVX3_DL);
#endif
  return setenv("ONEDNN_MAX_CPU_ISA", "AVX2", 1) == 0;
}();

TEST(Machine, HasAvx2AndNothingBetter) {
  EXPECT_FALSE(MatMul::ReadsPacked());
  for (const int64_t target : InstructionSets()) {
    EXPECT_TRUE(target == HWY_AVX2 || !FusesMultiplyAdds(target))
        << hwy::TargetName(target);
  }
}

}  // namespace
}  // namespace regulon
