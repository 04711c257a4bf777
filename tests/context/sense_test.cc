#include "engine/context/sense.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace regulon {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::HasSubstr;

constexpr double kNotGiven = std::numeric_limits<double>::quiet_NaN();

// Three regulators: tpm, tpm with its reference at 10, log2(tpm+1).
class SenseTest : public testing::Test {
 protected:
  SenseTest() {
    t_.regulators = 3;
    t_.units = units_;
    t_.reference = reference_;
    t_.reference_units = inventory_.CutElements(inventory_.Add({0, 12, 3}));
    t_.pseudocount_units = inventory_.CutElements(inventory_.Add({12, 12, 3}));
    t_.log_mean_units = inventory_.CutElements(inventory_.Add({24, 12, 3}));
    t_.log_sd_units = inventory_.CutElements(inventory_.Add({36, 12, 3}));
  }

  void Standardize() {
    t_.pseudocount = pseudocount_;
    t_.log_mean = log_mean_;
    t_.log_sd = log_sd_;
  }

  absl::Status Run(const std::vector<double>& levels) {
    const auto sense = Sense::Create(t_);
    if (!sense.ok()) return sense.status();
    activity_.assign(3, -1);
    present_.assign(3, 99);
    x_.assign(3, -99);
    reads_ = ReadSet(static_cast<int>(inventory_.units().size()));
    flops_ = 0;
    const auto count =
        sense->Run(levels, absl::MakeSpan(activity_), absl::MakeSpan(present_),
                   absl::MakeSpan(x_), reads_, flops_);
    if (!count.ok()) return count.status();
    present_.resize(*count);
    return absl::OkStatus();
  }

  // Parameters that were read, of the twelve.
  int Read() const {
    int read = 0;
    for (int unit = 0; unit < 12; ++unit) read += reads_.Has(unit);
    return read;
  }

  const std::vector<Unit> units_ = {*ParseUnit("tpm"), *ParseUnit("tpm"),
                                    *ParseUnit("log2(tpm+1)")};
  std::vector<float> reference_ = {1, 10, 1};
  std::vector<float> pseudocount_ = {1, 0.5, 1}, log_mean_ = {0, 2, -1},
                     log_sd_ = {1, 2, 4};
  SenseTables t_;
  Inventory inventory_;
  std::vector<double> activity_;
  std::vector<uint32_t> present_;
  std::vector<float> x_;
  ReadSet reads_;
  int64_t flops_ = 0;
};

TEST_F(SenseTest, DividesTheLinearLevelByTheReference) {
  ASSERT_TRUE(Run({4, 4, 3}).ok());
  EXPECT_THAT(activity_, ElementsAre(4, DoubleEq(0.4), DoubleEq(7)));
  EXPECT_THAT(present_, ElementsAre(0, 1, 2));
  EXPECT_EQ(Read(), 3);
}

TEST_F(SenseTest, TakesWhatIsNotGivenForAbsent) {
  ASSERT_TRUE(Run({kNotGiven, 5, 0}).ok());
  EXPECT_THAT(activity_, ElementsAre(0, 0.5, 0));
  EXPECT_THAT(present_, ElementsAre(1));
  EXPECT_EQ(Read(), 2);  // the references of what was given
}

TEST_F(SenseTest, TakesALittleBelowZeroForZero) {
  ASSERT_TRUE(Run({0, 0, -1e-9}).ok());
  EXPECT_THAT(activity_, ElementsAre(0, 0, 0));
  EXPECT_THAT(present_, ElementsAre());
}

TEST_F(SenseTest, StandardizesTheLogarithm) {
  Standardize();
  ASSERT_TRUE(Run({0, 15, 3}).ok());
  // (log(0 + 1) - 0) / 1, (log(1.5 + 0.5) - 2) / 2, (log(7 + 1) + 1) / 4
  EXPECT_THAT(x_, ElementsAre(0, FloatEq((std::log(2.f) - 2) / 2),
                              FloatEq((std::log(8.f) + 1) / 4)));
  EXPECT_EQ(Read(), 12);
}

TEST_F(SenseTest, PutsBasalRegulatorsAtTheirMean) {
  Standardize();
  t_.basal = true;
  ASSERT_TRUE(Run({kNotGiven, kNotGiven, kNotGiven}).ok());
  EXPECT_THAT(x_, ElementsAre(0, 0, 0));
  // exp(0) - 1; exp(2) - 0.5; exp(-1) - 1 is below zero.
  EXPECT_THAT(activity_, ElementsAre(0, DoubleEq(std::exp(2) - 0.5), 0));
  EXPECT_THAT(present_, ElementsAre(1));
  EXPECT_EQ(Read(), 6);  // means and pseudocounts
}

TEST_F(SenseTest, NamesTheRegulatorThatIsNotFinite) {
  reference_[1] = 0;
  EXPECT_EQ(Run({0, 1, 0}).code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(Run({0, 1, 0}).message()),
              HasSubstr("regulator #1 came out as inf"));
  EXPECT_THAT(std::string(Run({0, 0, 0}).message()),  // 0 / 0
              HasSubstr("regulator #1 came out as"));
  reference_[1] = 10;
  Standardize();
  log_sd_[2] = 0;
  EXPECT_THAT(std::string(Run({1, 1, 1}).message()),
              HasSubstr("regulator #2 came out as 1, standardized inf"));
  log_sd_[2] = 1;
  pseudocount_[0] = 0;
  EXPECT_THAT(std::string(Run({0, 1, 1}).message()),
              HasSubstr("regulator #0 came out as 0, standardized -inf"));
}

TEST_F(SenseTest, RefusesTablesThatDoNotFit) {
  Standardize();
  const SenseTables right = t_;
  EXPECT_TRUE(Sense::Create(t_).ok());
  const auto is_refused = [](const SenseTables& tables) {
    return Sense::Create(tables).status().code() == absl::StatusCode::kDataLoss;
  };
  for (auto table : {&SenseTables::reference, &SenseTables::pseudocount,
                     &SenseTables::log_mean, &SenseTables::log_sd}) {
    SenseTables wrong = right;
    wrong.*table = (wrong.*table).subspan(1);
    EXPECT_TRUE(is_refused(wrong));
  }
  t_.regulators = 4;
  EXPECT_TRUE(is_refused(t_));
  t_ = right;
  t_.log_sd = {};
  EXPECT_TRUE(Sense::Create(t_).ok());
  t_.basal = true;  // which needs means
  EXPECT_TRUE(is_refused(t_));
}

}  // namespace
}  // namespace regulon
