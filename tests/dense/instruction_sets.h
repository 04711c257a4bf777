// The instruction sets that kernels are compiled for and this machine has.
#ifndef REGULON_TESTS_DENSE_INSTRUCTION_SETS_H_
#define REGULON_TESTS_DENSE_INSTRUCTION_SETS_H_

#include <string>
#include <vector>

#include "engine/dense/targets.h"
#include "gtest/gtest.h"
#include "hwy/targets.h"

namespace regulon {

inline std::vector<int64_t> InstructionSets() {
  return hwy::SupportedAndGeneratedTargets();
}

// All but the portable one.
inline bool FusesMultiplyAdds(int64_t target) {
  return target != HWY_SCALAR && target != HWY_EMU128;
}

// While one lives, kernels run as on a machine that has no better set.
class OnInstructionSet {
 public:
  explicit OnInstructionSet(int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
  }
  ~OnInstructionSet() { hwy::SetSupportedTargetsForTest(0); }
  OnInstructionSet(const OnInstructionSet&) = delete;
};

// Tests that run once for each.
class EachInstructionSet : public ::testing::TestWithParam<int64_t> {
 protected:
  bool fused() const { return FusesMultiplyAdds(GetParam()); }

 private:
  const OnInstructionSet on_{GetParam()};
};

inline std::string InstructionSetName(
    const ::testing::TestParamInfo<int64_t>& info) {
  return hwy::TargetName(info.param);
}

}  // namespace regulon

#endif  // REGULON_TESTS_DENSE_INSTRUCTION_SETS_H_
