#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/output/formats.h"
#include "engine/cli/output/number_text.h"

namespace regulon {
namespace {

std::string Quote(const std::string& value) {
  return nlohmann::json(value).dump(
      /*indent=*/-1, /*indent_char=*/' ', /*ensure_ascii=*/false,
      nlohmann::json::error_handler_t::replace);
}

class JsonFormat : public TableWriter {
 public:
  JsonFormat(std::vector<std::string> columns, std::FILE* out)
      : TableWriter(std::move(columns), out) {
    for (const std::string& column : this->columns()) {
      keys_.push_back(Quote(column) + ": ");
    }
  }

 private:
  void AppendHeader(std::string* text) override { absl::StrAppend(text, "["); }

  void AppendRow(absl::Span<const Value> row, std::string* text) override {
    absl::StrAppend(text, first_ ? "\n{" : ",\n{");
    first_ = false;
    for (size_t i = 0; i < row.size(); ++i) {
      absl::StrAppend(text, i == 0 ? "" : ", ", keys_[i]);
      std::visit([text](const auto& v) { AppendValue(v, text); }, row[i]);
    }
    absl::StrAppend(text, "}");
  }

  void AppendEnd(std::string* text) override { absl::StrAppend(text, "\n]\n"); }

  static void AppendValue(const std::string& value, std::string* text) {
    absl::StrAppend(text, Quote(value));
  }
  static void AppendValue(double value, std::string* text) {
    if (std::isfinite(value)) {
      AppendExact(value, text);
    } else {
      absl::StrAppend(text, "null");
    }
  }
  static void AppendValue(int64_t value, std::string* text) {
    absl::StrAppend(text, value);
  }
  static void AppendValue(std::monostate, std::string* text) {
    absl::StrAppend(text, "null");
  }
  static void AppendValue(bool value, std::string* text) {
    absl::StrAppend(text, value ? "true" : "false");
  }

  std::vector<std::string> keys_;  // escaped, with their colons
  bool first_ = true;
};

}  // namespace

std::unique_ptr<TableWriter> MakeJsonFormat(std::vector<std::string> columns,
                                            std::FILE* out) {
  return std::make_unique<JsonFormat>(std::move(columns), out);
}

}  // namespace regulon
