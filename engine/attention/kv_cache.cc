#include "engine/attention/kv_cache.h"

#include <algorithm>
#include <new>

#include "absl/strings/str_cat.h"

namespace regulon {

absl::StatusOr<KvCache> KvCache::Create(int layers, int64_t positions,
                                        int64_t width) {
  KvCache cache;
  cache.positions_ = positions;
  cache.width_ = width;
  const double floats = static_cast<double>(layers) *
                        static_cast<double>(positions) *
                        static_cast<double>(width);
  if (floats < 1e15) {
    const int64_t size = layers * positions * width;
    // Not written to, so that the machine gives the memory when it is needed.
    cache.keys_.reset(new (std::nothrow) float[size]);
    cache.values_.reset(new (std::nothrow) float[size]);
  }
  if (cache.keys_ == nullptr || cache.values_ == nullptr) {
    return absl::ResourceExhaustedError(
        absl::StrCat("no memory for the keys and values of ", positions,
                     " positions in ", layers, " layers; ask for fewer"));
  }
  cache.absent_.assign(positions, 0);
  return cache;
}

float* KvCache::KeyRow(int layer, int64_t position) {
  return keys_.get() + RowAt(layer, position);
}

float* KvCache::ValueRow(int layer, int64_t position) {
  return values_.get() + RowAt(layer, position);
}

void KvCache::SetAbsent(int64_t position) {
  absent_[position] = 1;
  absent_end_ = std::max(absent_end_, position + 1);
}

KeysAndValues KvCache::Layer(int layer, int64_t size) const {
  KeysAndValues rows;
  rows.keys = keys_.get() + RowAt(layer, 0);
  rows.values = values_.get() + RowAt(layer, 0);
  rows.size = size;
  rows.stride = width_;
  rows.absent = absent_end_ > 0 ? absent_.data() : nullptr;
  return rows;
}

void KvCache::Truncate(int64_t size) {
  for (int64_t i = size; i < absent_end_; ++i) absent_[i] = 0;
  absent_end_ = std::min(absent_end_, size);
  size_ = std::min(size_, size);
}

}  // namespace regulon
