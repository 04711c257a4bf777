#include "engine/binding/element_kind.h"

#include "absl/strings/str_cat.h"

namespace regulon {

absl::Status NotFinite(int element, double what) {
  return absl::OutOfRangeError(
      absl::StrCat("element #", element, " came out as ", what));
}

}  // namespace regulon
