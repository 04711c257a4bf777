// Contexts for a genome that comes without any, from the constants of its own
// regulators.
#ifndef REGULON_ENGINE_CONVERT_DRAWN_CONTEXTS_H_
#define REGULON_ENGINE_CONVERT_DRAWN_CONTEXTS_H_

#include <vector>

#include "engine/context/context.h"
#include "engine/genome/genome.h"

namespace regulon {

// The same for the same genome and count. Of a genome that stores how far its
// repertoire reaches, they are `count` of its reference states, spread evenly,
// or all if there are fewer: beyond these it extrapolates. Of others, x of each
// regulator is nearly normal, of mean 0 and standard deviation 1. Its level is
// the one of which Sense makes x: 0 where that would be negative; Boolean ones
// are on where x > 0. Regulators of standard deviation 0, or whose unit does
// not allow the level, are not given.
std::vector<Context> DrawContexts(const Genome& genome, int count);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_DRAWN_CONTEXTS_H_
