// Openings of a corpus that were counted once and saved (proto/usage.proto).
//
//   ASSIGN_OR_RETURN(const std::string text,
//                    WriteUsage(genome, tally, {"reads.txt", sha256, ""}));
//   ...
//   OpeningTally tally(genome.manifest().domains_size());
//   ASSIGN_OR_RETURN(const UsageSource source,
//                    AddUsage(genome, text, "usage.json", tally));
#ifndef REGULON_ENGINE_QUERY_USAGE_H_
#define REGULON_ENGINE_QUERY_USAGE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/genome/genome.h"
#include "engine/query/opening_tally.h"

namespace regulon {

// See proto::Usage.
struct UsageSource {
  std::string corpus, corpus_sha256, asked;
};

// InvalidArgument for a name that is not UTF-8.
absl::StatusOr<std::string> WriteUsage(const Genome& genome,
                                       const OpeningTally& tally,
                                       const UsageSource& source);

// Adds what the text counts. InvalidArgument that begins with `name` for a text
// that is not whole, or of another genome, with both hashes.
absl::StatusOr<UsageSource> AddUsage(const Genome& genome,
                                     absl::string_view text,
                                     absl::string_view name,
                                     OpeningTally& tally);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_USAGE_H_
