#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/output/formats.h"
#include "engine/cli/output/number_text.h"

namespace regulon {
namespace {

class TsvFormat : public TableWriter {
 public:
  TsvFormat(std::vector<std::string> columns, std::FILE* out)
      : TableWriter(std::move(columns), out) {}

 private:
  void AppendHeader(std::string* text) override {
    for (const std::string& column : columns()) AppendCell(column, text);
    EndLine(text);
  }

  void AppendRow(absl::Span<const Value> row, std::string* text) override {
    for (const Value& value : row) {
      std::visit([text](const auto& v) { AppendCell(v, text); }, value);
    }
    EndLine(text);
  }

  void AppendEnd(std::string*) override {}

  // Each cell ends in a tab, which EndLine() takes off the last one.
  static void AppendCell(const std::string& value, std::string* text) {
    const auto start = static_cast<std::ptrdiff_t>(text->size());
    absl::StrAppend(text, value, "\t");
    std::replace_if(
        text->begin() + start, text->end() - 1,
        [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  }
  static void AppendCell(double value, std::string* text) {
    AppendExact(value, text);
    text->push_back('\t');
  }
  static void AppendCell(int64_t value, std::string* text) {
    absl::StrAppend(text, value, "\t");
  }
  static void AppendCell(std::monostate, std::string* text) {
    text->push_back('\t');
  }
  static void AppendCell(bool value, std::string* text) {
    absl::StrAppend(text, value ? "1\t" : "0\t");
  }

  static void EndLine(std::string* text) {
    if (!text->empty()) text->pop_back();
    text->push_back('\n');
  }
};

}  // namespace

std::unique_ptr<TableWriter> MakeTsvFormat(std::vector<std::string> columns,
                                           std::FILE* out) {
  return std::make_unique<TsvFormat>(std::move(columns), out);
}

}  // namespace regulon
