#include "engine/binding/linear.h"

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/binding/elements.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Random tables; element 0 of the genome is of another kind.
struct Made {
  int regulators, elements, features, values;
  std::vector<float> key, value, query, readout;

  Made(int regulators, int elements, int features, int values)
      : regulators(regulators),
        elements(elements),
        features(features),
        values(values) {
    std::mt19937 random(regulators);
    std::uniform_real_distribution<float> uniform;
    std::normal_distribution<float> normal;
    for (int i = 0; i < regulators * features; ++i) {
      key.push_back(uniform(random));
    }
    for (int i = 0; i < elements * features; ++i) {
      query.push_back(uniform(random));
    }
    for (int i = 0; i < regulators * values; ++i) {
      value.push_back(normal(random));
    }
    for (int i = 0; i < elements * values; ++i) {
      readout.push_back(normal(random));
    }
  }

  LinearTables Tables() const {
    LinearTables t;
    t.first_element = 1;
    t.elements = elements;
    t.regulators = regulators;
    t.features = features;
    t.values = values;
    t.key = key;
    t.value = value;
    t.query = query;
    t.readout = readout;
    t.key_units = {0};
    t.value_units = {regulators};
    t.query_units = {2 * regulators};
    t.readout_units = {2 * regulators + 1};
    return t;
  }
  Elements Run(const std::vector<double>& levels) const {
    return Evaluate(**MakeLinear(Tables()), 1 + elements,
                    {levels, {}, {}, 1, {0.25}});
  }
  double Weight(const std::vector<double>& levels, int e, int t) const {
    double product = 0;
    for (int i = 0; i < features; ++i) {
      product += double{query[e * features + i]} * key[t * features + i];
    }
    return levels[t] * product;
  }
  // A sum over the regulators.
  double Slow(const std::vector<double>& levels, int e) const {
    double sum = 1, weighted = 0;
    for (int t = 0; t < regulators; ++t) {
      double says = 0;
      for (int j = 0; j < values; ++j) {
        says += double{readout[e * values + j]} * value[t * values + j];
      }
      sum += Weight(levels, e, t);
      weighted += Weight(levels, e, t) * says;
    }
    return weighted / sum;
  }
};

std::vector<double> Levels(int count) {
  std::mt19937 random(count);
  std::vector<double> levels(count);
  for (double& level : levels) level = random() % 3 * 0.75;
  return levels;
}

TEST(Linear, EqualsTheSumOverRegulators) {
  for (int size = 1; size < 40; ++size) {
    const Made made(size, 1 + size % 5, 1 + size % 7, 1 + size % 11);
    const std::vector<double> levels = Levels(size);
    const Elements out = made.Run(levels);
    ASSERT_TRUE(out.status.ok()) << out.status;
    EXPECT_EQ(out.activity[0], 0.25);
    for (int e = 0; e < made.elements; ++e) {
      ASSERT_NEAR(out.activity[1 + e], made.Slow(levels, e), 1e-12) << size;
      EXPECT_EQ(out.logit[1 + e], 0);
    }
  }
}

TEST(Linear, IsZeroWhereNobodyIsPresent) {
  EXPECT_THAT(Made(3, 2, 2, 2).Run({0, 0, 0}).activity,
              ElementsAre(0.25, 0, 0));
}

// w = 2 * (1 * 3) = 6; 6 / 7 of readout . v = 0.5 * 4 + 1 * -1.
TEST(Linear, GivesNumbersWorkedByHand) {
  Made made(1, 1, 1, 2);
  made.key = {3};
  made.query = {1};
  made.value = {4, -1};
  made.readout = {0.5, 1};
  EXPECT_DOUBLE_EQ(made.Run({2}).activity[1], 6.0 / 7);
}

TEST(Linear, ReadsOnlyTheRowsOfRegulatorsThatArePresent) {
  const Elements out = Made(3, 2, 2, 2).Run({1, 0, 2});
  for (const int unit : {0, 2, 3, 5, 6, 7}) EXPECT_TRUE(out.reads.Has(unit));
  for (const int unit : {1, 4}) EXPECT_FALSE(out.reads.Has(unit));
  // Two keys written, 2 * (2 * 2 + 2) each; two elements read, 2 * 2 * 3 + 3 *
  // 2 each.
  EXPECT_EQ(out.flops, 2 * 12 + 2 * 18);
}

TEST(Linear, HasTheSlopesOfDifferences) {
  const Made made(7, 3, 4, 5);
  const auto kind = *MakeLinear(made.Tables());
  std::vector<double> levels = {0.5, 0, 2, 1, 0, 3, 0.1};
  const std::vector<uint32_t> present = {0, 2, 3, 5, 6};
  const std::vector<double> g = made.Run(levels).activity;
  const std::vector<double> by_logit(4), by_activity = {9, 1, -2, 0.5};
  BindingInput input;
  input.activity = levels;
  input.present = present;
  std::vector<double> scratch(kind->scratch_size(), 1e9), slopes(7);
  kind->Backward(input, g, {by_logit, by_activity}, absl::MakeSpan(scratch),
                 absl::MakeSpan(slopes));
  for (int t = 0; t < 7; ++t) {
    constexpr double kStep = 1e-5;
    const auto answer = [&](double by) {
      std::vector<double> at = levels;
      at[t] *= std::exp(by);
      double sum = 0;
      for (int e = 0; e < 3; ++e) {
        sum += by_activity[1 + e] * made.Slow(at, e);
      }
      return sum;
    };
    EXPECT_NEAR(slopes[t], (answer(kStep) - answer(-kStep)) / (2 * kStep), 1e-8)
        << t;
  }
}

TEST(Linear, NamesItsOccupantsByTheirShare) {
  Made made(3, 1, 2, 1);
  made.key = {1, 0, 0, 1, 2, 2};
  made.query = {1, 0};
  const std::vector<double> levels = {2, 5, 0.5};
  const std::vector<uint32_t> present = {0, 1, 2};
  BindingInput input;
  input.activity = levels;
  input.present = present;
  const auto occupants = (*MakeLinear(made.Tables()))->Occupants(input, 1);
  // w = 2, 0 and 1: Z = 4.
  ASSERT_EQ(occupants.size(), 2u);
  EXPECT_EQ(occupants[0].regulator, 0u);
  EXPECT_DOUBLE_EQ(occupants[0].share, 0.5);
  EXPECT_EQ(occupants[1].regulator, 2u);
  EXPECT_DOUBLE_EQ(occupants[1].share, 0.25);
}

TEST(Linear, SaysWhichElementIsNotFinite) {
  Made made(1, 2, 1, 1);
  made.readout[1] = kNan;
  const Elements out = made.Run({1});
  EXPECT_EQ(out.status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(out.status.message()), HasSubstr("element #2"));
}

TEST(Linear, RefusesTablesThatDoNotFit) {
  Made made(2, 1, 2, 2);
  made.value.pop_back();
  EXPECT_EQ(MakeLinear(made.Tables()).status().code(),
            absl::StatusCode::kDataLoss);
  LinearTables none = Made(2, 1, 2, 2).Tables();
  none.features = 0;
  EXPECT_EQ(MakeLinear(none).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace regulon
