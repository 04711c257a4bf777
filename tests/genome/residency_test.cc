#include "engine/genome/residency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/genome/tensors.h"
#include "engine/genome/writer.h"
#include "tests/genome/genome_bytes.h"
#include "tests/genome/mapped_memory.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kBlock = Residency::kBlockBytes;
constexpr int64_t kCalls = kBlock / Genome::kReadAheadBytes;

// `domains` of so many bytes each, one behind the other; domain d holds d.
class Paged {
 public:
  Paged(int domains, int64_t bytes) {
    const std::string path =
        Scratch(absl::StrCat("paged_", domains, "_", bytes, ".regulon"));
    auto writer = *GenomeWriter::Create(path);
    proto::Manifest manifest;
    manifest.add_routers();
    writer->StartSegment();
    const std::vector<float> always(1024, -1);
    absl::Status status = writer->AddFloats(
        {tensors::kBasal, proto::DENSE, proto::TRANSCRIBE}, always);
    for (int d = 0; d < domains && status.ok(); ++d) {
      manifest.add_domains()->set_id(absl::StrCat("D", d));
      writer->StartSegment();
      status = writer->AddFloats(
          {tensors::kExpertBasal, proto::EXPERT, proto::TRANSCRIBE, d},
          std::vector<float>(bytes / sizeof(float), d));
    }
    if (status.ok()) status = writer->Finish(manifest);
    EXPECT_TRUE(status.ok()) << status;
    genome_ = *Genome::Open(path);
    always_ = {genome_->BytesOf(genome_->Find(tensors::kBasal))};
    for (int d = 0; d < domains; ++d) {
      domains_.push_back({genome_->BytesOf(TensorOf(d))});
    }
  }

  absl::StatusOr<Residency> Create(int64_t limit) const {
    return Residency::Create(*genome_, always_, domains_, limit);
  }
  // Whether the domain's values are what was written.
  bool Reads(int domain) const {
    for (const float value : genome_->F32(TensorOf(domain))) {
      if (value != domain) return false;
    }
    return true;
  }
  std::vector<int> Everything() const {
    std::vector<int> all(domains_.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
  }
  const Genome& genome() const { return *genome_; }

 private:
  int TensorOf(int d) const {
    return genome_->Find(tensors::kExpertBasal, 0, d);
  }

  std::unique_ptr<const Genome> genome_;
  std::vector<ByteRange> always_;
  std::vector<std::vector<ByteRange>> domains_;
};

// The ends of the waves.
std::vector<int> Waves(Residency& residency, const std::vector<int>& domains) {
  std::vector<int> ends;
  for (size_t begin = 0; begin < domains.size(); begin = ends.back()) {
    ends.push_back(residency.NextWave(domains, static_cast<int>(begin)));
  }
  return ends;
}

TEST(Residency, WithoutALimitHasOneWaveAndMakesNoCallForWhatIsThere) {
  const Paged paged(8, kBlock);
  Residency residency = *paged.Create(Residency::kNoLimit);
  EXPECT_EQ(residency.limit(), Residency::kNoLimit);
  residency.AnnounceAlways();
  EXPECT_EQ(residency.system_calls(), 1);
  EXPECT_EQ(Waves(residency, {0, 1, 5}), std::vector<int>{3});
  EXPECT_EQ(residency.system_calls(), 1 + 3 * kCalls);

  residency.AnnounceAlways();
  EXPECT_EQ(Waves(residency, {5, 0}), std::vector<int>{2});
  EXPECT_EQ(Waves(residency, {}), std::vector<int>());
  EXPECT_EQ(residency.system_calls(), 1 + 3 * kCalls);
  EXPECT_EQ(Waves(residency, {7, 0, 3}), std::vector<int>{3});
  EXPECT_EQ(residency.system_calls(), 1 + 5 * kCalls) << "in whatever order";
}

TEST(Residency, UnderALimitKeepsWithinItAndReadsTheSame) {
  for (const int blocks : {3, 4, 5, 8, 16}) {
    const Paged paged(16, kBlock);
    Residency residency = *paged.Create(blocks * kBlock);
    residency.AnnounceAlways();
    const std::vector<int> all = paged.Everything();
    for (int round = 0; round < 3; ++round) {
      for (int begin = 0; begin < 16;) {
        const int end = residency.NextWave(all, begin);
        ASSERT_GT(end, begin);
        for (; begin < end; ++begin) EXPECT_TRUE(paged.Reads(all[begin]));
        EXPECT_LE(residency.resident_bytes(), blocks * kBlock);
        EXPECT_LE(MappedBytes(paged.genome()), residency.resident_bytes());
      }
    }
  }
}

TEST(Residency, AnnouncesTheNextWaveWhileThePresentOneIsRead) {
  // A domain has a part of two blocks, but the first shares one with what is
  // always read.
  const Paged paged(8, kBlock);
  Residency residency = *paged.Create(5 * kBlock);
  const std::vector<int> apart = {0, 2, 4, 6};
  EXPECT_EQ(residency.NextWave(apart, 0), 1);
  EXPECT_EQ(residency.system_calls(), 2 * kCalls) << "0 and 2 are announced";
  EXPECT_EQ(residency.NextWave(apart, 1), 2);
  EXPECT_EQ(residency.system_calls(), 3 * kCalls + 1)
      << "0 is released, 4 announced";
}

TEST(Residency, ReleasesWhatWasReadLongestAgo) {
  const Paged paged(16, kBlock);
  Residency residency = *paged.Create(8 * kBlock);
  for (const int d : {2, 6, 10, 2}) {
    EXPECT_EQ(Waves(residency, {d}), std::vector<int>{1});
  }
  EXPECT_EQ(residency.system_calls(), 3 * kCalls);
  EXPECT_EQ(residency.resident_bytes(), 7 * kBlock);
  EXPECT_EQ(Waves(residency, {14}), std::vector<int>{1});
  EXPECT_EQ(residency.system_calls(), 4 * kCalls + 1)
      << "14 is announced, 6 released";
  EXPECT_EQ(Waves(residency, {2, 10, 14}).back(), 3);
  EXPECT_EQ(residency.system_calls(), 4 * kCalls + 1);
  EXPECT_EQ(Waves(residency, {6}), std::vector<int>{1});
  EXPECT_EQ(residency.system_calls(), 5 * kCalls + 2);
}

TEST(Residency, LeavesABlockThatANeighbourReads) {
  const Paged paged(16, kBlock);
  Residency residency = *paged.Create(6 * kBlock);
  for (const int d : {4, 5, 10}) Waves(residency, {d});
  EXPECT_EQ(residency.resident_bytes(), 6 * kBlock);
  for (const int d : {4, 5, 10}) EXPECT_TRUE(paged.Reads(d));
  Waves(residency, {5});
  Waves(residency, {11});  // instead of 4, of which 5 has a block
  EXPECT_EQ(residency.resident_bytes(), 6 * kBlock);
  EXPECT_LE(MappedBytes(paged.genome()), residency.resident_bytes());
}

TEST(Residency, CountsABlockOfManySmallDomainsOnce) {
  const Paged paged(1500, 8 << 10);  // in six blocks
  Residency residency = *paged.Create(4 * kBlock);
  EXPECT_LE(Waves(residency, paged.Everything()).size(), 6u);
}

TEST(Residency, SaysTheSmallestLimitThatWorks) {
  const Paged paged(4, 3 * kBlock);
  const absl::Status status = paged.Create(1).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("every query reads 2M and domain 'D1' 8M more; allow "
                        "at least 10M"));
  EXPECT_FALSE(paged.Create((10 << 20) - 1).ok());
  Residency residency = *paged.Create(10 << 20);
  for (int d = 0; d < 4; ++d) {
    EXPECT_EQ(residency.NextWave(paged.Everything(), d), d + 1);
    EXPECT_TRUE(paged.Reads(d));
    EXPECT_LE(residency.resident_bytes(), 10 << 20);
  }
}

TEST(Residency, TakesALimitThatTheFileFitsInForNone) {
  const Paged paged(2, 4096);
  EXPECT_LT(paged.genome().file_bytes(), kBlock);
  EXPECT_EQ(paged.Create(paged.genome().file_bytes())->limit(),
            Residency::kNoLimit);
  EXPECT_FALSE(paged.Create(paged.genome().file_bytes() - 1).ok());
  EXPECT_EQ(paged.Create(int64_t{1} << 62)->limit(), Residency::kNoLimit);
}

TEST(LimitFor, IsHalfOfTheMemoryThatAFileExceeds) {
  EXPECT_EQ(LimitFor(100, 100), Residency::kNoLimit);
  EXPECT_EQ(LimitFor(101, 100), 50);
}

}  // namespace
}  // namespace regulon
