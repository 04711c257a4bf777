// How many assignments of the inputs selected each set of open domains.
#ifndef REGULON_ENGINE_QUERY_OPEN_SET_TALLY_H_
#define REGULON_ENGINE_QUERY_OPEN_SET_TALLY_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/query/assignments.h"
#include "engine/query/repertoire.h"

namespace regulon {

class OpenSetTally {
 public:
  // Once per set and assignment.
  void Add(const std::vector<int>& open) {
    const auto at = assignments_.find(open);
    if (at != assignments_.end()) {
      ++at->second;
    } else if (assignments_.size() < kMostTold) {
      assignments_.emplace(open, 1);
    } else {
      left_out_ = true;
    }
  }

  // `several`: of one assignment.
  void StoreTo(Repertoire& repertoire, bool several) const {
    repertoire.left_out |= left_out_;
    uint64_t once = 0, twice = 0;
    for (const auto& [open, assignments] : assignments_) {
      once += assignments == 1;
      twice += assignments == 2;
      repertoire.sets.push_back({open, assignments});
    }
    std::stable_sort(repertoire.sets.begin(), repertoire.sets.end(),
                     [](const OpenSet& a, const OpenSet& b) {
                       return a.assignments > b.assignments;
                     });
    const uint64_t seen = assignments_.size();
    repertoire.estimated_sets =
        repertoire.all ? static_cast<double>(seen)
        : several      ? Chao2(seen, once, twice, repertoire.assignments)
                       : Chao1(seen, once, twice);
  }

 private:
  std::map<std::vector<int>, uint64_t> assignments_;
  bool left_out_ = false;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_OPEN_SET_TALLY_H_
