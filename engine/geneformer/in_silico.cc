#include "engine/geneformer/in_silico.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Span<const int32_t> GenesOf(const CellTokens& cell) {
  return absl::MakeConstSpan(cell.tokens).subspan(cell.first_gene, cell.genes);
}

bool Has(absl::Span<const int32_t> tokens, int32_t token) {
  return std::find(tokens.begin(), tokens.end(), token) != tokens.end();
}

double Length(absl::Span<const float> a) {
  double squares = 0;
  for (const float x : a) squares += double{x} * double{x};
  return std::sqrt(squares);
}

absl::Span<const float> RowOf(const CellEmbedding& cell, int64_t gene) {
  const size_t width = cell.mean.size();
  return absl::MakeConstSpan(cell.genes).subspan(gene * width, width);
}

}  // namespace

CellTokens Edited(const CellTokens& cell, const TokenEdit& edit,
                  int64_t positions) {
  const absl::Span<const int32_t> genes = GenesOf(cell);
  const int64_t special = static_cast<int64_t>(cell.tokens.size()) - cell.genes;
  CellTokens edited;
  edited.first_gene = cell.first_gene;
  edited.tokens.assign(cell.tokens.begin(),
                       cell.tokens.begin() + cell.first_gene);
  std::vector<int32_t> kept = edit.over_expressed;
  for (const int32_t token : genes) {
    if (!Has(edit.deleted, token) && !Has(edit.over_expressed, token)) {
      kept.push_back(token);
    }
  }
  if (static_cast<int64_t>(kept.size()) > positions - special) {
    kept.resize(positions - special);
  }
  edited.genes = static_cast<int64_t>(kept.size());
  edited.tokens.insert(edited.tokens.end(), kept.begin(), kept.end());
  edited.tokens.insert(edited.tokens.end(),
                       cell.tokens.begin() + cell.first_gene + cell.genes,
                       cell.tokens.end());
  return edited;
}

// |a / |a| - b / |b||^2 / 2, which is the same and loses no digits where the
// angle is small.
double CosineShift(absl::Span<const float> a, absl::Span<const float> b) {
  const double length_a = Length(a), length_b = Length(b);
  if (length_a == 0 || length_b == 0) return length_a == length_b ? 0 : 1;
  double squares = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] / length_a - b[i] / length_b;
    squares += difference * difference;
  }
  return squares / 2;
}

absl::StatusOr<CellEmbedding> EmbedCell(const CellTokens& cell,
                                        const Embedder& embedder) {
  if (cell.genes == 0) {
    return absl::InvalidArgumentError("the cell has no gene to embed");
  }
  std::vector<float> embeddings;
  RETURN_IF_ERROR(embedder(cell.tokens, embeddings));
  const size_t width = embeddings.size() / cell.tokens.size();
  const auto first = embeddings.begin() + cell.first_gene * width;
  CellEmbedding embedded;
  embedded.cell = cell;
  embedded.genes.assign(first, first + cell.genes * width);
  std::vector<double> sum(width);
  for (size_t i = 0; i < embedded.genes.size(); ++i) {
    sum[i % width] += embedded.genes[i];
  }
  for (const double total : sum) {
    embedded.mean.push_back(
        static_cast<float>(total / static_cast<double>(cell.genes)));
  }
  return embedded;
}

absl::StatusOr<CellShift> ShiftCell(const CellEmbedding& before,
                                    const TokenEdit& edit, int64_t positions,
                                    const Embedder& embedder) {
  const absl::Span<const int32_t> genes = GenesOf(before.cell);
  CellShift shift;
  for (const auto* tokens : {&edit.deleted, &edit.over_expressed}) {
    for (const int32_t token : *tokens) {
      if (!Has(genes, token)) shift.absent.push_back(token);
    }
  }
  const CellTokens edited = Edited(before.cell, edit, positions);
  if (edited.tokens == before.cell.tokens) {
    for (const int32_t token : genes) {
      if (!Has(edit.over_expressed, token)) shift.genes.push_back({token, 0});
    }
    return shift;
  }
  if (edited.genes == 0) {
    shift.emptied = true;
    return shift;
  }
  ASSIGN_OR_RETURN(const CellEmbedding after, EmbedCell(edited, embedder));
  shift.shift = CosineShift(before.mean, after.mean);
  absl::flat_hash_map<int32_t, int64_t> place;
  const absl::Span<const int32_t> left = GenesOf(after.cell);
  for (size_t i = 0; i < left.size(); ++i) place[left[i]] = i;
  for (size_t i = 0; i < genes.size(); ++i) {
    const auto found = place.find(genes[i]);
    if (found == place.end() || Has(edit.over_expressed, genes[i])) continue;
    const double moved =
        CosineShift(RowOf(before, i), RowOf(after, found->second));
    shift.genes.push_back({genes[i], moved});
    shift.mean_gene_shift += moved;
  }
  if (!shift.genes.empty()) {
    shift.mean_gene_shift /= static_cast<double>(shift.genes.size());
  }
  return shift;
}

}  // namespace regulon
