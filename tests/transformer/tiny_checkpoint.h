// Random small checkpoints as Hugging Face writes them: tensors in memory for
// the reference, and the same as files for `convert`. Their weights are large
// enough that softmaxes are not flat, and floats, so that an F32 file holds
// what the reference reads.
//
//   const reference::MixtralShape shape;
//   const auto tensors = reference::RandomMixtral(shape, 1);
//   reference::WriteCheckpoint(folder, reference::ConfigJson(shape), tensors);
#ifndef REGULON_TESTS_TRANSFORMER_TINY_CHECKPOINT_H_
#define REGULON_TESTS_TRANSFORMER_TINY_CHECKPOINT_H_

#include <cstdint>
#include <string>

#include "tests/transformer/reference.h"

namespace regulon::reference {

HfTensors RandomMixtral(const MixtralShape& shape, uint64_t seed);

struct BertExtras {
  bool old_norm_names = false;  // LayerNorm.gamma and beta
  // cls.predictions.decoder.{weight, bias}: copies of what they are tied to.
  bool decoder = false;
  bool position_ids = false;  // bert.embeddings.position_ids: 0, 1, ...
};
// Without extras; AddExtras gives what other versions of the library write, for
// files alone: the reference reads neither.
HfTensors RandomBert(const BertShape& shape, uint64_t seed);
HfTensors AddExtras(const HfTensors& bert, const BertExtras& extras);

// config.json.
std::string ConfigJson(const MixtralShape& shape);
std::string ConfigJson(const BertShape& shape);

// "I64" for position_ids whatever the type of the rest.
enum class FileType { kF32, kBf16, kF16 };

// Into `folder`, which exists: config.json, and model.safetensors or, of more
// than one shard, model-00001-of-0000N.safetensors and the index. Throws
// std::runtime_error where a file can't be written.
void WriteCheckpoint(const std::string& folder, const std::string& config,
                     const HfTensors& tensors, FileType type = FileType::kF32,
                     int shards = 1);

// One safetensors file as a string. Row-major little-endian values, in the
// order of names.
std::string SafetensorsText(const HfTensors& tensors, FileType type);

// Rounded to nearest, ties to even, as the file has it.
double Rounded(double value, FileType type);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_TRANSFORMER_TINY_CHECKPOINT_H_
