#include "engine/transformer/tensor_list.h"

#include "absl/strings/str_cat.h"
#include "engine/genome/tensors.h"

namespace regulon {
namespace {

using namespace tensors;  // NOLINT: the names are the point of this file

// What is said of several tensors in a row.
struct Part {
  proto::Role role;
  proto::Stage stage;
  int layer = 0;
  int domain = -1;
};

class List {
 public:
  List(const TransformerPlan& plan, DType dtype)
      : plan_(plan),
        floats_(dtype == DType::kF32 ? DType::kF32 : DType::kBf16),
        experts_(dtype),
        others_(dtype == DType::kI4 ? DType::kI8 : dtype) {}

  std::vector<PlannedTensor> Made() {
    AddTokens();
    for (int layer = 0; layer < plan_.layers; ++layer) AddBlock(layer);
    AddOutput();
    return std::move(tensors_);
  }

 private:
  void AddTokens() {
    const proto::Transformer& shape = plan_.shape;
    Start({proto::DENSE, proto::SENSE});
    if (!plan_.tied) Rows(kTokenEmbedding, shape.vocabulary());
    if (shape.position() == proto::Transformer::LEARNED) {
      Rows(kPositionEmbedding, shape.positions());
    }
    if (shape.token_types() > 0) Rows(kTypeEmbedding, shape.token_types());
    if (!shape.norm_first()) Norm(kEmbeddingNormScale, kEmbeddingNormBias);
  }

  void AddBlock(int layer) {
    const proto::Transformer& shape = plan_.shape;
    const int64_t width = shape.width();
    const int64_t queries = int64_t{shape.heads()} * shape.head_width();
    const int64_t keys = int64_t{shape.key_heads()} * shape.head_width();
    Start({proto::DENSE, proto::ATTEND, layer});
    Norm(kAttentionNormScale, kAttentionNormBias);
    Matrix(kAttentionQuery, others_, width, queries);
    Bias(kAttentionQueryBias, queries);
    Matrix(kAttentionKey, others_, width, keys);
    Bias(kAttentionKeyBias, keys);
    Matrix(kAttentionValue, others_, width, keys);
    Bias(kAttentionValueBias, keys);
    Matrix(kAttentionOutput, others_, queries, width);
    Bias(kAttentionOutputBias, width);
    part_.stage = proto::TRANSCRIBE;
    Norm(kExpertNormScale, kExpertNormBias);
    if (plan_.experts > 0) {
      part_.role = proto::ROUTER;
      part_.stage = proto::OPEN;
      Matrix(kRouterGate, floats_, width, plan_.experts);
    }
    const proto::Role role = plan_.experts > 0 ? proto::EXPERT : proto::DENSE;
    const int domains = plan_.domains_per_layer();
    for (int d = layer * domains; d < (layer + 1) * domains; ++d) {
      Start({role, proto::TRANSCRIBE, layer, d});
      if (plan_.gated) Matrix(kGate, experts_, width, plan_.expert_width);
      Matrix(kUp, experts_, width, plan_.expert_width);
      Bias(kUpBias, plan_.expert_width);
      Matrix(kDown, experts_, plan_.expert_width, width);
      Bias(kExpertBasal, width);
    }
  }

  void AddOutput() {
    const int64_t width = plan_.shape.width();
    Start({proto::DENSE, proto::PREDICT});
    if (plan_.shape.norm_first()) Norm(kFinalNormScale, kFinalNormBias);
    if (plan_.head) {
      Matrix(kHead, others_, width, width);
      Bias(kHeadBias, width);
      Norm(kHeadNormScale, kHeadNormBias);
    }
    Matrix(kTokenOutput, others_, width, plan_.shape.vocabulary());
    Bias(kTokenOutputBias, plan_.shape.vocabulary());
  }

  void Start(const Part& part) {
    part_ = part;
    starts_ = true;
  }
  void Add(const char* name, TensorForm form, DType dtype, int64_t rows,
           int64_t columns) {
    tensors_.push_back(
        {{name, part_.role, part_.stage, part_.domain, part_.layer},
         form,
         dtype,
         rows,
         columns,
         starts_});
    starts_ = false;
  }
  void Rows(const char* name, int64_t rows) {
    Add(name, TensorForm::kRows, floats_, rows, plan_.shape.width());
  }
  void Matrix(const char* name, DType dtype, int64_t rows, int64_t columns) {
    Add(name, TensorForm::kPacked, dtype, rows, columns);
  }
  void Bias(const char* name, int64_t size) {
    if (plan_.biases) Add(name, TensorForm::kFloats, DType::kF32, 1, size);
  }
  void Norm(const char* scale, const char* bias) {
    const int64_t width = plan_.shape.width();
    Add(scale, TensorForm::kFloats, DType::kF32, 1, width);
    if (plan_.shape.norm() == proto::Transformer::LAYER) {
      Add(bias, TensorForm::kFloats, DType::kF32, 1, width);
    }
  }

  const TransformerPlan& plan_;
  // Of what is read by rows or decides, of experts, and of other matrices.
  const DType floats_, experts_, others_;
  Part part_ = {proto::DENSE, proto::SENSE};
  bool starts_ = false;
  std::vector<PlannedTensor> tensors_;
};

}  // namespace

std::vector<PlannedTensor> TensorsOf(const TransformerPlan& plan, DType dtype) {
  return List(plan, dtype).Made();
}

proto::Manifest TablesOf(const TransformerPlan& plan) {
  proto::Manifest manifest;
  *manifest.mutable_transformer() = plan.shape;
  for (int layer = 0; layer < plan.layers; ++layer) {
    proto::Router& router = *manifest.add_routers();
    if (plan.experts > 0) {
      router.set_score(proto::Router::GATE);
      router.set_weighting(proto::Router::SOFTMAX_TOPK);
      router.set_top_k(plan.top_k);
      router.set_renormalize(true);
    }
    for (int e = 0; e < plan.domains_per_layer(); ++e) {
      proto::Domain& domain = *manifest.add_domains();
      domain.set_id(plan.experts > 0
                        ? absl::StrCat("layer", layer, ".expert", e)
                        : absl::StrCat("layer", layer, ".mlp"));
      domain.set_layer(layer);
      domain.set_routed(plan.experts > 0);
    }
  }
  return manifest;
}

}  // namespace regulon
