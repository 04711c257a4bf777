#include "engine/cli/output/graph_text.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/cli/output/number_text.h"

namespace regulon {

const char* NameOf(NodeKind kind) {
  switch (kind) {
    case NodeKind::kRegulator:
      return "regulator";
    case NodeKind::kGene:
      return "gene";
    case NodeKind::kElement:
      return "element";
    case NodeKind::kDomain:
      return "domain";
  }
  std::abort();  // no enumerator
}

std::string PrintableText(const std::string& text) {
  // The JSON library replaces what is not UTF-8.
  const std::string quoted = nlohmann::json(text).dump(
      /*indent=*/-1, /*indent_char=*/' ', /*ensure_ascii=*/false,
      nlohmann::json::error_handler_t::replace);
  std::string printable;
  for (const char c : nlohmann::json::parse(quoted).get<std::string>()) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20;
    if (is_control && c != '\t' && c != '\n' && c != '\r') {
      printable += "\uFFFD";
    } else {
      printable += c;
    }
  }
  return absl::StrReplaceAll(
      printable, {{"\xEF\xBF\xBE", "\uFFFD"}, {"\xEF\xBF\xBF", "\uFFFD"}});
}

std::string ValueText(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<int64_t>(&value)) {
    return absl::StrCat(*whole);
  }
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "1" : "0";
  std::string number;
  if (const auto* real = std::get_if<double>(&value)) {
    AppendExact(*real, &number);
  }
  return number;
}

}  // namespace regulon
