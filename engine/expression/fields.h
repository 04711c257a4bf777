// Fields of a line of a TSV or CSV file, and what stands in them.
//
// A field may stand in double quotes, and then hold delimiters; a quote within
// is doubled (RFC 4180) or has a backslash before it (R's write.table).
#ifndef REGULON_ENGINE_EXPRESSION_FIELDS_H_
#define REGULON_ENGINE_EXPRESSION_FIELDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regulon {

// A tab if there is one, else a comma.
char DelimiterOf(absl::string_view line);

class FieldReader {
 public:
  FieldReader(absl::string_view line, char delimiter)
      : rest_(line), delimiter_(delimiter) {}

  // False after the last field, and where quotes are not closed.
  bool Next(absl::string_view* field);
  bool malformed() const { return malformed_; }
  int64_t number() const { return number_; }  // of the last field, from 1

 private:
  absl::string_view rest_;
  char delimiter_;
  bool at_end_ = false, malformed_ = false;
  int64_t number_ = 0;
};

// Without blanks around it, and without its quotes.
std::string FieldText(absl::string_view field);

// Texts of all fields. `place` is "PATH:LINE".
absl::StatusOr<std::vector<std::string>> SplitFields(absl::string_view line,
                                                     char delimiter,
                                                     absl::string_view place);

// What an unclosed quote is called, to be put behind its place.
absl::Status UnclosedQuote(absl::string_view place, int64_t field);

enum class Number { kValue, kMissing, kNone };

// Reads a decimal number, blanks and quotes around it left out. Missing: an
// empty field, NA, N/A, NaN or null in any case. None: all else, infinities and
// hexadecimal numbers too.
Number ParseNumber(absl::string_view field, double* value);

// Why a field is none and what to do: "'0x1F' is hexadecimal; ...".
std::string NoNumber(absl::string_view field);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_FIELDS_H_
