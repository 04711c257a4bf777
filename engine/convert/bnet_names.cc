#include "engine/convert/bnet_names.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace regulon::bnet {

bool IsOperator(char c) { return absl::StrContains("!&|()", c); }

bool IsReserved(char c) { return absl::StrContains(",#~^=<>[]{}\"$;?*\\`", c); }

bool IsConstant(absl::string_view name) {
  return name == "0" || name == "1" || absl::EqualsIgnoreCase(name, "true") ||
         absl::EqualsIgnoreCase(name, "false");
}

bool IsNumber(absl::string_view name) {
  if (name == "0" || name == "1") return false;
  bool digits = false;
  for (const char c : name) {
    if (!absl::ascii_isdigit(c) && c != '.' && c != '-' && c != '+') {
      return false;
    }
    digits = digits || absl::ascii_isdigit(c);
  }
  return digits;
}

bool IsWordOperator(absl::string_view word) {
  for (const char* known : {"and", "or", "not", "xor"}) {
    if (absl::EqualsIgnoreCase(word, known)) return true;
  }
  return false;
}

bool IsHeading(absl::string_view line) {
  const std::pair<absl::string_view, absl::string_view> cells =
      absl::StrSplit(line, absl::MaxSplits(',', 1));
  const absl::string_view second = absl::StripAsciiWhitespace(cells.second);
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(cells.first),
                                "targets") &&
         (absl::EqualsIgnoreCase(second, "factors") ||
          absl::EqualsIgnoreCase(second, "functions"));
}

size_t SkipSpace(absl::string_view text, size_t at) {
  while (at < text.size() && absl::ascii_isspace(text[at])) ++at;
  return at;
}

size_t EndOfQuoted(absl::string_view text, size_t begin) {
  for (size_t at = begin + 1; at < text.size(); ++at) {
    if (text[at] != '\'') continue;
    if (at + 1 == text.size() || text[at + 1] != '\'') return at + 1;
    ++at;
  }
  return text.npos;
}

size_t FindUnquoted(absl::string_view text, char wanted) {
  bool name_begins = true;  // a quote within a name is a character like another
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == wanted) return at;
    if (text[at] == '\'' && name_begins) {
      const size_t end = EndOfQuoted(text, at);
      if (end == text.npos) return text.npos;
      at = end - 1;
      name_begins = false;
    } else if (!absl::ascii_isspace(text[at])) {
      name_begins = IsOperator(text[at]) || text[at] == ',';
    }
  }
  return text.npos;
}

std::string NameText(absl::string_view name) {
  bool plain = !name.empty() && !IsConstant(name) && !IsNumber(name) &&
               !IsWordOperator(name) && name[0] != '\'';
  for (const char c : name) {
    plain =
        plain && !IsOperator(c) && !IsReserved(c) && !absl::ascii_isspace(c);
  }
  return plain
             ? std::string(name)
             : absl::StrCat("'", absl::StrReplaceAll(name, {{"'", "''"}}), "'");
}

}  // namespace regulon::bnet
