#include "engine/explain/attribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "absl/strings/str_cat.h"
#include "tests/cell/fitted_genome.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/random_spec.h"
#include "tests/reference/reference.h"

namespace regulon::reference {
namespace {

std::vector<Attribution> AttributeAll(const OpenedGenome& genome,
                                      const Context& reference,
                                      const Context& context, int threads = 1) {
  auto cell = PreciseCell::Create(genome.genome());
  EXPECT_TRUE(cell.ok()) << cell.status();
  std::vector<int> genes(genome.genome().manifest().genes_size());
  std::iota(genes.begin(), genes.end(), 0);
  AttributionOptions options;
  options.threads = threads;
  std::vector<Attribution> all;
  const absl::Status status =
      Attribute(**cell, reference, context, genes, options,
                [&](const Attribution& attribution) {
                  all.push_back(attribution);
                  return absl::OkStatus();
                });
  EXPECT_TRUE(status.ok()) << status;
  return all;
}

double Of(const Attribution& attribution, NetworkEdge::Path path, int t) {
  double sum = 0;
  for (const Attribution::Path& part : attribution.paths) {
    if (part.path == path) sum += part.by_regulator[t];
  }
  return sum;
}

// What is left, of the whole difference, or where that is nothing, of what the
// gene goes through.
double ShareLeft(const Attribution& a) {
  double through = 1e-9;
  for (const Attribution::Path& path : a.paths) {
    for (const double value : path.by_regulator) through += std::abs(value);
  }
  for (const Jump& jump : a.jumps) through += std::abs(jump.effect);
  return std::abs(a.residual) /
         std::max(std::abs(a.value - a.reference), 1e-3 * through);
}

// One regulator: all of the difference is its own.
TEST(Attribution, OfTheOnlyRegulatorThatMovesIsTheWholeDifference) {
  const OpenedGenome genome(ReadModel("laci_o2"));
  const Context reference = genome.Convert(ContextOf({}));
  const Context context = genome.Convert(ContextOf({{"LacI", 260}}));
  const Attribution a = AttributeAll(genome, reference, context)[0];
  const int laci = genome.genome().regulators().FindId("LacI");
  ASSERT_EQ(a.paths.size(), 3u);
  EXPECT_NEAR(a.reference, 1, 1e-12);
  EXPECT_NEAR(a.value, 0.016173634, 1e-8);
  EXPECT_NEAR(a.paths[2].by_regulator[laci], a.value - a.reference, 1e-8);
  EXPECT_EQ(a.paths[2].path, NetworkEdge::kElement);
  EXPECT_TRUE(a.jumps.empty());
  EXPECT_LE(ShareLeft(a), 1e-6);
}

TEST(Attribution, OfModelsLeavesNothing) {
  for (const char* model : {"laci_o1", "laci_o2", "glucocorticoid",
                            "pioneer_enhancer", "two_enhancers"}) {
    SCOPED_TRACE(model);
    const OpenedGenome genome(ReadModel(model));
    const Context reference = genome.Convert(ContextOf({}));
    Context context = reference;
    for (int t = 0; t < genome.genome().manifest().regulators_size(); ++t) {
      ASSERT_TRUE(context.SetIndex(t, 50 + 10 * t).ok());
    }
    int moved = 0;
    for (const Attribution& a : AttributeAll(genome, reference, context)) {
      moved += a.value != a.reference;
      EXPECT_LE(ShareLeft(a), 1e-6);
    }
    EXPECT_GT(moved, 0);
  }
}

TEST(Attribution, OfRandomGenomesLeavesNothing) {
  int genes = 0, jumps = 0, moved = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    const OpenedGenome genome(spec);
    const auto messages = RandomContexts(spec, 4, seed);
    for (int i = 0; i < 2; ++i) {
      if (Evaluate(spec, messages[2 * i]).margin < 1e-9 ||
          Evaluate(spec, messages[2 * i + 1]).margin < 1e-9) {
        continue;
      }
      SCOPED_TRACE(
          absl::StrCat("seed ", seed, " pair ", i, "\n", spec.DebugString()));
      for (const Attribution& a :
           AttributeAll(genome, genome.Convert(messages[2 * i]),
                        genome.Convert(messages[2 * i + 1]))) {
        ++genes;
        jumps += static_cast<int>(a.jumps.size());
        moved += a.value != a.reference;
        EXPECT_LE(ShareLeft(a), 1e-4)
            << a.value << " from " << a.reference << " leaves " << a.residual;
      }
    }
  }
  EXPECT_GT(genes, 500);
  EXPECT_GT(moved, genes / 2);
  EXPECT_GT(jumps, 100);
}

TEST(Attribution, OfFittedGenomesLeavesNothingWithAndWithoutEncoder) {
  for (const double encoder : {0.0, 0.3}) {
    SCOPED_TRACE(encoder);
    FittedGenome fit = FitKernelRidge(2);
    if (encoder > 0) {
      fit.draft.encoder =
          RandomEncoder(static_cast<int>(fit.x.cols()), encoder, 5);
    }
    const OpenedGenome genome(WriteFitted(fit.draft, fit.experts));
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    proto::Context message = LevelsOf(Eigen::VectorXd::NullaryExpr(
        fit.x.cols(), [&] { return normal(random); }));
    (*message.mutable_regulators())["R3"] = 0;
    (*message.mutable_regulators())["R5"] = 0;
    const Context reference(genome.genome(), "reference");
    const Context context = genome.Convert(message);
    int domains = 0, regulators = 0;
    for (const Attribution& a : AttributeAll(genome, reference, context)) {
      EXPECT_LE(ShareLeft(a), 1e-5);
      double sum = a.residual;
      for (const Attribution::Path& path : a.paths) {
        for (const double value : path.by_regulator) sum += value;
      }
      for (const Jump& jump : a.jumps) {
        sum += jump.effect;
        domains += jump.cause == Jump::kDomain;
        regulators += jump.cause == Jump::kRegulator;
      }
      EXPECT_NEAR(sum, a.value - a.reference, 1e-12);
    }
    EXPECT_GT(domains, 0);
    EXPECT_EQ(regulators > 0, encoder > 0);
  }
}

// A domain that opens half way: y jumps there by what the domain adds.
TEST(Attribution, OfADomainThatOpensIsAJumpWhereItDoes) {
  const OpenedGenome genome(ParseSpecText(R"(
      name: "gate" unit: "activity"
      regulator { id: "T" unit: "activity" }
      gene { id: "g" amplitude: 2 }
      element { id: "e" gene: "g" mwc {
        closing_energy: 2
        site { binds { regulator: "T" affinity: 1 closed_ratio: 0.001 } } } }
      domain { id: "d" gene: "g" threshold: 0 }
      router { score: LOGIT })"));
  const Context reference = genome.Convert(ContextOf({}));
  const Context context = genome.Convert(ContextOf({{"T", 99}}));
  const Attribution a = AttributeAll(genome, reference, context)[0];
  ASSERT_EQ(a.jumps.size(), 1u);
  const Jump& jump = a.jumps[0];
  EXPECT_EQ(jump.cause, Jump::kDomain);
  EXPECT_TRUE(jump.on);
  // lambda = -2 + log((1 + a) / (1 + a / 1000)) = 0 where g = 1/2.
  const double e2 = std::exp(2.0), a0 = (e2 - 1) / (1 - e2 / 1000);
  EXPECT_NEAR(jump.place, std::log1p(a0) / std::log(100), 1e-7);
  EXPECT_NEAR(jump.effect, 1, 1e-9);
  EXPECT_NEAR(Of(a, NetworkEdge::kElement, 0), a.value - 1, 1e-6);
  EXPECT_LE(ShareLeft(a), 1e-6);
}

TEST(Attribution, IsTheSameForAnyNumberOfThreads) {
  const proto::GenomeSpec spec = RandomSpec(11);
  const OpenedGenome genome(spec);
  const auto messages = RandomContexts(spec, 2, 3);
  const Context reference = genome.Convert(messages[0]);
  const Context context = genome.Convert(messages[1]);
  const auto one = AttributeAll(genome, reference, context, 1);
  const auto three = AttributeAll(genome, reference, context, 3);
  ASSERT_EQ(one.size(), three.size());
  for (size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].residual, three[i].residual);
    for (size_t p = 0; p < one[i].paths.size(); ++p) {
      EXPECT_EQ(one[i].paths[p].by_regulator, three[i].paths[p].by_regulator);
    }
  }
}

}  // namespace
}  // namespace regulon::reference
