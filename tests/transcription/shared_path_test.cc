#include "engine/transcription/shared_path.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "tests/dense/random_matrix.h"
#include "tests/dense/stored_matrix.h"

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
  ASSERT_TRUE(
      path->Run(2, 0, x.data(), nullptr, products, latents.data(), y.data())
          .ok());
  EXPECT_EQ(latents[0], 4);
  y.resize(6);
  EXPECT_EQ(y, (std::vector<float>{14, 28, 32, 10, 20, 30}));
  EXPECT_EQ(path->flops(), 2 * (2 + 3));
}

TEST(SharedPath, IsTheSameForEveryWorker) {
  const StoredMatrix a(DType::kF32, 70, 5, RandomMatrix(70, 5, 1));
  const StoredMatrix b(DType::kF32, 5, 90, RandomMatrix(5, 90, 2));
  SharedTables tables;
  tables.reading = a.view();
  tables.writing = b.view();
  Products products(3);
  const auto path = SharedPath::Create(tables, 70, 90, products);
  ASSERT_TRUE(path.ok()) << path.status();
  const std::vector<float> x = RandomMatrix(MatMul::kMostRows, 70, 3);
  std::vector<float> first;
  for (int worker = 0; worker < 3; ++worker) {
    std::vector<float> latents(MatMul::kMostRows * 5),
        y(MatMul::kMostRows * 90);
    ASSERT_TRUE(path->Run(7, worker, x.data(), nullptr, products,
                          latents.data(), y.data())
                    .ok());
    y.resize(7 * 90);
    if (worker == 0) first = y;
    EXPECT_EQ(y, first) << "worker " << worker;
  }
}

TEST(SharedPath, IsZeroWhereNothingIsStored) {
  Products products(1);
  const auto path = SharedPath::Create({}, 2, 3, products);
  ASSERT_TRUE(path.ok()) << path.status();
  std::vector<float> y(MatMul::kMostRows * 3, 7);
  ASSERT_TRUE(
      path->Run(1, 0, nullptr, nullptr, products, nullptr, y.data()).ok());
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
    const auto nearest = path->Measure(x.data(), kappa.data(), reads);
    ASSERT_TRUE(nearest.ok()) << nearest.status();
    EXPECT_EQ(*nearest, 0);
    EXPECT_NEAR(kappa[1], square, 1e-5);
    EXPECT_TRUE(reads.Has(0) && !reads.Has(1));
    path->Attend(kappa.data(), reads);
    EXPECT_EQ(kappa[0], 1);
    EXPECT_NEAR(kappa[1], std::exp(-0.5 * square), 1e-6);
    EXPECT_TRUE(reads.Has(1));
  }
}

// One regulator, states at 0 and 3, x = 1: distances 1 and 4.
struct Attentive {
  std::vector<float> states = {0, 3}, sharpness = {0.5}, mean = {0.25, -1},
                     repertoire = {1};
  PackedMatrix attention = Pack(DType::kF32, 2, 1, {2, 4});
  PackedMatrix writing = Pack(DType::kF32, 1, 1, {1});
  SharedTables tables;

  Attentive() {
    tables.states = states;
    tables.sharpness = sharpness;
    tables.mean = mean;
    tables.repertoire = repertoire;
    tables.attention = {
        DType::kF32, Layout::kPacked, 2, 1, attention.bytes.data(), nullptr, 0};
    tables.writing = {DType::kF32,          Layout::kPacked, 1, 1,
                      writing.bytes.data(), nullptr,         0};
    tables.mean_units = {0};
    tables.repertoire_units = {1};
  }
};

TEST(SharedPath, ReadsCentredAttentionWithOrWithoutLevels) {
  const Attentive a;
  Products products(1);
  const auto path = SharedPath::Create(a.tables, 1, 1, products);
  ASSERT_TRUE(path.ok()) << path.status();
  ASSERT_EQ(path->latents(), 1);
  std::vector<float> x(MatMul::kMostRows, 1), kappa(2 * MatMul::kMostRows),
      latents(MatMul::kMostRows), y(MatMul::kMostRows);
  ReadSet reads(2);
  ASSERT_TRUE(path->Measure(x.data(), kappa.data(), reads).ok());
  path->Attend(kappa.data(), reads);
  EXPECT_TRUE(reads.Has(0));
  EXPECT_NEAR(kappa[0], std::exp(-0.5) - 0.25, 1e-6);
  EXPECT_NEAR(kappa[1], std::exp(-2.0) + 1, 1e-6);
  ASSERT_TRUE(path->Run(1, 0, x.data(), kappa.data(), products, latents.data(),
                        y.data())
                  .ok());
  EXPECT_NEAR(y[0], 2 * kappa[0] + 4 * kappa[1], 1e-6);
  EXPECT_EQ(path->flops(), 2 * (2 + 1));
}

TEST(SharedPath, TellsWhatIsFartherThanItsRepertoire) {
  const Attentive a;
  Products products(1);
  const auto path = SharedPath::Create(a.tables, 1, 1, products);
  ASSERT_TRUE(path.ok()) << path.status();
  ReadSet reads(2);
  EXPECT_FALSE(*path->IsOutOfRepertoire(1, reads));
  EXPECT_TRUE(reads.Has(1));
  EXPECT_TRUE(*path->IsOutOfRepertoire(std::nextafter(1.0f, 2.0f), reads));
}

TEST(SharedPath, RefusesDistancesThatAreNoNumbers) {
  Attentive a;
  a.states[1] = a.repertoire[0] = std::nanf("");
  Products products(1);
  const auto path = SharedPath::Create(a.tables, 1, 1, products);
  ASSERT_TRUE(path.ok()) << path.status();
  ReadSet reads(2);
  std::vector<float> x = {1}, kappa(2);
  EXPECT_EQ(path->Measure(x.data(), kappa.data(), reads).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(path->IsOutOfRepertoire(1, reads).status().code(),
            absl::StatusCode::kOutOfRange);
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
  const Attentive right;
  SharedTables mean = right.tables, repertoire = right.tables,
               attention = right.tables, alone = right.tables;
  mean.mean = three;
  repertoire.repertoire = two;
  attention.attention.rows = 3;
  alone.writing = Matrix();
  for (const SharedTables& tables : {mean, repertoire, attention, alone}) {
    EXPECT_EQ(SharedPath::Create(tables, 1, 1, products).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

}  // namespace
}  // namespace regulon
