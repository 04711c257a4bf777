// A genome in another order.
#ifndef REGULON_TESTS_REFERENCE_SHUFFLED_SPEC_H_
#define REGULON_TESTS_REFERENCE_SHUFFLED_SPEC_H_

#include "proto/spec.pb.h"

namespace regulon::reference {

// Regulators, genes, elements and domains change places, and the rows and
// columns of matrices with them.
proto::GenomeSpec Shuffled(const proto::GenomeSpec& spec, unsigned seed);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_REFERENCE_SHUFFLED_SPEC_H_
