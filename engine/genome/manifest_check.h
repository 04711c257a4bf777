// What must hold of a manifest before anything it points to is read.
#ifndef REGULON_ENGINE_GENOME_MANIFEST_CHECK_H_
#define REGULON_ENGINE_GENOME_MANIFEST_CHECK_H_

#include <cstdint>

#include "absl/status/status.h"
#include "proto/genome.pb.h"

namespace regulon {

// Segments lie between the header and `end`, aligned, ascending and apart;
// tensors lie in their segments, apart, with a size that follows from dtype,
// shape and layout; every index is in range and every name of tensors.h has
// its dtype, dimensions and place. DataLoss naming the entry.
absl::Status CheckManifest(const proto::Manifest& manifest, int64_t end);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_MANIFEST_CHECK_H_
