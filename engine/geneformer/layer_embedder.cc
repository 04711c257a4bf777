#include "engine/geneformer/layer_embedder.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/status.h"

namespace regulon {

Embedder EmbedderOfLayer(Transformer& transformer, int layer) {
  return [&transformer, layer, reading = TokenReading(),
          layers = std::vector<std::vector<float>>()](
             absl::Span<const int32_t> tokens,
             std::vector<float>& embeddings) mutable -> absl::Status {
    ASSIGN_OR_RETURN(Sequence sequence, transformer.NewSequence(tokens.size()));
    RETURN_IF_ERROR(transformer.ReadLayers(tokens, sequence, reading, layers));
    embeddings = std::move(layers[layer]);
    return absl::OkStatus();
  };
}

}  // namespace regulon
