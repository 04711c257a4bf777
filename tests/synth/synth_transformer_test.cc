#include "engine/synth/synth_transformer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/match.h"
#include "engine/genome/genome.h"
#include "engine/genome/tensors.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::Each;

TransformerPlan SmallPlan() {
  TransformerPlan plan;
  plan.shape.set_width(48);
  plan.shape.set_heads(4);
  plan.shape.set_key_heads(2);
  plan.shape.set_head_width(12);
  plan.shape.set_vocabulary(100);
  plan.shape.set_positions(32);
  plan.shape.set_position(proto::Transformer::ROTARY);
  plan.shape.set_norm_first(true);
  plan.layers = 2;
  plan.experts = 3;
  plan.top_k = 2;
  plan.expert_width = 80;
  plan.gated = true;
  return plan;
}

std::string Make(const TransformerPlan& plan,
                 const SynthTransformerOptions& options,
                 const std::string& name = "x.regulon") {
  const absl::Status status =
      SynthesizeTransformer(plan, options, Scratch(name));
  EXPECT_TRUE(status.ok()) << status;
  return ReadBytes(Scratch(name));
}

TEST(SynthesizeTransformer, GivesTheSameFileForTheSameSeedAndAnyThreads) {
  SynthTransformerOptions options;
  options.dtype = DType::kI8;
  options.threads = 1;
  const std::string once = Make(SmallPlan(), options);
  options.threads = 4;
  EXPECT_TRUE(Make(SmallPlan(), options) == once);
  options.seed = 2;
  EXPECT_FALSE(Make(SmallPlan(), options) == once);
}

TEST(SynthesizeTransformer, IsHeadedSyntheticAndNamesNothingReal) {
  Make(SmallPlan(), {});
  const auto genome = Genome::Open(Scratch("x.regulon"));
  ASSERT_TRUE(genome.ok()) << genome.status();
  const proto::Manifest& manifest = (*genome)->manifest();
  EXPECT_TRUE(manifest.synthetic());
  EXPECT_TRUE(absl::StartsWith(manifest.title(), "SYNTHETIC"));
  EXPECT_EQ(manifest.name(), "synthetic");
  EXPECT_EQ(manifest.provenance().seed(), 1u);
  EXPECT_EQ(manifest.provenance().sources_size(), 0);
  EXPECT_EQ(manifest.domains_size(), 6);
  EXPECT_TRUE((*genome)->VerifyTensors().ok());
}

TEST(SynthesizeTransformer, DrawsNearlyNormalWeightsAndScalesOfOne) {
  SynthTransformerOptions options;
  options.dtype = DType::kF32;
  Make(SmallPlan(), options);
  const auto genome = Genome::Open(Scratch("x.regulon"));
  ASSERT_TRUE(genome.ok()) << genome.status();
  const auto scale = (*genome)->F32((*genome)->Find(tensors::kFinalNormScale));
  EXPECT_EQ(scale.size(), 48u);
  EXPECT_THAT(scale, Each(1.0f));
  std::vector<float> first;
  for (const int domain : {0, 4}) {
    const std::vector<float> values = Unpacked((*genome)->MatrixOf(
        (*genome)->Find(tensors::kGate, domain / 3, domain)));
    ASSERT_EQ(values.size(), 48u * 80u);
    double sum = 0, squares = 0, beyond = 0;
    for (const float value : values) {
      sum += value;
      squares += value * value;
      beyond += std::abs(value) > 0.04;
    }
    const double n = values.size();
    EXPECT_NEAR(sum / n, 0, 4 * 0.02 / std::sqrt(n));
    EXPECT_NEAR(std::sqrt(squares / n), 0.02, 4 * 0.02 / std::sqrt(2 * n));
    EXPECT_NEAR(beyond / n, 0.0455, 0.015);  // of a normal beyond 2 sd
    EXPECT_NE(values, first);
    first = values;
  }
}

// With biases, positions, a head and a tied output: what Bert has.
TEST(SynthesizeTransformer, TakesBlocksWithoutAMixture) {
  TransformerPlan plan = SmallPlan();
  plan.shape.set_order(proto::Transformer::BIDIRECTIONAL);
  plan.shape.set_position(proto::Transformer::LEARNED);
  plan.shape.set_norm(proto::Transformer::LAYER);
  plan.shape.set_norm_first(false);
  plan.shape.set_token_types(2);
  plan.experts = plan.top_k = 0;
  plan.gated = false;
  plan.biases = plan.head = plan.tied = true;
  Make(plan, {});
  const auto genome = Genome::Open(Scratch("x.regulon"));
  ASSERT_TRUE(genome.ok()) << genome.status();
  EXPECT_EQ((*genome)->Find(tensors::kTokenEmbedding), Genome::kNoTensor);
  EXPECT_EQ((*genome)->Find(tensors::kFinalNormScale), Genome::kNoTensor);
  ASSERT_EQ((*genome)->manifest().domains_size(), 2);
  EXPECT_EQ((*genome)->manifest().domains(1).id(), "layer1.mlp");
  EXPECT_FALSE((*genome)->manifest().domains(1).routed());
  for (const proto::TensorEntry& entry : (*genome)->manifest().tensors()) {
    EXPECT_EQ(entry.role(), proto::DENSE);
  }
  const auto bias =
      (*genome)->F32((*genome)->Find(tensors::kExpertBasal, 1, 1));
  EXPECT_EQ(bias.size(), 48u);
  EXPECT_THAT(bias, Each(0.0f));
}

}  // namespace
}  // namespace regulon
