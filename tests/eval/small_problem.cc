#include "tests/eval/small_problem.h"

#include "absl/strings/str_cat.h"
#include "tests/regression/random_rows.h"

namespace regulon {

Problem SmallProblem() {
  constexpr int kSamples = 60, kRegulators = 3, kGenes = 40;
  Problem problem;
  problem.unit = *ParseUnit("log2_intensity");
  problem.levels = RandomRows(kSamples, kRegulators, 1);
  problem.values = (2 * problem.levels * RandomRows(kRegulators, kGenes, 2))
                       .array()
                       .sin()
                       .matrix() +
                   0.1f * RandomRows(kSamples, kGenes, 3);
  problem.levels.array() += 10;
  problem.values.array() += 10;
  problem.clamped.resize(kSamples);
  for (int i = 0; i < kSamples; ++i) {
    problem.samples.push_back(absl::StrCat("s", i));
    problem.group.push_back(i / 3);
  }
  for (int t = 0; t < kRegulators; ++t) {
    problem.regulators.push_back(absl::StrCat("tf", t));
  }
  for (int g = 0; g < kGenes; ++g) {
    problem.genes.push_back(absl::StrCat("gene", g));
  }
  return problem;
}

std::vector<int> FoldsOf(const Problem& problem, int folds) {
  std::vector<int> fold;
  for (const int group : problem.group) fold.push_back(group % folds);
  return fold;
}

}  // namespace regulon
