// Whole conversions: the tensors of the genome are the checkpoint's.

#include "engine/convert/checkpoint/checkpoint_genome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "engine/genome/header.h"
#include "engine/genome/tensors.h"
#include "tests/convert/checkpoint/folders.h"
#include "tests/convert/small_genomes.h"

namespace regulon {
namespace {

using reference::FileType;
using reference::HfTensor;
using reference::HfTensors;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::unique_ptr<const Genome> Converted(const std::string& folder,
                                        absl::optional<DType> dtype,
                                        int threads = 2) {
  ConvertCheckpointOptions options;
  options.dtype = dtype;
  options.threads = threads;
  const std::string path = folder + ".regulon";
  const auto made = ConvertCheckpoint(folder, options, path);
  EXPECT_TRUE(made.ok()) << made.status();
  return Opened(path);
}

int FindTensor(const Genome& genome, const char* name, int layer = 0,
               int domain = Genome::kNoDomain) {
  const int tensor = genome.Find(name, layer, domain);
  EXPECT_NE(tensor, Genome::kNoTensor) << name;
  return tensor;
}

std::vector<float> Floats(const Genome& genome, int tensor) {
  const auto floats = genome.F32(tensor);
  return {floats.begin(), floats.end()};
}

// The checkpoint's [outputs, inputs] as [inputs, outputs].
std::vector<double> Transposed(const HfTensor& tensor) {
  const int64_t rows = tensor.shape[0], columns = tensor.shape[1];
  std::vector<double> values(rows * columns);
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < columns; ++j) {
      values[j * rows + i] = tensor.values[i * columns + j];
    }
  }
  return values;
}

// Within `tolerance` of the largest of each column.
void ExpectNear(const std::vector<float>& actual,
                const std::vector<double>& expected, int64_t columns,
                double tolerance, const std::string& what) {
  ASSERT_EQ(actual.size(), expected.size()) << what;
  std::vector<double> largest(columns);
  for (size_t i = 0; i < expected.size(); ++i) {
    largest[i % columns] =
        std::max(largest[i % columns], std::abs(expected[i]));
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    ASSERT_NEAR(actual[i], expected[i], tolerance * largest[i % columns])
        << what << " " << i;
  }
}

void ExpectMatrix(const Genome& genome, int tensor, const HfTensor& from,
                  double tolerance, const std::string& what) {
  const Matrix matrix = genome.MatrixOf(tensor);
  ASSERT_EQ(matrix.rows, from.shape[1]) << what;
  ASSERT_EQ(matrix.columns, from.shape[0]) << what;
  ExpectNear(ValuesOf(genome, tensor), Transposed(from), matrix.columns,
             tolerance, what);
}

// What rounding may do to the largest value.
struct Rounding {
  DType dtype;
  double floats, experts, others;
};
constexpr Rounding kRoundings[] = {
    {DType::kF32, 0, 0, 0},
    {DType::kBf16, 1 / 256.0, 1 / 256.0, 1 / 256.0},
    {DType::kI8, 1 / 256.0, 0.501 / 127, 0.501 / 127},
    {DType::kI4, 1 / 256.0, 0.501 / 7, 0.501 / 127}};

TEST(ConvertCheckpoint, KeepsEveryTensorOfMixtral) {
  const reference::MixtralShape shape;
  const HfTensors tensors = reference::RandomMixtral(shape, 1);
  const Folder folder("mixtral");
  reference::WriteCheckpoint(folder.path(), reference::ConfigJson(shape),
                             tensors);
  for (const Rounding& rounding : kRoundings) {
    const auto genome = Converted(folder.path(), rounding.dtype);
    const std::string in = NameOf(rounding.dtype);
    EXPECT_EQ(
        ValuesOf(*genome, FindTensor(*genome, tensors::kTokenEmbedding)).size(),
        size_t(shape.vocabulary * shape.width));
    ExpectNear(ValuesOf(*genome, FindTensor(*genome, tensors::kTokenEmbedding)),
               tensors.at("model.embed_tokens.weight").values, shape.width,
               rounding.floats, in);
    EXPECT_THAT(
        Floats(*genome, FindTensor(*genome, tensors::kFinalNormScale)),
        ::testing::ElementsAreArray(tensors.at("model.norm.weight").values));
    ExpectMatrix(*genome, FindTensor(*genome, tensors::kTokenOutput),
                 tensors.at("lm_head.weight"), rounding.others, in);
    for (int l = 0; l < shape.layers; ++l) {
      const std::string layer = absl::StrCat("model.layers.", l, ".");
      for (const auto& [ours, theirs] : std::map<const char*, std::string>{
               {tensors::kAttentionQuery, "self_attn.q_proj"},
               {tensors::kAttentionKey, "self_attn.k_proj"},
               {tensors::kAttentionValue, "self_attn.v_proj"},
               {tensors::kAttentionOutput, "self_attn.o_proj"}}) {
        ExpectMatrix(*genome, FindTensor(*genome, ours, l),
                     tensors.at(layer + theirs + ".weight"), rounding.others,
                     in + " " + theirs);
      }
      ExpectMatrix(*genome, FindTensor(*genome, tensors::kRouterGate, l),
                   tensors.at(layer + "block_sparse_moe.gate.weight"),
                   rounding.floats, in);
      for (int e = 0; e < shape.experts; ++e) {
        const std::string expert =
            absl::StrCat(layer, "block_sparse_moe.experts.", e, ".");
        const int domain = l * shape.experts + e;
        for (const auto& [ours, theirs] :
             std::map<const char*, std::string>{{tensors::kGate, "w1"},
                                                {tensors::kUp, "w3"},
                                                {tensors::kDown, "w2"}}) {
          ExpectMatrix(*genome, FindTensor(*genome, ours, l, domain),
                       tensors.at(expert + theirs + ".weight"),
                       rounding.experts, in + " " + expert + theirs);
        }
      }
    }
    EXPECT_TRUE(genome->VerifyTensors().ok());
  }
}

TEST(ConvertCheckpoint, KeepsEveryTensorOfBertWhateverItsVersionCallsThem) {
  const reference::BertShape shape;
  const HfTensors tensors = reference::RandomBert(shape, 2);
  for (const bool other : {false, true}) {
    const Folder folder(other ? "old_bert" : "bert");
    reference::BertExtras extras;
    extras.old_norm_names = extras.decoder = extras.position_ids = other;
    reference::WriteCheckpoint(folder.path(), reference::ConfigJson(shape),
                               reference::AddExtras(tensors, extras));
    const auto genome = Converted(folder.path(), absl::nullopt);
    const auto floats = [&](const char* ours, const std::string& theirs,
                            int layer = 0, int domain = -1) {
      EXPECT_THAT(Floats(*genome, FindTensor(*genome, ours, layer, domain)),
                  ::testing::ElementsAreArray(tensors.at(theirs).values))
          << theirs;
    };
    const auto matrix = [&](const char* ours, const std::string& theirs,
                            int layer = 0, int domain = -1) {
      ExpectMatrix(*genome, FindTensor(*genome, ours, layer, domain),
                   tensors.at(theirs + ".weight"), 0, theirs);
      if (ours == tensors::kUp) {
        floats(tensors::kUpBias, theirs + ".bias", layer, domain);
      } else if (ours == tensors::kDown) {
        floats(tensors::kExpertBasal, theirs + ".bias", layer, domain);
      } else {
        floats(absl::StrCat(ours, ".bias").c_str(), theirs + ".bias", layer);
      }
    };
    const auto norm = [&](const std::string& ours, const std::string& theirs,
                          int layer = 0) {
      floats((ours + ".scale").c_str(), theirs + ".weight", layer);
      floats((ours + ".bias").c_str(), theirs + ".bias", layer);
    };
    // Tied: the embedding is stored once, as the output.
    EXPECT_EQ(genome->Find(tensors::kTokenEmbedding), Genome::kNoTensor);
    ExpectMatrix(*genome, FindTensor(*genome, tensors::kTokenOutput),
                 tensors.at("bert.embeddings.word_embeddings.weight"), 0, "");
    floats(tensors::kTokenOutputBias, "cls.predictions.bias");
    for (const auto& [ours, theirs] : std::map<const char*, std::string>{
             {tensors::kPositionEmbedding, "position"},
             {tensors::kTypeEmbedding, "token_type"}}) {
      ExpectNear(ValuesOf(*genome, FindTensor(*genome, ours)),
                 tensors
                     .at(absl::StrCat("bert.embeddings.", theirs,
                                      "_embeddings.weight"))
                     .values,
                 shape.width, 0, theirs);
    }
    norm("embedding.norm", "bert.embeddings.LayerNorm");
    for (int l = 0; l < shape.layers; ++l) {
      const std::string layer = absl::StrCat("bert.encoder.layer.", l, ".");
      matrix(tensors::kAttentionQuery, layer + "attention.self.query", l);
      matrix(tensors::kAttentionKey, layer + "attention.self.key", l);
      matrix(tensors::kAttentionValue, layer + "attention.self.value", l);
      matrix(tensors::kAttentionOutput, layer + "attention.output.dense", l);
      norm("attention.norm", layer + "attention.output.LayerNorm", l);
      matrix(tensors::kUp, layer + "intermediate.dense", l, l);
      matrix(tensors::kDown, layer + "output.dense", l, l);
      norm("expert.norm", layer + "output.LayerNorm", l);
    }
    matrix(tensors::kHead, "cls.predictions.transform.dense");
    norm("head.norm", "cls.predictions.transform.LayerNorm");
  }
}

TEST(ConvertCheckpoint, DescribesTheModelAndItsSources) {
  const reference::MixtralShape shape;
  const Folder folder("described");
  const std::string config = reference::ConfigJson(shape);
  reference::WriteCheckpoint(folder.path(), config,
                             reference::RandomMixtral(shape, 1), FileType::kF32,
                             3);
  const auto genome = Converted(folder.path(), DType::kBf16);
  const proto::Manifest& m = genome->manifest();
  EXPECT_EQ(m.name(), "described");
  EXPECT_THAT(m.title(), HasSubstr("MixtralForCausalLM"));
  EXPECT_FALSE(m.synthetic());
  const proto::Transformer& t = m.transformer();
  EXPECT_EQ(t.width(), 16u);
  EXPECT_EQ(t.heads(), 4u);
  EXPECT_EQ(t.key_heads(), 2u);
  EXPECT_EQ(t.head_width(), 4u);
  EXPECT_EQ(t.vocabulary(), 40u);
  EXPECT_EQ(t.positions(), 64u);
  EXPECT_EQ(t.order(), proto::Transformer::CAUSAL);
  EXPECT_EQ(t.position(), proto::Transformer::ROTARY);
  EXPECT_EQ(t.rotary_base(), 10000);
  EXPECT_EQ(t.norm(), proto::Transformer::RMS);
  EXPECT_EQ(t.norm_floor(), 1e-5);
  EXPECT_TRUE(t.norm_first());
  ASSERT_EQ(m.routers_size(), 2);
  EXPECT_EQ(m.routers(1).score(), proto::Router::GATE);
  EXPECT_EQ(m.routers(1).weighting(), proto::Router::SOFTMAX_TOPK);
  EXPECT_EQ(m.routers(1).top_k(), 2u);
  EXPECT_TRUE(m.routers(1).renormalize());
  ASSERT_EQ(m.domains_size(), 8);
  EXPECT_EQ(m.domains(5).id(), "layer1.expert1");
  EXPECT_EQ(m.domains(5).layer(), 1u);
  EXPECT_TRUE(m.domains(5).routed());
  const proto::Provenance& provenance = m.provenance();
  EXPECT_EQ(provenance.made_by(), "regulon convert");
  std::vector<std::string> names;
  for (const auto& source : provenance.sources()) {
    names.push_back(source.name());
    EXPECT_EQ(source.sha256(),
              Hex(Sha256(ReadBytes(folder.File(source.name())))));
  }
  EXPECT_THAT(names, ElementsAre("config.json", "model.safetensors.index.json",
                                 "model-00001-of-00003.safetensors",
                                 "model-00002-of-00003.safetensors",
                                 "model-00003-of-00003.safetensors"));
  // A segment per expert, which is a domain.
  for (const proto::TensorEntry& entry : m.tensors()) {
    if (entry.domain_plus_one() == 0) continue;
    EXPECT_EQ(entry.role(), proto::EXPERT);
    for (const proto::TensorEntry& other : m.tensors()) {
      EXPECT_EQ(entry.segment() == other.segment(),
                entry.domain_plus_one() == other.domain_plus_one());
    }
  }
}

TEST(ConvertCheckpoint, LosesNothingUnlessTold) {
  const reference::MixtralShape shape;
  const HfTensors tensors = reference::RandomMixtral(shape, 1);
  for (const FileType type :
       {FileType::kF32, FileType::kBf16, FileType::kF16}) {
    const Folder folder(absl::StrCat("exact", static_cast<int>(type)));
    reference::WriteCheckpoint(folder.path(), reference::ConfigJson(shape),
                               tensors, type);
    const auto genome = Converted(folder.path(), absl::nullopt);
    const int query = FindTensor(*genome, tensors::kAttentionQuery, 1);
    EXPECT_EQ(genome->MatrixOf(query).dtype,
              type == FileType::kBf16 ? DType::kBf16 : DType::kF32);
    HfTensor rounded = tensors.at("model.layers.1.self_attn.q_proj.weight");
    for (double& value : rounded.values) {
      value = reference::Rounded(value, type);
    }
    ExpectMatrix(*genome, query, rounded, 0, "");
    HfTensor scale = tensors.at("model.norm.weight");
    for (double& value : scale.values) value = reference::Rounded(value, type);
    EXPECT_THAT(Floats(*genome, FindTensor(*genome, tensors::kFinalNormScale)),
                ::testing::ElementsAreArray(scale.values));
  }
}

TEST(ConvertCheckpoint, MakesTheSameFileForAnyThreadsAndShards) {
  reference::MixtralShape shape;
  shape.tied = true;
  const HfTensors tensors = reference::RandomMixtral(shape, 3);
  const Folder folder("threads");
  reference::WriteCheckpoint(folder.path(), reference::ConfigJson(shape),
                             tensors);
  Converted(folder.path(), DType::kI8, 1);
  const std::string once = ReadBytes(folder.path() + ".regulon");
  for (const int threads : {2, 5}) {
    const auto genome = Converted(folder.path(), DType::kI8, threads);
    EXPECT_TRUE(ReadBytes(folder.path() + ".regulon") == once) << threads;
    EXPECT_EQ(genome->Find(tensors::kTokenEmbedding), Genome::kNoTensor);
  }
}

TEST(ConvertCheckpoint, LeavesNoFileWhereItFails) {
  const reference::MixtralShape shape;
  HfTensors tensors = reference::RandomMixtral(shape, 1);
  const Folder folder("infinite");
  tensors.at("model.layers.1.block_sparse_moe.experts.2.w1.weight").values[7] =
      INFINITY;
  reference::WriteCheckpoint(folder.path(), reference::ConfigJson(shape),
                             tensors);
  const std::string path = folder.path() + ".regulon";
  const auto made = ConvertCheckpoint(folder.path(), {}, path);
  EXPECT_THAT(std::string(made.status().message()),
              ::testing::AllOf(
                  HasSubstr("model.safetensors: tensor "
                            "'model.layers.1.block_sparse_moe.experts.2.w1."
                            "weight'"),
                  HasSubstr("not finite")));
  EXPECT_FALSE(std::filesystem::exists(path));
  tensors = reference::RandomMixtral(shape, 1);
  reference::WriteCheckpoint(folder.path(), reference::ConfigJson(shape),
                             tensors);
  const auto full = ConvertCheckpoint(folder.path(), {}, "/dev/full/x.regulon");
  EXPECT_THAT(std::string(full.status().message()), HasSubstr("/dev/full"));
}

}  // namespace
}  // namespace regulon
