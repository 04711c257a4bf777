#include "engine/context/level_cell.h"

#include <charconv>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace regulon {

absl::Status SetFromCell(absl::string_view cell, int regulator,
                         Context& context) {
  double level;
  const char* const end = cell.data() + cell.size();
  const auto [after, error] = std::from_chars(cell.data(), end, level);
  // What it does not take are blanks, a plus, and levels beyond a double.
  if (error != std::errc() || after != end) {
    cell = absl::StripAsciiWhitespace(cell);
    if (cell.empty()) return absl::OkStatus();
    if (!absl::SimpleAtod(cell, &level)) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", cell,
                       "' is not a number; leave a cell empty where a level "
                       "is not known"));
    }
  }
  return context.SetIndex(regulator, level);
}

}  // namespace regulon
