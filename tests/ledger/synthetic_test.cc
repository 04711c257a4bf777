// The ledger of synthetic genomes: at 5, 20 and 100 % of the domains, in every
// number format; and against what the system paged in.
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/synth/synth.h"
#include "gtest/gtest.h"
#include "tests/ledger/poison.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {
namespace {

std::string PathOf(const char* name) {
  return absl::StrCat(::testing::TempDir(), "/", name, ".regulon");
}

// Program A opens 5 % of the domains, B 20 %, all of them everything.
std::vector<proto::Context> ContextsOf(const SynthOptions& options) {
  std::vector<proto::Context> contexts(3);
  (*contexts[0].mutable_regulators())[ProgramId(0)] = 1;
  (*contexts[1].mutable_regulators())[ProgramId(1)] = 1;
  for (int p = 0; p < options.programs; ++p) {
    (*contexts[2].mutable_regulators())[ProgramId(p)] = 1;
  }
  for (int c = 0; c < 3; ++c) contexts[c].set_name(absl::StrCat("c", c));
  return contexts;
}

class SyntheticGenome : public ::testing::TestWithParam<DType> {};

TEST_P(SyntheticGenome, ReadsWhatItsLedgerSaysAtEveryShare) {
  SynthOptions options;
  options.regulators = 120;
  options.genes = 400;
  options.domains = 40;
  options.programs = 6;
  options.parameters = 120'000;
  options.dtype = GetParam();
  const std::string path = PathOf("poisoned");
  const absl::Status made = Synthesize(options, path);
  ASSERT_TRUE(made.ok()) << made;
  const auto contexts = ContextsOf(options);
  const OpenedGenome genome(path);
  const auto answers = genome.Express(contexts);
  const double shares[] = {0.05, 0.2, 1};
  for (int c = 0; c < 3; ++c) {
    const Count expert = genome.cell()
                             .inventory()
                             .Measure(answers[c].reads)
                             .Sum(-1, -1, static_cast<int>(Role::kExpert));
    EXPECT_NEAR(expert.fraction(), shares[c], 0.01);
  }
  PoisonOptions poison;
  poison.most_active = 400;
  const Poisoned poisoned = Poison(path, contexts, poison);
  EXPECT_TRUE(poisoned.lies.empty()) << absl::StrJoin(poisoned.lies, "\n");
  EXPECT_EQ(poisoned.active, 3 * poison.most_active);
  EXPECT_GT(poisoned.inactive, 100'000);
}

INSTANTIATE_TEST_SUITE_P(Formats, SyntheticGenome,
                         ::testing::Values(DType::kF32, DType::kBf16,
                                           DType::kI8, DType::kI4));

constexpr int64_t kPage = 4096;

// An open file that can be dropped from the page cache.
class PageCache {
 public:
  explicit PageCache(const std::string& path)
      : descriptor_(open(path.c_str(), O_RDONLY)),
        bytes_(lseek(descriptor_, 0, SEEK_END)),
        mapping_(mmap(nullptr, bytes_, PROT_READ, MAP_SHARED, descriptor_, 0)) {
  }
  ~PageCache() {
    munmap(mapping_, bytes_);
    close(descriptor_);
  }
  PageCache(const PageCache&) = delete;

  bool in_memory_only() const {
    struct statfs system;
    return fstatfs(descriptor_, &system) != 0 || system.f_type == TMPFS_MAGIC ||
           system.f_type == RAMFS_MAGIC;
  }
  void Drop() const {
    fsync(descriptor_);
    posix_fadvise(descriptor_, 0, 0, POSIX_FADV_DONTNEED);
  }
  int64_t ResidentBytes() const {
    std::vector<unsigned char> pages((bytes_ + kPage - 1) / kPage);
    EXPECT_EQ(mincore(mapping_, bytes_, pages.data()), 0);
    int64_t resident = 0;
    for (const unsigned char page : pages) resident += page & 1;
    return resident * kPage;
  }

 private:
  const int descriptor_;
  const int64_t bytes_;
  void* const mapping_;
};

// Whatever the engine says, this is what it cost: pages of a file that was cold
// when the genome was opened, its manifest included.
TEST(ColdFile, IsPagedInLittleBeyondWhatTheLedgerReports) {
  SynthOptions options;
  options.regulators = 400;
  options.genes = 4000;
  options.domains = 128;
  options.programs = 8;
  options.parameters = 3'000'000;  // 60 KiB and more a domain
  const std::string path = PathOf("cold");
  const absl::Status made = Synthesize(options, path);
  ASSERT_TRUE(made.ok()) << made;
  const auto contexts = ContextsOf(options);
  const PageCache cache(path);
  if (cache.in_memory_only()) {
    GTEST_SKIP() << "skipped: the test's folder is in memory, not on a disk";
  }
  for (int c = 0; c < 3; ++c) {
    cache.Drop();
    if (cache.ResidentBytes() > 16 * kPage) {
      GTEST_SKIP() << "skipped: this file system does not drop pages";
    }
    const OpenedGenome genome(path);
    const Answer answer = genome.Express(contexts[c]);
    const int64_t resident = cache.ResidentBytes();
    const Account account = genome.cell().inventory().Measure(answer.reads);
    RecordProperty(
        absl::StrCat("resident_over_read_", c),
        absl::StrCat(static_cast<double>(resident) / account.bytes_read));
    EXPECT_GE(resident, account.bytes_paged) << c;
    EXPECT_LE(resident, 1.5 * account.bytes_read)
        << c << ": " << account.bytes_paged << " bytes paged";
  }
}

}  // namespace
}  // namespace regulon::reference
