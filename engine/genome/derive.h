// A genome that differs from another in a few plain f32 tensors and in its
// manifest: another threshold, not another fit.
#ifndef REGULON_ENGINE_GENOME_DERIVE_H_
#define REGULON_ENGINE_GENOME_DERIVE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/genome/genome.h"

namespace regulon {

// `manifest` is the parent's with what is to change; segments and tensors stay.
// `changed` holds new values, as many as there are, by index of the tensor.
// Whole or not at all; `path` may be the parent's. Whom the manifest names as
// its parent is the caller's to say.
// DataLoss where the parent does not match its checksums.
absl::Status WriteDerived(const Genome& parent, proto::Manifest manifest,
                          const std::map<int, std::vector<float>>& changed,
                          const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_DERIVE_H_
