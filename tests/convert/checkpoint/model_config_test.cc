#include "engine/convert/checkpoint/model_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/convert/checkpoint/published_configs.h"

namespace regulon {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

ModelConfig Read(const std::string& text) {
  const auto model = ReadModelConfig(text, "config.json");
  EXPECT_TRUE(model.ok()) << model.status();
  return model.ok() ? *model : ModelConfig();
}

// With one field changed, or added where `from` is "{".
std::string With(const std::string& config, const std::string& from,
                 const std::string& to) {
  EXPECT_TRUE(absl::StrContains(config, from)) << from;
  const size_t at = config.find(from);
  return config.substr(0, at) + to + config.substr(at + from.size());
}

std::string ErrorWith(const std::string& config, const std::string& from,
                      const std::string& to) {
  const auto model = ReadModelConfig(With(config, from, to), "config.json");
  EXPECT_FALSE(model.ok()) << to;
  const std::string message(model.status().message());
  EXPECT_THAT(message, StartsWith("config.json:"));
  EXPECT_THAT(message, ::testing::Not(HasSubstr("\n")));
  return message;
}

TEST(ModelConfig, GivesTheShapeOfMixtral) {
  const ModelConfig model = Read(kMixtral8x7B);
  EXPECT_EQ(model.architecture, Architecture::kMixtral);
  EXPECT_EQ(model.name, "MixtralForCausalLM");
  EXPECT_THAT(model.ignored, IsEmpty());
  const TransformerPlan& plan = model.plan;
  EXPECT_EQ(plan.layers, 32);
  EXPECT_EQ(plan.experts, 8);
  EXPECT_EQ(plan.top_k, 2);
  EXPECT_EQ(plan.expert_width, 14336);
  EXPECT_TRUE(plan.gated);
  EXPECT_FALSE(plan.biases || plan.head || plan.tied);
  const proto::Transformer& shape = plan.shape;
  EXPECT_EQ(shape.width(), 4096u);
  EXPECT_EQ(shape.heads(), 32u);
  EXPECT_EQ(shape.key_heads(), 8u);
  EXPECT_EQ(shape.head_width(), 128u);
  EXPECT_EQ(shape.positions(), 32768u);
  EXPECT_EQ(shape.rotary_base(), 1e6);
  EXPECT_EQ(shape.norm_floor(), 1e-5);
  EXPECT_EQ(shape.window(), 0u);
  EXPECT_EQ(shape.order(), proto::Transformer::CAUSAL);
}

TEST(ModelConfig, GivesTheShapeOfBert) {
  const TransformerPlan plan = Read(kGeneformer).plan;
  EXPECT_EQ(plan.layers, 6);
  EXPECT_EQ(plan.experts, 0);
  EXPECT_TRUE(plan.biases && plan.head && plan.tied);
  EXPECT_FALSE(plan.gated);
  const proto::Transformer& shape = plan.shape;
  EXPECT_EQ(shape.head_width(), 64u);
  EXPECT_EQ(shape.key_heads(), 4u);
  EXPECT_EQ(shape.token_types(), 2u);
  EXPECT_EQ(shape.order(), proto::Transformer::BIDIRECTIONAL);
  EXPECT_EQ(shape.position(), proto::Transformer::LEARNED);
  EXPECT_EQ(shape.norm(), proto::Transformer::LAYER);
  EXPECT_EQ(shape.norm_floor(), 1e-12);
  EXPECT_FALSE(shape.norm_first());
  EXPECT_EQ(shape.activation(), proto::RECTIFY);
  EXPECT_EQ(Read(With(kGeneformer, "relu", "gelu")).plan.shape.activation(),
            proto::GELU);
}

TEST(ModelConfig, TakesWhatIsSetAndDefaultsAsTheArchitectureHasThem) {
  const auto shape = [](const std::string& from, const std::string& to) {
    return Read(With(kMixtral8x7B, from, to)).plan.shape;
  };
  EXPECT_EQ(shape("{", R"({"head_dim": 64,)").head_width(), 64u);
  EXPECT_EQ(shape("{", R"({"head_dim": null,)").head_width(), 128u);
  EXPECT_EQ(shape("\"num_key_value_heads\": 8", "\"num_key_value_heads\": null")
                .key_heads(),
            32u);
  // Missing, Hugging Face's own default, not the number of heads.
  EXPECT_EQ(shape("\"num_key_value_heads\": 8,", "").key_heads(), 8u);
  EXPECT_EQ(
      shape("\"sliding_window\": null", "\"sliding_window\": 4096").window(),
      4096u);
  EXPECT_EQ(
      shape("\"rope_theta\": 1000000.0", "\"rope_theta\": 10000").rotary_base(),
      10000);
  EXPECT_EQ(shape("\"rope_theta\": 1000000.0",
                  R"("rope_parameters": {"rope_type": "default",
                     "rope_theta": 5000.0})")
                .rotary_base(),
            5000);
  EXPECT_TRUE(Read(With(kMixtral8x7B, "\"tie_word_embeddings\": false",
                        "\"tie_word_embeddings\": true"))
                  .plan.tied);
  EXPECT_FALSE(Read(With(kGeneformer, "{", R"({"tie_word_embeddings": false,)"))
                   .plan.tied);
}

TEST(ModelConfig, ReportsFieldsThatNothingReads) {
  EXPECT_THAT(Read(With(kMixtral8x7B, "{", R"({"zeta": [1], "colour": "red",)"))
                  .ignored,
              ElementsAre("colour", "zeta"));
}

TEST(ModelConfig, RefusesWhatIsNotComputedHere) {
  struct Case {
    const char* from;
    const char* to;
    const char* says;
  };
  for (const Case& c : std::vector<Case>{
           {"MixtralForCausalLM", "LlamaForCausalLM",
            "'architectures' is LlamaForCausalLM; MixtralForCausalLM and "
            "BertForMaskedLM are read"},
           {R"(["MixtralForCausalLM"])",
            R"(["MixtralForCausalLM", "BertForMaskedLM"])",
            "'architectures' is MixtralForCausalLM, BertForMaskedLM"},
           {R"("architectures": ["MixtralForCausalLM"],)", "",
            "'architectures' is missing"},
           {R"(["MixtralForCausalLM"])", "\"MixtralForCausalLM\"",
            "'architectures' must be a list of names"},
           {"\"mixtral\"", "\"mistral\"", "'model_type' is 'mistral'"},
           {"\"silu\"", "\"gelu\"", "'hidden_act' is 'gelu'"},
           {"{", R"({"rope_scaling": {"type": "linear", "factor": 2},)",
            "'rope_scaling' is set"},
           {"{", R"({"rope_parameters": {"rope_type": "yarn"},)",
            "'rope_parameters' must hold"},
           {"{", R"({"rope_parameters": {"rope_theta": 5},)",
            "'rope_theta' is another"},
           {"{", R"({"partial_rotary_factor": 0.5,)",
            "'partial_rotary_factor' must be 1"},
           {"{", R"({"attention_bias": true,)", "'attention_bias' is true"},
           {"{", R"({"quantization_config": {"bits": 4},)",
            "'quantization_config' is set"}}) {
    EXPECT_THAT(ErrorWith(kMixtral8x7B, c.from, c.to), HasSubstr(c.says));
  }
  for (const Case& c : std::vector<Case>{
           {"\"absolute\"", "\"relative_key\"",
            "'position_embedding_type' is 'relative_key'; only"},
           {"\"relu\"", "\"gelu_new\"", "'hidden_act' is 'gelu_new'"},
           {"{", R"({"is_decoder": true,)", "'is_decoder' is true"},
           {"{", R"({"add_cross_attention": true,)", "'add_cross_attention'"},
           {"{", R"({"pruned_heads": {"0": [1]},)", "'pruned_heads' is set"},
           {"\"type_vocab_size\": 2,", "", "'type_vocab_size' is missing"}}) {
    EXPECT_THAT(ErrorWith(kGeneformer, c.from, c.to), HasSubstr(c.says));
  }
}

TEST(ModelConfig, RefusesSizesThatCannotBe) {
  for (const char* field :
       {"hidden_size", "intermediate_size", "max_position_embeddings",
        "num_attention_heads", "num_experts_per_tok", "num_hidden_layers",
        "num_key_value_heads", "num_local_experts", "vocab_size"}) {
    const std::string text(kMixtral8x7B);
    const size_t begin = text.find(absl::StrCat("\"", field, "\""));
    const size_t end = text.find_first_of(",\n}", begin);
    const std::string whole = text.substr(begin, end - begin);
    for (const char* value : {"0", "-1", "1.5", "1e300", "9007199254740993",
                              "\"8\"", "[8]", "true"}) {
      EXPECT_THAT(
          ErrorWith(text, whole, absl::StrCat("\"", field, "\": ", value)),
          HasSubstr(absl::StrCat("'", field, "'")))
          << value;
    }
    if (std::string(field) == "num_key_value_heads") continue;
    EXPECT_THAT(ErrorWith(text, whole, "\"other\": 1"),
                HasSubstr(absl::StrCat("'", field, "' is missing")));
  }
}

TEST(ModelConfig, RefusesSizesThatDoNotGoTogether) {
  const auto error = [](const char* from, const char* to) {
    return ErrorWith(kMixtral8x7B, from, to);
  };
  EXPECT_THAT(
      error("\"num_attention_heads\": 32", "\"num_attention_heads\": 24"),
      HasSubstr("'num_attention_heads' is 24, which does not divide "
                "'hidden_size', 4096"));
  EXPECT_THAT(error("\"num_key_value_heads\": 8", "\"num_key_value_heads\": 5"),
              HasSubstr("'num_key_value_heads' is 5, which does not divide "
                        "'num_attention_heads', 32"));
  EXPECT_THAT(error("\"num_experts_per_tok\": 2", "\"num_experts_per_tok\": 9"),
              HasSubstr("'num_experts_per_tok' is 9, more than"));
  EXPECT_THAT(error("{", "{\"head_dim\": 7,"), HasSubstr("'head_dim' is 7"));
  EXPECT_THAT(error("\"rms_norm_eps\": 1e-05", "\"rms_norm_eps\": 0"),
              HasSubstr("'rms_norm_eps' must be a number above 0"));
  EXPECT_THAT(error("\"rope_theta\": 1000000.0", "\"rope_theta\": -1"),
              HasSubstr("'rope_theta' must be"));
  // Each within its limit, and together more than there is a number for.
  std::string text = kMixtral8x7B;
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{
           {"\"hidden_size\": 4096", "\"hidden_size\": 1048576"},
           {"\"intermediate_size\": 14336", "\"intermediate_size\": 16777216"},
           {"\"num_local_experts\": 8", "\"num_local_experts\": 8192"}}) {
    text = With(text, from, to);
  }
  EXPECT_THAT(ErrorWith(text, "{", "{"), HasSubstr("2^53 parameters"));
  text = With(kMixtral8x7B, "\"num_hidden_layers\": 32",
              "\"num_hidden_layers\": 10000");
  EXPECT_THAT(ErrorWith(text, "\"num_local_experts\": 8",
                        "\"num_local_experts\": 65536"),
              HasSubstr("times the experts is above 262144"));
}

TEST(ModelConfig, NamesThePlaceOfWrongJson) {
  EXPECT_THAT(ErrorWith("{\n \"a\": 1,\n \"b\" 2}", "{", "{"),
              StartsWith("config.json:3:"));
  EXPECT_THAT(ErrorWith("{\"a\": 1, \"a\": 2}", "{", "{"), HasSubstr("'a'"));
  EXPECT_THAT(ErrorWith("[]", "[", "["), HasSubstr("JSON"));
}

}  // namespace
}  // namespace regulon
