// Scaled dot-product attention of heads (Vaswani et al. 2017, arXiv
// 1706.03762) to rows of keys and values: self and cross, causal or not, with
// heads that share keys (Ainslie et al. 2023, arXiv 2305.13245).
//
//   out_h = sum_s p_hs v_s        of the sources s that the query attends to
//   p_hs = exp(c_h q_h . k_s) / (Z0 + sum_s' exp(c_h q_h . k_s'))
//
// c_h is the sharpness of the head; Z0 = 1 with a null state, a source of score
// 0 and value 0 that nobody stored (a site that nobody binds), else 0.
//
// f32 in one fixed order, whatever instruction set computes it (but for
// machines without fused multiply-adds): the bits of a head of a row depend on
// its query and the sources that it attends to, and on nothing beside, before
// or after. A source that is absent changes no bit.
#ifndef REGULON_ENGINE_ATTENTION_ATTENTION_H_
#define REGULON_ENGINE_ATTENTION_ATTENTION_H_

#include <cstdint>

#include "absl/types/span.h"

namespace regulon {

// Heads h .. h + heads / key_heads - 1 read the same key head, in order; heads
// is a multiple of key_heads.
struct AttentionShape {
  int heads = 1, key_heads = 1;
  int head_width = 0;  // of queries, keys and values
  absl::Span<const float>
      sharpness;  // c [heads]; 1 / sqrt(head_width) is usual
  // A query at position p attends to sources 0..p only; the last `window` of
  // them where that is above 0.
  bool causal = false;
  int64_t window = 0;
  bool null_state = false;
};

// Rows of positions 0 .. size - 1, each [key_heads * head_width].
struct KeysAndValues {
  const float* keys = nullptr;
  const float* values = nullptr;
  int64_t size = 0;
  int64_t stride = 0;               // floats from one row to the next
  const uint8_t* absent = nullptr;  // [size] 1: nobody attends to it; or null
};

// How many sources a query at that position attends to.
int64_t AttendedSources(const AttentionShape& shape, int64_t position,
                        const KeysAndValues& sources);

// One head of one row: reads and writes that head's columns of `query` and
// `out`, [heads * head_width] each. scratch: [sources.size]. With no source to
// attend to, out is 0. Thread-safe with scratch of its own.
void AttendHead(const AttentionShape& shape, int head, const float* query,
                int64_t position, const KeysAndValues& sources, float* scratch,
                float* out);

// All heads of rows at positions first_position + 0 .. rows - 1; `stride`
// floats from one row to the next, of queries and of out.
void Attend(const AttentionShape& shape, int64_t rows, const float* queries,
            int64_t stride, int64_t first_position,
            const KeysAndValues& sources, float* scratch, float* out);

// What Attend does: each multiplication, addition, division and exp is one.
int64_t AttendFlops(const AttentionShape& shape, int64_t rows,
                    int64_t first_position, const KeysAndValues& sources);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTENTION_ATTENTION_H_
