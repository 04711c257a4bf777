#include "engine/cli/boolean/ranges.h"

#include <CLI/CLI.hpp>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace regulon {

CLI::Validator AboveZero(double most) {
  const std::string range = absl::StrCat("above 0, up to ", most);
  return CLI::Validator(
      [most, range](std::string& text) {
        double value = 0;
        const bool within =
            absl::SimpleAtod(text, &value) && value > 0 && value <= most;
        return within ? "" : absl::StrCat("write a number ", range);
      },
      range);
}

CLI::Validator WholeNumber(uint64_t least, uint64_t most) {
  const std::string range = absl::StrCat("from ", least, " to ", most);
  return CLI::Validator(
      [least, most, range](std::string& text) {
        uint64_t value = 0;
        const bool within =
            absl::SimpleAtoi(text, &value) && value >= least && value <= most;
        return within ? "" : absl::StrCat("write a whole number ", range);
      },
      range);
}

}  // namespace regulon
