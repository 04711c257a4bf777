#include "engine/expression/delimited_matrix.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/expression/fields.h"
#include "engine/expression/matrix_size.h"
#include "engine/expression/symbol_column.h"
#include "engine/line_reader.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

template <typename... Parts>
absl::Status Wrong(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

// A word in a column of numbers, and no slip in one of them.
bool IsText(absl::string_view field) {
  double ignored;
  const std::string text = FieldText(field);
  return !text.empty() && absl::ascii_isalpha(text[0]) &&
         !absl::StartsWithIgnoreCase(text, "inf") &&
         ParseNumber(field, &ignored) == Number::kNone;
}

class MatrixText {
 public:
  MatrixText(LineReader lines, const ReadOptions& options, ReadReport& report)
      : lines_(std::move(lines)), options_(options), report_(report) {}

  absl::StatusOr<Expression> Read();

 private:
  absl::StatusOr<bool> NextLine();
  absl::Status ReadHeader();
  absl::Status MatchHeader();
  absl::Status ReadRow();
  void Arrange(Expression& expression);

  LineReader lines_;
  const ReadOptions& options_;
  ReadReport& report_;
  absl::string_view line_;
  char delimiter_ = 0;
  std::vector<std::string> columns_;  // names of the columns of numbers
  size_t texts_ = 0;                  // columns of text behind the names
  size_t symbols_ = 0;                // which of those, from 1; 0: none
  std::vector<std::string> names_, symbol_of_;  // of rows
  std::vector<std::vector<float>> rows_;
};

// The next that is not blank.
absl::StatusOr<bool> MatrixText::NextLine() {
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, lines_.Next(&line_));
    if (!more) return false;
    if (!absl::StripAsciiWhitespace(line_).empty()) return true;
  }
}

absl::Status MatrixText::ReadHeader() {
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, NextLine());
    if (!more) {
      return Wrong(lines_.path(),
                   ": there is no table in it; the first line "
                   "names the columns");
    }
    if (line_[0] != '#' || absl::StrContains(line_, '\t')) break;
    if (absl::StartsWith(line_, "#1.2")) {  // GCT: the next line is its size
      RETURN_IF_ERROR(NextLine().status());
    }
  }
  delimiter_ = DelimiterOf(line_);
  ASSIGN_OR_RETURN(columns_, SplitFields(line_, delimiter_, lines_.Place()));
  return absl::OkStatus();
}

// With the first row at hand, tells what its fields are.
absl::Status MatrixText::MatchHeader() {
  std::vector<bool> text;
  FieldReader fields(line_, delimiter_);
  absl::string_view field;
  while (fields.Next(&field)) text.push_back(IsText(field));
  if (fields.malformed()) return UnclosedQuote(lines_.Place(), fields.number());
  if (text.size() == 1) {
    return Wrong(lines_.Place(),
                 ": one field only; separate the fields by tabs or commas");
  }
  const bool cornerless = text.size() == columns_.size() + 1;
  if (!cornerless && text.size() != columns_.size()) {
    return Wrong(lines_.Place(), ": ", text.size(),
                 " fields where the header has ", columns_.size(),
                 "; give every row the same number");
  }
  if (!cornerless) columns_.erase(columns_.begin());
  while (texts_ < columns_.size() && text[texts_ + 1]) ++texts_;
  if (texts_ == columns_.size()) {
    return Wrong(lines_.Place(text.size()), ": ", NoNumber(field),
                 "; there is no number in this row");
  }
  for (size_t i = 0; i < texts_; ++i) {
    if (symbols_ == 0 && !options_.samples_are_rows &&
        IsSymbolColumn(columns_[i])) {
      symbols_ = i + 1;
    } else {
      report_.ignored_columns.push_back(columns_[i]);
    }
  }
  columns_.erase(columns_.begin(), columns_.begin() + texts_);
  double value;
  if (std::all_of(columns_.begin(), columns_.end(),
                  [&](const std::string& name) {
                    return absl::StrContains(name, '.') &&
                           ParseNumber(name, &value) == Number::kValue;
                  })) {
    return Wrong(lines_.path(),
                 ":1: the columns are named by numbers; the first line of a "
                 "table names its columns");
  }
  return absl::OkStatus();
}

absl::Status MatrixText::ReadRow() {
  FieldReader fields(line_, delimiter_);
  absl::string_view field;
  if (fields.Next(&field)) names_.push_back(FieldText(field));
  for (size_t i = 1; i <= texts_ && fields.Next(&field); ++i) {
    if (i == symbols_) symbol_of_.push_back(FieldText(field));
  }
  std::vector<float> row;
  row.reserve(columns_.size());
  while (fields.Next(&field)) {
    double value = 0;
    switch (ParseNumber(field, &value)) {
      case Number::kValue:
        break;
      case Number::kMissing:
        value = kMissing;
        break;
      case Number::kNone:
        return Wrong(lines_.Place(fields.number()), ": ", NoNumber(field));
    }
    row.push_back(static_cast<float>(value));
    if (std::isinf(row.back())) {
      return Wrong(lines_.Place(fields.number()), ": ", value,
                   " is beyond 3.4e38, the largest level");
    }
    if (row.size() > columns_.size()) break;
  }
  if (fields.malformed()) return UnclosedQuote(lines_.Place(), fields.number());
  if (row.size() != columns_.size()) {
    return Wrong(lines_.Place(), ": ",
                 row.size() < columns_.size() ? "fewer" : "more",
                 " fields than the ", columns_.size() + texts_ + 1,
                 " of the first row; give every row the same number");
  }
  rows_.push_back(std::move(row));
  return CheckSize(rows_.size(), columns_.size(), options_.most_values,
                   lines_.Place());
}

// Values from rows of the file to rows of samples, freeing what was copied.
void MatrixText::Arrange(Expression& expression) {
  const size_t rows = rows_.size(), columns = columns_.size();
  expression.values.resize(rows * columns);
  if (options_.samples_are_rows) {
    for (size_t i = 0; i < rows; ++i) {
      std::copy(rows_[i].begin(), rows_[i].end(),
                expression.values.begin() + i * columns);
      std::vector<float>().swap(rows_[i]);
    }
    return;
  }
  constexpr size_t kTile = 16;  // a cache line of each sample
  for (size_t first = 0; first < rows; first += kTile) {
    const size_t last = std::min(rows, first + kTile);
    for (size_t j = 0; j < columns; ++j) {
      for (size_t i = first; i < last; ++i) {
        expression.values[j * rows + i] = rows_[i][j];
      }
    }
    for (size_t i = first; i < last; ++i) std::vector<float>().swap(rows_[i]);
  }
}

absl::StatusOr<Expression> MatrixText::Read() {
  RETURN_IF_ERROR(ReadHeader());
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, NextLine());
    if (!more) break;
    if (rows_.empty()) RETURN_IF_ERROR(MatchHeader());
    RETURN_IF_ERROR(ReadRow());
  }
  if (rows_.empty()) {
    return Wrong(lines_.path(), ": there is no row below the header");
  }
  Expression expression;
  Arrange(expression);
  expression.samples = std::move(columns_);
  expression.genes = std::move(names_);
  expression.symbols = std::move(symbol_of_);
  if (options_.samples_are_rows) {
    std::swap(expression.samples, expression.genes);
  }
  expression.source = lines_.path();
  return expression;
}

}  // namespace

absl::StatusOr<Expression> ReadDelimitedMatrix(const std::string& path,
                                               const ReadOptions& options,
                                               ReadReport& report) {
  ASSIGN_OR_RETURN(LineReader lines, LineReader::Open(path));
  return MatrixText(std::move(lines), options, report).Read();
}

}  // namespace regulon
