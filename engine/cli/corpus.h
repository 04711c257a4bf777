// A corpus of contexts, read once: which domains opened, and what to call it.
#ifndef REGULON_ENGINE_CLI_CORPUS_H_
#define REGULON_ENGINE_CLI_CORPUS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/cli/query_flags.h"
#include "engine/query/opening_tally.h"

namespace regulon {

struct CorpusFlags {
  QueryFlags query;
  std::string group_by;  // as of express; "": each context counts
  std::vector<std::string>
      usage;  // files of --save-usage, in place of CONTEXTS
  std::string save_usage;
};

struct Corpus {
  explicit Corpus(Query asked_of)
      : query(std::move(asked_of)),
        openings(query.genome->manifest().domains_size()) {}

  Query query;  // its contexts are used up; of --usage the genome alone
  OpeningTally openings;
  std::string name;    // of the file, without its folder; or of several
  std::string sha256;  // of its text, unpacked where it was packed
  // Flags that change what it says: "--set IFNG=1 --steps 5"; or "".
  std::string asked;
  std::string contexts = "contexts";  // what it has: or "tokens"
  // What the independent samples are: contexts, "groups" or "sequences".
  std::string samples = "contexts";
};

// CONTEXTS or --usage as the only source of contexts, of which the verb must
// have one.
void AddCorpusFlags(CLI::App& verb, CorpusFlags& flags);

// Shows how far it is, as `verb`. FailedPrecondition where no domain of the
// genome is routed; InvalidArgument for a corpus without a context, or without
// one in a group, and for a usage of another genome.
absl::StatusOr<Corpus> ReadCorpus(const CorpusFlags& flags,
                                  const std::string& verb);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_CORPUS_H_
