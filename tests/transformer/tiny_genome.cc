#include "tests/transformer/tiny_genome.h"

#include <unistd.h>

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/random.h"
#include "engine/transformer/write_transformer.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

TransformerPlan Tiny() {
  TransformerPlan plan;
  plan.layers = 2;
  plan.expert_width = 40;
  proto::Transformer& shape = plan.shape;
  shape.set_width(24);
  shape.set_heads(4);
  shape.set_key_heads(2);
  shape.set_head_width(6);
  shape.set_vocabulary(70);
  shape.set_positions(1200);
  shape.set_norm_floor(1e-5);
  return plan;
}

}  // namespace

TransformerPlan TinyMixture() {
  TransformerPlan plan = Tiny();
  plan.experts = 4;
  plan.top_k = 2;
  plan.gated = true;
  plan.shape.set_position(proto::Transformer::ROTARY);
  plan.shape.set_rotary_base(10000);
  plan.shape.set_norm_first(true);
  return plan;
}

TransformerPlan TinyMasked() {
  TransformerPlan plan = Tiny();
  plan.biases = plan.head = plan.tied = true;
  plan.shape.set_token_types(2);
  plan.shape.set_order(proto::Transformer::BIDIRECTIONAL);
  plan.shape.set_position(proto::Transformer::LEARNED);
  plan.shape.set_norm(proto::Transformer::LAYER);
  plan.shape.set_activation(proto::GELU);
  return plan;
}

std::unique_ptr<const Genome> WriteTiny(const TransformerPlan& plan,
                                        DType dtype,
                                        const TinyChanges& changes) {
  std::vector<PlannedTensor> tensors = TensorsOf(plan, dtype);
  if (changes.tensors) changes.tensors(tensors);
  // Each has its own values, whichever others there are.
  std::vector<PlannedTensor> written;
  std::vector<int> stream;
  bool starts_segment = false;
  for (size_t i = 0; i < tensors.size(); ++i) {
    starts_segment |= tensors[i].starts_segment;
    if (tensors[i].rows == 0) continue;
    written.push_back(tensors[i]);
    written.back().starts_segment = std::exchange(starts_segment, false);
    stream.push_back(static_cast<int>(i));
  }
  proto::Manifest manifest = TablesOf(plan);
  manifest.set_name("tiny");
  manifest.set_synthetic(true);
  if (changes.manifest) changes.manifest(manifest);
  const auto values = [&](int index, absl::Span<float> out) {
    const PlannedTensor& tensor = written[index];
    const bool scale = absl::EndsWith(tensor.label.name, "scale");
    Random random(17, stream[index]);
    for (float& value : out) {
      value = static_cast<float>(random.Unit() - 0.5) + (scale ? 1.0f : 0.0f);
    }
    return absl::OkStatus();
  };
  static int files = 0;
  const std::string path = absl::StrCat(testing::TempDir(), "/tiny", getpid(),
                                        "_", ++files, ".regulon");
  const absl::Status status =
      WriteTransformer(written, std::move(manifest), values, {}, path);
  if (!status.ok()) ADD_FAILURE() << status;
  auto genome = Genome::Open(path);
  unlink(path.c_str());
  return *std::move(genome);
}

}  // namespace regulon
