// How far from the training samples a context may be before what a genome says
// of it is out of its repertoire.
#ifndef REGULON_ENGINE_FIT_REPERTOIRE_H_
#define REGULON_ENGINE_FIT_REPERTOIRE_H_

#include "absl/types/span.h"
#include "engine/regression/problem.h"

namespace regulon {

// The squared distance to the nearest sample of another group that all but a
// hundredth of the samples have. x [n, T] standardized, group [n], of two
// groups at least.
double RepertoireDistance(const FloatRows& x, absl::Span<const int> group);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_REPERTOIRE_H_
