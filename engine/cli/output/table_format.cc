#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/output/display_width.h"
#include "engine/cli/output/formats.h"
#include "engine/cli/output/number_text.h"

namespace regulon {
namespace {

// Rows that decide the widths.
constexpr size_t kMeasuredRows = 1000;

struct Cell {
  std::string text;
  bool right = false;  // aligned
};

// Line ends and terminal commands would break the columns.
Cell MakeCell(std::string value) {
  std::replace_if(value.begin(), value.end(), absl::ascii_iscntrl, ' ');
  return {std::move(value), false};
}
Cell MakeCell(double value) { return {RoundedText(value), true}; }
Cell MakeCell(int64_t value) { return {absl::StrCat(value), true}; }
static Cell MakeCell(std::monostate) { return {"", false}; }
Cell MakeCell(bool value) { return {value ? "yes" : "no", false}; }

class TableFormat : public TableWriter {
 public:
  TableFormat(std::vector<std::string> columns, std::FILE* out)
      : TableWriter(std::move(columns), out) {}

 private:
  void AppendHeader(std::string*) override {}

  void AppendRow(absl::Span<const Value> row, std::string* text) override {
    std::vector<Cell> cells;
    cells.reserve(row.size());
    for (const Value& value : row) {
      cells.push_back(
          std::visit([](const auto& v) { return MakeCell(v); }, value));
    }
    if (measured_) {
      AppendLine(cells, text);
      return;
    }
    rows_.push_back(std::move(cells));
    if (rows_.size() == kMeasuredRows) Measure(text);
  }

  void AppendEnd(std::string* text) override {
    if (!measured_) Measure(text);
  }

  // Fixes the widths and lets go of the rows held back.
  void Measure(std::string* text) {
    measured_ = true;
    std::vector<Cell> header;
    for (const std::string& column : columns()) {
      header.push_back(MakeCell(column));
      if (!rows_.empty()) {
        header.back().right = rows_.front()[header.size() - 1].right;
      }
    }
    widths_.assign(columns().size(), 0);
    Widen(header);
    for (const std::vector<Cell>& row : rows_) Widen(row);

    AppendLine(header, text);
    std::vector<Cell> rule;
    for (const int width : widths_) {
      rule.push_back({std::string(width, '-'), false});
    }
    AppendLine(rule, text);
    for (const std::vector<Cell>& row : rows_) AppendLine(row, text);
    rows_.clear();
    rows_.shrink_to_fit();
  }

  void Widen(const std::vector<Cell>& row) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths_[i] = std::max(widths_[i], DisplayWidth(row[i].text));
    }
  }

  void AppendLine(const std::vector<Cell>& row, std::string* text) const {
    const size_t start = text->size();
    for (size_t i = 0; i < row.size(); ++i) {
      const Cell& cell = row[i];
      const int padding = std::max(0, widths_[i] - DisplayWidth(cell.text));
      absl::StrAppend(text, i == 0 ? "" : "  ");
      if (cell.right) text->append(padding, ' ');
      absl::StrAppend(text, cell.text);
      if (!cell.right) text->append(padding, ' ');
    }
    while (text->size() > start && text->back() == ' ') text->pop_back();
    text->push_back('\n');
  }

  bool measured_ = false;
  std::vector<std::vector<Cell>> rows_;  // until measured
  std::vector<int> widths_;              // in terminal columns
};

}  // namespace

std::unique_ptr<TableWriter> MakeTableFormat(std::vector<std::string> columns,
                                             std::FILE* out) {
  return std::make_unique<TableFormat>(std::move(columns), out);
}

}  // namespace regulon
