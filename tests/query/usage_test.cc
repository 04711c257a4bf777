// Openings that are saved and read again.
#include "engine/query/usage.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/genome/genome.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/transformer/tiny_genome.h"

namespace regulon {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const Genome& Tiny() {
  static const Genome& genome =
      *WriteTiny(TinyMixture(), DType::kF32).release();
  return genome;
}

// Of 8 domains: domain d opens in d of 10 contexts and in 3 samples at most.
OpeningTally Counted() {
  OpeningTally tally(8);
  std::vector<int64_t> openings, samples;
  for (int d = 0; d < 8; ++d) {
    openings.push_back(d);
    samples.push_back(d < 3 ? d : 3);
  }
  tally.AddCounts(10, 3, openings, samples);
  return tally;
}

std::string Text() {
  return *WriteUsage(Tiny(), Counted(), {"reads.txt", "12ab", "--top-k 1"});
}

std::string ErrorOf(const std::string& text) {
  OpeningTally tally(8);
  const auto added = AddUsage(Tiny(), text, "u.json", tally);
  EXPECT_EQ(tally.contexts(), 0);
  return std::string(added.status().message());
}

TEST(Usage, ReadsWhatItWrote) {
  OpeningTally tally(8);
  const auto source = AddUsage(Tiny(), Text(), "u.json", tally);
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_EQ(source->corpus, "reads.txt");
  EXPECT_EQ(source->corpus_sha256, "12ab");
  EXPECT_EQ(source->asked, "--top-k 1");
  EXPECT_EQ(tally.contexts(), 10);
  EXPECT_EQ(tally.samples(), 3);
  for (int d = 0; d < 8; ++d) {
    EXPECT_EQ(tally.openings(d), d);
    EXPECT_EQ(tally.sample_openings(d), d < 3 ? d : 3);
  }
}

TEST(Usage, OfSeveralCorporaAddsUp) {
  OpeningTally tally(8);
  ASSERT_TRUE(AddUsage(Tiny(), Text(), "u.json", tally).ok());
  ASSERT_TRUE(AddUsage(Tiny(), Text(), "v.json", tally).ok());
  EXPECT_EQ(tally.contexts(), 20);
  EXPECT_EQ(tally.samples(), 6);
  EXPECT_EQ(tally.openings(7), 14);
  EXPECT_EQ(tally.sample_openings(1), 2);
}

TEST(Usage, OfAnotherGenomeIsRefusedWithBothHashes) {
  const auto other = WriteTiny(TinyMixture(), DType::kBf16);
  OpeningTally tally(8);
  const auto added = AddUsage(*other, Text(), "u.json", tally);
  EXPECT_THAT(std::string(added.status().message()),
              AllOf(StartsWith("u.json: the usage of another genome"),
                    HasSubstr(Tiny().manifest_sha256()),
                    HasSubstr(other->manifest_sha256())));
  EXPECT_EQ(tally.contexts(), 0);
}

TEST(Usage, RefusesWhatIsNotWhole) {
  EXPECT_THAT(ErrorOf("{"), StartsWith("u.json: no saved usage: "));
  EXPECT_THAT(ErrorOf("{}"), HasSubstr("another genome"));
  const auto changed = [](const std::string& from, const std::string& to) {
    const std::string text = absl::StrReplaceAll(Text(), {{from, to}});
    EXPECT_NE(text, Text()) << from;
    return ErrorOf(text);
  };
  EXPECT_THAT(changed("\"contexts\": \"10\"", "\"contexts\": \"0\""),
              HasSubstr("3 samples of 0 contexts cannot be"));
  EXPECT_THAT(changed("\"samples\": \"3\"", "\"samples\": \"11\""),
              HasSubstr("11 samples of 10 contexts cannot be"));
  EXPECT_THAT(changed("layer0.expert3", "layer0.expert9"),
              HasSubstr("'layer0.expert9' stands where 'layer0.expert3'"));
  EXPECT_THAT(changed("\"openings\": \"7\"", "\"openings\": \"11\""),
              HasSubstr("opened 11 times in 3 samples"));
  EXPECT_THAT(changed("\"openings\": \"7\"", "\"openings\": \"-1\""),
              HasSubstr("opened -1 times"));
}

}  // namespace
}  // namespace regulon
