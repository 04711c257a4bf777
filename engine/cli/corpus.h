// A corpus of contexts, read once: which domains opened, and what to call it.
#ifndef REGULON_ENGINE_CLI_CORPUS_H_
#define REGULON_ENGINE_CLI_CORPUS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/cli/query_flags.h"
#include "engine/query/opening_tally.h"

namespace regulon {

struct Corpus {
  Query query;  // its contexts are used up
  OpeningTally openings;
  std::string name;    // of the file, without its folder
  std::string sha256;  // of its text, unpacked where it was packed
  // Flags that change what it says: "--set IFNG=1 --steps 5"; or "".
  std::string asked;
  std::string groups;  // where groups are from; "" where each context counts
};

// CONTEXTS as the only source of contexts, which the verb must have.
void AddCorpusFlags(CLI::App& verb, QueryFlags& flags);

// Shows how far it is, as `verb`. `group_by`: as of express; "" makes every
// context an independent sample. FailedPrecondition where no domain of the
// genome is routed; InvalidArgument for a corpus without a context, or without
// one in a group.
absl::StatusOr<Corpus> ReadCorpus(const QueryFlags& flags,
                                  const std::string& group_by,
                                  const std::string& verb);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_CORPUS_H_
