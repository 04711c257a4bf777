// Small genomes of random make, over everything that a spec can say, with
// contexts for them. Parameters are short binary fractions, which single
// precision holds exactly, so that engine and reference decide alike.
#ifndef REGULON_TESTS_REFERENCE_RANDOM_SPEC_H_
#define REGULON_TESTS_REFERENCE_RANDOM_SPEC_H_

#include <random>
#include <vector>

#include "proto/context.pb.h"
#include "proto/spec.pb.h"

namespace regulon::reference {

// The same for the same seed. Compiles.
proto::GenomeSpec RandomSpec(unsigned seed);

std::vector<proto::Context> RandomContexts(const proto::GenomeSpec& spec,
                                           int count, unsigned seed);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_REFERENCE_RANDOM_SPEC_H_
