#include "engine/expression/matrix_market.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/expression/feature_types.h"
#include "engine/expression/fields.h"
#include "engine/expression/matrix_size.h"
#include "engine/line_reader.h"
#include "engine/status.h"

namespace regulon {
namespace {

template <typename... Parts>
absl::Status Wrong(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

struct Header {
  bool coordinate = false, pattern = false;
  int64_t rows = 0, columns = 0, entries = 0;
};

// The next field of a line of fields between blanks; empty at the end.
absl::string_view TakeField(absl::string_view& line) {
  size_t begin = 0;
  while (begin < line.size() && absl::ascii_isspace(line[begin])) ++begin;
  size_t end = begin;
  while (end < line.size() && !absl::ascii_isspace(line[end])) ++end;
  const absl::string_view field = line.substr(begin, end - begin);
  line.remove_prefix(end);
  return field;
}

bool TakeInteger(absl::string_view& line, int64_t& value) {
  const absl::string_view field = TakeField(line);
  const char* end = field.data() + field.size();
  const auto [after, error] = std::from_chars(field.data(), end, value);
  return !field.empty() && error == std::errc() && after == end;
}

// The next line that is neither blank nor a comment.
absl::StatusOr<bool> NextLine(LineReader& lines, absl::string_view* line) {
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, lines.Next(line));
    if (!more) return false;
    *line = absl::StripAsciiWhitespace(*line);
    if (!line->empty() && (*line)[0] != '%') return true;
  }
}

absl::StatusOr<Header> ReadHeader(LineReader& lines) {
  absl::string_view line;
  ASSIGN_OR_RETURN(const bool any, lines.Next(&line));
  const std::vector<std::string> words =
      absl::StrSplit(absl::AsciiStrToLower(any ? line : ""),
                     absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (words.size() != 5 || words[0] != "%%matrixmarket" ||
      words[1] != "matrix") {
    return Wrong(lines.path(),
                 ":1: no Matrix Market header; it reads '%%MatrixMarket matrix "
                 "coordinate integer general'");
  }
  Header header;
  header.coordinate = words[2] == "coordinate";
  header.pattern = header.coordinate && words[3] == "pattern";
  if ((!header.coordinate && words[2] != "array") || words[4] != "general" ||
      (words[3] != "real" && words[3] != "integer" && words[3] != "double" &&
       !header.pattern)) {
    return Wrong(lines.path(), ":1: a matrix '", words[2], " ", words[3], " ",
                 words[4],
                 "' is not read; write it as 'coordinate' or 'array', 'real' "
                 "or 'integer', 'general'");
  }
  ASSIGN_OR_RETURN(const bool more, NextLine(lines, &line));
  absl::string_view rest = more ? line : "";
  if (!TakeInteger(rest, header.rows) || !TakeInteger(rest, header.columns) ||
      (header.coordinate && !TakeInteger(rest, header.entries)) ||
      !TakeField(rest).empty() || header.rows < 0 || header.columns < 0 ||
      header.entries < 0) {
    return Wrong(lines.Place(), ": '", line.substr(0, 60),
                 "' does not give the size: ROWS COLUMNS",
                 header.coordinate ? " ENTRIES" : "");
  }
  return header;
}

// Where entry (row, column) of the file goes, both counted from 0.
struct Placement {
  bool rows_are_genes;
  int64_t genes;
  int64_t Of(int64_t row, int64_t column) const {
    return rows_are_genes ? column * genes + row : row * genes + column;
  }
};

absl::Status ReadEntries(LineReader& lines, const Header& header,
                         Placement placement, std::vector<float>& values) {
  const int64_t entries =
      header.coordinate ? header.entries : header.rows * header.columns;
  absl::string_view line;
  int64_t count = 0;
  for (;; ++count) {
    ASSIGN_OR_RETURN(const bool more, NextLine(lines, &line));
    if (!more) break;
    if (count == entries) {
      return Wrong(lines.Place(), ": more entries than the ", entries,
                   " announced; fetch it again");
    }
    absl::string_view rest = line;
    int64_t row = 0, column = 0;
    if (!header.coordinate) {
      row = count % header.rows;
      column = count / header.rows;
    } else if (!TakeInteger(rest, row) || row < 1 || row > header.rows) {
      return Wrong(lines.Place(1), ": not a row from 1 to ", header.rows);
    } else if (!TakeInteger(rest, column) || column < 1 ||
               column > header.columns) {
      return Wrong(lines.Place(2), ": not a column from 1 to ", header.columns);
    } else {
      --row;
      --column;
    }
    const int64_t field = header.coordinate ? 3 : 1;
    double value = 1;
    if (!header.pattern) {
      const absl::string_view text = TakeField(rest);
      const Number number = ParseNumber(text, &value);
      if (text.empty() || number == Number::kNone) {
        return Wrong(lines.Place(field), ": ", NoNumber(text));
      }
      if (number == Number::kMissing) {
        value = std::numeric_limits<double>::quiet_NaN();
      }
    }
    if (!TakeField(rest).empty()) {
      return Wrong(lines.Place(field + 1), ": more than an entry has");
    }
    float& sum = values[placement.Of(row, column)];
    sum += static_cast<float>(value);
    if (std::isinf(sum)) {
      return Wrong(lines.Place(field), ": ", value,
                   " is beyond 3.4e38, the largest level");
    }
  }
  if (count == entries) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(lines.path(), ": ", count,
                                          " entries where ", entries,
                                          " are announced; fetch it again"));
}

}  // namespace

absl::StatusOr<Expression> ReadMatrixMarket(const MatrixMarketFiles& files,
                                            const ReadOptions& options,
                                            ReadReport& report) {
  ASSIGN_OR_RETURN(LineReader lines, LineReader::Open(files.matrix));
  ASSIGN_OR_RETURN(const Header header, ReadHeader(lines));
  ASSIGN_OR_RETURN(GeneNames genes, ReadGeneNames(files.genes));
  ASSIGN_OR_RETURN(std::vector<std::string> barcodes,
                   ReadBarcodes(files.barcodes));
  const auto gene_count = static_cast<int64_t>(genes.ids.size());
  const auto sample_count = static_cast<int64_t>(barcodes.size());
  const bool genes_fit =
      header.rows == gene_count && header.columns == sample_count;
  const bool samples_fit =
      header.rows == sample_count && header.columns == gene_count;
  if (!genes_fit && !samples_fit) {
    return Wrong(files.matrix, ": ", header.rows, " rows and ", header.columns,
                 " columns, but ", files.genes, " names ", gene_count,
                 " genes and ", files.barcodes, " ", sample_count,
                 " samples; give the files that belong together");
  }
  RETURN_IF_ERROR(
      CheckSize(sample_count, gene_count, options.most_values, files.matrix));
  const bool rows_are_genes =
      genes_fit && !(samples_fit && options.samples_are_rows);
  Expression expression;
  expression.source = files.matrix;
  expression.values.resize(sample_count * gene_count);
  RETURN_IF_ERROR(ReadEntries(lines, header, {rows_are_genes, gene_count},
                              expression.values));
  expression.samples = std::move(barcodes);
  expression.genes = std::move(genes.ids);
  expression.symbols = std::move(genes.symbols);
  KeepGeneExpression(genes.types, expression, report);
  return expression;
}

}  // namespace regulon
