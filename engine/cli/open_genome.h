// Genomes of genes and genomes of tokens, each for the verbs that can ask it.
#ifndef REGULON_ENGINE_CLI_OPEN_GENOME_H_
#define REGULON_ENGINE_CLI_OPEN_GENOME_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/genome/genome.h"

namespace regulon {

// As Genome::Open; FailedPrecondition, with the verbs to ask instead, for a
// genome of the other kind.
absl::StatusOr<std::unique_ptr<const Genome>> OpenGeneGenome(
    const std::string& path);
absl::StatusOr<std::unique_ptr<const Genome>> OpenTokenGenome(
    const std::string& path);

// The message of a name that the genome does not know, with where to see all
// that it knows: "regulators", "genes" or "domains".
std::string WithList(const absl::Status& status, const Genome& genome,
                     absl::string_view what);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OPEN_GENOME_H_
