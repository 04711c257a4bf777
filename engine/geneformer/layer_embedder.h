// What comes out of a block of a transformer, as embeddings of its tokens.
#ifndef REGULON_ENGINE_GENEFORMER_LAYER_EMBEDDER_H_
#define REGULON_ENGINE_GENEFORMER_LAYER_EMBEDDER_H_

#include "engine/geneformer/in_silico.h"
#include "engine/transformer/transformer.h"

namespace regulon {

// After `layer` blocks, 0 .. blocks, 0 being what goes into the first; the
// embeddings of Geneformer are those of the last block but one. Each call reads
// a sequence of its own. The transformer must outlive it; one call at a time.
Embedder EmbedderOfLayer(Transformer& transformer, int layer);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENEFORMER_LAYER_EMBEDDER_H_
