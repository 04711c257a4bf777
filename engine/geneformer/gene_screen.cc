#include "engine/geneformer/gene_screen.h"

#include <algorithm>

#include "engine/status.h"

namespace regulon {

absl::Status GeneScreen::Add(
    const CellEmbedding& cell, int64_t positions, const Embedder& embedder,
    const std::function<void(const CellShift&)>& on_gene) {
  for (int64_t i = 0; i < cell.cell.genes; ++i) {
    const int32_t token = cell.cell.tokens[cell.cell.first_gene + i];
    TokenEdit edit;
    (each_ == EachGene::kDeleted ? edit.deleted : edit.over_expressed)
        .push_back(token);
    ASSIGN_OR_RETURN(const CellShift shift,
                     ShiftCell(cell, edit, positions, embedder));
    if (on_gene) on_gene(shift);
    if (shift.emptied) continue;
    ScreenedGene& sum = sums_[token];
    ++sum.cells;
    sum.shift += shift.shift;
    sum.mean_gene_shift += shift.mean_gene_shift;
  }
  return absl::OkStatus();
}

std::vector<ScreenedGene> GeneScreen::Ranked() const {
  std::vector<ScreenedGene> ranked;
  for (const auto& [token, sum] : sums_) {
    ScreenedGene& gene = ranked.emplace_back(sum);
    gene.token = token;
    gene.shift /= static_cast<double>(sum.cells);
    gene.mean_gene_shift /= static_cast<double>(sum.cells);
  }
  std::sort(ranked.begin(), ranked.end(),
            [](const ScreenedGene& a, const ScreenedGene& b) {
              return a.shift != b.shift ? a.shift > b.shift : a.token < b.token;
            });
  return ranked;
}

}  // namespace regulon
