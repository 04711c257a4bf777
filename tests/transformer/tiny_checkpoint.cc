#include "tests/transformer/tiny_checkpoint.h"

#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace regulon::reference {
namespace {

class Maker {
 public:
  explicit Maker(uint64_t seed) : random_(seed) {}

  HfTensors Take() { return std::move(tensors_); }

  // mean + sd N(0, 1).
  void Add(const std::string& name, std::vector<int64_t> shape, double sd,
           double mean = 0) {
    HfTensor tensor{std::move(shape), {}};
    int64_t count = 1;
    for (const int64_t size : tensor.shape) count *= size;
    std::normal_distribution<> normal(mean, sd);
    for (int64_t i = 0; i < count; ++i) {
      tensor.values.push_back(static_cast<float>(normal(random_)));
    }
    tensors_[name] = std::move(tensor);
  }
  // Outputs of standard deviation `gain` where inputs have 1.
  void AddLinear(const std::string& name, int64_t outputs, int64_t inputs,
                 double gain) {
    Add(name + ".weight", {outputs, inputs}, gain / std::sqrt(inputs));
  }
  void AddBiased(const std::string& name, int64_t outputs, int64_t inputs,
                 double gain) {
    AddLinear(name, outputs, inputs, gain);
    Add(name + ".bias", {outputs}, 0.3);
  }
  void AddLayerNorm(const std::string& name, int64_t width) {
    Add(name + ".weight", {width}, 0.3, 1);
    Add(name + ".bias", {width}, 0.3);
  }

 private:
  std::mt19937_64 random_;
  HfTensors tensors_;
};

}  // namespace

HfTensors RandomMixtral(const MixtralShape& s, uint64_t seed) {
  Maker maker(seed);
  maker.Add("model.embed_tokens.weight", {s.vocabulary, s.width}, 1);
  for (int l = 0; l < s.layers; ++l) {
    const std::string layer = absl::StrCat("model.layers.", l, ".");
    maker.Add(layer + "input_layernorm.weight", {s.width}, 0.3, 1);
    maker.Add(layer + "post_attention_layernorm.weight", {s.width}, 0.3, 1);
    const std::string attention = layer + "self_attn.";
    const int queries = s.heads * s.head_width;
    const int keys = s.key_heads * s.head_width;
    maker.AddLinear(attention + "q_proj", queries, s.width, 1.5);
    maker.AddLinear(attention + "k_proj", keys, s.width, 1.5);
    maker.AddLinear(attention + "v_proj", keys, s.width, 1);
    maker.AddLinear(attention + "o_proj", s.width, queries, 1);
    const std::string block = layer + "block_sparse_moe.";
    maker.AddLinear(block + "gate", s.experts, s.width, 1.5);
    for (int e = 0; e < s.experts; ++e) {
      const std::string expert = absl::StrCat(block, "experts.", e, ".");
      maker.AddLinear(expert + "w1", s.inner, s.width, 1.5);
      maker.AddLinear(expert + "w2", s.width, s.inner, 1.5);
      maker.AddLinear(expert + "w3", s.inner, s.width, 1);
    }
  }
  maker.Add("model.norm.weight", {s.width}, 0.3, 1);
  if (!s.tied) maker.AddLinear("lm_head", s.vocabulary, s.width, 1);
  return maker.Take();
}

HfTensors RandomBert(const BertShape& s, uint64_t seed) {
  Maker maker(seed);
  const std::string embeddings = "bert.embeddings.";
  maker.Add(embeddings + "word_embeddings.weight", {s.vocabulary, s.width}, 1);
  maker.Add(embeddings + "position_embeddings.weight", {s.positions, s.width},
            0.5);
  maker.Add(embeddings + "token_type_embeddings.weight",
            {s.token_types, s.width}, 0.3);
  maker.AddLayerNorm(embeddings + "LayerNorm", s.width);
  for (int l = 0; l < s.layers; ++l) {
    const std::string layer = absl::StrCat("bert.encoder.layer.", l, ".");
    const std::string attention = layer + "attention.";
    maker.AddBiased(attention + "self.query", s.width, s.width, 1.5);
    maker.AddBiased(attention + "self.key", s.width, s.width, 1.5);
    maker.AddBiased(attention + "self.value", s.width, s.width, 1);
    maker.AddBiased(attention + "output.dense", s.width, s.width, 1);
    maker.AddLayerNorm(attention + "output.LayerNorm", s.width);
    maker.AddBiased(layer + "intermediate.dense", s.inner, s.width, 1.5);
    maker.AddBiased(layer + "output.dense", s.width, s.inner, 1.5);
    maker.AddLayerNorm(layer + "output.LayerNorm", s.width);
  }
  const std::string head = "cls.predictions.";
  maker.AddBiased(head + "transform.dense", s.width, s.width, 1.5);
  maker.AddLayerNorm(head + "transform.LayerNorm", s.width);
  maker.Add(head + "bias", {s.vocabulary}, 0.3);
  return maker.Take();
}

HfTensors AddExtras(const HfTensors& bert, const BertExtras& extras) {
  HfTensors tensors;
  for (const auto& [name, tensor] : bert) {
    std::string written = name;
    const size_t norm = name.find("LayerNorm.");
    if (extras.old_norm_names && norm != std::string::npos) {
      written = name.substr(0, norm) + "LayerNorm." +
                (name.substr(norm + 10) == "weight" ? "gamma" : "beta");
    }
    tensors[written] = tensor;
  }
  if (extras.decoder) {
    tensors["cls.predictions.decoder.weight"] =
        bert.at("bert.embeddings.word_embeddings.weight");
    tensors["cls.predictions.decoder.bias"] = bert.at("cls.predictions.bias");
  }
  if (extras.position_ids) {
    const int64_t positions =
        bert.at("bert.embeddings.position_embeddings.weight").shape[0];
    HfTensor& ids = tensors["bert.embeddings.position_ids"];
    ids.shape = {1, positions};
    for (int64_t i = 0; i < positions; ++i) ids.values.push_back(i);
  }
  return tensors;
}

std::string ConfigJson(const MixtralShape& s) {
  return absl::StrFormat(
      R"({
  "architectures": ["MixtralForCausalLM"],
  "attention_dropout": 0.0,
  "bos_token_id": 1,
  "eos_token_id": 2,
  "head_dim": %d,
  "hidden_act": "silu",
  "hidden_size": %d,
  "initializer_range": 0.02,
  "intermediate_size": %d,
  "max_position_embeddings": %d,
  "model_type": "mixtral",
  "num_attention_heads": %d,
  "num_experts_per_tok": %d,
  "num_hidden_layers": %d,
  "num_key_value_heads": %d,
  "num_local_experts": %d,
  "output_router_logits": false,
  "rms_norm_eps": %.17g,
  "rope_theta": %.17g,
  "router_aux_loss_coef": 0.02,
  "sliding_window": %s,
  "tie_word_embeddings": %s,
  "torch_dtype": "float32",
  "transformers_version": "4.46.0",
  "use_cache": true,
  "vocab_size": %d
}
)",
      s.head_width, s.width, s.inner, s.positions, s.heads, s.top_k, s.layers,
      s.key_heads, s.experts, s.norm_floor, s.rotary_base,
      s.window == 0 ? "null" : absl::StrCat(s.window),
      s.tied ? "true" : "false", s.vocabulary);
}

std::string ConfigJson(const BertShape& s) {
  return absl::StrFormat(
      R"({
  "architectures": ["BertForMaskedLM"],
  "attention_probs_dropout_prob": 0.02,
  "gradient_checkpointing": false,
  "hidden_act": "%s",
  "hidden_dropout_prob": 0.02,
  "hidden_size": %d,
  "initializer_range": 0.02,
  "intermediate_size": %d,
  "layer_norm_eps": %.17g,
  "max_position_embeddings": %d,
  "model_type": "bert",
  "num_attention_heads": %d,
  "num_hidden_layers": %d,
  "pad_token_id": 0,
  "position_embedding_type": "absolute",
  "torch_dtype": "float32",
  "transformers_version": "4.37.1",
  "type_vocab_size": %d,
  "use_cache": true,
  "vocab_size": %d
}
)",
      s.rectify ? "relu" : "gelu", s.width, s.inner, s.norm_floor, s.positions,
      s.heads, s.layers, s.token_types, s.vocabulary);
}

}  // namespace regulon::reference
