#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/cell/cell.h"
#include "engine/synth/synth.h"
#include "tests/genome/genome_bytes.h"
#include "tests/genome/mapped_memory.h"

namespace regulon {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kLimit = 12 << 20;  // of some 50 MB

class MemoryLimit : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    SynthOptions options;
    options.regulators = 100;
    options.genes = 4096;
    options.domains = 64;
    options.parameters = 12'000'000;
    ASSERT_TRUE(Synthesize(options, Scratch("limited.regulon")).ok());
  }
  void SetUp() override { genome_ = *Genome::Open(Scratch("limited.regulon")); }

  std::unique_ptr<Cell> CellWith(bool everything_open, int64_t limit) {
    CellOptions options;
    options.everything_open = everything_open;
    options.memory_limit = limit;
    return *Cell::Create(*genome_, options);
  }
  std::vector<Context> Contexts() {
    std::vector<Context> contexts;
    for (int program = 0; program < 8; ++program) {
      contexts.emplace_back(*genome_, ProgramId(program));
      EXPECT_TRUE(contexts.back().Set(ProgramId(program), 1).ok());
    }
    return contexts;
  }

  std::unique_ptr<const Genome> genome_;
};

TEST_F(MemoryLimit, LeavesTheSameBits) {
  const std::vector<Context> contexts = Contexts();
  for (const bool everything_open : {false, true}) {
    const auto limited = CellWith(everything_open, kLimit);
    std::vector<Answer> with;
    for (int round = 0; round < 2; ++round) {
      with = *limited->Express(contexts);
      EXPECT_LE(MappedBytes(*genome_), kLimit);
    }
    const auto without = *CellWith(everything_open, 0)->Express(contexts);
    for (size_t i = 0; i < contexts.size(); ++i) {
      EXPECT_EQ(with[i].expression, without[i].expression);
      EXPECT_EQ(with[i].open, without[i].open);
      EXPECT_EQ(with[i].flops, without[i].flops);
    }
    SetUp();  // nothing mapped
  }
}

TEST_F(MemoryLimit, ThatIsTooSmallNamesTheSmallest) {
  CellOptions options;
  options.memory_limit = 1 << 20;
  const absl::Status status = Cell::Create(*genome_, options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("allow at least "), Not(HasSubstr("compile"))));
}

}  // namespace
}  // namespace regulon
