#include "engine/convert/source.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace regulon {
namespace {

constexpr size_t kShown = 5, kMostBytes = 60;

}  // namespace

std::string OneLine(absl::string_view text) {
  return absl::StrJoin(
      absl::StrSplit(text, absl::ByAnyChar(" \t\r\n\v\f"), absl::SkipEmpty()),
      " ");
}

std::string Listed(const std::vector<std::string>& things) {
  const size_t shown = std::min(things.size(), kShown);
  return absl::StrCat(
      absl::StrJoin(things.begin(), things.begin() + shown, ", "),
      things.size() > shown
          ? absl::StrCat(" and ", things.size() - shown, " more")
          : "");
}

std::string ShortName(absl::string_view name) {
  std::string shown(name);
  if (name.size() > kMostBytes) {
    size_t end = kMostBytes - 3;
    while (end > 0 && (name[end] & 0xc0) == 0x80) --end;  // a whole character
    shown = absl::StrCat(name.substr(0, end), "...");
  }
  const bool odd = name.empty() || name.find_first_of(" \t,;'\"") != name.npos;
  return odd ? absl::StrCat("'", shown, "'") : shown;
}

std::string ListedNames(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    // Those that are only counted need no work.
    shown.push_back(shown.size() < kShown ? ShortName(name) : "");
  }
  return Listed(shown);
}

}  // namespace regulon
