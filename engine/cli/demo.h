// The three parts of `regulon demo`.
#ifndef REGULON_ENGINE_CLI_DEMO_H_
#define REGULON_ENGINE_CLI_DEMO_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/genome/genome.h"

namespace regulon {

absl::Status DemoLaci();       // a dose response, measured and predicted
absl::Status DemoMyeloid();    // fates of a progenitor
absl::Status DemoSynthetic();  // the ledger of a genome of human size

// The text of a model as it is under models/, built into the program.
absl::StatusOr<std::unique_ptr<const Genome>> OpenBuiltIn(
    absl::string_view name);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_DEMO_H_
