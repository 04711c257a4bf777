#include "engine/transcription/shared_path.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

TEST(SharedPath, AddsItsLowRankProductToTheBasalLevel) {
  const std::vector<float> basal = {10, 20, 30};
  const PackedMatrix a = Pack(DType::kF32, 2, 1, {1, -1});
  const PackedMatrix b = Pack(DType::kF32, 1, 3, {1, 2, 0.5});
  SharedTables tables;
  tables.basal = basal;
  tables.reading = {DType::kF32,    Layout::kPacked, 2, 1,
                    a.bytes.data(), nullptr,         0};
  tables.writing = {DType::kF32,    Layout::kPacked, 1, 3,
                    b.bytes.data(), nullptr,         0};
  Products products(1);
  const auto path = SharedPath::Create(tables, 2, 3, products);
  ASSERT_TRUE(path.ok()) << path.status();
  EXPECT_EQ(path->latents(), 1);
  std::vector<float> x(MatMul::kMostRows * 2, 0), latents(MatMul::kMostRows),
      y(MatMul::kMostRows * 3);
  x[0] = 5, x[1] = 1;  // the second context is 0
  ASSERT_TRUE(path->Run(2, x.data(), products, latents.data(), y.data()).ok());
  EXPECT_EQ(latents[0], 4);
  y.resize(6);
  EXPECT_EQ(y, (std::vector<float>{14, 28, 32, 10, 20, 30}));
  EXPECT_EQ(path->flops(), 2 * (2 + 3));
}

TEST(SharedPath, IsZeroWhereNothingIsStored) {
  Products products(1);
  const auto path = SharedPath::Create({}, 2, 3, products);
  ASSERT_TRUE(path.ok()) << path.status();
  std::vector<float> y(MatMul::kMostRows * 3, 7);
  ASSERT_TRUE(path->Run(1, nullptr, products, nullptr, y.data()).ok());
  EXPECT_EQ(y[0], 0);
  EXPECT_EQ(y[2], 0);
}

// At every number of regulators, as sixteen sums run beside each other.
TEST(SharedPath, AttendsToStatesByTheirDistance) {
  for (int regulators = 1; regulators < 200; ++regulators) {
    std::vector<float> states(2 * regulators), x(regulators);
    double square = 0;
    for (int t = 0; t < regulators; ++t) {
      x[t] = 0.1f * static_cast<float>(t % 7);
      states[t] = x[t];
      states[regulators + t] = 0.05f * static_cast<float>(t % 11);
      square += std::pow(double{x[t]} - states[regulators + t], 2);
    }
    const std::vector<float> sharpness = {0.5};
    SharedTables tables;
    tables.states = states;
    tables.sharpness = sharpness;
    tables.states_units = {0};
    tables.sharpness_units = {1};
    Products products(1);
    const auto path = SharedPath::Create(tables, regulators, 1, products);
    ASSERT_TRUE(path.ok()) << path.status();
    ASSERT_EQ(path->reference_states(), 2);
    std::vector<float> kappa(2);
    ReadSet reads(2);
    path->Attend(x.data(), kappa.data(), reads);
    EXPECT_EQ(kappa[0], 1);
    EXPECT_NEAR(kappa[1], std::exp(-0.5 * square), 1e-6);
    EXPECT_TRUE(reads.Has(0) && reads.Has(1));
  }
}

TEST(SharedPath, RefusesTensorsThatDoNotFit) {
  const std::vector<float> two = {1, 2}, three = {1, 2, 3};
  Products products(1);
  SharedTables basal, states, sharpness;
  basal.basal = two;
  states.states = three;
  states.sharpness = two;
  sharpness.states = two;
  for (const SharedTables& tables : {basal, states, sharpness}) {
    EXPECT_EQ(SharedPath::Create(tables, 2, 3, products).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace regulon
