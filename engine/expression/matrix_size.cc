#include "engine/expression/matrix_size.h"

#include "absl/strings/str_cat.h"

namespace regulon {

absl::Status CheckSize(int64_t samples, int64_t genes, int64_t most,
                       absl::string_view place) {
  if (samples < 0 || genes < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        place, ": a matrix of ", samples, " by ", genes, "; fetch it again"));
  }
  if (genes == 0 || samples <= most / genes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat(place, ": ", samples, " samples by ", genes,
                   " genes are more than the ", most,
                   " values that are read at once; take fewer samples or genes "
                   "into the file"));
}

}  // namespace regulon
