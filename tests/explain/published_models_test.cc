// Published models, read from where they stand beside the checkout.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "engine/convert/convert.h"
#include "gtest/gtest.h"
#include "tests/explain/explained.h"
#include "tests/genome/genome_bytes.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

namespace fs = std::filesystem;

constexpr int kParts = 4, kContexts = 3;

class PartOfPublishedModels : public ::testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Each, PartOfPublishedModels,
                         ::testing::Range(0, kParts));

TEST_P(PartOfPublishedModels, AreExplainedInSeveralContexts) {
  const char* shared = std::getenv("REGULON_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(
           fs::path(shared) / "reference" / "bnet")) {
    if (entry.path().extension() == ".bnet") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  EXPECT_EQ(files.size(), 214u);
  std::mt19937 random(1);
  for (size_t i = GetParam(); i < files.size(); i += kParts) {
    SCOPED_TRACE(files[i].filename());
    const std::vector<SourceText> sources = {
        {files[i].filename(), ReadBytes(files[i])}};
    const auto model = ReadModel(sources);
    ASSERT_TRUE(model.ok()) << model.status();
    const std::string path = Scratch("model.regulon");
    const auto warnings = WriteGenomeOf(*model, sources, "model", path);
    ASSERT_TRUE(warnings.ok()) << warnings.status();
    const reference::OpenedGenome genome(path);
    for (int round = 0; round < kContexts; ++round) {
      const Context context = RandomContext(genome.genome(), random);
      const Context before = round == 0
                                 ? Context(genome.genome(), "reference")
                                 : RandomContext(genome.genome(), random);
      EXPECT_EQ(ExpectExplained(genome, context, before),
                genome.genome().manifest().genes_size());
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace regulon
