// Rates, first values and schedules of a genome as its text has them.
#ifndef REGULON_ENGINE_CONVERT_KINETICS_SPEC_H_
#define REGULON_ENGINE_CONVERT_KINETICS_SPEC_H_

#include "absl/status/status.h"
#include "engine/convert/genome_rules.h"
#include "engine/genome/genome.h"
#include "proto/spec.pb.h"

namespace regulon {

// Whether it has any of these.
bool HasKinetics(const Genome& genome);

// Adds them to a spec with the genes of that genome in its order; numbers are
// the shortest that stand for the stored ones. DataLoss where tensors do not
// fit, ResourceExhausted, with the gene, for a condition too large to be a
// rule.
absl::Status AddKinetics(const Genome& genome, GenomeRules& rules,
                         proto::GenomeSpec& spec);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_KINETICS_SPEC_H_
