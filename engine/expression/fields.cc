#include "engine/expression/fields.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace regulon {
namespace {

// Length of the field at the start of `text`, which begins with a quote, or
// npos.
size_t QuotedLength(absl::string_view text, char delimiter) {
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] != '"') continue;
    const bool last = i + 1 == text.size() || text[i + 1] == delimiter;
    if (!last && text[i + 1] == '"') {
      // Doubled, unless R's quote is followed by the closing one.
      const bool closes = i + 2 == text.size() || text[i + 2] == delimiter;
      if (closes && text[i - 1] == '\\') return i + 2;
      ++i;
    } else if (last || text[i - 1] != '\\') {
      return i + 1;
    }
  }
  return text.npos;
}

absl::string_view WithoutQuotes(absl::string_view field) {
  field = absl::StripAsciiWhitespace(field);
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
    field = absl::StripAsciiWhitespace(field.substr(1, field.size() - 2));
  }
  return field;
}

}  // namespace

char DelimiterOf(absl::string_view line) {
  return absl::StrContains(line, '\t') ? '\t' : ',';
}

bool FieldReader::Next(absl::string_view* field) {
  if (at_end_) return false;
  ++number_;
  size_t length = 0;
  if (!rest_.empty() && rest_.front() == '"') {
    length = QuotedLength(rest_, delimiter_);
    if (length == rest_.npos ||
        (length < rest_.size() && rest_[length] != delimiter_)) {
      at_end_ = malformed_ = true;
      return false;
    }
  } else {
    const void* found =
        rest_.empty() ? nullptr
                      : std::memchr(rest_.data(), delimiter_, rest_.size());
    length = found == nullptr ? rest_.size()
                              : static_cast<const char*>(found) - rest_.data();
  }
  *field = rest_.substr(0, length);
  at_end_ = length == rest_.size();
  rest_.remove_prefix(at_end_ ? length : length + 1);
  return true;
}

std::string FieldText(absl::string_view field) {
  const absl::string_view inside = WithoutQuotes(field);
  if (!absl::StrContains(inside, '"')) return std::string(inside);
  std::string text;
  for (size_t i = 0; i < inside.size(); ++i) {
    const bool escaped = i + 1 < inside.size() && inside[i + 1] == '"' &&
                         (inside[i] == '"' || inside[i] == '\\');
    text.push_back(inside[escaped ? ++i : i]);
  }
  return text;
}

absl::Status UnclosedQuote(absl::string_view place, int64_t field) {
  return absl::InvalidArgumentError(absl::StrCat(
      place, ":", field,
      ": a quote that does not close its field; double a quote within a name, "
      "and keep a name on one line"));
}

absl::StatusOr<std::vector<std::string>> SplitFields(absl::string_view line,
                                                     char delimiter,
                                                     absl::string_view place) {
  FieldReader reader(line, delimiter);
  std::vector<std::string> texts;
  absl::string_view field;
  while (reader.Next(&field)) texts.push_back(FieldText(field));
  if (reader.malformed()) return UnclosedQuote(place, reader.number());
  return texts;
}

Number ParseNumber(absl::string_view field, double* value) {
  const char* end = field.data() + field.size();
  auto [after, error] = std::from_chars(field.data(), end, *value);
  if (error == std::errc() && after == end && std::isfinite(*value)) {
    return Number::kValue;
  }
  const absl::string_view inside = WithoutQuotes(field);
  for (const absl::string_view missing : {"", "na", "nan", "n/a", "null"}) {
    if (absl::EqualsIgnoreCase(inside, missing)) return Number::kMissing;
  }
  // A sign, quotes, or beyond the range of a double, which rounds to zero.
  if (absl::ascii_isalpha(inside.back()) ||
      inside.find_first_of("xX") != inside.npos ||
      !absl::SimpleAtod(inside, value) || !std::isfinite(*value)) {
    return Number::kNone;
  }
  return Number::kValue;
}

std::string NoNumber(absl::string_view field) {
  std::string text = FieldText(field);
  if (text.size() > 40) text = absl::StrCat(text.substr(0, 37), "...");
  const std::string lower = absl::AsciiStrToLower(text);
  absl::string_view digits = lower;
  if (!absl::ConsumePrefix(&digits, "-")) absl::ConsumePrefix(&digits, "+");
  double value = 0;
  if (absl::StartsWith(digits, "0x")) {
    return absl::StrCat("'", text, "' is hexadecimal; write it in decimal");
  }
  if (absl::StartsWith(digits, "inf") ||
      (absl::SimpleAtod(lower, &value) && std::isinf(value))) {
    return absl::StrCat("'", text,
                        "' is infinite; leave the field empty where a level is "
                        "not known");
  }
  if (absl::StrContains(text, ',')) {
    return absl::StrCat("'", text,
                        "' is not a number; write it with a decimal point and "
                        "without commas");
  }
  return absl::StrCat("'", text,
                      "' is not a number; leave the field empty where a level "
                      "is not known");
}

}  // namespace regulon
