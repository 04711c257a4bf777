// Stages know numbers; people know names.
#ifndef REGULON_ENGINE_CELL_STAGE_ERROR_H_
#define REGULON_ENGINE_CELL_STAGE_ERROR_H_

#include <string>

#include "absl/strings/string_view.h"
#include "proto/genome.pb.h"

namespace regulon {

// A stage's message with ids for its numbers: "element #3" -> "element 'O2'".
std::string WithNames(absl::string_view message,
                      const proto::Manifest& manifest);

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_STAGE_ERROR_H_
