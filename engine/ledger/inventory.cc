#include "engine/ledger/inventory.h"

#include <algorithm>

namespace regulon {
namespace {

constexpr int64_t kPage = 4096;
constexpr int64_t kPanelColumns = 64;  // of a packed matrix (matrix.h)

}  // namespace

void ReadSet::Clear() { std::fill(words_.begin(), words_.end(), 0); }

void ReadSet::Add(const ReadSet& other) {
  for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
}

Count Account::Sum(int layer, int stage, int role) const {
  Count sum;
  for (size_t i = 0; i < parameters.size(); ++i) {
    const int r = i % kRoles, s = i / kRoles % kStages,
              l = i / (kRoles * kStages);
    if ((layer < 0 || layer == l) && (stage < 0 || stage == s) &&
        (role < 0 || role == r)) {
      sum += parameters[i];
    }
  }
  return sum;
}

int Inventory::Add(const TensorRecord& tensor) {
  tensors_.push_back(tensor);
  cut_.push_back(false);
  layers_ = std::max(layers_, tensor.layer + 1);
  return static_cast<int>(tensors_.size()) - 1;
}

Units Inventory::Cut(int tensor, int64_t begin, int64_t end) {
  cut_[tensor] = true;
  units_.push_back({tensor, begin, end});
  return {static_cast<int>(units_.size()) - 1};
}

Units Inventory::CutWhole(int tensor) {
  return tensor < 0 ? Units{} : Cut(tensor, 0, tensors_[tensor].elements);
}

Units Inventory::CutElements(int tensor) {
  if (tensor < 0) return {};
  const Units units{static_cast<int>(units_.size())};
  for (int64_t i = 0; i < tensors_[tensor].elements; ++i) {
    Cut(tensor, i, i + 1);
  }
  return units;
}

Units Inventory::CutRows(int tensor, int64_t rows) {
  if (tensor < 0) return {};
  const Units units{static_cast<int>(units_.size())};
  const int64_t size = tensors_[tensor].elements / rows;
  for (int64_t row = 0; row < rows; ++row) {
    Cut(tensor, row * size, (row + 1) * size);
  }
  return units;
}

Units Inventory::CutRows(int tensor, absl::Span<const uint32_t> first) {
  if (tensor < 0) return {};
  const Units units{static_cast<int>(units_.size())};
  for (size_t row = 0; row + 1 < first.size(); ++row) {
    Cut(tensor, first[row], first[row + 1]);
  }
  return units;
}

Units Inventory::CutColumns(int tensor, int64_t columns) {
  if (tensor < 0) return {};
  tensors_[tensor].cut_columns = columns;
  return CutRows(tensor, columns);
}

// Rows and elements that are cut from a tensor are of a plain one.
Inventory::Place Inventory::PlaceOf(const Unit& unit) const {
  const TensorRecord& tensor = tensors_[unit.tensor];
  const int64_t begin = tensor.file_begin;
  if (unit.end - unit.begin == tensor.elements) {
    return {tensor.bytes, begin, begin + tensor.bytes};
  }
  if (tensor.cut_columns > 0) {
    const int64_t columns = tensor.cut_columns;
    const int64_t column = unit.begin / (tensor.elements / columns);
    const int64_t panel_bytes =
        tensor.bytes / ((columns + kPanelColumns - 1) / kPanelColumns);
    const int64_t panel = begin + column / kPanelColumns * panel_bytes;
    // Of its first columns; all of them make all of it.
    const auto share = [&](int64_t first) {
      return tensor.bytes / columns * first +
             tensor.bytes % columns * first / columns;
    };
    return {share(column + 1) - share(column), panel, panel + panel_bytes};
  }
  const int64_t element_bytes = tensor.bytes / tensor.elements;
  return {(unit.end - unit.begin) * element_bytes,
          begin + unit.begin * element_bytes, begin + unit.end * element_bytes};
}

void Inventory::CutRest() {
  for (size_t tensor = 0; tensor < tensors_.size(); ++tensor) {
    if (!cut_[tensor]) CutWhole(static_cast<int>(tensor));
  }
}

Account Inventory::Measure(const ReadSet& reads) const {
  Account account;
  account.parameters.resize(layers_ * kStages * kRoles);
  std::vector<std::pair<int64_t, int64_t>> ranges;  // of the file, in bytes
  for (size_t i = 0; i < units_.size(); ++i) {
    const Unit& unit = units_[i];
    const TensorRecord& tensor = tensors_[unit.tensor];
    const bool read = reads.Has(static_cast<int>(i));
    const int64_t elements = unit.end - unit.begin;
    if (tensor.role != Role::kIndex) {
      account.parameters
          [(tensor.layer * kStages + static_cast<int>(tensor.stage)) * kRoles +
           static_cast<int>(tensor.role)] += {read ? elements : 0, elements};
    }
    if (!read || elements == 0) continue;
    const Place place = PlaceOf(unit);
    account.bytes_read += place.bytes;
    ranges.emplace_back(place.begin / kPage, (place.end + kPage - 1) / kPage);
  }
  std::sort(ranges.begin(), ranges.end());
  int64_t counted = 0;  // pages before this one are
  for (const auto& [begin, end] : ranges) {
    const int64_t from = std::max(begin, counted);
    if (end > from) account.bytes_paged += (end - from) * kPage;
    counted = std::max(counted, end);
  }
  return account;
}

}  // namespace regulon
