#include "engine/transcription/expert_layer.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/transcription/random_layer.h"

namespace regulon {
namespace {

bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

std::vector<LayerOptions> AllOptions() {
  std::vector<LayerOptions> all;
  for (const DType dtype :
       {DType::kF32, DType::kBf16, DType::kI8, DType::kI4}) {
    for (const bool gated : {true, false}) {
      for (const bool shared : {true, false}) {
        all.push_back({dtype, gated, shared});
      }
    }
  }
  return all;
}

class AnyExpertLayer : public ::testing::TestWithParam<LayerOptions> {};

INSTANTIATE_TEST_SUITE_P(Options, AnyExpertLayer,
                         ::testing::ValuesIn(AllOptions()),
                         [](const auto& info) {
                           return absl::StrCat(
                               "of", BitsOf(info.param.dtype), "bits",
                               info.param.gated ? "_gated" : "_rectified",
                               info.param.shared ? "_shared" : "");
                         });

// Integer weights round their inputs to 8 bits as well.
TEST_P(AnyExpertLayer, IsTheDenseMixtureOfItsDomains) {
  const RandomLayer random(GetParam());
  ExpertLayer layer = random.Create();
  const std::vector<float> y = random.Run(layer, 2);
  const std::vector<double> slow = random.SlowDense();
  const bool integers = IsQuantized(GetParam().dtype);
  double error = 0, size = 0;
  for (size_t i = 0; i < y.size(); ++i) {
    ASSERT_NEAR(y[i], slow[i], integers ? 0.2 : 1e-5) << i;
    error += std::pow(y[i] - slow[i], 2);
    size += std::pow(slow[i] - random.start()[i], 2);
  }
  EXPECT_LE(std::sqrt(error / size), integers ? 0.01 : 1e-6);
}

TEST_P(AnyExpertLayer, GivesTheSameBitsOnAnyNumberOfWorkers) {
  const RandomLayer random(GetParam());
  ExpertLayer layer = random.Create();
  const std::vector<float> one = random.Run(layer, 1);
  for (const int workers : {2, 3, 4, 2}) {
    for (int again = 0; again < 5; ++again) {
      ASSERT_TRUE(SameBits(random.Run(layer, workers), one)) << workers;
    }
  }
}

TEST_P(AnyExpertLayer, GivesTheSameBitsInWaves) {
  const RandomLayer random(GetParam());
  ExpertLayer layer = random.Create();
  const std::vector<float> one_go = random.Run(layer, 1);
  const Readers readers = random.ReadersOf(layer);
  Workers workers(2);
  for (const int wave : {1, 2, 5, readers.size() - 1}) {
    std::vector<float> y = random.start();
    for (int begin = 0; begin < readers.size(); begin += wave) {
      ASSERT_TRUE(layer
                      .Run(readers, begin,
                           std::min(begin + wave, readers.size()),
                           random.input(), workers, y.data())
                      .ok());
    }
    ASSERT_TRUE(SameBits(y, one_go)) << "waves of " << wave;
  }
}

// Of fewer contexts the first ones, each as it was.
TEST_P(AnyExpertLayer, GivesAContextTheSameBitsWhateverStandsBesideIt) {
  LayerOptions options = GetParam();
  const RandomLayer all_contexts(options);
  ExpertLayer layer = all_contexts.Create();
  const Readers readers = all_contexts.ReadersOf(layer);
  const std::vector<float> all = all_contexts.Run(layer, 2);
  const size_t genes = all.size() / options.contexts;
  Workers workers(2);
  for (int context = 0; context < options.contexts; ++context) {
    Readers alone;
    for (int i = 0; i < readers.size(); ++i) {
      const absl::Span<const int> contexts = readers.contexts(i);
      const auto found = std::find(contexts.begin(), contexts.end(), context);
      if (found == contexts.end()) continue;
      alone.AddContext(context, readers.weights(i)[found - contexts.begin()]);
      alone.EndDomain(readers.domain(i));
    }
    std::vector<float> y = all_contexts.start();
    ASSERT_TRUE(layer
                    .Run(alone, 0, alone.size(), all_contexts.input(), workers,
                         y.data())
                    .ok());
    ASSERT_EQ(std::memcmp(&y[context * genes], &all[context * genes],
                          genes * sizeof(float)),
              0)
        << "context " << context;
  }
}

TEST(ExpertLayer, OrdersItsDomainsByTheirBytes) {
  const RandomLayer random(LayerOptions{});
  const ExpertLayer layer = random.Create();
  const absl::Span<const int> order = layer.order();
  ASSERT_EQ(order.size(), layer.experts().size());
  for (size_t i = 1; i < order.size(); ++i) {
    const int64_t before = layer.experts()[order[i - 1]].bytes();
    const int64_t bytes = layer.experts()[order[i]].bytes();
    EXPECT_TRUE(before > bytes || (before == bytes && order[i - 1] < order[i]));
  }
}

TEST(ExpertLayer, LeavesEverythingAloneWithoutReaders) {
  for (const bool shared : {true, false}) {
    LayerOptions options;
    options.shared = shared;
    const RandomLayer random(options);
    ExpertLayer layer = random.Create();
    Workers workers(2);
    std::vector<float> y = random.start();
    ASSERT_TRUE(
        layer.Run(Readers(), 0, 0, random.input(), workers, y.data()).ok());
    EXPECT_EQ(y, random.start());
  }
}

TEST(ExpertLayer, TellsOfAnIndexTableThatIsDamaged) {
  const std::vector<uint32_t> genes = {0}, inputs = {3};  // of 3
  std::vector<ExpertTables> tables(3);
  for (ExpertTables& table : tables) table.genes = genes;
  tables[1].inputs = tables[2].inputs = inputs;
  TranscriptionSizes sizes;
  sizes.regulators = 3;
  sizes.genes = 1;
  sizes.domains = 3;
  absl::StatusOr<ExpertLayer> layer = ExpertLayer::Create(tables, sizes);
  ASSERT_TRUE(layer.ok()) << layer.status();
  Workers workers(2);
  float y = 5;
  const auto run = [&](const std::vector<int>& domains) {
    Readers readers;
    for (const int domain : domains) {
      readers.AddContext(0, 1.0f);
      readers.EndDomain(domain);
    }
    return layer->Run(readers, 0, readers.size(), ExpertInput(), workers, &y)
        .code();
  };
  EXPECT_EQ(run({0}), absl::StatusCode::kOk);
  EXPECT_EQ(run({1}), absl::StatusCode::kDataLoss);
  // What one batch found does not stay for the next.
  EXPECT_EQ(run({1, 2}), absl::StatusCode::kDataLoss);
  EXPECT_EQ(run({0}), absl::StatusCode::kOk);
  EXPECT_EQ(run({2, 0}), absl::StatusCode::kDataLoss);
  EXPECT_EQ(run({0, 0}), absl::StatusCode::kOk);
}

}  // namespace
}  // namespace regulon
