#include "engine/transcription/expert.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

// A matrix that owns its numbers.
class Owned {
 public:
  Owned(int rows, int columns, const std::vector<float>& values)
      : packed_(Pack(DType::kF32, rows, columns, values)),
        view_{DType::kF32,          Layout::kPacked, rows, columns,
              packed_.bytes.data(), nullptr,         0} {}
  Owned(const Owned&) = delete;
  const Matrix& view() const { return view_; }

 private:
  PackedMatrix packed_;
  Matrix view_;
};

// Three regulators, one latent, two reference states, two elements; genes 1 and
// 3 of four are the domain's. Two contexts.
struct Domain {
  TranscriptionSizes sizes;
  std::vector<uint32_t> genes = {1, 3}, inputs = {2, 0};
  ExpertTables tables;
  Products products{1};
  // Rows of kMostRows contexts, of which two are filled.
  std::vector<float> x, latents, kappa, weight, y;
  std::vector<double> activity;

  Domain() {
    sizes.regulators = 3;
    sizes.genes = 4;
    sizes.elements = 2;
    sizes.domains = 2;
    sizes.latents = 1;
    sizes.reference_states = 2;
    tables.genes = genes;
    tables.inputs = inputs;
    x = {1, 2, 3, 10, 20, 30};
    latents = {-1, 5};
    kappa = {0.5, 0.25, 1, 0};
    weight = {0, 1, 0, 0.5};  // of domain 1, which this is
    activity = {0.75, 0.5, 0, 1};
    y.assign(8, 100);
  }

  absl::Status Run(const std::vector<int>& contexts) {
    const absl::StatusOr<Expert> expert =
        Expert::Create(1, tables, sizes, products);
    if (!expert.ok()) return expert.status();
    std::vector<float> scratch(expert->scratch_size());
    const ExpertInput input = {x.data(),        latents.data(), kappa.data(),
                               activity.data(), weight.data(),  y.data()};
    return expert->Add(contexts, input, 0, products, absl::MakeSpan(scratch));
  }
};

TEST(Expert, AddsItsLinearPartToItsOwnGenesOnly) {
  Domain d;
  const Owned linear(2, 2, {1, 2, 3, 4});  // rows: regulators 2 and 0
  d.tables.linear = linear.view();
  ASSERT_TRUE(d.Run({0, 1}).ok());
  EXPECT_EQ(d.y, (std::vector<float>{100, 100 + 3 + 3, 100, 100 + 6 + 4,  //
                                     100, 100 + 30, 100, 100 + 50}));
}

TEST(Expert, LeavesContextsAloneThatAreNotGiven) {
  Domain d;
  const Owned linear(2, 2, {1, 2, 3, 4});
  d.tables.linear = linear.view();
  ASSERT_TRUE(d.Run({1}).ok());
  EXPECT_EQ(d.y, (std::vector<float>{100, 100, 100, 100,  //
                                     100, 100 + 30, 100, 100 + 50}));
}

TEST(Expert, AttendsToReferenceStates) {
  Domain d;
  const Owned values(2, 2, {2, 4, 8, 16});
  d.tables.reference_values = values.view();
  ASSERT_TRUE(d.Run({0, 1}).ok());
  EXPECT_EQ(d.y, (std::vector<float>{100, 103, 100, 106,  //
                                     100, 101, 100, 102}));
}

// h = (x_2, x_0, latent) = (3, 1, -1): gate 3 + 1 - 1 = 3, up 1.
TEST(Expert, GatesItsHiddenUnits) {
  Domain d;
  const Owned gate(3, 1, {1, 1, 1}), up(3, 1, {0, 1, 0}), down(1, 2, {1, -2});
  d.tables.gate = gate.view();
  d.tables.up = up.view();
  d.tables.down = down.view();
  ASSERT_TRUE(d.Run({0}).ok());
  const double hidden = 3 / (1 + std::exp(-3.0));
  EXPECT_NEAR(d.y[1], 100 + hidden, 1e-5);
  EXPECT_NEAR(d.y[3], 100 - 2 * hidden, 1e-5);
}

TEST(Expert, CombinesElementsByAnyUpToOne) {
  Domain d;
  const std::vector<uint32_t> gene = {0, 1}, first = {0, 2, 3},
                              element = {0, 1, 1};
  const std::vector<float> amplitude = {10, -4};
  d.tables.any_gene = gene;
  d.tables.any_first = first;
  d.tables.any_element = element;
  d.tables.any_amplitude = amplitude;
  ASSERT_TRUE(d.Run({0, 1}).ok());
  // Context 0: 0.75 + 0.5 is at most 1. Context 1 has half the weight.
  EXPECT_EQ(d.y, (std::vector<float>{100, 110, 100, 98,  //
                                     100, 105, 100, 98}));
}

// (2 * 0.75 * 0.5 - 1 * 0.5 * 1) / 2 = 0.125
TEST(Expert, CombinesElementsByContact) {
  Domain d;
  const std::vector<uint32_t> gene = {1}, first = {0, 2}, element = {0, 1};
  const std::vector<float> strength = {2, -1}, contact = {0.5, 1}, norm = {2},
                           amplitude = {8};
  d.tables.contact_gene = gene;
  d.tables.contact_first = first;
  d.tables.contact_element = element;
  d.tables.contact_strength = strength;
  d.tables.contact_value = contact;
  d.tables.contact_norm = norm;
  d.tables.contact_amplitude = amplitude;
  ASSERT_TRUE(d.Run({0}).ok());
  EXPECT_EQ(d.y[3], 101);
  EXPECT_EQ(d.y[1], 100);
}

TEST(Expert, RefusesMatricesThatDoNotFit) {
  const Owned narrow(2, 1, {1, 2}), gate(3, 1, {1, 1, 1});
  Domain linear, gated;
  linear.tables.linear = narrow.view();
  gated.tables.gate = gate.view();  // without up and down
  EXPECT_EQ(linear.Run({0}).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(gated.Run({0}).code(), absl::StatusCode::kDataLoss);
}

// Index tables are checked when they are read, not before.
TEST(Expert, RefusesTablesThatPointAstray) {
  Domain input;
  input.inputs[1] = 3;
  EXPECT_EQ(input.Run({0}).code(), absl::StatusCode::kDataLoss);
  Domain element;
  const std::vector<uint32_t> gene = {0}, first = {0, 1}, astray = {2};
  const std::vector<float> amplitude = {1};
  element.tables.any_gene = gene;
  element.tables.any_first = first;
  element.tables.any_element = astray;
  element.tables.any_amplitude = amplitude;
  EXPECT_EQ(element.Run({0}).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace regulon
