#include "engine/cli/geneformer/shift_output.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"

namespace regulon {
namespace {

constexpr std::monostate kNothing;

// "gene", and "symbol" where the file has them.
void AddGeneColumns(const Cells& cells, std::vector<std::string>& columns) {
  columns.push_back("gene");
  if (cells.has_symbols()) columns.push_back("symbol");
}

void AddGene(const Cells& cells, int32_t token, std::vector<Value>& row) {
  row.emplace_back(cells.dictionary().NameOf(token));
  if (cells.has_symbols()) row.emplace_back(cells.SymbolOf(token));
}

std::vector<std::string> ColumnsOf(const Cells& cells, ShiftList list) {
  if (list == ShiftList::kCells) {
    return {"cell", "genes", "absent", "cosine", "shift", "gene_shift"};
  }
  std::vector<std::string> columns = {"cell"};
  AddGeneColumns(cells, columns);
  columns.insert(columns.end(), {"position0", "shift"});
  return columns;
}

}  // namespace

ShiftRows::ShiftRows(const Cells& cells, Format format, ShiftList list, int top)
    : cells_(cells),
      list_(list),
      top_(top),
      table_(TableWriter::Create(format, ColumnsOf(cells, list), stdout)) {}

void ShiftRows::Add(const NamedCell& cell, const CellShift& shift) {
  if (list_ == ShiftList::kGenes) {
    AddGenes(cell, shift.genes);
    return;
  }
  const std::string absent =
      absl::StrJoin(shift.absent, ",", [this](std::string* out, int32_t token) {
        absl::StrAppend(out, cells_.dictionary().NameOf(token));
      });
  if (shift.emptied) {
    table_->AddRow(
        {cell.name, cell.cell.genes, absent, kNothing, kNothing, kNothing});
    return;
  }
  const auto of_genes = [&shift] {
    return shift.genes.empty() ? Value(kNothing) : Value(shift.mean_gene_shift);
  };
  table_->AddRow({cell.name, cell.cell.genes, absent, 1 - shift.shift,
                  shift.shift, of_genes()});
}

void ShiftRows::AddGenes(const NamedCell& cell, std::vector<GeneShift> genes) {
  const auto position_of = [&cell](int32_t token) {
    const auto& tokens = cell.cell.tokens;
    return static_cast<int64_t>(std::find(tokens.begin(), tokens.end(), token) -
                                tokens.begin());
  };
  std::sort(genes.begin(), genes.end(),
            [](const GeneShift& a, const GeneShift& b) {
              return a.shift != b.shift ? a.shift > b.shift : a.token < b.token;
            });
  if (top_ > 0 && genes.size() > static_cast<size_t>(top_)) {
    genes.resize(top_);
  }
  for (const GeneShift& gene : genes) {
    std::vector<Value> row = {cell.name};
    AddGene(cells_, gene.token, row);
    row.emplace_back(position_of(gene.token));
    row.emplace_back(gene.shift);
    table_->AddRow(row);
  }
}

absl::Status PrintScreen(const Cells& cells, Format format,
                         absl::Span<const ScreenedGene> ranked, int top) {
  std::vector<std::string> columns;
  AddGeneColumns(cells, columns);
  columns.insert(columns.end(), {"cells", "shift", "gene_shift"});
  auto table = TableWriter::Create(format, std::move(columns), stdout);
  const size_t shown =
      top == 0 ? ranked.size() : std::min<size_t>(top, ranked.size());
  for (const ScreenedGene& gene : ranked.subspan(0, shown)) {
    std::vector<Value> row;
    AddGene(cells, gene.token, row);
    row.insert(row.end(), {gene.cells, gene.shift, gene.mean_gene_shift});
    table->AddRow(row);
  }
  const absl::Status status = table->Finish();
  if (status.ok() && shown < ranked.size()) {
    Note(absl::StrCat("showing ", shown, " of ", ranked.size(),
                      " genes; --top or --format tsv shows more"));
  }
  return status;
}

}  // namespace regulon
