// Accounts of random genomes against counting by brute force.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/random_spec.h"

namespace regulon::reference {
namespace {

int64_t ElementsOf(const proto::TensorEntry& tensor) {
  int64_t elements = 1;
  for (const uint64_t size : tensor.shape()) elements *= size;
  return elements;
}

// From the manifest and the marks alone.
struct Brute {
  int64_t active = 0, all = 0, bytes_read = 0;
  std::set<int64_t> pages;

  Brute(const Genome& genome, const Inventory& inventory,
        const ReadSet& reads) {
    for (const proto::TensorEntry& tensor : genome.manifest().tensors()) {
      if (tensor.role() != proto::INDEX) all += ElementsOf(tensor);
    }
    for (size_t u = 0; u < inventory.units().size(); ++u) {
      if (!reads.Has(static_cast<int>(u))) continue;
      const Inventory::Unit& unit = inventory.units()[u];
      const proto::TensorEntry& tensor = genome.manifest().tensors(unit.tensor);
      const ByteRange range = genome.BytesOf(unit.tensor);
      if (tensor.role() != proto::INDEX) active += unit.end - unit.begin;
      int64_t begin = range.begin, end = range.end;
      if (unit.end - unit.begin != ElementsOf(tensor)) {
        EXPECT_EQ(tensor.layout(), proto::PLAIN);
        begin = range.begin + 4 * unit.begin;
        end = range.begin + 4 * unit.end;
      }
      bytes_read += end - begin;
      for (int64_t byte = begin; byte < end; ++byte) pages.insert(byte / 4096);
    }
  }
};

TEST(Account, AgreesWithCountingByBruteForce) {
  for (unsigned seed = 500; seed < 560; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const DType dtypes[] = {DType::kF32, DType::kBf16, DType::kI8, DType::kI4};
    const OpenedGenome genome(WriteSpec(spec, dtypes[seed % 4]));
    const Inventory& inventory = genome.cell().inventory();
    for (const Answer& answer : genome.Express(RandomContexts(spec, 4, seed))) {
      const Account account = inventory.Measure(answer.reads);
      const Brute brute(genome.genome(), inventory, answer.reads);
      ASSERT_EQ(account.Sum().active, brute.active);
      ASSERT_EQ(account.Sum().all, brute.all);
      ASSERT_EQ(account.bytes_read, brute.bytes_read);
      ASSERT_EQ(account.bytes_paged,
                static_cast<int64_t>(brute.pages.size()) * 4096);
      Count by_role, by_stage;
      for (int role = 0; role < kRoles; ++role) {
        by_role += account.Sum(-1, -1, role);
      }
      for (int stage = 0; stage < kStages; ++stage) {
        by_stage += account.Sum(-1, stage, -1);
      }
      ASSERT_EQ(by_role.active, brute.active);
      ASSERT_EQ(by_role.all, brute.all);
      ASSERT_EQ(by_stage.active, brute.active);
      ASSERT_EQ(by_stage.all, brute.all);
    }
  }
}

// Every element of every tensor is in one unit, and in no other.
TEST(Inventory, CutsEveryTensorOnce) {
  for (unsigned seed = 500; seed < 560; ++seed) {
    const OpenedGenome genome(RandomSpec(seed));
    const Inventory& inventory = genome.cell().inventory();
    std::vector<std::vector<int>> cuts;
    for (const TensorRecord& tensor : inventory.tensors()) {
      cuts.emplace_back(tensor.elements, 0);
    }
    ASSERT_EQ(static_cast<int>(cuts.size()),
              genome.genome().manifest().tensors_size());
    for (const Inventory::Unit& unit : inventory.units()) {
      for (int64_t i = unit.begin; i < unit.end; ++i) ++cuts[unit.tensor][i];
    }
    for (size_t t = 0; t < cuts.size(); ++t) {
      for (const int count : cuts[t]) {
        ASSERT_EQ(count, 1) << genome.genome().manifest().tensors(t).name();
      }
    }
  }
}

TEST(Account, CountsTheWorkOfEverythingOpenOnRequestAndWithout) {
  for (unsigned seed = 500; seed < 560; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    SCOPED_TRACE(absl::StrCat("seed ", seed, "\n", spec.DebugString()));
    const std::string path = WriteSpec(spec);
    const OpenedGenome sparse(path), dense(path, {1, true});
    const auto contexts = RandomContexts(spec, 4, seed);
    const auto some = sparse.Express(contexts);
    const auto all = dense.Express(contexts);
    for (size_t c = 0; c < contexts.size(); ++c) {
      EXPECT_GT(some[c].flops, 0);
      EXPECT_LE(some[c].flops, some[c].flops_everything_open);
      EXPECT_EQ(some[c].flops_everything_open, all[c].flops_everything_open);
      EXPECT_EQ(all[c].flops, all[c].flops_everything_open);
      for (const uint8_t open : all[c].open) EXPECT_EQ(open, 1);
      const auto& inventory = dense.cell().inventory();
      const int expert = static_cast<int>(Role::kExpert);
      const Count read = inventory.Measure(all[c].reads).Sum(-1, -1, expert);
      EXPECT_EQ(read.active, read.all);
    }
  }
}

}  // namespace
}  // namespace regulon::reference
