#include <algorithm>
#include <initializer_list>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/expression/fields.h"
#include "engine/expression/lists.h"
#include "engine/expression/text_table.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kNone = -1;

template <typename... Parts>
absl::Status Wrong(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

int ColumnOf(const std::vector<std::string>& header,
             std::initializer_list<absl::string_view> names) {
  for (const absl::string_view name : names) {
    for (size_t i = 0; i < header.size(); ++i) {
      if (absl::AsciiStrToLower(header[i]) == name) return static_cast<int>(i);
    }
  }
  return kNone;
}

struct Columns {
  int regulator = 0, target = 1, value = 2;
  bool header = false;
  bool signs = false;  // the header says that the values are signs
};

Columns ColumnsOf(const std::vector<std::string>& first) {
  Columns columns;
  const int regulator = ColumnOf(
      first, {"tf", "source", "regulator", "from", "source_genesymbol"});
  const int target =
      ColumnOf(first, {"target", "gene", "to", "target_genesymbol"});
  if (regulator == kNone || target == kNone) return columns;
  const int sign = ColumnOf(first, {"sign", "mor", "effect", "mode"});
  const int weight = ColumnOf(
      first, {"weight", "score", "confidence", "likelihood", "importance"});
  return {regulator, target, sign != kNone ? sign : weight, true,
          sign != kNone};
}

bool IsNumberOrMissing(const std::string& field) {
  double value;
  return ParseNumber(field, &value) != Number::kNone;
}

// A header of names above rows of a name and numbers.
bool IsMatrix(const TextTable& table) {
  if (table.rows.size() < 2) return false;
  const auto& header = table.rows[0].fields;
  const auto& row = table.rows[1].fields;
  return row.size() >= 2 &&
         (header.size() == row.size() || header.size() + 1 == row.size()) &&
         !IsNumberOrMissing(header.back()) &&
         std::all_of(row.begin() + 1, row.end(), IsNumberOrMissing) &&
         std::any_of(row.begin() + 1, row.end(),
                     [](const std::string& field) { return !field.empty(); });
}

absl::StatusOr<std::vector<NamedEdge>> ReadMatrix(const TextTable& table) {
  const auto& header = table.rows[0].fields;
  const size_t fields = table.rows[1].fields.size();
  const size_t corner = header.size() == fields ? 1 : 0;
  std::vector<NamedEdge> edges;
  for (size_t row = 1; row < table.rows.size(); ++row) {
    const auto& texts = table.rows[row].fields;
    if (texts.size() != fields) {
      return Wrong(table.Place(row), ": ", texts.size(),
                   " fields where the first row has ", fields);
    }
    for (size_t i = 1; i < fields; ++i) {
      NamedEdge edge = {header[i - 1 + corner], texts[0]};
      const Number number = ParseNumber(texts[i], &edge.weight);
      if (number == Number::kNone) {
        return Wrong(table.Place(row, i + 1), ": ", NoNumber(texts[i]));
      }
      if (number == Number::kValue) edges.push_back(std::move(edge));
    }
  }
  return edges;
}

// A number, or a word for a sign; `is_word` tells which.
absl::StatusOr<double> ReadValue(const std::string& text,
                                 const std::string& place, bool* is_word) {
  double value = 1;
  *is_word = false;
  const Number number = ParseNumber(text, &value);
  if (number == Number::kMissing) return 1;
  if (number == Number::kValue) return value;
  *is_word = true;
  const std::string word = absl::AsciiStrToLower(text);
  for (const absl::string_view activates :
       {"+", "activation", "activates", "activator", "stimulation",
        "positive"}) {
    if (word == activates) return 1;
  }
  for (const absl::string_view represses :
       {"-", "repression", "represses", "repressor", "inhibition",
        "negative"}) {
    if (word == represses) return -1;
  }
  for (const absl::string_view unknown :
       {"?", "unknown", "unspecified", "dual"}) {
    if (word == unknown) return 0;
  }
  return Wrong(place, ": '", text,
               "' is neither a sign nor a weight; give 1, -1, 0 or a number");
}

absl::StatusOr<std::vector<NamedEdge>> ReadRows(const TextTable& table,
                                                bool* any_sign) {
  const Columns columns = ColumnsOf(table.rows[0].fields);
  const int last = std::max(columns.regulator, columns.target);
  *any_sign = columns.signs;
  std::vector<NamedEdge> edges;
  for (size_t row = columns.header ? 1 : 0; row < table.rows.size(); ++row) {
    const auto& texts = table.rows[row].fields;
    if (static_cast<int>(texts.size()) <= last) {
      return Wrong(table.Place(row), ": ", texts.size(),
                   " fields where an edge has a regulator and a target, "
                   "between tabs or commas");
    }
    NamedEdge edge = {texts[columns.regulator], texts[columns.target]};
    if (edge.regulator.empty() || edge.target.empty()) {
      return Wrong(table.Place(row), ": an edge without a ",
                   edge.regulator.empty() ? "regulator" : "target");
    }
    if (columns.value != kNone &&
        columns.value < static_cast<int>(texts.size())) {
      bool is_word = false;
      ASSIGN_OR_RETURN(
          edge.weight,
          ReadValue(texts[columns.value], table.Place(row, columns.value + 1),
                    &is_word));
      *any_sign = *any_sign || is_word;
    }
    edges.push_back(std::move(edge));
  }
  return edges;
}

}  // namespace

absl::StatusOr<std::vector<NamedEdge>> ReadEdges(const std::string& path) {
  ASSIGN_OR_RETURN(const TextTable table, ReadTextTable(path));
  if (table.rows.empty()) return Wrong(path, ": there is no edge in it");
  bool any_sign = false;
  std::vector<NamedEdge> given;
  if (!ColumnsOf(table.rows[0].fields).header && IsMatrix(table)) {
    ASSIGN_OR_RETURN(given, ReadMatrix(table));
  } else {
    ASSIGN_OR_RETURN(given, ReadRows(table, &any_sign));
  }
  for (const NamedEdge& edge : given) any_sign = any_sign || edge.weight < 0;
  std::vector<NamedEdge> edges;
  absl::flat_hash_map<std::pair<std::string, std::string>, size_t> seen;
  for (NamedEdge& edge : given) {
    if (any_sign) edge.sign = edge.weight > 0 ? 1 : edge.weight < 0 ? -1 : 0;
    const auto [found, is_new] =
        seen.emplace(std::pair(edge.regulator, edge.target), edges.size());
    if (is_new) {
      edges.push_back(std::move(edge));
    } else if (edges[found->second].sign != edge.sign) {
      edges[found->second].sign = 0;
    }
  }
  if (edges.empty()) return Wrong(path, ": there is no edge in it");
  return edges;
}

}  // namespace regulon
