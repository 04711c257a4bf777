#include "engine/synth/synth_transformer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/random.h"
#include "engine/transformer/write_transformer.h"

namespace regulon {
namespace {

constexpr double kDeviation = 0.02;

void Fill(const PlannedTensor& tensor, uint64_t seed, uint64_t stream,
          absl::Span<float> values) {
  if (tensor.form == TensorForm::kFloats) {
    const bool scale = absl::EndsWith(tensor.label.name, ".norm.scale");
    std::fill(values.begin(), values.end(), scale ? 1.0f : 0.0f);
    return;
  }
  Random random(seed, stream);
  for (float& value : values) {
    value = static_cast<float>(kDeviation * random.NearlyNormal());
  }
}

}  // namespace

absl::Status SynthesizeTransformer(const TransformerPlan& plan,
                                   const SynthTransformerOptions& options,
                                   const std::string& path) {
  const std::vector<PlannedTensor> tensors = TensorsOf(plan, options.dtype);
  proto::Manifest manifest = TablesOf(plan);
  manifest.set_name("synthetic");
  manifest.set_title(absl::StrCat(
      "SYNTHETIC: random weights, ", plan.layers, " blocks of ",
      plan.domains_per_layer(), plan.experts == 0 ? " expert" : " experts",
      ", width ", plan.shape.width(), ", ", plan.shape.vocabulary(),
      " tokens; describes nothing in nature"));
  manifest.set_synthetic(true);
  manifest.mutable_provenance()->set_seed(options.seed);
  manifest.mutable_provenance()->set_made_by("regulon synth");
  WriteTransformerOptions writing;
  writing.threads = options.threads;
  writing.on_progress = options.on_progress;
  const auto values = [&](int index, absl::Span<float> out) {
    Fill(tensors[index], options.seed, index, out);
    return absl::OkStatus();
  };
  return WriteTransformer(tensors, std::move(manifest), values, writing, path);
}

}  // namespace regulon
