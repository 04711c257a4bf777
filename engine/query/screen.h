// What each perturbation of a screen does, over all contexts and the genes that
// one looks at.
#ifndef REGULON_ENGINE_QUERY_SCREEN_H_
#define REGULON_ENGINE_QUERY_SCREEN_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/query/perturb.h"

namespace regulon {

// Changes are expression after less before, in the genes' own units.
struct ScreenedEdits {
  int perturbation = 0;
  int64_t contexts = 0, changed = 0;  // changed: in which any gene did
  double rms = 0;         // root of the mean square over contexts and genes
  double direct_rms = 0;  // of one reading
  // Of the change less the mean of the other perturbations; where they are
  // known.
  double beyond_others = 0;
  int gene = -1;                // of the largest change; -1: none
  double change = 0;            // that one
  double opened = 0, shut = 0;  // domains, the mean over contexts
};

class Screen {
 public:
  // genes: indices, at least one; must outlive it.
  Screen(int perturbations, absl::Span<const int> genes);

  void Add(const Effect& effect);
  // The largest RMS first, ties in the order of the perturbations.
  std::vector<ScreenedEdits> Ranked() const;

 private:
  absl::Span<const int> genes_;
  std::vector<ScreenedEdits> sums_;  // of squares and counts
};

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_SCREEN_H_
