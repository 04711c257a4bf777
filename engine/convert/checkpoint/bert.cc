// BertForMaskedLM: Devlin et al. 2019, arXiv 1810.04805.

#include "engine/convert/checkpoint/source_names.h"
#include "engine/genome/tensors.h"

namespace regulon {

SourceNames BertNames(const TransformerPlan& plan) {
  static constexpr char kWords[] = "bert.embeddings.word_embeddings.weight";
  static constexpr char kDecoder[] = "cls.predictions.decoder.weight";
  static constexpr char kBias[] = "cls.predictions.bias";
  static constexpr char kDecoderBias[] = "cls.predictions.decoder.bias";
  SourceNames names;
  names.tensors = {
      {tensors::kTokenEmbedding, {kWords}},
      {tensors::kPositionEmbedding,
       {"bert.embeddings.position_embeddings.weight"}},
      {tensors::kTypeEmbedding,
       {"bert.embeddings.token_type_embeddings.weight"}},
      {tensors::kEmbeddingNormScale,
       {"bert.embeddings.LayerNorm.weight", "bert.embeddings.LayerNorm.gamma"}},
      {tensors::kEmbeddingNormBias,
       {"bert.embeddings.LayerNorm.bias", "bert.embeddings.LayerNorm.beta"}},
      {tensors::kAttentionQuery,
       {"bert.encoder.layer.$0.attention.self.query.weight"}},
      {tensors::kAttentionQueryBias,
       {"bert.encoder.layer.$0.attention.self.query.bias"}},
      {tensors::kAttentionKey,
       {"bert.encoder.layer.$0.attention.self.key.weight"}},
      {tensors::kAttentionKeyBias,
       {"bert.encoder.layer.$0.attention.self.key.bias"}},
      {tensors::kAttentionValue,
       {"bert.encoder.layer.$0.attention.self.value.weight"}},
      {tensors::kAttentionValueBias,
       {"bert.encoder.layer.$0.attention.self.value.bias"}},
      {tensors::kAttentionOutput,
       {"bert.encoder.layer.$0.attention.output.dense.weight"}},
      {tensors::kAttentionOutputBias,
       {"bert.encoder.layer.$0.attention.output.dense.bias"}},
      {tensors::kAttentionNormScale,
       {"bert.encoder.layer.$0.attention.output.LayerNorm.weight",
        "bert.encoder.layer.$0.attention.output.LayerNorm.gamma"}},
      {tensors::kAttentionNormBias,
       {"bert.encoder.layer.$0.attention.output.LayerNorm.bias",
        "bert.encoder.layer.$0.attention.output.LayerNorm.beta"}},
      {tensors::kUp, {"bert.encoder.layer.$0.intermediate.dense.weight"}},
      {tensors::kUpBias, {"bert.encoder.layer.$0.intermediate.dense.bias"}},
      {tensors::kDown, {"bert.encoder.layer.$0.output.dense.weight"}},
      {tensors::kExpertBasal, {"bert.encoder.layer.$0.output.dense.bias"}},
      {tensors::kExpertNormScale,
       {"bert.encoder.layer.$0.output.LayerNorm.weight",
        "bert.encoder.layer.$0.output.LayerNorm.gamma"}},
      {tensors::kExpertNormBias,
       {"bert.encoder.layer.$0.output.LayerNorm.bias",
        "bert.encoder.layer.$0.output.LayerNorm.beta"}},
      {tensors::kHead, {"cls.predictions.transform.dense.weight"}},
      {tensors::kHeadBias, {"cls.predictions.transform.dense.bias"}},
      {tensors::kHeadNormScale,
       {"cls.predictions.transform.LayerNorm.weight",
        "cls.predictions.transform.LayerNorm.gamma"}},
      {tensors::kHeadNormBias,
       {"cls.predictions.transform.LayerNorm.bias",
        "cls.predictions.transform.LayerNorm.beta"}},
      {tensors::kTokenOutput, {plan.tied ? kWords : kDecoder}},
      {tensors::kTokenOutputBias, {kBias}}};
  names.copies = {{kDecoderBias, kBias}};
  if (plan.tied) names.copies.push_back({kDecoder, kWords});
  // 0, 1, 2 ..., and what other heads than the masked model's read.
  names.unused = {"bert.embeddings.position_ids", "bert.pooler.dense.weight",
                  "bert.pooler.dense.bias", "cls.seq_relationship.weight",
                  "cls.seq_relationship.bias"};
  return names;
}

SourceNames NamesOf(const ModelConfig& config) {
  return config.architecture == Architecture::kMixtral
             ? MixtralNames(config.plan)
             : BertNames(config.plan);
}

}  // namespace regulon
