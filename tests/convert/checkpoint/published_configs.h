// config.json texts of the shapes that models were published in.
#ifndef REGULON_TESTS_CONVERT_CHECKPOINT_PUBLISHED_CONFIGS_H_
#define REGULON_TESTS_CONVERT_CHECKPOINT_PUBLISHED_CONFIGS_H_

namespace regulon {

// Mixtral 8x7B v0.1.
constexpr char kMixtral8x7B[] = R"({
  "architectures": ["MixtralForCausalLM"],
  "attention_dropout": 0.0,
  "bos_token_id": 1,
  "eos_token_id": 2,
  "hidden_act": "silu",
  "hidden_size": 4096,
  "initializer_range": 0.02,
  "intermediate_size": 14336,
  "max_position_embeddings": 32768,
  "model_type": "mixtral",
  "num_attention_heads": 32,
  "num_experts_per_tok": 2,
  "num_hidden_layers": 32,
  "num_key_value_heads": 8,
  "num_local_experts": 8,
  "output_router_logits": false,
  "rms_norm_eps": 1e-05,
  "rope_theta": 1000000.0,
  "router_aux_loss_coef": 0.02,
  "sliding_window": null,
  "tie_word_embeddings": false,
  "torch_dtype": "bfloat16",
  "transformers_version": "4.36.0.dev0",
  "use_cache": true,
  "vocab_size": 32000
})";

// The shape of Genos-1.2B.
constexpr char kGenos[] = R"({
  "architectures": ["MixtralForCausalLM"],
  "hidden_act": "silu",
  "hidden_size": 1024,
  "intermediate_size": 4096,
  "max_position_embeddings": 8192,
  "model_type": "mixtral",
  "num_attention_heads": 16,
  "num_experts_per_tok": 2,
  "num_hidden_layers": 12,
  "num_key_value_heads": 8,
  "num_local_experts": 8,
  "rms_norm_eps": 1e-05,
  "rope_theta": 1000000.0,
  "tie_word_embeddings": false,
  "vocab_size": 128
})";

// Geneformer V1, six layers.
constexpr char kGeneformer[] = R"({
  "architectures": ["BertForMaskedLM"],
  "attention_probs_dropout_prob": 0.02,
  "gradient_checkpointing": false,
  "hidden_act": "relu",
  "hidden_dropout_prob": 0.02,
  "hidden_size": 256,
  "initializer_range": 0.02,
  "intermediate_size": 512,
  "layer_norm_eps": 1e-12,
  "max_position_embeddings": 2048,
  "model_type": "bert",
  "num_attention_heads": 4,
  "num_hidden_layers": 6,
  "pad_token_id": 0,
  "position_embedding_type": "absolute",
  "transformers_version": "4.6.0",
  "type_vocab_size": 2,
  "use_cache": true,
  "vocab_size": 25426
})";

}  // namespace regulon

#endif  // REGULON_TESTS_CONVERT_CHECKPOINT_PUBLISHED_CONFIGS_H_
