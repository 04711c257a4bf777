// Indices read from a file, before they are used as such.
#ifndef REGULON_ENGINE_GENOME_INDICES_H_
#define REGULON_ENGINE_GENOME_INDICES_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace regulon {

// DataLoss unless `first` is a table of prefix sums over `items` items.
absl::Status CheckFirst(absl::Span<const uint32_t> first, size_t rows,
                        size_t items, const char* name);
// DataLoss unless every index is below `end`.
absl::Status CheckIndices(absl::Span<const uint32_t> indices, size_t end,
                          const char* name);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_INDICES_H_
