// After the first call, a query allocates nothing of its own. oneDNN does, a
// few small blocks for each product: they are told apart by who asks for them.
#include <dlfcn.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/synth/synth.h"
#include "gtest/gtest.h"
#include "tests/cell/fitted_genome.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/random_spec.h"

namespace {

std::atomic<bool> counting{false};
std::atomic<int64_t> own{0}, of_onednn{0};

void* Allocate(std::size_t bytes, const void* caller) {
  if (counting) {
    Dl_info info;
    const bool onednn = dladdr(caller, &info) != 0 &&
                        std::strstr(info.dli_fname, "libdnnl") != nullptr;
    ++(onednn ? of_onednn : own);
  }
  void* memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) {
  return Allocate(bytes, __builtin_return_address(0));
}
void* operator new[](std::size_t bytes) {
  return Allocate(bytes, __builtin_return_address(0));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace regulon::reference {
namespace {

constexpr int64_t kMostPerProduct = 10;  // of oneDNN 2.6

struct Allocations {
  int64_t own = 0, of_onednn = 0;
};

// Of the third call for the same contexts; two warm up what is made lazily.
Allocations AllocationsOf(const OpenedGenome& genome,
                          const std::vector<proto::Context>& contexts) {
  const std::vector<Context> converted = genome.Convert(contexts);
  std::vector<Answer> answers(contexts.size(), genome.cell().NewAnswer());
  for (int call = 0; call < 3; ++call) {
    own = of_onednn = 0;
    counting = call == 2;
    const absl::Status status =
        genome.cell().Express(converted, absl::MakeSpan(answers));
    counting = false;
    EXPECT_TRUE(status.ok()) << status;
  }
  return {own, of_onednn};
}

TEST(OperatorNew, IsCountedHere) {
  counting = true;
  own = 0;
  const auto memory = std::make_unique<std::vector<int>>(3);
  counting = false;
  EXPECT_EQ(own, 2) << memory->size();
}

TEST(Express, AllocatesNothingForModelsOfElements) {
  for (const char* model : {"budding_yeast", "glucocorticoid", "laci_o2",
                            "myeloid", "pioneer_enhancer", "two_enhancers"}) {
    for (const int threads : {1, 2}) {
      const OpenedGenome genome(WriteSpec(ReadModel(model)), {threads, false});
      for (const int batch : {1, 3, 100}) {
        const auto allocations =
            AllocationsOf(genome, std::vector<proto::Context>(batch));
        EXPECT_EQ(allocations.own + allocations.of_onednn, 0)
            << model << ", " << threads << " threads, batch of " << batch;
      }
    }
  }
}

TEST(Express, AllocatesNothingForRandomGenomes) {
  for (unsigned seed = 700; seed < 730; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    for (const int threads : {1, 2}) {
      const OpenedGenome genome(WriteSpec(spec), {threads, false});
      EXPECT_EQ(AllocationsOf(genome, RandomContexts(spec, 5, seed)).own, 0)
          << "seed " << seed << ", " << threads << " threads";
    }
  }
}

TEST(Express, AllocatesNothingForAFittedGenomeWithAnEncoder) {
  FittedGenome fit = FitKernelRidge(1);
  fit.draft.encoder = RandomEncoder(static_cast<int>(fit.x.cols()), 0.2, 5);
  fit.draft.repertoire_distance = {10};
  const std::string path = WriteFitted(fit.draft, fit.experts);
  for (const int threads : {1, 2}) {
    const OpenedGenome genome(path, {threads, false});
    const Allocations allocations =
        AllocationsOf(genome, {LevelsOf(fit.x.row(0)), LevelsOf(fit.x.row(1))});
    EXPECT_EQ(allocations.own, 0) << threads << " threads";
  }
}

TEST(Express, AllocatesNothingForALargeGenomeOfAnyFormat) {
  for (const DType dtype :
       {DType::kF32, DType::kBf16, DType::kI8, DType::kI4}) {
    SynthOptions options;
    options.regulators = 200;
    options.genes = 600;
    options.domains = 30;
    options.programs = 4;
    options.parameters = 200'000;
    options.dtype = dtype;
    const std::string path =
        absl::StrCat(::testing::TempDir(), "/allocation.regulon");
    const absl::Status made = Synthesize(options, path);
    ASSERT_TRUE(made.ok()) << made;
    const OpenedGenome genome(path, {2, false});
    std::vector<proto::Context> contexts(64);
    for (size_t c = 0; c < contexts.size(); ++c) {
      (*contexts[c].mutable_regulators())[ProgramId(c % 4)] = 1;
    }
    const Allocations allocations = AllocationsOf(genome, contexts);
    EXPECT_EQ(allocations.own, 0);
    // The shared path is two products; those of domains are our own.
    const int64_t products = 2;
    RecordProperty(
        "onednn_allocations_per_product",
        absl::StrCat(static_cast<double>(allocations.of_onednn) / products));
    EXPECT_LE(allocations.of_onednn, kMostPerProduct * products);
  }
}

// A batch of any size, once as many contexts came.
TEST(Express, AllocatesNothingOnceAsManyContextsCame) {
  for (unsigned seed = 730; seed < 736; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    const OpenedGenome genome(WriteSpec(spec), {2, false});
    const std::vector<Context> contexts =
        genome.Convert(RandomContexts(spec, 300, seed));
    std::vector<Answer> answers(contexts.size(), genome.cell().NewAnswer());
    for (const size_t size : {300, 300, 1, 7, 65, 256, 257, 299, 300}) {
      const bool warm = size < 300;
      // 256 run together at most.
      const size_t first = size < 256 ? 256 - size : 0;
      own = 0;
      counting = warm;
      const absl::Status status = genome.cell().Express(
          absl::MakeConstSpan(contexts).subspan(first, size),
          absl::MakeSpan(answers).subspan(0, size));
      counting = false;
      ASSERT_TRUE(status.ok()) << status;
      EXPECT_EQ(own, 0) << "seed " << seed << ", batch of " << size;
    }
  }
}

}  // namespace
}  // namespace regulon::reference
