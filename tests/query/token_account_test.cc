// Accounts of tokens, against adding up what each token read.
#include "engine/query/token_account.h"

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/genome/genome.h"
#include "gtest/gtest.h"
#include "tests/transformer/tiny_genome.h"

namespace regulon {
namespace {

using Key = std::tuple<std::string, std::string, std::string>;

struct Counted {
  explicit Counted(const Genome& genome,
                   std::vector<std::vector<int32_t>> sequences = {{1, 5, 9}})
      : transformer(*Transformer::Create(genome, {})), account(*transformer) {
    readings.resize(sequences.size());
    for (size_t s = 0; s < sequences.size(); ++s) {
      const absl::Status status =
          account.Add(absl::StrCat(s + 1), sequences[s], readings[s]);
      EXPECT_TRUE(status.ok()) << status;
    }
    for (const Figure& f : account.Finish("reads.txt")) {
      EXPECT_TRUE(
          figures.emplace(Key(f.context, f.scope, f.figure), f.value).second)
          << f.context << " " << f.scope << " " << f.figure;
    }
  }

  double At(const std::string& context, const std::string& figure,
            const std::string& scope = "all") const {
    const auto found = figures.find(Key(context, scope, figure));
    EXPECT_NE(found, figures.end()) << context << " " << scope << " " << figure;
    return found == figures.end() ? -1 : found->second;
  }

  std::unique_ptr<Transformer> transformer;
  TokenAccount account;
  std::vector<TokenReading> readings;
  std::map<Key, double> figures;
};

constexpr int64_t kOneExpert = 3 * 24 * 40;

TEST(TokenAccount, OfATokenIsAllButOtherRowsAndClosedExperts) {
  const auto genome = WriteTiny(TinyMixture(), DType::kF32);
  const Counted counted(*genome);
  const double all = counted.At("1:0:1", "total_parameters");
  // Four of eight experts are shut, and 69 of 70 rows of the embedding.
  EXPECT_EQ(counted.At("1:0:1", "total_active"),
            all - 4 * kOneExpert - 69 * 24);
  EXPECT_EQ(counted.At("1:0:1", "expert_active"), 4 * kOneExpert);
  EXPECT_EQ(counted.At("1:0:1", "expert_fraction"), 0.5);
  EXPECT_EQ(counted.At("1:0:1", "expert_fraction", "layer:1"), 0.5);
  EXPECT_EQ(counted.At("1:2:9", "domains_open"), 4);
  EXPECT_EQ(counted.At("(mean)", "total_active"),
            all - 4 * kOneExpert - 69 * 24);
}

TEST(TokenAccount, OfASequenceIsTheUnionOfItsTokens) {
  const auto genome = WriteTiny(TinyMixture(), DType::kF32);
  const Counted counted(*genome, {{1, 5, 9, 5}, {1, 7}});
  std::vector<int> open(8);
  int64_t tokens = 0;
  for (const TokenReading& reading : counted.readings) {
    for (size_t i = 0; i < reading.open.size(); ++i) {
      open[i % 8] += reading.open[i];
      tokens += i % 8 == 0;
    }
  }
  int any = 0;
  for (int d = 0; d < 8; ++d) {
    any += open[d] > 0;
    EXPECT_EQ(counted.account.openings().openings(d), open[d]);
    EXPECT_EQ(
        counted.At("(union)", "load",
                   absl::StrCat("domain:", genome->manifest().domains(d).id())),
        static_cast<double>(open[d]) / 6);
  }
  EXPECT_EQ(tokens, 6);
  EXPECT_EQ(counted.At("(union)", "domains_open"), any);
  // Rows 1, 5, 7 and 9.
  EXPECT_EQ(counted.At("(union)", "total_active"),
            counted.At("(union)", "total_parameters") - (8 - any) * kOneExpert -
                66 * 24);
  EXPECT_EQ(counted.At("(union)", "contexts", "corpus:reads.txt"), 6);
  EXPECT_EQ(counted.account.openings().samples(), 2);
  EXPECT_EQ(counted.At("(union)", "flops"),
            counted.readings[0].flops + counted.readings[1].flops +
                6 * counted.transformer->predict_flops());
}

TEST(TokenAccount, OfAModelThatPredictsNothingLeavesThatOut) {
  TransformerPlan plan = TinyMixture();
  TinyChanges changes;
  changes.tensors = [](std::vector<PlannedTensor>& tensors) {
    for (PlannedTensor& tensor : tensors) {
      if (std::string(tensor.label.name) == "token.output") tensor.rows = 0;
    }
  };
  const auto genome = WriteTiny(plan, DType::kF32, changes);
  const Counted counted(*genome);
  EXPECT_FALSE(counted.transformer->predicts());
  EXPECT_EQ(counted.At("(union)", "flops"), counted.readings[0].flops);
}

TEST(TokenAccount, CountsADroppedExpertAsOpened) {
  TinyChanges changes;
  changes.tensors = [](std::vector<PlannedTensor>& tensors) {
    for (PlannedTensor& tensor : tensors) {
      if (tensor.label.domain == 1) tensor.rows = 0;
    }
  };
  changes.manifest = [](proto::Manifest& manifest) {
    manifest.mutable_domains(1)->set_dropped(true);
  };
  std::vector<int32_t> tokens;
  for (int t = 0; t < 40; ++t) tokens.push_back(t);
  const auto whole = WriteTiny(TinyMixture(), DType::kF32);
  const auto smaller = WriteTiny(TinyMixture(), DType::kF32, changes);
  const Counted before(*whole, {tokens}), after(*smaller, {tokens});
  EXPECT_EQ(after.account.openings().openings(1),
            before.account.openings().openings(1));
  EXPECT_GT(after.account.openings().openings(1), 0);
  EXPECT_EQ(after.At("(union)", "domains_missing"), 1);
}

}  // namespace
}  // namespace regulon
