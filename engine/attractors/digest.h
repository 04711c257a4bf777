// One hash for a list of attractors, to compare programs by.
#ifndef REGULON_ENGINE_ATTRACTORS_DIGEST_H_
#define REGULON_ENGINE_ATTRACTORS_DIGEST_H_

#include <string>
#include <vector>

#include "engine/attractors/attractor.h"

namespace regulon {

// SHA-256, in hexadecimal, of one line per attractor, the lines sorted:
//   synchronous   "length basin smallest_state\n"
//   asynchronous  "size smallest_state\n"
// A state is a string of 0 and 1, a character per free variable, by name,
// bytewise.
std::string Digest(const std::vector<Attractor>& attractors, Updating updating);

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_DIGEST_H_
