#include "engine/expression/text_table.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/expression/fields.h"
#include "engine/line_reader.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kMostBytes = size_t{1} << 28;

}  // namespace

std::string TextTable::Place(size_t row, int64_t field) const {
  return field == 0 ? absl::StrCat(path, ":", rows[row].line)
                    : absl::StrCat(path, ":", rows[row].line, ":", field);
}

absl::StatusOr<TextTable> ReadTextTable(const std::string& path) {
  ASSIGN_OR_RETURN(LineReader reader, LineReader::Open(path));
  TextTable table;
  table.path = path;
  size_t bytes = 0;
  char delimiter = 0;
  absl::string_view line;
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, reader.Next(&line));
    if (!more) return table;
    if (absl::StripAsciiWhitespace(line).empty() || line[0] == '#') continue;
    if ((bytes += line.size()) > kMostBytes) {
      return absl::InvalidArgumentError(absl::StrCat(
          path, ": more than 256 MiB of text; is this the right file?"));
    }
    if (delimiter == 0) delimiter = DelimiterOf(line);
    ASSIGN_OR_RETURN(std::vector<std::string> fields,
                     SplitFields(line, delimiter, reader.Place()));
    table.rows.push_back({reader.number(), std::move(fields)});
  }
}

}  // namespace regulon
