#include "engine/cli/geneformer/embed_cells.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/geneformer/in_silico.h"
#include "engine/geneformer/layer_embedder.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int64_t kTableColumns = 6;  // for eyes

}  // namespace

absl::Status EmbedCells(const CellFlags& flags, Format format,
                        Transformer& transformer) {
  ASSIGN_OR_RETURN(const int layer, LayerOf(flags, transformer.genome()));
  ASSIGN_OR_RETURN(const Cells cells, Cells::Read(flags, transformer.genome()));
  const int64_t width = transformer.shape().width();
  const int64_t columns =
      format == Format::kTable ? std::min(width, kTableColumns) : width;
  if (columns < width) {
    Note(absl::StrCat("showing ", columns, " of ", width,
                      " columns; --format tsv shows all"));
  }
  std::vector<std::string> names = {"cell", "genes"};
  for (int64_t i = 0; i < columns; ++i) names.push_back(absl::StrCat("h", i));
  auto table = TableWriter::Create(format, std::move(names), stdout);
  const Embedder embedder = EmbedderOfLayer(transformer, layer);
  Progress progress("embed", static_cast<double>(cells.cells().size()));
  int64_t done = 0;
  for (const NamedCell& cell : cells.cells()) {
    ASSIGN_OR_RETURN(const CellEmbedding embedded,
                     EmbedCell(cell.cell, embedder));
    std::vector<Value> row = {cell.name, cell.cell.genes};
    row.insert(row.end(), embedded.mean.begin(),
               embedded.mean.begin() + columns);
    table->AddRow(row);
    progress.Update(static_cast<double>(++done));
  }
  progress.Wipe();
  return table->Finish();
}

absl::Status ShowTokens(const CellFlags& flags, Format format,
                        const Genome& genome) {
  ASSIGN_OR_RETURN(const Cells cells, Cells::Read(flags, genome));
  std::vector<std::string> names = {"cell", "position0", "token", "gene"};
  if (cells.has_symbols()) names.push_back("symbol");
  names.push_back("value");
  auto table = TableWriter::Create(format, std::move(names), stdout);
  for (const NamedCell& named : cells.cells()) {
    const EncodedCell& cell = named.cell;
    for (size_t i = 0; i < cell.tokens.size(); ++i) {
      const int32_t token = cell.tokens[i];
      const auto gene = static_cast<int64_t>(i) - cell.first_gene;
      std::vector<Value> row = {named.name, static_cast<int64_t>(i),
                                int64_t{token},
                                cells.dictionary().NameOf(token)};
      if (cells.has_symbols()) row.emplace_back(cells.SymbolOf(token));
      if (gene >= 0 && gene < cell.genes) {
        row.emplace_back(cell.values[gene]);
      } else {
        row.emplace_back(std::monostate());
      }
      table->AddRow(row);
    }
  }
  return table->Finish();
}

}  // namespace regulon
