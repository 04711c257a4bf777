#include "engine/transcription/expert.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "tests/dense/stored_matrix.h"

namespace regulon {
namespace {

// Row-major values in single precision.
StoredMatrix Stored(int rows, int columns, const std::vector<float>& values) {
  return StoredMatrix(DType::kF32, rows, columns, values);
}

// Three regulators, one latent, two reference states, two elements; genes 1 and
// 3 of four are the domain's. Two contexts, which give it weights 1 and 0.5.
struct Domain {
  TranscriptionSizes sizes;
  std::vector<uint32_t> genes = {1, 3}, inputs = {2, 0};
  ExpertTables tables;
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
    weight = {1, 0.5};
    activity = {0.75, 0.5, 0, 1};
    y.assign(8, 100);
  }

  absl::Status Run(const std::vector<int>& contexts) {
    absl::StatusOr<Expert> expert = Expert::Create(1, tables, sizes);
    if (!expert.ok()) return expert.status();
    if (absl::Status status = expert->CheckIndices(); !status.ok()) {
      return status;
    }
    ExpertScratch scratch;
    scratch.Plan(static_cast<int>(contexts.size()), expert->scratch_floats(),
                 expert->scratch_inputs());
    const ExpertInput input = {x.data(), latents.data(), kappa.data(),
                               activity.data()};
    const absl::Span<const float> out =
        expert->Run(contexts, input, {}, scratch);
    for (size_t row = 0; row < contexts.size(); ++row) {
      expert->AddTo(out.data() + row * expert->out_stride(),
                    weight[contexts[row]], 0, 4, &y[4 * contexts[row]]);
    }
    return absl::OkStatus();
  }
};

TEST(Expert, AddsItsLinearPartToItsOwnGenesOnly) {
  Domain d;
  const StoredMatrix linear =
      Stored(2, 2, {1, 2, 3, 4});  // rows: regulators 2 and 0
  d.tables.linear = linear.view();
  ASSERT_TRUE(d.Run({0, 1}).ok());
  EXPECT_EQ(d.y, (std::vector<float>{100, 100 + 3 + 3, 100, 100 + 6 + 4,  //
                                     100, 100 + 30, 100, 100 + 50}));
}

TEST(Expert, AddsARangeOfGenes) {
  const std::vector<uint32_t> apart = {1, 3}, run = {2, 3};
  for (const auto& genes : {apart, run}) {
    Domain d;
    d.tables.genes = genes;
    const auto expert = Expert::Create(1, d.tables, d.sizes);
    ASSERT_TRUE(expert.ok()) << expert.status();
    const float values[] = {6, 8};
    std::vector<float> y(4), all(4);
    expert->AddTo(values, 0.5f, 0, 3, y.data());
    EXPECT_EQ(y[genes[0]], 3);
    EXPECT_EQ(y[3], 0);
    expert->AddTo(values, 0.5f, 3, 64, y.data());  // past the last
    expert->AddTo(values, 0.5f, 0, 4, all.data());
    EXPECT_EQ(y, all);
    EXPECT_EQ(y[3], 4);
  }
}

TEST(Expert, LeavesContextsAloneThatAreNotGiven) {
  Domain d;
  const StoredMatrix linear = Stored(2, 2, {1, 2, 3, 4});
  d.tables.linear = linear.view();
  ASSERT_TRUE(d.Run({1}).ok());
  EXPECT_EQ(d.y, (std::vector<float>{100, 100, 100, 100,  //
                                     100, 100 + 30, 100, 100 + 50}));
}

TEST(Expert, AttendsToReferenceStates) {
  Domain d;
  const StoredMatrix values = Stored(2, 2, {2, 4, 8, 16});
  d.tables.reference_values = values.view();
  ASSERT_TRUE(d.Run({0, 1}).ok());
  EXPECT_EQ(d.y, (std::vector<float>{100, 103, 100, 106,  //
                                     100, 101, 100, 102}));
}

// h = (x_2, x_0, latent) = (3, 1, -1): gate 3 + 1 - 1 = 3, up 1.
TEST(Expert, GatesItsHiddenUnits) {
  Domain d;
  const StoredMatrix gate = Stored(3, 1, {1, 1, 1});
  const StoredMatrix up = Stored(3, 1, {0, 1, 0});
  const StoredMatrix down = Stored(1, 2, {1, -2});
  d.tables.gate = gate.view();
  d.tables.up = up.view();
  d.tables.down = down.view();
  ASSERT_TRUE(d.Run({0}).ok());
  const double hidden = 3 / (1 + std::exp(-3.0));
  EXPECT_NEAR(d.y[1], 100 + hidden, 1e-5);
  EXPECT_NEAR(d.y[3], 100 - 2 * hidden, 1e-5);
}

// h = (3, 1, -1) and (30, 10, 5): up (3 - 1 - 1, 1 - 3) and (30 - 10 + 5, ...),
// and no less than 0.
TEST(Expert, RectifiesItsHiddenUnitsWithoutAGate) {
  Domain d;
  const StoredMatrix up = Stored(3, 2, {1, -1, -1, 1, 1, 0});
  const StoredMatrix down = Stored(2, 2, {1, -2, 5, 5});
  d.tables.up = up.view();
  d.tables.down = down.view();
  ASSERT_TRUE(d.Run({0, 1}).ok());
  EXPECT_EQ(d.y, (std::vector<float>{100, 101, 100, 98,  //
                                     100, 112.5, 100, 75}));
}

TEST(Expert, AddsItsBasalLevels) {
  Domain d;
  const std::vector<float> basal = {2, -4};
  d.tables.basal = basal;
  ASSERT_TRUE(d.Run({1, 0}).ok());
  EXPECT_EQ(d.y, (std::vector<float>{100, 102, 100, 96,  //
                                     100, 101, 100, 98}));
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
  const StoredMatrix narrow = Stored(2, 1, {1, 2});
  const StoredMatrix gate = Stored(3, 1, {1, 1, 1});
  Domain linear, gated;
  linear.tables.linear = narrow.view();
  gated.tables.gate = gate.view();  // without up and down
  EXPECT_EQ(linear.Run({0}).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(gated.Run({0}).code(), absl::StatusCode::kDataLoss);
}

TEST(Expert, RefusesMatricesThatAreNotPacked) {
  const StoredMatrix linear = Stored(2, 2, {1, 2, 3, 4});
  Domain d;
  d.tables.linear = linear.view();
  d.tables.linear.layout = Layout::kPlain;
  EXPECT_EQ(d.Run({0}).code(), absl::StatusCode::kDataLoss);
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
