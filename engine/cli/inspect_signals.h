// What a genome says of chromatin and of regulators beside what they bind, for
// `inspect`.
#ifndef REGULON_ENGINE_CLI_INSPECT_SIGNALS_H_
#define REGULON_ENGINE_CLI_INSPECT_SIGNALS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/cli/output/table_writer.h"
#include "engine/genome/genome.h"

namespace regulon {

// "boundaries", "marks", "modulators", "cofactors", "silencing".
const std::vector<std::string>& SignalLists();

// How many there are of each; those of which there is none are left out.
std::vector<std::pair<std::string, int64_t>> CountSignals(const Genome& genome);

// One of SignalLists() to the standard output. DataLoss for tensors that do
// not fit.
absl::Status ListSignals(const Genome& genome, const std::string& what,
                         Format format);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_INSPECT_SIGNALS_H_
