// `regulon embed GENOME CELLS`: cells as a model sees them.
#ifndef REGULON_ENGINE_CLI_GENEFORMER_EMBED_CELLS_H_
#define REGULON_ENGINE_CLI_GENEFORMER_EMBED_CELLS_H_

#include "absl/status/status.h"
#include "engine/cli/geneformer/cells.h"
#include "engine/cli/output/table_writer.h"
#include "engine/transformer/transformer.h"

namespace regulon {

// A row per cell: its name, how many genes the model read and its embedding,
// the mean over these after flags.layer blocks.
absl::Status EmbedCells(const CellFlags& flags, Format format,
                        Transformer& transformer);

// A row per token: the encoding alone.
absl::Status ShowTokens(const CellFlags& flags, Format format,
                        const Genome& genome);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_GENEFORMER_EMBED_CELLS_H_
