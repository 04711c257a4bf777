#include "engine/ledger/inventory.h"

#include <vector>

#include "gtest/gtest.h"

namespace regulon {
namespace {

// Three tensors: four floats read one by one, rows of 2, 0 and 3 floats, and a
// matrix of 10 with padding that no query reads in part.
struct Small {
  Inventory inventory;
  Units elements, rows, whole;

  Small() {
    const int a =
        inventory.Add({4096 + 4088, 16, 4, Role::kDense, Stage::kSense, 0});
    const int b = inventory.Add({8256, 20, 5, Role::kRouter, Stage::kBind, 0});
    const int c =
        inventory.Add({12288, 4096, 10, Role::kExpert, Stage::kTranscribe, 0});
    const int d = inventory.Add({16384, 12, 3, Role::kIndex, Stage::kBind, 0});
    elements = inventory.CutElements(a);
    const std::vector<uint32_t> first = {0, 2, 2, 5};
    rows = inventory.CutRows(b, first);
    whole = inventory.CutWhole(c);
    inventory.CutWhole(d);
  }
  ReadSet NewReads() const {
    return ReadSet(static_cast<int>(inventory.units().size()));
  }
};

TEST(Inventory, CountsNothingForAQueryThatReadNothing) {
  const Small small;
  const Account account = small.inventory.Measure(small.NewReads());
  EXPECT_EQ(account.Sum().active, 0);
  EXPECT_EQ(account.Sum().all, 4 + 5 + 10);  // indices are no parameters
  EXPECT_EQ(account.bytes_read, 0);
  EXPECT_EQ(account.bytes_paged, 0);
}

TEST(Inventory, CountsWhatWasRead) {
  const Small small;
  ReadSet reads = small.NewReads();
  reads.Mark(small.elements, 1);
  reads.Mark(small.elements, 1);  // twice is once
  reads.Mark(small.rows, 2);
  reads.Mark(small.rows, 1);  // an empty row
  const Account account = small.inventory.Measure(reads);
  EXPECT_EQ(account.Sum().active, 1 + 3);
  EXPECT_EQ(account.Sum(0, static_cast<int>(Stage::kBind)).active, 3);
  EXPECT_EQ(account.Sum(0, -1, static_cast<int>(Role::kDense)).active, 1);
  EXPECT_EQ(account.Sum(0, -1, static_cast<int>(Role::kExpert)).active, 0);
  EXPECT_EQ(account.bytes_read, 4 + 12);
  // Element 1 ends the page at 4096, row 2 lies in that at 8192.
  EXPECT_EQ(account.bytes_paged, 2 * 4096);
}

TEST(Inventory, PagesAreCountedOnceHoweverManyUnitsTheyHold) {
  const Small small;
  ReadSet reads = small.NewReads();
  // Elements 2 and 3 lie across the page boundary at 8192 from 0 and 1, and on
  // the page of the rows.
  reads.MarkRange(small.elements, 4);
  reads.MarkRange(small.rows, 3);
  EXPECT_EQ(small.inventory.Measure(reads).bytes_paged, 2 * 4096);
  reads.Mark(small.whole);
  const Account account = small.inventory.Measure(reads);
  EXPECT_EQ(account.bytes_paged, 3 * 4096);
  EXPECT_EQ(account.bytes_read, 16 + 20 + 4096);  // with padding
  EXPECT_EQ(account.Sum().fraction(), 1);
}

TEST(Inventory, CountsRowsOfTwoBytesAnElement) {
  Inventory inventory;
  const int table =
      inventory.Add({4096, 3 * 4096, 3 * 2048, Role::kDense, Stage::kSense, 0});
  const Units rows = inventory.CutRows(table, int64_t{3});
  ReadSet reads(3);
  reads.Mark(rows, 1);
  const Account account = inventory.Measure(reads);
  EXPECT_EQ(account.Sum().active, 2048);
  EXPECT_EQ(account.bytes_read, 4096);
  EXPECT_EQ(account.bytes_paged, 4096);
}

// A packed matrix of 100 columns is two panels of 64.
TEST(Inventory, CountsColumnsOfAPackedMatrix) {
  Inventory inventory;
  const int64_t bytes = 2 * 4 * 4096;
  const int matrix =
      inventory.Add({4096, bytes, 100 * 50, Role::kDense, Stage::kPredict, 0});
  const Units columns = inventory.CutColumns(matrix, 100);
  ReadSet reads(100);
  reads.Mark(columns, 64);
  const Account one = inventory.Measure(reads);
  EXPECT_EQ(one.Sum().active, 50);
  EXPECT_EQ(one.bytes_read, 328);  // of 32,768, its share of the padding too
  EXPECT_EQ(one.bytes_paged, bytes / 2);  // its panel's pages
  reads.MarkRange(columns, 100);
  const Account all = inventory.Measure(reads);
  EXPECT_EQ(all.Sum().active, 5000);
  EXPECT_EQ(all.bytes_read, bytes);
  EXPECT_EQ(all.bytes_paged, bytes);
}

TEST(Inventory, CutsATableIntoRowsOfOneSize) {
  Inventory inventory;
  const int table =
      inventory.Add({4096, 24, 6, Role::kDense, Stage::kCooperate, 0});
  const Units rows = inventory.CutRows(table, int64_t{3});
  ASSERT_EQ(inventory.units().size(), 3u);
  EXPECT_EQ(inventory.units()[2].begin, 4);
  EXPECT_EQ(inventory.units()[2].end, 6);
  ReadSet reads(3);
  reads.Mark(rows, 1);
  const Count count = inventory.Measure(reads).Sum();
  EXPECT_EQ(count.active, 2);
  EXPECT_EQ(count.all, 6);
  EXPECT_FALSE(inventory.CutRows(-1, int64_t{3}).stored());
}

TEST(Inventory, TakesNoNoticeOfATensorThatIsNotStored) {
  Small small;
  ReadSet reads = small.NewReads();
  const Units none = small.inventory.CutWhole(-1);
  EXPECT_FALSE(none.stored());
  reads.Mark(none);
  reads.Mark(small.inventory.CutElements(-1), 3);
  EXPECT_EQ(small.inventory.Measure(reads).Sum().active, 0);
}

TEST(Inventory, CutsWhatNobodyReadsWhole) {
  Small small;
  const int units = static_cast<int>(small.inventory.units().size());
  small.inventory.Add({20480, 4, 1, Role::kExpert, Stage::kTranscribe, 1});
  small.inventory.CutRest();
  EXPECT_EQ(static_cast<int>(small.inventory.units().size()), units + 1);
  EXPECT_EQ(small.inventory.layers(), 2);
  EXPECT_EQ(small.inventory.Measure(small.NewReads()).Sum(1).all, 1);
}

TEST(ReadSet, UnitesWithAnother) {
  ReadSet a(130), b(130);
  a.Mark({0});
  a.Mark({64});
  b.Mark({0}, 129);
  a.Add(b);
  EXPECT_TRUE(a.Has(0) && a.Has(64) && a.Has(129));
  EXPECT_FALSE(a.Has(1) || a.Has(128) || b.Has(0));
  a.Clear();
  EXPECT_FALSE(a.Has(0) || a.Has(129));
}

TEST(Count, HasAFractionOfNothingThatIsZero) {
  EXPECT_EQ(Count().fraction(), 0);
  EXPECT_EQ((Count{1, 4}).fraction(), 0.25);
}

}  // namespace
}  // namespace regulon
