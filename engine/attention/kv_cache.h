// The keys and values of what a sequence has read so far, of every layer.
#ifndef REGULON_ENGINE_ATTENTION_KV_CACHE_H_
#define REGULON_ENGINE_ATTENTION_KV_CACHE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/attention/attention.h"

namespace regulon {

// Memory is set aside by Create and taken up as rows are written. Rows of
// different positions and layers may be written at the same time.
class KvCache {
 public:
  // Room for `positions` rows of `width` = key_heads * head_width in each
  // layer. ResourceExhausted where there is no memory for it.
  static absl::StatusOr<KvCache> Create(int layers, int64_t positions,
                                        int64_t width);

  // [width] each, to be written before the position is attended to; position <
  // positions().
  float* KeyRow(int layer, int64_t position);
  float* ValueRow(int layer, int64_t position);
  // From now on nobody attends to that position (padding).
  void SetAbsent(int64_t position);

  // Of the first `size` positions.
  KeysAndValues Layer(int layer, int64_t size) const;

  int64_t positions() const { return positions_; }
  int64_t size() const { return size_; }  // positions that have been read
  void Append(int64_t positions) { size_ += positions; }
  // Forgets what comes after the first `size` positions.
  void Truncate(int64_t size);

 private:
  KvCache() = default;
  int64_t RowAt(int layer, int64_t position) const {
    return (layer * positions_ + position) * width_;
  }

  int64_t positions_ = 0, width_ = 0, size_ = 0;
  std::unique_ptr<float[]> keys_, values_;  // [layers, positions, width]
  std::vector<uint8_t> absent_;             // [positions]
  int64_t absent_end_ = 0;                  // positions that may be absent
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTENTION_KV_CACHE_H_
