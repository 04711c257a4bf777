// A cell of a table of levels.
#ifndef REGULON_ENGINE_CONTEXT_LEVEL_CELL_H_
#define REGULON_ENGINE_CONTEXT_LEVEL_CELL_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "engine/context/context.h"

namespace regulon {

// Sets the regulator's level, in its own unit, to the number in the cell; a
// blank cell is a level that is not given. InvalidArgument, without the place,
// for what is no number and for a level that the unit does not allow.
absl::Status SetFromCell(absl::string_view cell, int regulator,
                         Context& context);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_LEVEL_CELL_H_
