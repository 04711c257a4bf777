// What a transformer remembers of a sequence that it reads: keys and values,
// and which tokens nobody attends to. Made by Transformer::NewSequence, for one
// call at a time.
#ifndef REGULON_ENGINE_TRANSFORMER_SEQUENCE_H_
#define REGULON_ENGINE_TRANSFORMER_SEQUENCE_H_

#include <cstdint>
#include <utility>

#include "engine/attention/kv_cache.h"

namespace regulon {

class Sequence {
 public:
  int64_t size() const { return cache_.size(); }            // tokens read
  int64_t positions() const { return cache_.positions(); }  // it has room for

  // Forgets all but the first tokens.
  void Truncate(int64_t size) { cache_.Truncate(size); }

 private:
  friend class Transformer;
  explicit Sequence(KvCache cache) : cache_(std::move(cache)) {}

  KvCache cache_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_TRANSFORMER_SEQUENCE_H_
