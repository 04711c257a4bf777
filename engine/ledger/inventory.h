// What a genome stores, cut into the units that a query reads or leaves, and
// the account of what it read.
//
// A unit is a run of elements of one tensor that is always read as a whole: the
// tensor itself, a row or column of it, or one element. Stages mark units
// as they read them; every figure follows from the marks, so nothing is
// estimated.
#ifndef REGULON_ENGINE_LEDGER_INVENTORY_H_
#define REGULON_ENGINE_LEDGER_INVENTORY_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace regulon {

enum class Role { kDense, kRouter, kExpert, kIndex };
// The numbers are those of proto::Stage.
enum class Stage {
  kSense,
  kBind,
  kOpen,
  kTranscribe,
  kSimulate,
  kCooperate,
  kDevelop,
  kAttend,
  kPredict
};
constexpr int kRoles = 3;  // that have parameters
constexpr int kStages = 9;

struct TensorRecord {
  int64_t file_begin = 0, bytes = 0;  // in the file, padding included
  int64_t elements = 0;               // without padding
  Role role = Role::kDense;
  Stage stage = Stage::kSense;
  int layer = 0;
  int64_t cut_columns = 0;  // packed and cut by column: how many; else 0
};

// The units of one tensor: `first` + row, or nothing where it is not stored.
struct Units {
  int first = -1;
  bool stored() const { return first >= 0; }
};

// The units that a query has read. A set bit per unit.
class ReadSet {
 public:
  ReadSet() = default;
  explicit ReadSet(int units) : words_((units + 63) / 64) {}

  // Nothing happens for a tensor that is not stored.
  void Mark(Units units, int row = 0) {
    if (!units.stored()) return;
    const int unit = units.first + row;
    words_[unit / 64] |= uint64_t{1} << (unit % 64);
  }
  void MarkRange(Units units, int rows) {
    for (int row = 0; row < rows; ++row) Mark(units, row);
  }
  bool Has(int unit) const { return words_[unit / 64] >> (unit % 64) & 1; }
  void Clear();
  void Add(const ReadSet& other);  // union
  absl::Span<const uint64_t> words() const { return words_; }

 private:
  std::vector<uint64_t> words_;
};

struct Count {
  int64_t active = 0, all = 0;
  double fraction() const {
    return all == 0 ? 0 : static_cast<double>(active) / all;
  }
  Count& operator+=(const Count& other) {
    active += other.active;
    all += other.all;
    return *this;
  }
};

// Parameters by layer, stage and role, and bytes.
struct Account {
  std::vector<Count> parameters;  // [layers][kStages][kRoles]
  int64_t bytes_read = 0;         // indices, scales and padding included
  int64_t bytes_paged = 0;        // 4 KiB pages of the file that hold them

  // The sum over what is not -1.
  Count Sum(int layer = -1, int stage = -1, int role = -1) const;
};

class Inventory {
 public:
  struct Unit {
    int tensor;
    int64_t begin, end;  // elements of the tensor
  };

  // Tensors are numbered in the order in which they are added; each must then
  // be cut once.
  int Add(const TensorRecord& tensor);
  Units CutWhole(int tensor);
  Units CutElements(int tensor);
  Units CutRows(int tensor, int64_t rows);  // all of the same size
  // Row i holds the elements first[i] .. first[i + 1] - 1.
  Units CutRows(int tensor, absl::Span<const uint32_t> first);
  // Of a packed matrix: elements column * rows and on stand for a column.
  Units CutColumns(int tensor, int64_t columns);
  void CutRest();  // every tensor that is not cut yet, whole

  const std::vector<Unit>& units() const { return units_; }
  const std::vector<TensorRecord>& tensors() const { return tensors_; }
  int layers() const { return layers_; }

  // The units that a query with every domain open could read: all of them.
  Account Measure(const ReadSet& reads) const;

 private:
  // Of the file.
  struct Place {
    int64_t bytes;       // read, with its share of the padding
    int64_t begin, end;  // among which they lie
  };
  Place PlaceOf(const Unit& unit) const;
  Units Cut(int tensor, int64_t begin, int64_t end);

  std::vector<TensorRecord> tensors_;
  std::vector<bool> cut_;
  std::vector<Unit> units_;
  int layers_ = 1;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_LEDGER_INVENTORY_H_
