#include "engine/genome/indices.h"

#include "absl/strings/str_cat.h"

namespace regulon {

absl::Status CheckFirst(absl::Span<const uint32_t> first, size_t rows,
                        size_t items, const char* name) {
  bool right =
      first.size() == rows + 1 && first.front() == 0 && first.back() == items;
  for (size_t i = 1; right && i < first.size(); ++i) {
    right = first[i - 1] <= first[i];
  }
  return right ? absl::OkStatus()
               : absl::DataLossError(absl::StrCat(
                     "tensor '", name, "' is damaged: it is no table of ", rows,
                     " rows over ", items, " items"));
}

absl::Status CheckIndices(absl::Span<const uint32_t> indices, size_t end,
                          const char* name) {
  for (const uint32_t index : indices) {
    if (index >= end) {
      return absl::DataLossError(absl::StrCat(
          "tensor '", name, "' is damaged: it points to ", index, " of ", end));
    }
  }
  return absl::OkStatus();
}

}  // namespace regulon
