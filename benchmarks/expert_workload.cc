#include "benchmarks/expert_workload.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <utility>

namespace regulon {
namespace {

// Several times what a cache holds.
constexpr int64_t kLeastBytes = int64_t{512} << 20;
// Experts that are packed; the others are their copies.
constexpr int kDistinct = 4;

std::vector<float> RandomValues(int64_t count, Random& random) {
  std::vector<float> values(count);
  for (float& value : values) {
    value = static_cast<float>((random.Unit() - 0.5) / 16);
  }
  return values;
}

}  // namespace

ExpertWorkload::ExpertWorkload(const ExpertShape& shape, DType dtype)
    : layout_(shape, dtype), deck_(shape.experts), chosen_(shape.experts) {
  std::iota(deck_.begin(), deck_.end(), 0);
  const int64_t layers = (kLeastBytes + layer_bytes() - 1) / layer_bytes();
  memory_ = std::make_unique<Memory>(layers * layer_bytes(), Memory::kHuge);
  Pack();
  for (int64_t i = 0; i < layers; ++i) {
    auto layer = layout_.LayerAt(memory_->data() + i * layer_bytes());
    if (!layer.ok()) std::abort();
    layers_.push_back(*std::move(layer));
  }
}

void ExpertWorkload::Pack() {
  const int64_t weights = shape().width * shape().hidden;
  Random random(2, 0);
  uint8_t* const first = memory_->data();
  for (int e = 0; e < kDistinct; ++e) {
    uint8_t* expert = first + e * layout_.expert_bytes();
    layout_.PackUp(RandomValues(weights, random), expert);
    layout_.PackDown(RandomValues(weights, random), expert);
  }
  const int64_t packed = kDistinct * layout_.expert_bytes();
  for (int64_t at = packed; at < memory_->size(); at += packed) {
    std::memcpy(first + at, first, std::min(packed, memory_->size() - at));
  }
}

void ExpertWorkload::Choose(int contexts, int k) {
  layer_ = (layer_ + 1) % layers_.size();
  if (contexts != contexts_) {
    contexts_ = contexts;
    x_.resize(contexts * shape().width);
    y_.resize(contexts * shape().width);
    for (float& value : x_) value = static_cast<float>(random_.Unit() - 0.5);
  }
  for (std::vector<Choice>& chosen : chosen_) chosen.clear();
  for (int context = 0; context < contexts; ++context) {
    for (int i = 0; i < k; ++i) {
      std::swap(deck_[i], deck_[i + random_.Below(shape().experts - i)]);
      const double weight = (1 + random_.Unit()) / k;
      chosen_[deck_[i]].push_back({context, static_cast<float>(weight)});
    }
  }
  readers_.Clear();
  for (const int expert : layers_[layer_].order()) {
    for (const auto& [context, weight] : chosen_[expert]) {
      readers_.AddContext(context, weight);
    }
    readers_.EndDomain(expert);
  }
}

int64_t ExpertWorkload::bytes() const {
  return readers_.size() * layout_.expert_bytes() +
         static_cast<int64_t>((x_.size() + y_.size()) * sizeof(float));
}

int64_t ExpertWorkload::operations() const {
  return readers_.all() * layers_[layer_].experts()[0].flops();
}

absl::Status ExpertWorkload::Run(Workers& workers) {
  std::fill(y_.begin(), y_.end(), 0.0f);
  const ExpertInput input = {x_.data(), nullptr, nullptr, nullptr};
  return layers_[layer_].Run(readers_, 0, readers_.size(), input, workers,
                             y_.data());
}

}  // namespace regulon
