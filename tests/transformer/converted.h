// A checkpoint as people bring it, written to files, converted and opened.
#ifndef REGULON_TESTS_TRANSFORMER_CONVERTED_H_
#define REGULON_TESTS_TRANSFORMER_CONVERTED_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/genome/genome.h"
#include "engine/genome/matrix.h"
#include "engine/transformer/transformer.h"
#include "tests/transformer/reference.h"
#include "tests/transformer/tiny_checkpoint.h"

namespace regulon::reference {

constexpr double kF32 = 1e-5;  // what a genome of floats may differ by

// One thread: what is compared here is small.
TransformerOptions OneThread();

// How a checkpoint goes into a genome.
struct Way {
  DType dtype = DType::kF32;  // of the genome
  FileType file = FileType::kF32;
  int shards = 1;
};

// The genome's file is gone, as the folder is. Throws std::runtime_error with
// the status where something fails, as all of these do.
std::unique_ptr<const Genome> Converted(const std::string& config,
                                        const HfTensors& tensors,
                                        const Way& way = {});

// What a transformer says of a sequence; rows follow one another.
struct EngineReading {
  std::vector<std::vector<float>> layers;  // [layers + 1][tokens, width]
  std::vector<float> hidden, logits;
  std::vector<uint8_t> open;  // [tokens, domains]
};

// In calls of `split` tokens each, the last of what is left; empty: at once.
EngineReading ReadTokens(const Genome& genome, const std::vector<int>& tokens,
                         const TransformerOptions& options = {},
                         const std::vector<int>& split = {});
EngineReading ReadTokens(Transformer& transformer,
                         const std::vector<int>& tokens,
                         const std::vector<int>& split = {});

// The experts of a layer that a token opened, by their number in the layer.
std::vector<int> ExpertsOf(const Genome& genome, const EngineReading& reading,
                           int layer, int token);

// The largest difference of a row from the reference's, relative to the row's
// largest magnitude; of rows [0, end), or of those named.
double Difference(const std::vector<float>& rows, const Rows& reference,
                  size_t end);
double Difference(const std::vector<float>& rows, const Rows& reference,
                  const std::vector<size_t>& which);

// The largest of hidden states at every boundary, final ones and logits.
double Difference(const EngineReading& reading, const Reading& reference);

// Ids below `vocabulary`.
std::vector<int> RandomTokens(int count, int vocabulary, uint64_t seed);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_TRANSFORMER_CONVERTED_H_
