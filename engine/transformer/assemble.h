// From a transformer genome to the tables that its parts run on.
#ifndef REGULON_ENGINE_TRANSFORMER_ASSEMBLE_H_
#define REGULON_ENGINE_TRANSFORMER_ASSEMBLE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/genome/genome.h"
#include "engine/transformer/tables.h"

namespace regulon {

// Views into the genome, which must outlive them. InvalidArgument if the genome
// reads no tokens; DataLoss, naming the tensor, where one is not there or of
// another shape than the manifest asks for.
absl::StatusOr<std::unique_ptr<TransformerTables>> AssembleTransformer(
    const Genome& genome);

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_ASSEMBLE_H_
