#include "engine/development/state.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/development/development.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon {
namespace {

using reference::OpenedGenome;
using reference::ParseSpecText;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kSpec[] = R"pb(
  name: "small"
  unit: "tpm"
  gene { id: "A" lag: 3 }
  gene { id: "B" }
  element {
    id: "e"
    gene: "A"
    mwc { site { binds { regulator: "B" affinity: 1 } } }
  }
  element {
    id: "f"
    gene: "B"
    mwc { site { binds { regulator: "A" affinity: 1 } } }
  }
  domain {
    id: "d"
    gene: "A"
    threshold: 0
    memory { feedback: 8 threshold: 2 }
  }
  domain { id: "rest" gene: "B" }
  router { score: LOGIT }
)pb";

class States : public ::testing::Test {
 protected:
  States()
      : genome_(ParseSpecText(kSpec)),
        development_(*Development::Create(genome_.genome())),
        fresh_(development_.Start(Context(genome_.genome(), "c"))) {
    full_ = fresh_;
    full_.step = 12;
    full_.level = {0.1f, 1.0 / 3};
    full_.in_flight[0] = {0, 1e-300};
    full_.memory = {0.7f, 0};
  }

  std::string Write(const CellState& state) const {
    return *WriteStates(genome_.genome(), development_.feedback(),
                        {{"c", state}});
  }
  absl::StatusOr<std::vector<NamedState>> Read(const std::string& text) const {
    return ReadStates(genome_.genome(), development_.feedback(), fresh_, text,
                      "s.json");
  }
  std::string ErrorOf(const std::string& text) const {
    return std::string(Read(text).status().message());
  }

  const OpenedGenome genome_;
  const Development development_;
  CellState fresh_, full_;
};

TEST_F(States, ComeBackWithTheSameBits) {
  const auto states = Read(Write(full_));
  ASSERT_TRUE(states.ok()) << states.status();
  ASSERT_THAT(*states, SizeIs(1));
  EXPECT_EQ((*states)[0].context, "c");
  EXPECT_EQ((*states)[0].state.step, 12);
  EXPECT_TRUE(IsSame((*states)[0].state, full_, 0));
}

TEST_F(States, KeepAProductThatIsNotGiven) {
  full_.level[1] = std::numeric_limits<double>::quiet_NaN();
  const auto states = Read(Write(full_));
  ASSERT_TRUE(states.ok()) << states.status();
  EXPECT_TRUE(std::isnan((*states)[0].state.level[1]));
}

TEST_F(States, AreTheSameUpToATolerance) {
  CellState other = full_;
  other.step = 99;
  EXPECT_TRUE(IsSame(full_, other, 0));
  other.memory[0] += 1e-5f;
  EXPECT_FALSE(IsSame(full_, other, 1e-6));
  EXPECT_TRUE(IsSame(full_, other, 1e-4));
  other = full_;
  other.in_flight[0][0] = 0.1;
  EXPECT_FALSE(IsSame(full_, other, 1e-6));
  CellState large = full_, larger = full_;
  large.level[0] = 1e6;
  larger.level[0] = 1e6 + 0.5;
  EXPECT_TRUE(IsSame(large, larger, 1e-6));
}

TEST_F(States, OfAnotherGenomeAreRefused) {
  proto::GenomeSpec spec = ParseSpecText(kSpec);
  spec.mutable_gene(1)->set_basal(1);
  const OpenedGenome other(spec);
  const auto states = ReadStates(other.genome(), development_.feedback(),
                                 fresh_, Write(full_), "s.json");
  EXPECT_EQ(states.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(states.status().message()),
              StartsWith("s.json: a state of another genome than "));
}

TEST_F(States, BeyondTheLastStepOfTheFormatAreRefused) {
  full_.step = INT32_MAX;
  const auto last = Read(Write(full_));
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ((*last)[0].state.step, INT32_MAX);
  ++full_.step;
  const absl::Status beyond =
      WriteStates(genome_.genome(), development_.feedback(), {{"c", full_}})
          .status();
  EXPECT_EQ(beyond.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(beyond.message()),
              StartsWith("context 'c' is at step 2147483648; "));
}

TEST_F(States, ThatSayAThingTwiceAreRefused) {
  const auto saved = [&](const std::string& products,
                         const std::string& memory) {
    return absl::StrCat("{\"genome\": \"", genome_.genome().manifest_sha256(),
                        "\", \"states\": [{\"context\": \"c\", \"products\": [",
                        products, "], \"memory\": [", memory, "]}]}");
  };
  const std::string a = R"({"regulator": "A", "inFlight": [0, 1]})";
  const std::string b = R"({"regulator": "B"})";
  const std::string d = R"({"domain": "d", "value": 0.5})";
  const auto whole = Read(saved(absl::StrCat(a, ",", b), d));
  EXPECT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(ErrorOf(saved(absl::StrCat(a, ",", a), "")),
            "s.json: product 'A' stands there twice; save the state again");
  EXPECT_THAT(ErrorOf(saved(a, "")),
              HasSubstr("1 products where the genome has 2"));
  EXPECT_THAT(ErrorOf(saved(absl::StrCat(a, ",", b), absl::StrCat(d, ",", d))),
              HasSubstr("the memory of domain 'd' stands there twice"));
}

TEST_F(States, ThatAreNotWholeAreRefused) {
  const std::string text = Write(full_);
  const auto damaged = [&](const char* from, const char* to) {
    const std::string changed = absl::StrReplaceAll(text, {{from, to}});
    EXPECT_NE(changed, text) << from;
    return ErrorOf(changed);
  };
  EXPECT_THAT(ErrorOf("level 3"), StartsWith("s.json: not a saved state: "));
  EXPECT_THAT(damaged("\"memory\"", "\"mind\""),
              HasSubstr("not a saved state"));
  EXPECT_THAT(damaged("\"regulator\": \"A\"", "\"regulator\": \"Z\""),
              HasSubstr("product 'Z' is not as the genome has it"));
  EXPECT_THAT(damaged("\"regulator\": \"A\"", "\"regulator\": \"B\""),
              HasSubstr("product 'B' is not as the genome has it"));
  EXPECT_THAT(damaged("1e-300", "\"Infinity\""), HasSubstr("no finite level"));
  EXPECT_THAT(damaged("0.7", "1.7"), HasSubstr("the memory of domain 'd'"));
  EXPECT_THAT(damaged("\"step\": 12", "\"step\": -1"), HasSubstr("below 0"));
  EXPECT_THAT(
      ErrorOf(*WriteStates(genome_.genome(), development_.feedback(), {})),
      HasSubstr("no state in it"));
}

}  // namespace
}  // namespace regulon
