// The same context gives the same bits whatever stands beside it, in any order,
// on any number of threads.
#include "tests/cell/same_bits.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/synth/synth.h"
#include "gtest/gtest.h"
#include "tests/cell/fitted_genome.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/random_spec.h"

namespace regulon::reference {
namespace {

constexpr int kContexts = 70;  // more than run together in one product
constexpr DType kDTypes[] = {DType::kF32, DType::kBf16, DType::kI8, DType::kI4};

// Answers to contexts[order[i]], `batch` at a time.
std::vector<Answer> InBatches(const OpenedGenome& genome,
                              const std::vector<proto::Context>& contexts,
                              const std::vector<int>& order, size_t batch) {
  std::vector<Answer> answers;
  for (size_t begin = 0; begin < order.size(); begin += batch) {
    std::vector<proto::Context> some;
    for (size_t i = begin; i < std::min(order.size(), begin + batch); ++i) {
      some.push_back(contexts[order[i]]);
    }
    for (Answer& answer : genome.Express(some)) {
      answers.push_back(std::move(answer));
    }
  }
  return answers;
}

void ExpectSameBits(const std::string& path,
                    const std::vector<proto::Context>& contexts) {
  std::vector<int> order(contexts.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  const OpenedGenome alone(path, {1, false});
  const auto expected = InBatches(alone, contexts, order, 1);
  const int units = static_cast<int>(alone.cell().inventory().units().size());
  std::mt19937 random(1);
  for (const int threads : {1, 2, 3, 4}) {
    const OpenedGenome genome(path, {threads, false});
    for (const size_t batch : {1, 7, 64, 64, 70}) {
      const auto answers = InBatches(genome, contexts, order, batch);
      for (size_t i = 0; i < order.size(); ++i) {
        ASSERT_TRUE(SameBits(answers[i], expected[order[i]], units))
            << "batch " << batch << ", " << threads << " threads, context "
            << order[i];
      }
      std::shuffle(order.begin(), order.end(), random);
    }
  }
}

TEST(Cell, GivesTheSameBitsForRandomGenomes) {
  for (unsigned seed = 300; seed < 316; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const proto::GenomeSpec spec = RandomSpec(seed);
    ASSERT_NO_FATAL_FAILURE(
        ExpectSameBits(WriteSpec(spec, kDTypes[seed % 4]),
                       RandomContexts(spec, kContexts, seed)));
  }
}

TEST(Cell, GivesTheSameBitsForAFittedGenome) {
  FittedGenome fit = FitKernelRidge(1);
  fit.draft.encoder = RandomEncoder(static_cast<int>(fit.x.cols()), 0.2, 5);
  std::mt19937 random(4);
  std::normal_distribution<double> normal;
  std::vector<proto::Context> contexts;
  for (int i = 0; i < kContexts; ++i) {
    contexts.push_back(LevelsOf(Eigen::VectorXd::NullaryExpr(
        fit.x.cols(), [&] { return normal(random); })));
  }
  ExpectSameBits(WriteFitted(fit.draft, fit.experts), contexts);
}

// Of a SYNTHETIC genome: random programs on, and a hundred other regulators at
// random levels.
std::vector<proto::Context> RandomSynthContexts(const SynthOptions& options,
                                                int count) {
  std::mt19937 random(2);
  std::uniform_real_distribution<double> level(0, 3);
  std::vector<proto::Context> contexts(count);
  for (proto::Context& context : contexts) {
    auto& levels = *context.mutable_regulators();
    for (int p = 0; p < options.programs; ++p) {
      levels[ProgramId(p)] = random() % 3 == 0;
    }
    for (int i = 0; i < 100; ++i) {
      const unsigned t = 1 + random() % (options.regulators - options.programs);
      levels[absl::StrFormat("SYNTF%04d", t)] = level(random);
    }
  }
  return contexts;
}

std::string WriteSynth(const SynthOptions& options) {
  const std::string path = absl::StrCat(::testing::TempDir(), "/",
                                        BitsOf(options.dtype), "bits.regulon");
  const absl::Status made = Synthesize(options, path);
  EXPECT_TRUE(made.ok()) << made;
  return path;
}

// With more regulators than oneDNN sums in one piece, and columns of more than
// our own products multiply at once.
TEST(Cell, GivesTheSameBitsForALargeGenomeOfEveryFormat) {
  for (const DType dtype : kDTypes) {
    SCOPED_TRACE(absl::StrCat(BitsOf(dtype), " bits"));
    SynthOptions options;
    options.regulators = 1300;
    options.genes = 300;
    options.domains = 3;
    options.programs = 6;
    options.parameters = 500'000;
    options.dtype = dtype;
    ASSERT_NO_FATAL_FAILURE(ExpectSameBits(
        WriteSynth(options), RandomSynthContexts(options, kContexts)));
  }
}

// Past Slice::kMost, so that a batch is answered in two.
TEST(Cell, GivesTheSameBitsInABatchOfAnySizeOfEveryFormat) {
  constexpr int kMost = 300;
  for (const DType dtype : kDTypes) {
    SynthOptions options;
    options.regulators = 150;
    options.genes = 60;
    options.domains = 12;
    options.programs = 4;
    options.parameters = 20'000;
    options.dtype = dtype;
    const std::string path = WriteSynth(options);
    std::vector<OpenedGenome> genomes;
    for (int threads = 1; threads <= 4; ++threads) {
      genomes.emplace_back(path, CellOptions{threads, false});
    }
    Cell& alone = genomes[0].cell();
    const auto units = static_cast<int>(alone.inventory().units().size());
    std::vector<Context> contexts =
        genomes[0].Convert(RandomSynthContexts(options, kMost));
    std::vector<Answer> expected(kMost, alone.NewAnswer()), answers = expected;
    for (int c = 0; c < kMost; ++c) {
      ASSERT_TRUE(alone
                      .Express(absl::MakeConstSpan(&contexts[c], 1),
                               absl::MakeSpan(&expected[c], 1))
                      .ok());
    }
    std::mt19937 random(3);
    for (int size = 1; size <= kMost; ++size) {
      const int first = static_cast<int>(random() % (kMost - size + 1));
      const absl::Status status = genomes[size % 4].cell().Express(
          absl::MakeConstSpan(contexts).subspan(first, size),
          absl::MakeSpan(answers).subspan(0, size));
      ASSERT_TRUE(status.ok()) << status;
      for (int i = 0; i < size; ++i) {
        ASSERT_TRUE(SameBits(answers[i], expected[first + i], units))
            << BitsOf(dtype) << " bits, batch of " << size << ", "
            << size % 4 + 1 << " threads, context " << first + i;
      }
    }
  }
}

}  // namespace
}  // namespace regulon::reference
