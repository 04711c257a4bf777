// In-silico perturbation of a cell (Theodoris et al. 2023): a gene's token
// taken out, or put first, and how far that moves the model's embeddings.
//
//   shift = 1 - cos(before, after)
//
// of the cell's embedding, which is the mean over its genes' tokens, and of
// that of each gene that the cell has before and after. Both means are over all
// genes that the model reads: a gene that is taken out is in that before.
#ifndef REGULON_ENGINE_GENEFORMER_IN_SILICO_H_
#define REGULON_ENGINE_GENEFORMER_IN_SILICO_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/geneformer/rank_value.h"

namespace regulon {

// What a model makes of tokens: embeddings [tokens, width].
using Embedder = std::function<absl::Status(absl::Span<const int32_t> tokens,
                                            std::vector<float>& embeddings)>;

// Tokens of genes, each once in all.
struct TokenEdit {
  std::vector<int32_t> deleted;
  std::vector<int32_t> over_expressed;  // the first in front
};

// Deleted genes leave, and nothing takes their place, be it that the cell
// expresses more genes than there were positions; over-expressed ones are moved
// or, where they are absent, added to the front, and what then exceeds
// `positions` falls out at the end. <cls> and <eos> stay.
CellTokens Edited(const CellTokens& cell, const TokenEdit& edit,
                  int64_t positions);

// 1 - cos of the angle, 0..2, of vectors of one length; exactly 0 of equal
// ones. A vector of zeros is at right angles to any other.
double CosineShift(absl::Span<const float> a, absl::Span<const float> b);

struct CellEmbedding {
  CellTokens cell;
  std::vector<float> genes;  // [genes, width]
  std::vector<float> mean;   // [width]; empty without genes
};

// InvalidArgument for a cell without genes, and what the embedder says.
absl::StatusOr<CellEmbedding> EmbedCell(const CellTokens& cell,
                                        const Embedder& embedder);

struct GeneShift {
  int32_t token = 0;
  double shift = 0;
};

struct CellShift {
  std::vector<int32_t> absent;   // of the edit's genes, from the cell
  bool emptied = false;          // no gene is left, and nothing follows
  double shift = 0;              // of the cell's embedding
  double mean_gene_shift = 0;    // 0 where no gene is in both
  std::vector<GeneShift> genes;  // in both, in the order before
};

// From `before`, of EmbedCell. The model does not run where the edit leaves the
// tokens as they are.
absl::StatusOr<CellShift> ShiftCell(const CellEmbedding& before,
                                    const TokenEdit& edit, int64_t positions,
                                    const Embedder& embedder);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENEFORMER_IN_SILICO_H_
