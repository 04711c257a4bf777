// A small TSV or CSV file, gzip or plain, as texts.
#ifndef REGULON_ENGINE_EXPRESSION_TEXT_TABLE_H_
#define REGULON_ENGINE_EXPRESSION_TEXT_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace regulon {

struct TextRow {
  int64_t line = 0;  // in the file, from 1
  std::vector<std::string> fields;
};

struct TextTable {
  std::string path;
  std::vector<TextRow> rows;  // a header is the first

  // "PATH:LINE:FIELD" of a row, the field counted from 1; 0: the whole row.
  std::string Place(size_t row, int64_t field = 0) const;
};

// Blank lines and lines that begin with '#' are left out. Delimited by tabs if
// the first of the others has one, else by commas. InvalidArgument above 256
// MiB of text, and with the place for quotes that are not closed.
absl::StatusOr<TextTable> ReadTextTable(const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_TEXT_TABLE_H_
