#include "engine/json.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace regulon {

absl::StatusOr<google::protobuf::Struct> ParseJsonObject(
    absl::string_view text, absl::string_view name) {
  google::protobuf::Struct object;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(text.data(), text.size()), &object);
  if (status.ok()) return object;
  const absl::string_view message(status.message().data(),
                                  status.message().size());
  if (absl::StrContains(message, "transcoder")) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": JSON: it nests too deep"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat(name, ExplainJson(message, text)));
}

// protobuf's message is "WHAT\nSNIPPET\n   ^" for a syntax error, where the
// caret is under the place, and "(PATH): WHAT." for the others.
std::string ExplainJson(absl::string_view message, absl::string_view text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(message, '\n');
  std::string what(absl::StripSuffix(lines[0], "."));
  absl::StrReplaceAll(
      {{": Root element must be a message", "that is no object"},
       {"Cannot find field", "there is no such field"},
       {"(", "at "},
       {"):", ":"},
       {")", ":"}},
      &what);
  if (lines.size() < 3) return absl::StrCat(": JSON ", what);
  const size_t snippet = text.find(lines[1]);
  const size_t at = std::min(
      text.size(), (snippet == text.npos ? 0 : snippet) + lines[2].find('^'));
  const absl::string_view before = text.substr(0, at);
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return absl::StrCat(":", 1 + std::count(before.begin(), before.end(), '\n'),
                      ":", at - line_start + 1, ": JSON: ", what);
}

}  // namespace regulon
