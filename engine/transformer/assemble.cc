#include "engine/transformer/assemble.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/genome/tensors.h"
#include "engine/ledger/genome_inventory.h"
#include "engine/status.h"
#include "engine/transformer/tensor_taker.h"

namespace regulon {
namespace {

using namespace tensors;  // NOLINT: the names are the point of this file

constexpr uint32_t kMost = 1u << 30;  // of any size: products fit 64 bits

absl::Status CheckShape(const proto::Transformer& shape) {
  const struct {
    const char* name;
    uint32_t value;
  } sizes[] = {
      {"width", shape.width()},           {"heads", shape.heads()},
      {"key_heads", shape.key_heads()},   {"head_width", shape.head_width()},
      {"vocabulary", shape.vocabulary()}, {"positions", shape.positions()}};
  for (const auto& [name, value] : sizes) {
    if (value == 0 || value > kMost) {
      return absl::DataLossError(
          absl::StrCat("the transformer's ", name, " is ", value));
    }
  }
  if (shape.heads() % shape.key_heads() != 0) {
    return absl::DataLossError(absl::StrCat("the transformer's ", shape.heads(),
                                            " heads cannot share ",
                                            shape.key_heads(), " key heads"));
  }
  const bool rotary = shape.position() == proto::Transformer::ROTARY;
  const bool causal = shape.order() == proto::Transformer::CAUSAL;
  if (!proto::Transformer::Order_IsValid(shape.order()) ||
      !proto::Transformer::Position_IsValid(shape.position()) ||
      !proto::Transformer::Norm_IsValid(shape.norm()) ||
      !proto::Activation_IsValid(shape.activation()) ||
      !std::isfinite(shape.norm_floor()) || shape.norm_floor() < 0 ||
      (rotary && (shape.head_width() % 2 != 0 || !(shape.rotary_base() > 0) ||
                  !std::isfinite(shape.rotary_base()))) ||
      (!causal && shape.window() > 0)) {
    return absl::DataLossError(
        "the transformer's order, positions, window, norm or activation is "
        "not known or does not fit its other settings");
  }
  return absl::OkStatus();
}

class Assembler {
 public:
  explicit Assembler(const Genome& genome)
      : genome_(genome),
        m_(genome.manifest()),
        s_(genome.manifest().transformer()),
        out_(std::make_unique<TransformerTables>()),
        take_(genome, out_->inventory) {}

  absl::StatusOr<std::unique_ptr<TransformerTables>> Run();

 private:
  absl::Status FillEmbeddings();
  absl::Status FillOutput();
  absl::Status FillNorm(const char* scale, const char* bias, int layer,
                        Need need, NormTables& norm, std::vector<Units>& units);
  absl::Status FillProjection(const char* weights, const char* bias, int layer,
                              int64_t rows, int64_t columns,
                              ProjectionTables& projection);
  absl::Status FillBlock(int layer);
  absl::Status FillRouter(int layer, BlockTables& block);
  absl::Status FillExpert(int layer, int domain, BlockTables& block);
  void FillAlwaysRead();

  int64_t d() const { return s_.width(); }

  const Genome& genome_;
  const proto::Manifest& m_;
  const proto::Transformer& s_;
  std::unique_ptr<TransformerTables> out_;
  TensorTaker take_;
};

absl::StatusOr<std::unique_ptr<TransformerTables>> Assembler::Run() {
  if (!m_.has_transformer()) {
    return absl::InvalidArgumentError(
        absl::StrCat(genome_.path(),
                     ": the genome reads regulators, not tokens; see regulon "
                     "express"));
  }
  absl::Status shape = CheckShape(s_);
  if (shape.ok() && m_.routers_size() == 0) {
    shape = absl::DataLossError("the transformer has no blocks");
  }
  if (!shape.ok()) {
    return absl::DataLossError(absl::StrCat(genome_.path(), ": ",
                                            std::string(shape.message()),
                                            "; convert the checkpoint again"));
  }
  out_->inventory = InventoryOf(genome_);
  RETURN_IF_ERROR(FillEmbeddings());
  RETURN_IF_ERROR(FillOutput());
  out_->width.resize(d());  // a norm or embedding of the file is as long
  std::iota(out_->width.begin(), out_->width.end(), 0);
  for (int layer = 0; layer < m_.routers_size(); ++layer) {
    RETURN_IF_ERROR(FillBlock(layer));
  }
  FillAlwaysRead();
  out_->inventory.CutRest();
  return std::move(out_);
}

absl::Status Assembler::FillNorm(const char* scale, const char* bias, int layer,
                                 Need need, NormTables& norm,
                                 std::vector<Units>& units) {
  RETURN_IF_ERROR(
      take_.TakeFloats({scale, layer}, d(), need, norm.scale, units));
  if (s_.norm() == proto::Transformer::RMS || norm.scale.empty()) {
    return take_.Stores({bias, layer})
               ? take_.Damaged({bias, layer}, "is there without its norm")
               : absl::OkStatus();
  }
  return take_.TakeFloats({bias, layer}, d(), Need::kOptional, norm.bias,
                          units);
}

absl::Status Assembler::FillEmbeddings() {
  TransformerTables& t = *out_;
  const bool tied = !take_.Stores({kTokenEmbedding});
  if (!tied) {
    RETURN_IF_ERROR(take_.TakeRows({kTokenEmbedding}, s_.vocabulary(), d(),
                                   Need::kRequired, t.token, t.token_units));
  } else {
    RETURN_IF_ERROR(take_.TakeByColumn({kTokenOutput}, d(), s_.vocabulary(),
                                       t.output.weights, t.token_units,
                                       t.token_scale_units));
    if (t.token_scale_units.stored()) {
      t.token_scale_rows =
          (d() + t.output.weights.scale_rows - 1) / t.output.weights.scale_rows;
    }
  }
  if (s_.position() == proto::Transformer::LEARNED) {
    RETURN_IF_ERROR(take_.TakeRows({kPositionEmbedding}, s_.positions(), d(),
                                   Need::kRequired, t.position,
                                   t.position_units));
  }
  if (s_.token_types() > 0) {
    RETURN_IF_ERROR(take_.TakeRows({kTypeEmbedding}, s_.token_types(), d(),
                                   Need::kRequired, t.type, t.type_units));
  }
  return FillNorm(kEmbeddingNormScale, kEmbeddingNormBias, 0, Need::kOptional,
                  t.embedding_norm, t.always);
}

absl::Status Assembler::FillOutput() {
  TransformerTables& t = *out_;
  RETURN_IF_ERROR(FillNorm(kFinalNormScale, kFinalNormBias, 0,
                           s_.norm_first() ? Need::kRequired : Need::kOptional,
                           t.final_norm, t.always));
  if (!t.output.stored()) {
    RETURN_IF_ERROR(take_.TakePacked({kTokenOutput}, d(), s_.vocabulary(),
                                     Need::kOptional, t.output.weights,
                                     t.output_units));
  }
  if (!t.output.stored()) return absl::OkStatus();
  RETURN_IF_ERROR(take_.TakeFloats({kTokenOutputBias}, s_.vocabulary(),
                                   Need::kOptional, t.output.bias,
                                   t.output_units));
  RETURN_IF_ERROR(take_.TakePacked({kHead}, d(), d(), Need::kOptional,
                                   t.head.weights, t.output_units));
  if (!t.head.stored()) return absl::OkStatus();
  RETURN_IF_ERROR(take_.TakeFloats({kHeadBias}, d(), Need::kOptional,
                                   t.head.bias, t.output_units));
  return FillNorm(kHeadNormScale, kHeadNormBias, 0, Need::kOptional,
                  t.head_norm, t.output_units);
}

absl::Status Assembler::FillProjection(const char* weights, const char* bias,
                                       int layer, int64_t rows, int64_t columns,
                                       ProjectionTables& projection) {
  RETURN_IF_ERROR(take_.TakePacked({weights, layer}, rows, columns,
                                   Need::kRequired, projection.weights,
                                   out_->always));
  return take_.TakeFloats({bias, layer}, columns, Need::kOptional,
                          projection.bias, out_->always);
}

absl::Status Assembler::FillBlock(int layer) {
  BlockTables& block = out_->blocks.emplace_back();
  const int64_t queries = int64_t{s_.heads()} * s_.head_width();
  const int64_t keys = int64_t{s_.key_heads()} * s_.head_width();
  RETURN_IF_ERROR(FillNorm(kAttentionNormScale, kAttentionNormBias, layer,
                           Need::kRequired, block.attention_norm,
                           out_->always));
  RETURN_IF_ERROR(FillProjection(kAttentionQuery, kAttentionQueryBias, layer,
                                 d(), queries, block.query));
  RETURN_IF_ERROR(FillProjection(kAttentionKey, kAttentionKeyBias, layer, d(),
                                 keys, block.key));
  RETURN_IF_ERROR(FillProjection(kAttentionValue, kAttentionValueBias, layer,
                                 d(), keys, block.value));
  RETURN_IF_ERROR(FillProjection(kAttentionOutput, kAttentionOutputBias, layer,
                                 queries, d(), block.output));
  RETURN_IF_ERROR(FillNorm(kExpertNormScale, kExpertNormBias, layer,
                           Need::kRequired, block.expert_norm, out_->always));
  for (int domain = 0; domain < m_.domains_size(); ++domain) {
    if (m_.domains(domain).layer() != static_cast<uint32_t>(layer)) continue;
    RETURN_IF_ERROR(FillExpert(layer, domain, block));
    block.domains.push_back(domain);
  }
  if (block.domains.empty()) {
    return absl::DataLossError(
        absl::StrCat(genome_.path(), ": layer ", layer,
                     " has no experts; convert the checkpoint again"));
  }
  for (const ExpertTables& expert : block.experts) {
    const ExpertTables& first = block.experts.front();
    if (expert.up.data == nullptr || first.up.data == nullptr ||
        (expert.gate.data == nullptr) == (first.gate.data == nullptr)) {
      continue;
    }
    return absl::DataLossError(absl::StrCat(
        genome_.path(), ": some experts of layer ", layer,
        " have a gate and some have none; convert the checkpoint again"));
  }
  return FillRouter(layer, block);
}

absl::Status Assembler::FillRouter(int layer, BlockTables& block) {
  const proto::Router& router = m_.routers(layer);
  RouterTables& t = block.router;
  const auto domains = static_cast<int>(block.domains.size());
  t.score = static_cast<Score>(router.score());
  t.weighting = static_cast<Weighting>(router.weighting());
  t.top_k = static_cast<int>(
      std::min(router.top_k(), static_cast<uint32_t>(domains)));
  t.renormalize = router.renormalize();
  t.null_state = router.null_state();
  t.domains = domains;
  t.regulators = static_cast<int>(d());
  for (int i = 0; i < domains; ++i) {
    const proto::Domain& domain = m_.domains(block.domains[i]);
    if (domain.routed()) t.routed.push_back(i);
    if (domain.dropped()) t.dropped.push_back(i);
  }
  if (t.routed.empty()) return absl::OkStatus();
  if (t.score != Score::kGate) {
    return absl::DataLossError(absl::StrCat(
        genome_.path(), ": the router of layer ", layer,
        " scores regulators, not tokens; convert the checkpoint again"));
  }
  const auto routed = static_cast<int64_t>(t.routed.size());
  RETURN_IF_ERROR(take_.TakePacked({kRouterGate, layer}, d(), routed,
                                   Need::kRequired, block.gate, out_->always));
  return take_.TakeFloats({kRouterThreshold, layer}, routed, Need::kOptional,
                          t.threshold, out_->always);
}

absl::Status Assembler::FillExpert(int layer, int domain, BlockTables& block) {
  ExpertTables& t = block.experts.emplace_back();
  std::vector<ByteRange>& pages = block.pages.emplace_back();
  t.genes = t.inputs = out_->width;
  t.activation = static_cast<Activation>(s_.activation());
  if (m_.domains(domain).dropped()) return absl::OkStatus();
  const auto of = [&](const char* name) {
    return TensorName{name, layer, domain};
  };
  const int up = genome_.Find(kUp, layer, domain);
  const int64_t hidden =
      up == Genome::kNoTensor ? 0 : genome_.MatrixOf(up).columns;
  RETURN_IF_ERROR(
      take_.TakePacked(of(kUp), d(), hidden, Need::kRequired, t.up, t.units));
  RETURN_IF_ERROR(take_.TakePacked(of(kGate), d(), hidden, Need::kOptional,
                                   t.gate, t.units));
  RETURN_IF_ERROR(take_.TakePacked(of(kDown), hidden, d(), Need::kRequired,
                                   t.down, t.units));
  RETURN_IF_ERROR(take_.TakeFloats(of(kExpertBasal), d(), Need::kOptional,
                                   t.basal, t.units));
  if (t.gate.data == nullptr) {
    RETURN_IF_ERROR(take_.TakeFloats(of(kUpBias), hidden, Need::kOptional,
                                     t.up_bias, t.units));
  }
  for (const Units units : t.units) {
    pages.push_back(
        genome_.BytesOf(out_->inventory.units()[units.first].tensor));
  }
  std::sort(
      pages.begin(), pages.end(),
      [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
  return absl::OkStatus();
}

// Tables of embeddings are read a row at a time, as rows come.
void Assembler::FillAlwaysRead() {
  std::vector<bool> taken(m_.tensors_size());
  for (const auto* units : {&out_->always, &out_->output_units}) {
    for (const Units unit : *units) {
      taken[out_->inventory.units()[unit.first].tensor] = true;
    }
  }
  for (int i = 0; i < m_.tensors_size(); ++i) {
    if (taken[i] || m_.tensors(i).name() == kTokenOutput) {
      out_->always_read.push_back(genome_.BytesOf(i));
    }
  }
  std::sort(
      out_->always_read.begin(), out_->always_read.end(),
      [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
}

}  // namespace

absl::StatusOr<std::unique_ptr<TransformerTables>> AssembleTransformer(
    const Genome& genome) {
  return Assembler(genome).Run();
}

}  // namespace regulon
