// The ledger cannot lie: every curated model, and random genomes over every
// feature, in each number format.
#include "tests/ledger/poison.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/random_spec.h"

namespace regulon::reference {
namespace {

void ExpectTruth(const Poisoned& poisoned) {
  EXPECT_TRUE(poisoned.lies.empty()) << absl::StrJoin(poisoned.lies, "\n");
  EXPECT_GT(poisoned.active, 0);
}

// A few Boolean states: none on, all on, and one gene of each alone.
std::vector<proto::Context> BooleanStates(const proto::GenomeSpec& spec) {
  std::vector<proto::Context> contexts(2 + spec.gene_size());
  for (size_t c = 0; c < contexts.size(); ++c) {
    contexts[c].set_name(absl::StrCat("state ", c));
    for (int g = 0; g < spec.gene_size(); ++g) {
      (*contexts[c].mutable_regulators())[spec.gene(g).id()] =
          c == 1 || c == static_cast<size_t>(g) + 2;
    }
  }
  return contexts;
}

class BooleanModel : public ::testing::TestWithParam<const char*> {};

TEST_P(BooleanModel, ReadsWhatItsLedgerSays) {
  const proto::GenomeSpec spec = ReadModel(GetParam());
  const Poisoned poisoned = Poison(WriteSpec(spec), BooleanStates(spec));
  ExpectTruth(poisoned);
  EXPECT_GT(poisoned.inactive, 0);  // weights of genes that are off
}

INSTANTIATE_TEST_SUITE_P(Models, BooleanModel,
                         ::testing::Values("toggle_switch", "myeloid",
                                           "budding_yeast"));

TEST(LacIModels, ReadWhatTheirLedgerSays) {
  for (const char* model : {"laci_o1", "laci_o2", "laci_o3", "laci_oid"}) {
    ExpectTruth(Poison(WriteSpec(ReadModel(model)),
                       {ContextOf({}), ContextOf({{"LacI", 260}}),
                        ContextOf({{"LacI", 22}, {"IPTG", 50}})}));
  }
}

TEST(PioneerEnhancer, ReadsWhatItsLedgerSays) {
  const Poisoned poisoned = Poison(WriteSpec(ReadModel("pioneer_enhancer")),
                                   {ContextOf({}), ContextOf({{"CEBPB", 1}}),
                                    ContextOf({{"CEBPB", 0.2}, {"FOXA1", 1}}),
                                    ContextOf({{"CEBPB", 0}, {"FOXA1", 1}})});
  ExpectTruth(poisoned);
  EXPECT_GT(poisoned.inactive, 0);
}

TEST(TwoEnhancers, ReadWhatTheirLedgerSays) {
  ExpectTruth(Poison(WriteSpec(ReadModel("two_enhancers")),
                     {ContextOf({}), ContextOf({{"TF_A", 1}, {"TF_B", 2}})}));
}

TEST(Glucocorticoid, ReadsWhatItsLedgerSays) {
  const Poisoned poisoned =
      Poison(WriteSpec(ReadModel("glucocorticoid")),
             {ContextOf({{"NR3C1", 100}}),
              ContextOf({{"NR3C1", 100}, {"dexamethasone", 100}})});
  ExpectTruth(poisoned);
  EXPECT_GT(poisoned.inactive, 0);
}

class RandomGenomes : public ::testing::TestWithParam<DType> {};

TEST_P(RandomGenomes, ReadWhatTheirLedgerSays) {
  int64_t active = 0, inactive = 0;
  const auto dtype = static_cast<unsigned>(GetParam());
  for (unsigned seed = 1000 * dtype; seed < 1000 * dtype + 40; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    SCOPED_TRACE(absl::StrCat("seed ", seed, "\n", spec.DebugString()));
    const Poisoned poisoned =
        Poison(WriteSpec(spec, GetParam()), RandomContexts(spec, 3, seed));
    ASSERT_NO_FATAL_FAILURE(ExpectTruth(poisoned));
    if (HasFailure()) return;
    active += poisoned.active;
    inactive += poisoned.inactive;
  }
  EXPECT_GT(active, 1000);
  EXPECT_GT(inactive, 1000);
}

INSTANTIATE_TEST_SUITE_P(Formats, RandomGenomes,
                         ::testing::Values(DType::kF32, DType::kBf16,
                                           DType::kI8, DType::kI4));

}  // namespace
}  // namespace regulon::reference
