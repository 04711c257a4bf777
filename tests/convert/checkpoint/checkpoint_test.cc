// What a folder must hold, and which of its tensors are the model's.

#include "engine/convert/checkpoint/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/convert/checkpoint/match_tensors.h"
#include "tests/convert/checkpoint/folders.h"

namespace regulon {
namespace {

using reference::FileType;
using reference::HfTensors;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string OpenError(const Folder& folder) {
  const auto checkpoint = Checkpoint::Open(folder.path());
  EXPECT_FALSE(checkpoint.ok());
  return std::string(checkpoint.status().message());
}

const char kIndex[] = "model.safetensors.index.json";

Folder Sharded(const std::string& name) {
  const Folder folder(name);
  const reference::MixtralShape shape;
  reference::WriteCheckpoint(folder.path(), reference::ConfigJson(shape),
                             reference::RandomMixtral(shape, 1),
                             FileType::kBf16, 3);
  return folder;
}

void Replace(const Folder& folder, const std::string& name,
             const std::string& from, const std::string& to) {
  const std::string text = ReadBytes(folder.File(name));
  ASSERT_TRUE(absl::StrContains(text, from)) << from;
  WriteBytes(folder.File(name), absl::StrReplaceAll(text, {{from, to}}));
}

TEST(Checkpoint, IsOneFileOrShards) {
  const auto sharded = Checkpoint::Open(Sharded("shards").path());
  ASSERT_TRUE(sharded.ok()) << sharded.status();
  EXPECT_EQ(sharded->files().size(), 3u);
  const reference::MixtralShape shape;
  const HfTensors tensors = reference::RandomMixtral(shape, 1);
  EXPECT_EQ(sharded->tensors().size(), tensors.size());
  const Folder folder("single");
  reference::WriteCheckpoint(folder.path(), "{}", tensors);
  const auto single = Checkpoint::Open(folder.path() + "/");
  ASSERT_TRUE(single.ok()) << single.status();
  EXPECT_EQ(single->tensors().size(), tensors.size());
  EXPECT_TRUE(single->index_text().empty());
}

TEST(Checkpoint, IsNeverUnpickled) {
  const Folder folder("pickled");
  WriteBytes(folder.File("config.json"), "{}");
  EXPECT_THAT(OpenError(folder),
              HasSubstr("neither model.safetensors nor model.safetensors.index"
                        ".json is in it"));
  WriteBytes(folder.File("pytorch_model.bin"), "\x80\x02}q.");
  EXPECT_THAT(OpenError(folder),
              AllOf(StartsWith(folder.File("pytorch_model.bin")),
                    HasSubstr("nothing is ever unpickled"),
                    HasSubstr("safe_serialization=True")));
  WriteBytes(folder.File(kIndex),
             R"({"weight_map": {"a": "pytorch_model.bin"}})");
  EXPECT_THAT(OpenError(folder), HasSubstr("'pytorch_model.bin' is pickled"));
}

TEST(Checkpoint, NamesWhatItsIndexAndShardsDisagreeIn) {
  const std::string second = "model-00002-of-00003.safetensors";
  {
    const Folder folder = Sharded("missing_shard");
    std::filesystem::remove(folder.File(second));
    EXPECT_THAT(OpenError(folder),
                AllOf(StartsWith(folder.File(second)), HasSubstr("missing")));
  }
  {
    const Folder folder = Sharded("cut_shard");
    const std::string bytes = ReadBytes(folder.File(second));
    WriteBytes(folder.File(second), bytes.substr(0, bytes.size() - 1));
    EXPECT_THAT(OpenError(folder),
                StartsWith(folder.File(second) + ": tensor"));
  }
  {
    const Folder folder = Sharded("other_shard");
    Replace(folder, kIndex, "\"lm_head.weight\": \"model-00001",
            "\"lm_head.weight\": \"model-00002");
    EXPECT_THAT(OpenError(folder),
                HasSubstr("tensor 'lm_head.weight' is not in " + second));
  }
  {
    const Folder folder = Sharded("not_there");
    Replace(folder, kIndex, "\"lm_head.weight\"", "\"lm_heads.weight\"");
    EXPECT_THAT(OpenError(folder),
                HasSubstr("tensor 'lm_heads.weight' is not in"));
  }
  {
    const Folder folder = Sharded("not_given");
    Replace(folder, kIndex,
            "\"lm_head.weight\": \"model-00001-of-00003.safetensors\",", "");
    EXPECT_THAT(
        OpenError(folder),
        HasSubstr(absl::StrCat("tensor 'lm_head.weight' is not in ", kIndex)));
  }
  {
    const Folder folder = Sharded("twice");
    std::filesystem::copy(folder.File(second),
                          folder.File("again.safetensors"));
    Replace(folder, kIndex, "\"weight_map\": {",
            "\"weight_map\": {\"new\": \"again.safetensors\", ");
    EXPECT_THAT(OpenError(folder), HasSubstr("too; keep one"));
  }
  {
    const Folder folder = Sharded("both");
    std::filesystem::copy(folder.File(second),
                          folder.File("model.safetensors"));
    EXPECT_THAT(OpenError(folder), HasSubstr("remove the one"));
  }
}

TEST(Checkpoint, StaysInItsFolder) {
  for (const char* file : {"../x.safetensors", "/x.safetensors", "", "a/b"}) {
    const Folder folder("outside");
    WriteBytes(folder.File(kIndex),
               absl::StrCat("{\"weight_map\": {\"w\": \"", file, "\"}}"));
    EXPECT_THAT(OpenError(folder),
                HasSubstr("tensor 'w' is not given to a file of the folder"));
  }
  const Folder folder("empty_index");
  for (const char* index :
       {"{}", "{\"weight_map\": {}}", "{\"weight_map\": [1]}"}) {
    WriteBytes(folder.File(kIndex), index);
    EXPECT_THAT(OpenError(folder), HasSubstr("no weight_map"));
  }
  WriteBytes(folder.File(kIndex), "{\"weight_map\": {\"a\": \"b\",\n \"a\"");
  EXPECT_THAT(OpenError(folder), HasSubstr(kIndex));
}

// Of tensors and a shape, with what the shape plans.
absl::StatusOr<MatchedTensors> Match(const std::string& config_json,
                                     const HfTensors& tensors) {
  static int folders = 0;
  const Folder folder(absl::StrCat("match", ++folders));
  reference::WriteCheckpoint(folder.path(), config_json, tensors);
  const auto checkpoint = Checkpoint::Open(folder.path());
  EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
  const auto config = ReadModelConfig(config_json, "config.json");
  EXPECT_TRUE(config.ok()) << config.status();
  return MatchTensors(*checkpoint, *config,
                      TensorsOf(config->plan, DType::kF32));
}

std::string MatchError(const std::string& config_json,
                       const HfTensors& tensors) {
  const auto matched = Match(config_json, tensors);
  EXPECT_FALSE(matched.ok());
  return std::string(matched.status().message());
}

TEST(MatchTensors, RejectsByNameWhatIsNotAsConfigured) {
  const reference::MixtralShape shape;
  const std::string config = reference::ConfigJson(shape);
  const HfTensors good = reference::RandomMixtral(shape, 1);
  ASSERT_TRUE(Match(config, good).ok());

  HfTensors tensors = good;
  tensors.erase("model.layers.1.self_attn.k_proj.weight");
  EXPECT_THAT(MatchError(config, tensors),
              HasSubstr("tensor 'model.layers.1.self_attn.k_proj.weight' is "
                        "missing; MixtralForCausalLM needs it, of shape "
                        "[8, 16]"));
  tensors = good;
  tensors["model.layers.2.input_layernorm.weight"] =
      good.at("model.norm.weight");
  EXPECT_THAT(MatchError(config, tensors),
              AllOf(HasSubstr("model.safetensors: tensor "),
                    HasSubstr("'model.layers.2.input_layernorm.weight' is none "
                              "of MixtralForCausalLM's")));
  tensors = good;
  tensors["model.layers.0.self_attn.q_proj.bias"] = {{16},
                                                     std::vector<double>(16)};
  EXPECT_THAT(MatchError(config, tensors),
              HasSubstr("'model.layers.0.self_attn.q_proj.bias' is none"));
  tensors = good;
  tensors["model.norm.weight"] = {{17}, std::vector<double>(17)};
  EXPECT_THAT(MatchError(config, tensors),
              HasSubstr("tensor 'model.norm.weight' is [17] where config.json "
                        "asks for [16]"));
  // As many values, but the other way round.
  tensors = good;
  std::swap(tensors.at("lm_head.weight").shape[0],
            tensors.at("lm_head.weight").shape[1]);
  EXPECT_THAT(MatchError(config, tensors),
              HasSubstr("tensor 'lm_head.weight' is [16, 40] where config.json "
                        "asks for [40, 16]"));
}

TEST(MatchTensors, TakesCopiesOnlyIfTheyAreEqual) {
  const reference::BertShape shape;
  const std::string config = reference::ConfigJson(shape);
  const HfTensors good = reference::RandomBert(shape, 1);
  reference::BertExtras extras;
  extras.decoder = extras.position_ids = true;
  HfTensors tensors = reference::AddExtras(good, extras);
  tensors["bert.pooler.dense.bias"] = good.at("cls.predictions.bias");
  const auto matched = Match(config, tensors);
  ASSERT_TRUE(matched.ok()) << matched.status();
  EXPECT_THAT(matched->unused, ElementsAre("bert.embeddings.position_ids",
                                           "bert.pooler.dense.bias"));
  tensors.at("cls.predictions.decoder.bias").values[3] += 1;
  EXPECT_THAT(MatchError(config, tensors),
              HasSubstr("tensor 'cls.predictions.decoder.bias' is not equal to "
                        "'cls.predictions.bias'"));
  tensors = good;
  tensors["bert.embeddings.LayerNorm.gamma"] =
      good.at("bert.embeddings.LayerNorm.weight");
  EXPECT_THAT(MatchError(config, tensors),
              HasSubstr("'bert.embeddings.LayerNorm.gamma' is there as "
                        "'bert.embeddings.LayerNorm.weight' too"));
  tensors = good;
  tensors.erase("bert.embeddings.LayerNorm.bias");
  EXPECT_THAT(MatchError(config, tensors),
              HasSubstr("tensor 'bert.embeddings.LayerNorm.bias' or "
                        "'bert.embeddings.LayerNorm.beta' is missing"));
}

TEST(MatchTensors, RejectsTypesThatAreNotReadByName) {
  const reference::MixtralShape shape;
  const std::string config = reference::ConfigJson(shape);
  const Folder folder("types");
  reference::WriteCheckpoint(folder.path(), config,
                             reference::RandomMixtral(shape, 1));
  // Of the same size.
  Replace(folder, "model.safetensors", "\"lm_head.weight\":{\"dtype\":\"F32\"",
          "\"lm_head.weight\":{\"dtype\":\"I32\"");
  const auto checkpoint = Checkpoint::Open(folder.path());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  const auto model = ReadModelConfig(config, "config.json");
  EXPECT_THAT(std::string(MatchTensors(*checkpoint, *model,
                                       TensorsOf(model->plan, DType::kF32))
                              .status()
                              .message()),
              HasSubstr("model.safetensors: tensor 'lm_head.weight' is stored "
                        "as I32"));
}

}  // namespace
}  // namespace regulon
