// What one token reads of a transformer, against counting by hand.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/ledger/inventory.h"
#include "engine/transformer/transformer.h"
#include "gtest/gtest.h"
#include "tests/transformer/tiny_genome.h"

namespace regulon {
namespace {

class Ledger {
 public:
  explicit Ledger(std::unique_ptr<const Genome> genome)
      : genome_(std::move(genome)),
        transformer_(*Transformer::Create(*genome_, {})),
        sequence_(*transformer_->NewSequence(8)) {}

  Account Read(int32_t token, bool predicts) {
    const int64_t position = sequence_.size();
    const absl::Status status =
        transformer_->Read({token}, sequence_, reading_);
    EXPECT_TRUE(status.ok()) << status;
    ReadSet reads(static_cast<int>(transformer_->inventory().units().size()));
    transformer_->Mark(token, position, reading_.open, predicts, reads);
    return transformer_->inventory().Measure(reads);
  }

  // Of all tensors whose name is one of these, in parameters.
  int64_t Elements(const std::vector<std::string>& names) const {
    int64_t elements = 0;
    for (const proto::TensorEntry& tensor : genome_->manifest().tensors()) {
      for (const std::string& name : names) {
        if (tensor.name() != name) continue;
        int64_t size = 1;
        for (const uint64_t length : tensor.shape()) size *= length;
        elements += size;
      }
    }
    return elements;
  }
  const TokenReading& reading() const { return reading_; }
  const Genome& genome() const { return *genome_; }

 private:
  std::unique_ptr<const Genome> genome_;
  std::unique_ptr<Transformer> transformer_;
  Sequence sequence_;
  TokenReading reading_;
};

constexpr int kExpert = static_cast<int>(Role::kExpert);
constexpr int64_t kOneExpert = 3 * 24 * 40;

TEST(TransformerAccount, OfOneTokenIsAllButOtherRowsAndClosedExperts) {
  Ledger ledger(WriteTiny(TinyMixture(), DType::kBf16));
  const Account account = ledger.Read(7, true);
  const Count all = account.Sum();
  // Two of four experts in each of two blocks; 1 of 70 rows of 24.
  EXPECT_EQ(account.Sum(-1, -1, kExpert).active, 2 * 2 * kOneExpert);
  EXPECT_EQ(account.Sum(-1, -1, kExpert).all, 2 * 4 * kOneExpert);
  EXPECT_EQ(all.all - all.active, 69 * 24 + 2 * 2 * kOneExpert);
  EXPECT_EQ(account.Sum(0, static_cast<int>(Stage::kAttend)).active,
            account.Sum(1, static_cast<int>(Stage::kAttend)).active);
  EXPECT_EQ(account.Sum(-1, -1, static_cast<int>(Role::kRouter)).active,
            2 * 4 * 24);
}

TEST(TransformerAccount, LeavesTheOutputWhereNothingIsPredicted) {
  Ledger ledger(WriteTiny(TinyMixture(), DType::kF32));
  const int64_t with = ledger.Read(7, true).Sum().active;
  const int64_t without = ledger.Read(7, false).Sum().active;
  EXPECT_EQ(with - without, 70 * 24);
}

TEST(TransformerAccount, OfATiedOutputIsAColumnUnlessItPredicts) {
  for (const DType dtype : {DType::kF32, DType::kBf16, DType::kI8}) {
    Ledger ledger(WriteTiny(TinyMasked(), dtype));
    const int64_t scales = dtype == DType::kI8 ? 1 : 0;  // of a column
    const int64_t head =
        ledger.Elements({"head", "head.scale", "head.bias", "head.norm.scale",
                         "head.norm.bias", "token.output.bias"});
    const Account without = ledger.Read(7, false);
    EXPECT_EQ(without.Sum().all - without.Sum().active,
              69 * (24 + scales) + 1199 * 24 + 1 * 24 + head);
    Ledger another(WriteTiny(TinyMasked(), dtype));
    const Account with = another.Read(7, true);
    EXPECT_EQ(with.Sum().all - with.Sum().active, 1199 * 24 + 1 * 24);
    EXPECT_GT(with.bytes_read, without.bytes_read);
  }
}

TEST(TransformerAccount, CountsBytesOfWhatItRead) {
  Ledger ledger(WriteTiny(TinyMixture(), DType::kBf16));
  const Account one = ledger.Read(7, false);
  int64_t bytes = 0;
  for (const proto::TensorEntry& tensor :
       ledger.genome().manifest().tensors()) {
    const int domain = static_cast<int>(tensor.domain_plus_one()) - 1;
    if (domain >= 0 && !ledger.reading().open[domain]) continue;
    if (tensor.name() == "token.output") continue;
    bytes += tensor.name() == "token.embedding" ? 24 * 2 : tensor.bytes();
  }
  EXPECT_EQ(one.bytes_read, bytes);
  EXPECT_GE(one.bytes_paged, one.bytes_read);
  EXPECT_EQ(one.bytes_paged % 4096, 0);
}

}  // namespace
}  // namespace regulon
