// MixtralForCausalLM: Jiang et al. 2024, arXiv 2401.04088.

#include "engine/convert/checkpoint/source_names.h"
#include "engine/genome/tensors.h"

namespace regulon {

SourceNames MixtralNames(const TransformerPlan& plan) {
  static constexpr char kEmbedding[] = "model.embed_tokens.weight";
  static constexpr char kOutput[] = "lm_head.weight";
  SourceNames names;
  names.tensors = {
      {tensors::kTokenEmbedding, {kEmbedding}},
      {tensors::kAttentionNormScale,
       {"model.layers.$0.input_layernorm.weight"}},
      {tensors::kAttentionQuery, {"model.layers.$0.self_attn.q_proj.weight"}},
      {tensors::kAttentionKey, {"model.layers.$0.self_attn.k_proj.weight"}},
      {tensors::kAttentionValue, {"model.layers.$0.self_attn.v_proj.weight"}},
      {tensors::kAttentionOutput, {"model.layers.$0.self_attn.o_proj.weight"}},
      {tensors::kExpertNormScale,
       {"model.layers.$0.post_attention_layernorm.weight"}},
      {tensors::kRouterGate, {"model.layers.$0.block_sparse_moe.gate.weight"}},
      {tensors::kGate,
       {"model.layers.$0.block_sparse_moe.experts.$1.w1.weight"}},
      {tensors::kUp, {"model.layers.$0.block_sparse_moe.experts.$1.w3.weight"}},
      {tensors::kDown,
       {"model.layers.$0.block_sparse_moe.experts.$1.w2.weight"}},
      {tensors::kFinalNormScale, {"model.norm.weight"}},
      {tensors::kTokenOutput, {plan.tied ? kEmbedding : kOutput}}};
  if (plan.tied) names.copies = {{kOutput, kEmbedding}};
  // Older versions stored what rotary positions follow from.
  names.unused = {"model.layers.$0.self_attn.rotary_emb.inv_freq"};
  return names;
}

}  // namespace regulon
