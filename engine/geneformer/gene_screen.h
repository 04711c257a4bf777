// Every gene of many cells taken out, or put first, by itself: which move the
// cells' embeddings most.
#ifndef REGULON_ENGINE_GENEFORMER_GENE_SCREEN_H_
#define REGULON_ENGINE_GENEFORMER_GENE_SCREEN_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "engine/geneformer/in_silico.h"

namespace regulon {

enum class EachGene { kDeleted, kOverExpressed };

struct ScreenedGene {
  int32_t token = 0;
  int64_t cells = 0;           // that express it, among the genes read
  double shift = 0;            // mean over these of CellShift.shift
  double mean_gene_shift = 0;  // likewise
};

class GeneScreen {
 public:
  explicit GeneScreen(EachGene each) : each_(each) {}

  // Runs the model once for each gene of the cell, but of one that has no
  // other. `on_gene`, if any, is told each shift.
  absl::Status Add(const CellEmbedding& cell, int64_t positions,
                   const Embedder& embedder,
                   const std::function<void(const CellShift&)>& on_gene = {});

  // By descending shift, equal ones by token.
  std::vector<ScreenedGene> Ranked() const;

 private:
  const EachGene each_;
  absl::flat_hash_map<int32_t, ScreenedGene> sums_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_GENEFORMER_GENE_SCREEN_H_
