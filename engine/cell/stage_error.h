// Stages know numbers; people know names.
#ifndef REGULON_ENGINE_CELL_STAGE_ERROR_H_
#define REGULON_ENGINE_CELL_STAGE_ERROR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"
#include "proto/genome.pb.h"

namespace regulon {

// A stage's message with ids for its numbers: "element #3" -> "element 'O2'".
std::string WithNames(absl::string_view message,
                      const proto::Manifest& manifest);

// The status of a stage with those names, in which genome and where it came up,
// and what to do.
absl::Status Explain(const Genome& genome, absl::string_view where,
                     const absl::Status& status);

// Of the first context whose status (at its index) is not OK.
absl::Status FirstError(const Genome& genome,
                        absl::Span<const Context> contexts,
                        absl::Span<const absl::Status> statuses);

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_STAGE_ERROR_H_
