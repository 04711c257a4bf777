#include "engine/expression/hdf5_matrix.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int64_t kBlock = int64_t{1} << 20;  // entries read at a time

absl::Status Damaged(const Hdf5Node& node, absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat(node.place(), ": ", what, "; is the file whole?"));
}

absl::StatusOr<std::vector<int64_t>> ReadEnds(const Hdf5Node& group,
                                              int64_t rows, int64_t entries) {
  ASSIGN_OR_RETURN(const Hdf5Node node, group.Child("indptr"));
  ASSIGN_OR_RETURN(std::vector<int64_t> ends, node.Integers());
  if (static_cast<int64_t>(ends.size()) != rows + 1) {
    return Damaged(node, absl::StrCat(ends.size(), " ends where there are ",
                                      rows, " rows"));
  }
  if (ends.front() != 0 || ends.back() != entries ||
      !std::is_sorted(ends.begin(), ends.end())) {
    return Damaged(node, absl::StrCat("does not ascend from 0 to the ", entries,
                                      " entries"));
  }
  return ends;
}

absl::StatusOr<int64_t> LengthOf(const Hdf5Node& dataset) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> shape, dataset.Shape());
  if (!dataset.is_dataset() || shape.size() != 1) {
    return Damaged(dataset, "not a list");
  }
  return shape[0];
}

}  // namespace

absl::Status ReadDense(const Hdf5Node& dataset, int64_t samples, int64_t genes,
                       absl::Span<float> values) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> shape, dataset.Shape());
  const bool flat = shape.size() == 1 && shape[0] == samples * genes &&
                    (samples == 1 || genes == 1);
  if (!flat && shape != std::vector<int64_t>{samples, genes}) {
    return Damaged(dataset, absl::StrCat("is ", absl::StrJoin(shape, " by "),
                                         " where ", samples, " samples and ",
                                         genes, " genes are named"));
  }
  return dataset.ReadFloats(0, shape[0], values);
}

absl::Status AddSparse(const Hdf5Node& group, bool by_samples, int64_t samples,
                       int64_t genes, absl::Span<float> values) {
  const int64_t rows = by_samples ? samples : genes;
  const int64_t columns = by_samples ? genes : samples;
  ASSIGN_OR_RETURN(const Hdf5Node data, group.Child("data"));
  ASSIGN_OR_RETURN(const Hdf5Node indices, group.Child("indices"));
  ASSIGN_OR_RETURN(const int64_t entries, LengthOf(data));
  ASSIGN_OR_RETURN(const int64_t index_count, LengthOf(indices));
  if (entries != index_count) {
    return Damaged(
        group, absl::StrCat(entries, " data but ", index_count, " indices"));
  }
  ASSIGN_OR_RETURN(const std::vector<int64_t> ends,
                   ReadEnds(group, rows, entries));
  const int64_t row_step = by_samples ? genes : 1;
  const int64_t column_step = by_samples ? 1 : genes;
  std::vector<float> block(std::min(kBlock, entries));
  std::vector<int64_t> columns_of(block.size());
  int64_t row = 0;
  for (int64_t first = 0; first < entries; first += kBlock) {
    const int64_t count = std::min(kBlock, entries - first);
    RETURN_IF_ERROR(
        data.ReadFloats(first, count, absl::MakeSpan(block).subspan(0, count)));
    RETURN_IF_ERROR(indices.ReadIntegers(
        first, count, absl::MakeSpan(columns_of).subspan(0, count)));
    for (int64_t i = 0; i < count; ++i) {
      while (first + i >= ends[row + 1]) ++row;
      const int64_t column = columns_of[i];
      if (column < 0 || column >= columns) {
        return Damaged(
            indices, absl::StrCat("index ", column, " is not below ", columns));
      }
      values[row * row_step + column * column_step] += block[i];
    }
  }
  return absl::OkStatus();
}

}  // namespace regulon
