#include "engine/decoder/decoder.h"

#include <cmath>
#include <limits>
#include <vector>

#include "engine/fit/decoder_fit.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/decoder/random_decoder.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

constexpr int kGenes = 7, kSteps = 9;  // beyond the steps told apart

std::vector<float> RandomStates(int steps) {
  const DecoderNetwork::Rows rows = RandomRows(steps, kGenes, 3);
  std::vector<float> states;
  for (Eigen::Index i = 0; i < rows.size(); ++i) {
    states.push_back(static_cast<float>(rows.data()[i]));
  }
  return states;
}

struct Small {
  explicit Small(int latent_width)
      : network(SmallSizes(latent_width)),
        parameters(RandomParameters(network)),
        draft(RandomDraft(network, parameters)),
        latents(latent_width == 0 ? DecoderNetwork::Rows()
                                  : RandomRows(3, latent_width, 5)) {
    tables = TablesOf(draft, latents.rows(), latents.cols());
    for (Eigen::Index i = 0; i < latents.size(); ++i) {
      given.push_back(static_cast<float>(latents.data()[i]));
    }
  }

  // Reads the states in pieces of `piece` steps.
  std::vector<float> Next(const std::vector<float>& states, int piece) const {
    const auto decoder = Decoder::Create(tables);
    EXPECT_TRUE(decoder.ok()) << decoder.status();
    const auto steps = static_cast<int>(states.size()) / kGenes;
    ReadSet reads;
    int64_t flops = 0;
    auto sequence = decoder->Start(steps, given, reads, flops);
    EXPECT_TRUE(sequence.ok()) << sequence.status();
    std::vector<float> next(states.size());
    for (int at = 0; at < steps; at += piece) {
      const size_t first = at * kGenes;
      const size_t count = std::min(piece, steps - at) * kGenes;
      const absl::Status status =
          decoder->Read({states.data() + first, count}, *sequence,
                        {next.data() + first, count}, reads, flops);
      EXPECT_TRUE(status.ok()) << status;
    }
    EXPECT_GT(flops, 0);
    return next;
  }

  DecoderNetwork network;
  Eigen::VectorXd parameters;
  DecoderDraft draft;
  DecoderNetwork::Rows latents;
  DecoderTables tables;
  std::vector<float> given;
};

TEST(Decoder, IsTheNetworkThatWasFitted) {
  for (const int latent_width : {0, 4}) {
    const Small small(latent_width);
    const std::vector<float> states = RandomStates(kSteps);
    DecoderNetwork::Rows standard(kSteps, kGenes);
    for (int i = 0; i < kSteps; ++i) {
      for (int g = 0; g < kGenes; ++g) {
        standard(i, g) =
            (states[i * kGenes + g] - double{small.draft.mean[g]}) / 1.5;
      }
    }
    DecoderNetwork::Trace trace;
    const DecoderNetwork::Rows change =
        small.network.Forward(small.parameters, standard, small.latents, trace);
    const std::vector<float> next = small.Next(states, kSteps);
    for (int i = 0; i < kSteps * kGenes; ++i) {
      EXPECT_NEAR(next[i], states[i] + 1.5 * change.data()[i], 2e-5)
          << latent_width << " " << i;
    }
  }
}

TEST(Decoder, ReadsStepByStepWhatItReadsAtOnceToTheBit) {
  const Small small(0);
  const std::vector<float> states = RandomStates(kSteps);
  const std::vector<float> whole = small.Next(states, kSteps);
  EXPECT_EQ(small.Next(states, 1), whole);
  EXPECT_EQ(small.Next(states, 4), whole);
}

TEST(Decoder, LetsTheFutureChangeNothingInThePast) {
  const Small small(0);
  std::vector<float> states = RandomStates(kSteps);
  const std::vector<float> before = small.Next(states, kSteps);
  for (int step = 1; step < kSteps; ++step) {
    std::vector<float> changed = states;
    changed[step * kGenes + 2] += 3;
    const std::vector<float> after = small.Next(changed, kSteps);
    const auto at = static_cast<std::ptrdiff_t>(step) * kGenes;
    EXPECT_TRUE(std::equal(after.begin(), after.begin() + at, before.begin()))
        << step;
    EXPECT_FALSE(std::equal(after.begin() + at, after.begin() + at + kGenes,
                            before.begin() + at))
        << step;
  }
}

TEST(Decoder, RemembersStepsBeforeTheLast) {
  const Small small(0);
  std::vector<float> states = RandomStates(kSteps);
  const std::vector<float> before = small.Next(states, kSteps);
  states[0] += 3;
  const std::vector<float> after = small.Next(states, kSteps);
  EXPECT_NE(std::vector<float>(after.end() - kGenes, after.end()),
            std::vector<float>(before.end() - kGenes, before.end()));
}

TEST(Decoder, ReadsTheLatentsOfAnEncoder) {
  Small small(4);
  const std::vector<float> states = RandomStates(kSteps);
  const std::vector<float> before = small.Next(states, kSteps);
  small.given[1] += 1;
  EXPECT_NE(small.Next(states, kSteps), before);

  const auto decoder = Decoder::Create(small.tables);
  ASSERT_TRUE(decoder.ok());
  ReadSet reads;
  int64_t flops = 0;
  EXPECT_THAT(decoder->Start(2, {}, reads, flops).status().message(),
              HasSubstr("reads 12 numbers of an encoder, not 0"));
}

TEST(Decoder, MarksThePlacesOfTheStepsThatWereRead) {
  Small small(0);
  Inventory inventory;
  const auto add = [&](DecoderTensor& tensor, bool by_step) {
    TensorRecord record;
    record.elements = tensor.rows * tensor.columns;
    record.stage = Stage::kDevelop;
    const int added = inventory.Add(record);
    tensor.units = by_step ? inventory.CutRows(added, tensor.rows)
                           : inventory.CutWhole(added);
  };
  DecoderTables& t = small.tables;
  for (DecoderTensor* tensor :
       {&t.mean, &t.scale, &t.token, &t.latent, &t.self, &t.cross_query,
        &t.cross_key, &t.cross_value, &t.cross_output, &t.sharpness, &t.up,
        &t.up_bias, &t.down, &t.recall_query, &t.recall_key, &t.recall_gate,
        &t.output, &t.output_bias, &t.linear}) {
    add(*tensor, false);
  }
  add(t.position, true);
  add(t.recall_lag, true);
  const auto decoder = Decoder::Create(t);
  ASSERT_TRUE(decoder.ok());
  ReadSet reads(static_cast<int>(inventory.units().size()));
  int64_t flops = 0;
  auto sequence = decoder->Start(kSteps, {}, reads, flops);
  ASSERT_TRUE(sequence.ok());
  const std::vector<float> states = RandomStates(kSteps);
  std::vector<float> next(states.size());
  const auto read = [&](int from, int to) {
    ASSERT_TRUE(decoder
                    ->Read({states.data() + from * kGenes,
                            static_cast<size_t>((to - from) * kGenes)},
                           *sequence,
                           {next.data() + from * kGenes,
                            static_cast<size_t>((to - from) * kGenes)},
                           reads, flops)
                    .ok());
  };
  read(0, 2);
  // Of 5 steps told apart, 3 are left: rows of 6 and of 3.
  Count count = inventory.Measure(reads).Sum();
  EXPECT_EQ(count.all - count.active, 3 * (6 + 3));
  read(2, kSteps);
  count = inventory.Measure(reads).Sum();
  EXPECT_EQ(count.active, count.all);
  EXPECT_EQ(count.all, small.network.size() + kGenes + 1 + 2 * 2 * 2);
}

TEST(Decoder, RefusesWhatDoesNotFit) {
  Small small(0);
  const std::vector<float> states = RandomStates(2);
  const auto decoder = Decoder::Create(small.tables);
  ASSERT_TRUE(decoder.ok());
  ReadSet reads;
  int64_t flops = 0;
  auto sequence = decoder->Start(1, {}, reads, flops);
  ASSERT_TRUE(sequence.ok());
  std::vector<float> next(states.size());
  EXPECT_THAT(
      decoder->Read(states, *sequence, absl::MakeSpan(next), reads, flops)
          .message(),
      HasSubstr("started for 1 steps cannot read 2"));
  std::vector<float> infinite(kGenes, std::numeric_limits<float>::infinity());
  EXPECT_EQ(
      decoder->Read(infinite, *sequence, {next.data(), kGenes}, reads, flops)
          .code(),
      absl::StatusCode::kOutOfRange);

  DecoderTables cut = small.tables;
  cut.recall_gate.columns = kGenes - 1;
  EXPECT_EQ(Decoder::Create(cut).status().code(), absl::StatusCode::kDataLoss);
  cut = small.tables;
  cut.token = {};
  EXPECT_EQ(Decoder::Create(cut).status().code(), absl::StatusCode::kDataLoss);
  DecoderTables none;
  none.genes = kGenes;
  const auto empty = Decoder::Create(none);
  ASSERT_TRUE(empty.ok());
  EXPECT_FALSE(empty->exists());
}

}  // namespace
}  // namespace regulon
