// Every instruction set that the program holds code for and that this machine
// has, one after the other.
#ifndef REGULON_TESTS_ATTRACTORS_INSTRUCTION_SETS_H_
#define REGULON_TESTS_ATTRACTORS_INSTRUCTION_SETS_H_

#include <cstdint>
#include <functional>

#include "gtest/gtest.h"
#include "hwy/targets.h"

namespace regulon {

inline void ForEachInstructionSet(const std::function<void()>& test) {
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    test();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace regulon

#endif  // REGULON_TESTS_ATTRACTORS_INSTRUCTION_SETS_H_
