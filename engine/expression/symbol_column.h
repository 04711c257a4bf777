// Names under which files keep the symbols of genes beside their ids.
#ifndef REGULON_ENGINE_EXPRESSION_SYMBOL_COLUMN_H_
#define REGULON_ENGINE_EXPRESSION_SYMBOL_COLUMN_H_

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace regulon {

// The best known first: CELLxGENE, scanpy, others.
inline constexpr absl::string_view kSymbolColumns[] = {
    "feature_name", "gene_symbols", "gene_symbol",
    "symbol",       "gene_name",    "gene_names"};

// Of a table of text; "Description" is what GCT files call it.
inline bool IsSymbolColumn(absl::string_view name) {
  if (name == "Description") return true;
  for (const absl::string_view known : kSymbolColumns) {
    if (absl::EqualsIgnoreCase(name, known)) return true;
  }
  return false;
}

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_SYMBOL_COLUMN_H_
