// Genomes whose regulators cooperate before anything is read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/fit/encoder_fit.h"
#include "tests/cell/fitted_genome.h"
#include "tests/ledger/poison.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {
namespace {

using Eigen::VectorXd;

struct Cooperating {
  FittedGenome fit = FitKernelRidge(1);

  explicit Cooperating(double size) {
    fit.draft.encoder = RandomEncoder(static_cast<int>(fit.x.cols()), size, 5);
  }
  // What Sense makes of a context of those x.
  SensedRows Sensed(const VectorXd& x) const {
    const Draft& d = fit.draft;
    SensedRows rows;
    rows.x = x.transpose().cast<float>();
    rows.log_activity =
        ((4 + 0.5 * x.array()).exp() - 1).log().transpose().cast<float>();
    rows.pseudocount = d.pseudocount;
    rows.log_mean = d.log_mean;
    rows.log_sd = d.log_sd;
    return rows;
  }
};

std::vector<VectorXd> Points(int64_t size, int count) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  std::vector<VectorXd> points;
  for (int i = 0; i < count; ++i) {
    points.push_back(
        VectorXd::NullaryExpr(size, [&] { return normal(random); }));
  }
  return points;
}

TEST(Cooperation, OfNoGainChangesNoBit) {
  const Cooperating with(0);
  Draft without = with.fit.draft;
  without.encoder = EncoderDraft();
  const OpenedGenome identity(WriteFitted(with.fit.draft, with.fit.experts));
  const OpenedGenome plain(WriteFitted(without, with.fit.experts));
  for (const VectorXd& x : Points(with.fit.x.cols(), 10)) {
    const Answer a = identity.Express(LevelsOf(x));
    const Answer b = plain.Express(LevelsOf(x));
    EXPECT_EQ(a.expression, b.expression);
    EXPECT_EQ(a.open, b.open);
    EXPECT_GT(a.flops, b.flops);
  }
}

TEST(Cooperation, IsWhatTheRestOfTheGenomeReads) {
  const Cooperating with(0.2);
  const FittedGenome& fit = with.fit;
  const OpenedGenome genome(WriteFitted(fit.draft, fit.experts), {1, true});
  double moved = 0;
  for (const VectorXd& x : Points(fit.x.cols(), 10)) {
    const auto encoded = ApplyEncoder(fit.draft.encoder, with.Sensed(x));
    ASSERT_TRUE(encoded.ok()) << encoded.status();
    const VectorXd after = encoded->row(0).transpose().cast<double>();
    moved += (after - x).norm();
    const VectorXd expected = fit.Predict(after);
    const Answer answer = genome.Express(LevelsOf(x));
    for (int g = 0; g < expected.size(); ++g) {
      EXPECT_NEAR(answer.expression[g], expected[g], 1e-4);
    }
  }
  EXPECT_GT(moved, 1);
}

TEST(Cooperation, IsAStageOfItsOwnInTheLedger) {
  const Cooperating with(0.2);
  const std::string path = WriteFitted(with.fit.draft, with.fit.experts);
  const OpenedGenome genome(path);
  std::vector<proto::Context> contexts;
  for (const VectorXd& x : Points(with.fit.x.cols(), 2)) {
    contexts.push_back(LevelsOf(x));
  }
  const int stage = static_cast<int>(Stage::kCooperate);
  const auto count = [&](const Answer& answer) {
    return genome.cell().inventory().Measure(answer.reads).Sum(-1, stage);
  };
  const Count all = count(genome.Express(contexts[0]));
  EXPECT_EQ(all.active, all.all);
  // Three regulators are absent: their rows of 4 + 4 + 4 and 2 stay unread.
  auto& levels = *contexts[1].mutable_regulators();
  levels["R3"] = levels["R4"] = levels["R20"] = 0;
  const Count some = count(genome.Express(contexts[1]));
  EXPECT_EQ(some.all - some.active, 3 * 14);
  const Poisoned poisoned = Poison(path, contexts);
  EXPECT_TRUE(poisoned.lies.empty()) << poisoned.lies[0];
}

TEST(Cooperation, OffAndIdentityAnswerAlikeAndReadOtherwise) {
  const Cooperating with(0.2);
  const std::string path = WriteFitted(with.fit.draft, with.fit.experts);
  const auto opened = [&path](Cooperate cooperate) {
    CellOptions options{1, false};
    options.cooperate = cooperate;
    return OpenedGenome(path, options);
  };
  Draft plain = with.fit.draft;
  plain.encoder = EncoderDraft();
  const OpenedGenome without(WriteFitted(plain, with.fit.experts));
  const OpenedGenome off = opened(Cooperate::kOff);
  const OpenedGenome identity = opened(Cooperate::kIdentity);
  const OpenedGenome loaded = opened(Cooperate::kLoaded);
  const int stage = static_cast<int>(Stage::kCooperate);
  const auto cooperates = [&](const OpenedGenome& genome,
                              const Answer& answer) {
    return genome.cell().inventory().Measure(answer.reads).Sum(-1, stage);
  };
  for (const VectorXd& x : Points(with.fit.x.cols(), 5)) {
    const Answer a = off.Express(LevelsOf(x)),
                 b = identity.Express(LevelsOf(x));
    const Answer c = loaded.Express(LevelsOf(x));
    EXPECT_EQ(a.expression, b.expression);
    EXPECT_EQ(a.open, b.open);
    EXPECT_NE(a.expression, c.expression);
    const Answer d = without.Express(LevelsOf(x));
    EXPECT_EQ(a.expression, d.expression);
    EXPECT_EQ(a.flops, d.flops);
    EXPECT_GT(b.flops, a.flops);
    EXPECT_EQ(cooperates(off, a).active, 0);
    EXPECT_GT(cooperates(off, a).all, 0);
    EXPECT_EQ(cooperates(identity, b).active, cooperates(loaded, c).active);
  }
}

TEST(Cooperation, ThatCannotBeANumberNamesTheRegulator) {
  Cooperating with(0.2);
  with.fit.draft.encoder.gain.values[4 * 7] = 1e38f;
  const OpenedGenome genome(WriteFitted(with.fit.draft, with.fit.experts));
  const std::vector<Context> contexts = {
      genome.Convert(LevelsOf(with.fit.x.row(0)))};
  const absl::Status status = genome.cell().Express(contexts).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("regulator 'R7' came out as"));
}

TEST(Cooperation, WhoseTensorsDoNotFitIsDamage) {
  Cooperating with(0.2);
  with.fit.draft.encoder.sharpness.rows = 2;
  with.fit.draft.encoder.sharpness.values.resize(4);
  const auto genome =
      Genome::Open(WriteFitted(with.fit.draft, with.fit.experts));
  ASSERT_TRUE(genome.ok()) << genome.status();
  EXPECT_EQ(Cell::Create(**genome, {}).status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace regulon::reference
