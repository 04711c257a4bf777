// Subspaces of states: some variables fixed and the others free.
#ifndef REGULON_ENGINE_ATTRACTORS_SUBSPACE_H_
#define REGULON_ENGINE_ATTRACTORS_SUBSPACE_H_

#include <cstdint>
#include <vector>

namespace regulon {

// What a variable is everywhere in a subspace.
enum class Fixed : uint8_t { kOff, kOn, kFree };
using Subspace = std::vector<Fixed>;  // [free variables of a System]

inline Fixed FixedAt(bool value) { return value ? Fixed::kOn : Fixed::kOff; }

}  // namespace regulon

#endif  // REGULON_ENGINE_ATTRACTORS_SUBSPACE_H_
