// The variables that decide the others: the inputs, and enough of the rest that
// what is left has no feedback.
#ifndef REGULON_ENGINE_ATTRACTORS_FEEDBACK_VERTICES_H_
#define REGULON_ENGINE_ATTRACTORS_FEEDBACK_VERTICES_H_

#include <vector>

#include "engine/logic/system.h"

namespace regulon {

// Ascending. Without them no variable reads itself, not even by way of others,
// so that two fixed points that agree on them are the same. Few, but not
// always as few as can be.
std::vector<int> FeedbackVertices(const System& system);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_FEEDBACK_VERTICES_H_
