// `attractors --screen`: what each clamp, or each two, leaves of phenotypes.
#ifndef REGULON_ENGINE_CLI_BOOLEAN_SCREEN_OUTPUT_H_
#define REGULON_ENGINE_CLI_BOOLEAN_SCREEN_OUTPUT_H_

#include <vector>

#include "absl/status/status.h"
#include "engine/cli/boolean/logic_flags.h"
#include "engine/cli/boolean/phenotypes.h"

namespace regulon {

// A row per clamp as it is known, to the standard output.
absl::Status PrintScreen(const LogicQuestion& question, bool pairs,
                         const std::vector<Phenotype>& phenotypes);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_BOOLEAN_SCREEN_OUTPUT_H_
