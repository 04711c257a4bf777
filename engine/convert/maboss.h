// MaBoSS models (Stoll et al. 2012, 2017): a .bnd of nodes with rules and
// rates, and a .cfg of parameters, first values and what to simulate.
//
// Each node becomes a gene. Its rule is what attractors are found of; rates go
// to `simulate`. An expression may hold anything that MaBoSS evaluates from the
// nodes; one that depends on time or on a population of cells is an error.
#ifndef REGULON_ENGINE_CONVERT_MABOSS_H_
#define REGULON_ENGINE_CONVERT_MABOSS_H_

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/convert/source.h"

namespace regulon {

// The .bnd and then, unless it has no parameters, the .cfg. InvalidArgument
// with the place and a remedy.
absl::StatusOr<Imported> ReadMaboss(absl::Span<const SourceText> sources);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_MABOSS_H_
