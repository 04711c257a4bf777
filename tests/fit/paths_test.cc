#include "engine/fit/paths.h"

#include "gtest/gtest.h"
#include "tests/regression/random_rows.h"

namespace regulon {
namespace {

constexpr int kSamples = 6, kRegulators = 3, kGenes = 4;

DensePath PathOfShare(double linear_share, double* rows) {
  Workers workers(1);
  KernelChoice kernel;
  kernel.width = 0.5;
  kernel.linear_share = linear_share;
  const FloatRows x = RandomRows(kSamples, kRegulators, 1);
  *rows = RowsOf(kernel, x);
  return *PathOf(MakeReferenceStates(x, kernel, workers),
                 RandomRows(kSamples, kGenes, 2), workers);
}

TEST(PathOf, HasNoRowsOfWhatTheKernelIsNot) {
  double rows = 0;
  const DensePath curved = PathOfShare(0, &rows);
  EXPECT_EQ(curved.linear.rows(), 0);
  EXPECT_EQ(curved.linear.cols(), kGenes);
  EXPECT_EQ(curved.values, RandomRows(kSamples, kGenes, 2));
  EXPECT_EQ(rows, kSamples);

  const DensePath linear = PathOfShare(1, &rows);
  EXPECT_EQ(linear.linear.rows(), kRegulators);
  EXPECT_EQ(linear.values.rows(), 0);
  EXPECT_EQ(linear.values.cols(), kGenes);
  EXPECT_EQ(rows, kRegulators);

  const DensePath both = PathOfShare(0.25, &rows);
  EXPECT_EQ(both.linear.rows() + both.values.rows(), rows);
}

}  // namespace
}  // namespace regulon
