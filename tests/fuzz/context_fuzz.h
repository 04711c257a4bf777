// The genome of the targets that read contexts: an element of each kind, units
// of each sort, an ambiguous alias.
#ifndef REGULON_TESTS_FUZZ_CONTEXT_FUZZ_H_
#define REGULON_TESTS_FUZZ_CONTEXT_FUZZ_H_

#include "absl/status/statusor.h"
#include "engine/context/read_contexts.h"
#include "engine/genome/genome.h"

namespace regulon {

// Compiled in the first call, and kept.
const Genome& GenomeForContexts();

// What was read lets a cell answer; what was not is an error that names "text".
void RequireUsable(const absl::StatusOr<ContextTable>& table);

}  // namespace regulon

#endif  // REGULON_TESTS_FUZZ_CONTEXT_FUZZ_H_
