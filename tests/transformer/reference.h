// The slow reference of a transformer over tokens: MixtralForCausalLM and
// BertForMaskedLM in float64, straight from the tensors of a Hugging Face
// checkpoint and the definitions of modeling_mixtral.py and modeling_bert.py.
// It shares no code with the engine.
//
//   reference::Reading r = reference::ReadMixtral(shape, tensors, {1, 5, 9});
//   EXPECT_NEAR(r.logits[2][7], ...);
#ifndef REGULON_TESTS_TRANSFORMER_REFERENCE_H_
#define REGULON_TESTS_TRANSFORMER_REFERENCE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace regulon::reference {

// Row-major.
struct HfTensor {
  std::vector<int64_t> shape;
  std::vector<double> values;
};
// By name, as Hugging Face has them: a linear layer is [outputs, inputs].
using HfTensors = std::map<std::string, HfTensor>;

struct MixtralShape {
  int layers = 2, width = 16, heads = 4, key_heads = 2, head_width = 4;
  int experts = 4, top_k = 2, inner = 24;
  int vocabulary = 40, positions = 64;
  double rotary_base = 10000, norm_floor = 1e-5;
  int window = 0;     // sliding_window; 0: null
  bool tied = false;  // lm_head.weight is model.embed_tokens.weight
};

struct BertShape {
  int layers = 2, width = 16, heads = 4, inner = 24;
  int vocabulary = 40, positions = 64, token_types = 2;
  double norm_floor = 1e-12;
  bool rectify = false;  // hidden_act "relu"; else "gelu", the exact one
};

// Beside the published definition.
struct ReadingOptions {
  std::vector<bool> absent;  // [tokens] padding: nobody attends to it; or empty
  // Experts of every layer: opened before all others, and never.
  std::vector<int> required, forbidden;
};

using Vector = std::vector<double>;
using Rows = std::vector<Vector>;  // [tokens][width]

struct Reading {
  // [layers + 1][tokens][width]: before the first block and after each.
  std::vector<Rows> layers;
  Rows hidden;  // after the final norm; of BERT that of the last block
  Rows logits;  // [tokens][vocabulary]
  // Mixtral: [layers][tokens]
  std::vector<std::vector<std::vector<int>>> experts;  // chosen, ascending
  std::vector<Rows> gate;  // scores of all experts, before the softmax
};

// Throw std::out_of_range for a tensor that is missing or too small.
Reading ReadMixtral(const MixtralShape& shape, const HfTensors& tensors,
                    const std::vector<int>& tokens,
                    const ReadingOptions& options = {});
Reading ReadBert(const BertShape& shape, const HfTensors& tensors,
                 const std::vector<int>& tokens,
                 const ReadingOptions& options = {});

}  // namespace regulon::reference

#endif  // REGULON_TESTS_TRANSFORMER_REFERENCE_H_
