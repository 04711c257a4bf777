// The same genome with the matrices of its experts stored in another dtype.
#ifndef REGULON_ENGINE_CONVERT_RECODE_H_
#define REGULON_ENGINE_CONVERT_RECODE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "engine/genome/genome.h"
#include "engine/genome/matrix.h"

namespace regulon {

// The tensors linear, reference_values, gate, up and down of every domain, in
// the order of the file: indices in manifest().tensors.
std::vector<int> ExpertMatrices(const Genome& genome);

// What all of them are stored in; none if they differ or there are none.
absl::optional<DType> ExpertDType(const Genome& genome);

// Writes the parent's tensors in their order and segments, those matrices
// rounded to nearest by Pack, all others with the bytes they have, and its
// manifest. Holds one matrix at a time; whole or not at all. `on_progress`, if
// any, is told the share done.
//
// OutOfRange names a matrix with a value that is not finite or would not be.
absl::Status Recode(const Genome& parent, DType dtype, const std::string& path,
                    const std::function<void(double)>& on_progress);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_RECODE_H_
