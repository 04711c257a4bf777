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

int64_t Aligned(int64_t bytes) { return (bytes + 63) / 64 * 64; }

int64_t ScaleBytes(DType dtype, int64_t rows, int64_t columns) {
  const int64_t scale_rows = ScaleRowsOf(dtype, rows);
  if (scale_rows == 0) return 0;
  return (rows + scale_rows - 1) / scale_rows * columns *
         static_cast<int64_t>(sizeof(float));
}

int64_t ValueBytes(DType dtype, int64_t rows, int64_t columns) {
  return BytesOf(dtype, Layout::kPacked, rows, columns);
}

void PackTo(DType dtype, int64_t rows, int64_t columns, Random& random,
            uint8_t* values, uint8_t* scales) {
  std::vector<float> plain(rows * columns);
  for (float& value : plain) {
    value = static_cast<float>((random.Unit() - 0.5) / 16);
  }
  const PackedMatrix packed = Pack(dtype, rows, columns, plain);
  std::memcpy(values, packed.bytes.data(), packed.bytes.size());
  if (packed.scales.empty()) return;
  std::memcpy(scales, packed.scales.data(),
              packed.scales.size() * sizeof(float));
}

Matrix ViewOf(DType dtype, int64_t rows, int64_t columns, const uint8_t* values,
              const uint8_t* scales) {
  Matrix view;
  view.dtype = dtype;
  view.rows = rows;
  view.columns = columns;
  view.data = values;
  view.scale_rows = ScaleRowsOf(dtype, rows);
  if (view.scale_rows > 0) view.scales = reinterpret_cast<const float*>(scales);
  return view;
}

}  // namespace

ExpertWorkload::ExpertWorkload(const ExpertShape& shape, DType dtype)
    : shape_(shape),
      dtype_(dtype),
      expert_(PartsOf()),
      all_(shape.width),
      deck_(shape.experts),
      chosen_(shape.experts) {
  std::iota(all_.begin(), all_.end(), 0);
  std::iota(deck_.begin(), deck_.end(), 0);
  const int64_t layers = (kLeastBytes + layer_bytes() - 1) / layer_bytes();
  memory_ = std::make_unique<Memory>(layers * layer_bytes(), Memory::kHuge);
  Pack();
  TranscriptionSizes sizes;
  sizes.regulators = sizes.genes = shape.width;
  sizes.domains = shape.experts;
  const uint8_t* at = memory_->data();
  for (int64_t i = 0; i < layers; ++i) {
    std::vector<ExpertTables> tables;
    for (int e = 0; e < shape.experts; ++e, at += expert_.bytes) {
      tables.push_back(TablesOf(at));
    }
    auto layer = ExpertLayer::Create(std::move(tables), sizes);
    if (!layer.ok()) std::abort();
    layers_.push_back(*std::move(layer));
  }
}

ExpertWorkload::Parts ExpertWorkload::PartsOf() const {
  const auto [name, experts, width, hidden] = shape_;
  Parts parts;
  parts.up_scales = Aligned(ValueBytes(dtype_, width, hidden));
  parts.down = parts.up_scales + Aligned(ScaleBytes(dtype_, width, hidden));
  parts.down_scales = parts.down + Aligned(ValueBytes(dtype_, hidden, width));
  parts.bytes = parts.down_scales + Aligned(ScaleBytes(dtype_, hidden, width));
  return parts;
}

void ExpertWorkload::Pack() {
  const auto [name, experts, width, hidden] = shape_;
  Random random(2, 0);
  uint8_t* const first = memory_->data();
  for (int e = 0; e < kDistinct; ++e) {
    uint8_t* at = first + e * expert_.bytes;
    PackTo(dtype_, width, hidden, random, at, at + expert_.up_scales);
    PackTo(dtype_, hidden, width, random, at + expert_.down,
           at + expert_.down_scales);
  }
  const int64_t packed = kDistinct * expert_.bytes;
  for (int64_t at = packed; at < memory_->size(); at += packed) {
    std::memcpy(first + at, first, std::min(packed, memory_->size() - at));
  }
}

ExpertTables ExpertWorkload::TablesOf(const uint8_t* expert) const {
  const auto [name, experts, width, hidden] = shape_;
  ExpertTables tables;
  tables.genes = all_;
  tables.inputs = all_;
  tables.up = ViewOf(dtype_, width, hidden, expert, expert + expert_.up_scales);
  tables.down = ViewOf(dtype_, hidden, width, expert + expert_.down,
                       expert + expert_.down_scales);
  return tables;
}

void ExpertWorkload::Choose(int contexts, int k) {
  layer_ = (layer_ + 1) % layers_.size();
  if (contexts != contexts_) {
    contexts_ = contexts;
    x_.resize(contexts * shape_.width);
    y_.resize(contexts * shape_.width);
    for (float& value : x_) value = static_cast<float>(random_.Unit() - 0.5);
  }
  for (std::vector<Choice>& chosen : chosen_) chosen.clear();
  for (int context = 0; context < contexts; ++context) {
    for (int i = 0; i < k; ++i) {
      std::swap(deck_[i], deck_[i + random_.Below(shape_.experts - i)]);
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
  return readers_.size() * expert_.bytes +
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
