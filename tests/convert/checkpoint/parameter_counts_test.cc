// Golden: the published counts, to the last parameter.

#include "engine/convert/checkpoint/parameter_counts.h"

#include <gtest/gtest.h>

#include "engine/convert/checkpoint/model_config.h"
#include "tests/convert/checkpoint/published_configs.h"

namespace regulon {
namespace {

std::vector<ParameterCount> CountsOf(const char* config) {
  const auto model = ReadModelConfig(config, "config.json");
  EXPECT_TRUE(model.ok()) << model.status();
  return CountParameters(model->plan);
}

ParameterCount Part(const std::vector<ParameterCount>& counts,
                    const std::string& name) {
  for (const ParameterCount& count : counts) {
    if (count.part == name) return count;
  }
  ADD_FAILURE() << "no part " << name;
  return {};
}

TEST(CountParameters, OfMixtral8x7BAreThePublished) {
  const auto counts = CountsOf(kMixtral8x7B);
  const ParameterCount total = Part(counts, "total");
  EXPECT_EQ(total.all, 46'702'792'704);
  EXPECT_EQ(total.active, 12'879'925'248);
  EXPECT_EQ(total.read, 12'748'857'344);
  EXPECT_EQ(Part(counts, "experts").all, 32L * 8 * 3 * 4096 * 14336);
  EXPECT_EQ(Part(counts, "experts").active, 32L * 2 * 3 * 4096 * 14336);
  EXPECT_EQ(Part(counts, "routers").read, 32L * 4096 * 8);
  EXPECT_EQ(Part(counts, "embeddings").active, 32000L * 4096);
  EXPECT_EQ(Part(counts, "embeddings").read, 4096);
  EXPECT_EQ(Part(counts, "norms").all, 65L * 4096);
}

TEST(CountParameters, OfTheShapeOfGenosAreThePublished) {
  const auto counts = CountsOf(kGenos);
  EXPECT_EQ(Part(counts, "total").all, 1'246'094'336);
  EXPECT_EQ(Part(counts, "total").active, 340'124'672);
  EXPECT_EQ(Part(counts, "total").read, 340'124'672 - 127 * 1024);
}

TEST(CountParameters, OfGeneformerAreThePublished) {
  const auto counts = CountsOf(kGeneformer);
  EXPECT_EQ(Part(counts, "total").all, 10'288'722);
  EXPECT_EQ(Part(counts, "total").active, 10'288'722);
  // One position and one type; the embedding is the output, read for logits.
  EXPECT_EQ(Part(counts, "total").read, 10'288'722 - 2047 * 256 - 256);
}

TEST(CountParameters, SumToTheTotal) {
  for (const char* config : {kMixtral8x7B, kGenos, kGeneformer}) {
    const auto counts = CountsOf(config);
    ParameterCount sum;
    for (size_t i = 0; i + 1 < counts.size(); ++i) {
      sum.all += counts[i].all;
      sum.active += counts[i].active;
      sum.read += counts[i].read;
      EXPECT_LE(counts[i].read, counts[i].active);
      EXPECT_LE(counts[i].active, counts[i].all);
    }
    EXPECT_EQ(counts.back().part, "total");
    EXPECT_EQ(sum.all, counts.back().all);
    EXPECT_EQ(sum.active, counts.back().active);
    EXPECT_EQ(sum.read, counts.back().read);
  }
}

}  // namespace
}  // namespace regulon
