#include "engine/convert/checkpoint/model_config.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/convert/checkpoint/config_fields.h"
#include "engine/json.h"
#include "engine/status.h"

namespace regulon {
namespace {

using google::protobuf::Value;

constexpr int64_t kMostWidth = 1 << 20;
constexpr int64_t kMostHidden = 1 << 24;
constexpr int64_t kMostLayers = 10'000;
constexpr int64_t kMostExperts = 1 << 16;  // also heads
constexpr int64_t kMostTokens = int64_t{1} << 24;
constexpr int64_t kMostDomains = 1 << 18;
constexpr double kMostParameters = 9007199254740992;  // 2^53

// Known not to change what the model answers: training, how it is run or saved,
// and what tokens mean.
constexpr const char* kWithoutEffect[] = {"_name_or_path",
                                          "transformers_version",
                                          "torch_dtype",
                                          "dtype",
                                          "use_cache",
                                          "initializer_range",
                                          "initializer_factor",
                                          "gradient_checkpointing",
                                          "output_router_logits",
                                          "router_aux_loss_coef",
                                          "attention_dropout",
                                          "attention_probs_dropout_prob",
                                          "hidden_dropout_prob",
                                          "classifier_dropout",
                                          "router_jitter_noise",
                                          "bos_token_id",
                                          "eos_token_id",
                                          "pad_token_id",
                                          "sep_token_id",
                                          "unk_token_id",
                                          "output_attentions",
                                          "output_hidden_states",
                                          "return_dict",
                                          "chunk_size_feed_forward",
                                          "_attn_implementation",
                                          "attn_implementation",
                                          "torchscript",
                                          "id2label",
                                          "label2id",
                                          "problem_type",
                                          "tokenizer_class",
                                          "max_length"};

// What both architectures must not ask for.
void RequireNothingElse(ConfigFields& fields) {
  const Value* quantized = fields.Find("quantization_config");
  fields.Require(quantized == nullptr, "quantization_config",
                 "is set; save the model without quantization");
  const Value* pruned = fields.Find("pruned_heads");
  fields.Require(pruned == nullptr || pruned->struct_value().fields().empty(),
                 "pruned_heads", "is set; such models are not read");
  fields.Require(!fields.Flag("add_cross_attention", false),
                 "add_cross_attention", "is true; such models are not read");
  fields.Require(!fields.Flag("is_encoder_decoder", false),
                 "is_encoder_decoder", "is true; such models are not read");
}

void RequireDividing(ConfigFields& fields, const char* part, int64_t parts,
                     const char* whole, int64_t size) {
  fields.Require(size % parts == 0, part, "is ", parts,
                 ", which does not divide '", whole, "', ", size);
}

// The base of rotary positions: "rope_theta", or in later versions within
// "rope_parameters".
double RotaryBase(ConfigFields& fields) {
  constexpr double kMost = 1e15, kDefault = 1e6;
  fields.Require(fields.Find("rope_scaling") == nullptr, "rope_scaling",
                 "is set; positions are read unscaled only, so leave it null");
  fields.Require(fields.Number("partial_rotary_factor", 1e9, 1) == 1,
                 "partial_rotary_factor", "must be 1");
  const double base = fields.Number("rope_theta", kMost, kDefault);
  const Value* parameters = fields.Find("rope_parameters");
  if (parameters == nullptr) return base;
  ConfigFields inner(parameters->struct_value(), "");
  const std::string type = inner.Text("rope_type", "default");
  const double inner_base = inner.Number("rope_theta", kMost, base);
  fields.Require(parameters->kind_case() == Value::kStructValue &&
                     inner.status().ok() && inner.Unread().empty() &&
                     type == "default",
                 "rope_parameters",
                 "must hold a rope_theta and the rope_type \"default\" only");
  fields.Require(fields.Find("rope_theta") == nullptr || inner_base == base,
                 "rope_theta", "is another in 'rope_parameters'");
  return inner_base;
}

void ReadMixtral(ConfigFields& fields, TransformerPlan& plan) {
  proto::Transformer& shape = plan.shape;
  const int64_t width = fields.Size("hidden_size", kMostWidth);
  const int64_t heads = fields.Size("num_attention_heads", kMostExperts);
  // What Hugging Face takes it for: where it is null, heads; missing, 8.
  constexpr int64_t kKeyHeads = 8;
  const int64_t key_heads =
      fields.OptionalSize("num_key_value_heads", kMostExperts)
          .value_or(fields.IsNull("num_key_value_heads") ? heads : kKeyHeads);
  RequireDividing(fields, "num_key_value_heads", key_heads,
                  "num_attention_heads", heads);
  absl::optional<int64_t> head_width =
      fields.OptionalSize("head_dim", kMostExperts);
  if (!head_width.has_value()) {
    RequireDividing(fields, "num_attention_heads", heads, "hidden_size", width);
    head_width = std::max<int64_t>(1, width / heads);
  }
  fields.Require(*head_width % 2 == 0, "head_dim", "is ", *head_width,
                 "; rotary positions need an even one");
  shape.set_width(width);
  shape.set_heads(heads);
  shape.set_key_heads(key_heads);
  shape.set_head_width(*head_width);
  shape.set_position(proto::Transformer::ROTARY);
  shape.set_rotary_base(RotaryBase(fields));
  shape.set_norm(proto::Transformer::RMS);
  shape.set_norm_floor(fields.Number("rms_norm_eps", 1, 1e-5));
  shape.set_norm_first(true);
  shape.set_window(
      fields.OptionalSize("sliding_window", kMostTokens).value_or(0));
  const std::string activation = fields.Text("hidden_act", "silu");
  fields.Require(activation == "silu" || activation == "swish", "hidden_act",
                 "is '", activation, "'; experts are read with \"silu\" only");
  for (const char* biased : {"attention_bias", "mlp_bias", "qkv_bias"}) {
    fields.Require(!fields.Flag(biased, false), biased,
                   "is true; this architecture has no biases");
  }
  plan.experts =
      static_cast<int>(fields.Size("num_local_experts", kMostExperts));
  plan.top_k =
      static_cast<int>(fields.Size("num_experts_per_tok", kMostExperts));
  fields.Require(plan.top_k <= plan.experts, "num_experts_per_tok", "is ",
                 plan.top_k, ", more than 'num_local_experts', ", plan.experts);
  plan.gated = true;
  plan.tied = fields.Flag("tie_word_embeddings", false);
}

void ReadBert(ConfigFields& fields, TransformerPlan& plan) {
  proto::Transformer& shape = plan.shape;
  const int64_t width = fields.Size("hidden_size", kMostWidth);
  const int64_t heads = fields.Size("num_attention_heads", kMostExperts);
  RequireDividing(fields, "num_attention_heads", heads, "hidden_size", width);
  shape.set_width(width);
  shape.set_heads(heads);
  shape.set_key_heads(heads);
  shape.set_head_width(std::max<int64_t>(1, width / heads));
  shape.set_order(proto::Transformer::BIDIRECTIONAL);
  shape.set_position(proto::Transformer::LEARNED);
  shape.set_token_types(fields.Size("type_vocab_size", kMostExperts));
  shape.set_norm(proto::Transformer::LAYER);
  shape.set_norm_floor(fields.Number("layer_norm_eps", 1, 1e-12));
  const std::string activation = fields.Text("hidden_act", "gelu");
  fields.Require(activation == "gelu" || activation == "relu", "hidden_act",
                 "is '", activation,
                 "'; \"gelu\" and \"relu\" are read, and no approximations");
  shape.set_activation(activation == "relu" ? proto::RECTIFY : proto::GELU);
  const std::string position =
      fields.Text("position_embedding_type", "absolute");
  fields.Require(position == "absolute", "position_embedding_type", "is '",
                 position, "'; only \"absolute\" is read");
  fields.Require(!fields.Flag("is_decoder", false), "is_decoder",
                 "is true; this architecture looks both ways");
  plan.biases = true;
  plan.head = true;
  plan.tied = fields.Flag("tie_word_embeddings", true);
}

// By the name that `architectures` gives.
struct Reader {
  const char* name;
  const char* model_type;
  Architecture architecture;
  void (*read)(ConfigFields& fields, TransformerPlan& plan);
};

constexpr Reader kReaders[] = {
    {"MixtralForCausalLM", "mixtral", Architecture::kMixtral, ReadMixtral},
    {"BertForMaskedLM", "bert", Architecture::kBert, ReadBert}};

const Reader* FindReader(ConfigFields& fields) {
  const std::vector<std::string> names = fields.Texts("architectures");
  const Reader* found = nullptr;
  for (const Reader& reader : kReaders) {
    if (names.size() == 1 && names[0] == reader.name) found = &reader;
  }
  fields.Require(found != nullptr, "architectures",
                 names.empty()
                     ? "is missing"
                     : absl::StrCat("is ", absl::StrJoin(names, ", ")),
                 "; MixtralForCausalLM and BertForMaskedLM are read");
  if (found == nullptr) return nullptr;
  const std::string type = fields.Text("model_type", found->model_type);
  fields.Require(type == found->model_type, "model_type", "is '", type,
                 "', which is not that of ", found->name);
  return found;
}

double Parameters(const TransformerPlan& plan) {
  double parameters = 0;
  for (const PlannedTensor& tensor : TensorsOf(plan, DType::kF32)) {
    parameters +=
        static_cast<double>(tensor.rows) * static_cast<double>(tensor.columns);
  }
  return parameters;
}

}  // namespace

absl::StatusOr<ModelConfig> ReadModelConfig(absl::string_view text,
                                            const std::string& name) {
  ASSIGN_OR_RETURN(const google::protobuf::Struct object,
                   ParseJsonObject(text, name));
  ConfigFields fields(object, name);
  const Reader* reader = FindReader(fields);
  if (reader == nullptr) return fields.status();
  ModelConfig config;
  config.architecture = reader->architecture;
  config.name = reader->name;
  TransformerPlan& plan = config.plan;
  plan.layers = static_cast<int>(fields.Size("num_hidden_layers", kMostLayers));
  plan.expert_width = fields.Size("intermediate_size", kMostHidden);
  plan.shape.set_vocabulary(fields.Size("vocab_size", kMostTokens));
  plan.shape.set_positions(fields.Size("max_position_embeddings", kMostTokens));
  RequireNothingElse(fields);
  reader->read(fields, plan);
  fields.Require(
      int64_t{plan.layers} * plan.domains_per_layer() <= kMostDomains,
      "num_hidden_layers", "times the experts is above ", kMostDomains);
  RETURN_IF_ERROR(fields.status());
  fields.Require(Parameters(plan) < kMostParameters, "hidden_size",
                 "and the other sizes give more than 2^53 parameters");
  RETURN_IF_ERROR(fields.status());
  for (const char* field : kWithoutEffect) fields.Find(field);
  config.ignored = fields.Unread();
  return config;
}

}  // namespace regulon
