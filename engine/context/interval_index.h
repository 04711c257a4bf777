// Which of many intervals of one sequence overlap a given one, in the time of
// their logarithm and of those found: a tree of the intervals by start, each
// node with the last end below it (Cormen et al., Introduction to Algorithms,
// interval trees; here without pointers).
#ifndef REGULON_ENGINE_CONTEXT_INTERVAL_INDEX_H_
#define REGULON_ENGINE_CONTEXT_INTERVAL_INDEX_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"

namespace regulon {

class IntervalIndex {
 public:
  void Add(int64_t start0, int64_t end0, int id);
  // After the last Add, before the first question.
  void Build();

  // The id of each that overlaps [start0, end0), ascending by start. An
  // interval of no length overlaps what lies on both sides of it.
  void ForEachOver(int64_t start0, int64_t end0,
                   absl::FunctionRef<void(int id)> each) const;

 private:
  struct Node {
    int64_t start0, end0;
    int64_t last_end0;  // of the nodes that it is in the middle of
    int id;
  };

  int64_t SetLastEnd(int64_t begin, int64_t end);
  void Visit(int64_t begin, int64_t end, int64_t start0, int64_t end0,
             absl::FunctionRef<void(int id)> each) const;

  std::vector<Node>
      nodes_;  // by start; [begin, end) has its root in the middle
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_INTERVAL_INDEX_H_
