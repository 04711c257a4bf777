// Files whose numbers do not fit each other.
#include "engine/simulation/kinetics.h"

#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/genome/tensors.h"
#include "engine/simulation/rate_limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

constexpr char kSpec[] = R"(name: "n" unit: "boolean"
  gene { id: "A" rule: "A" up { rate: 2 } } gene { id: "B" rule: "B" }
  gene { id: "C" rule: "C" } gene { id: "D" rule: "D" }
  kinetics {
    initial { name: "A" name: "B" state { weight: 1 on: "A" } }
    initial { name: "C" state { weight: 1 on: "C" } }
  })";

// What is said of the file with one number of a tensor replaced.
template <typename Number>
absl::Status With(const char* tensor, int index, Number number) {
  std::string bytes = CompiledBytes(kSpec);
  const proto::Manifest manifest = ManifestOf(bytes);
  for (const proto::TensorEntry& entry : manifest.tensors()) {
    if (entry.name() != tensor) continue;
    const size_t at = manifest.segments(entry.segment()).offset() +
                      entry.offset() + index * sizeof number;
    std::memcpy(&bytes[at], &number, sizeof number);
  }
  const std::string path = Scratch("damaged.regulon");
  WriteBytes(path, bytes);
  const auto genome = Genome::Open(path);
  if (!genome.ok()) return genome.status();
  const Network network = Network::FromGenome(**genome).value();
  return Kinetics::FromGenome(**genome, network).status();
}

void ExpectUnfit(const absl::Status& status, const char* tensor) {
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  const std::string message(status.message());
  EXPECT_THAT(message, StartsWith(Scratch("damaged.regulon")));
  EXPECT_THAT(message,
              EndsWith(absl::StrCat("tensor '", tensor, "' does not fit")));
}

TEST(Kinetics, HasFirstValuesOfTheGroupsOwnMembersOnly) {
  EXPECT_TRUE(With<uint32_t>(tensors::kInitialOn, 0, 0).ok());  // A as it is
  EXPECT_TRUE(With<uint32_t>(tensors::kInitialOn, 0, 1).ok());  // B
  for (const uint32_t other : {2, 3, 99}) {  // C; D, of no group; nothing
    ExpectUnfit(With(tensors::kInitialOn, 0, other), tensors::kInitialOn);
  }
  ExpectUnfit(With<uint32_t>(tensors::kInitialOn, 1, 0), tensors::kInitialOn);
  ExpectUnfit(With<uint32_t>(tensors::kInitialVariable, 2, 0),
              tensors::kInitialVariable);
}

TEST(Kinetics, HasRatesWithinTheirLimits) {
  for (const float rate : {1e-30F, 1.0F, 1e30F}) {
    EXPECT_TRUE(With(tensors::kRateUp, 0, rate).ok()) << rate;
  }
  for (const float rate : {0.0F, -1.0F, 0.9e-30F, 1.1e30F}) {
    ExpectUnfit(With(tensors::kRateUp, 0, rate), tensors::kRateUp);
  }
}

TEST(IsRate, HoldsForARoundedRateIfForTheRate) {
  for (const double rate : {kSlowestRate, 0.1, 1.0, kFastestRate}) {
    EXPECT_TRUE(IsRate(rate));
    EXPECT_TRUE(IsRate(static_cast<float>(rate)));
  }
  for (const double rate : {0.0, 0.9 * kSlowestRate, 1.1 * kFastestRate}) {
    EXPECT_FALSE(IsRate(rate));
    EXPECT_FALSE(IsRate(static_cast<float>(rate)));
  }
}

}  // namespace
}  // namespace regulon
