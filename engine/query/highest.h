// The genes of the highest values: as sorting all of them would give, at the
// cost of a look at each.
#ifndef REGULON_ENGINE_QUERY_HIGHEST_H_
#define REGULON_ENGINE_QUERY_HIGHEST_H_

#include <cstddef>
#include <vector>

#include "absl/types/span.h"

namespace regulon {

// Keeps its memory between calls. One thread at a time.
class Highest {
 public:
  // Indices of the `count` highest of `values`, the highest first, of equal
  // ones the lower index first; all of them where there are fewer. With
  // `among` only of those, indices in any order, each once: of equal ones the
  // first in it. With `open`, [domains], only genes of domains above 0, by
  // `domain_of`, [values]; empty: of any. Stands until the next call. No value
  // may be NaN.
  absl::Span<const int> Find(absl::Span<const float> values, int count,
                             absl::Span<const int> among = {},
                             absl::Span<const int> domain_of = {},
                             absl::Span<const float> open = {});

 private:
  struct Entry {
    float value;
    int position, index;
  };
  struct Higher {
    bool operator()(const Entry& a, const Entry& b) const {
      return a.value != b.value ? a.value > b.value : a.position < b.position;
    }
  };
  void Keep(const Entry& entry);
  float Bound(absl::Span<const float> values);

  size_t most_ = 0;
  std::vector<Entry> heap_;             // the lowest of those kept at its front
  std::vector<float> maxima_, sorted_;  // of blocks
  std::vector<int> found_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_HIGHEST_H_
