// How shifts of cells and genes are printed.
#ifndef REGULON_ENGINE_CLI_GENEFORMER_SHIFT_OUTPUT_H_
#define REGULON_ENGINE_CLI_GENEFORMER_SHIFT_OUTPUT_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cli/geneformer/cells.h"
#include "engine/cli/output/table_writer.h"
#include "engine/geneformer/gene_screen.h"
#include "engine/geneformer/in_silico.h"

namespace regulon {

enum class ShiftList { kCells, kGenes };

// A row per cell, or per other gene of it, those most shifted first.
class ShiftRows {
 public:
  // `top`: genes of a cell; 0: all. `cells` must outlive it.
  ShiftRows(const Cells& cells, Format format, ShiftList list, int top);

  void Add(const NamedCell& cell, const CellShift& shift);
  absl::Status Finish() { return table_->Finish(); }

 private:
  void AddGenes(const NamedCell& cell, std::vector<GeneShift> genes);

  const Cells& cells_;
  const ShiftList list_;
  const int top_;
  std::unique_ptr<TableWriter> table_;
};

absl::Status PrintScreen(const Cells& cells, Format format,
                         absl::Span<const ScreenedGene> ranked, int top);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_GENEFORMER_SHIFT_OUTPUT_H_
