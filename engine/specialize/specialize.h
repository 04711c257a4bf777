// A smaller genome for a corpus of contexts: without the experts of domains
// that these hardly open.
//
//   OpeningTally openings(domains);  // of the corpus: CountOpenings
//   SpecializeOptions options;
//   options.corpus = "liver.tsv";
//   ASSIGN_OR_RETURN(auto made,
//                    Specialize(*genome, openings, options, "liver.regulon"));
//
// Nothing is folded into what stays. The routers of dropped domains stay and
// see what they always saw, so all others open as before and with the weights
// that they had; a context that would open a dropped one is marked as out of
// the repertoire (Answer::missing says of which), and its genes get what every
// query reads: y = b + S x. With probability 0 no context of the corpus is.
#ifndef REGULON_ENGINE_SPECIALIZE_SPECIALIZE_H_
#define REGULON_ENGINE_SPECIALIZE_SPECIALIZE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/genome/genome.h"
#include "engine/query/opening_tally.h"

namespace regulon {

struct SpecializeOptions {
  // Domains that no larger share of the contexts opens are dropped, 0..1.
  double probability = 0;
  // Where the contexts come from, for the manifest; see proto::Specialization.
  std::string corpus, corpus_sha256, asked;
};

struct Specialized {
  std::vector<int> dropped;             // now, ascending
  int dropped_before = 0;               // by those who made the parent
  int routed = 0, domains = 0;          // of all, dropped ones among them
  int64_t bytes_before = 0, bytes = 0;  // of the files
  int64_t parameters_before = 0, parameters = 0;
  int64_t expert_parameters_before = 0, expert_parameters = 0;
  int64_t openings = 0;  // contexts that opened the commonest of the dropped
  // OpeningBound of that one: none of the dropped opens in a larger share of
  // such contexts, if the samples are independent.
  double bound = 1;
};

// The parent's other tensors go over byte for byte, but for reference states
// that no query can read any more. Whole or not at all. What the parent says of
// its accuracy against the share that is read is left out: it is not of this
// file.
//
// InvalidArgument for a probability out of range or a corpus without contexts;
// FailedPrecondition where there is nothing to drop; DataLoss if the parent
// does not match its checksums.
absl::StatusOr<Specialized> Specialize(const Genome& parent,
                                       const OpeningTally& openings,
                                       const SpecializeOptions& options,
                                       const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_SPECIALIZE_SPECIALIZE_H_
