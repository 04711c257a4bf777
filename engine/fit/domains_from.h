// Domains that somebody else drew: intervals of a genome (TADs, operons) or
// lists of genes (regulons).
//
//   ASSIGN_OR_RETURN(NamedDomains domains,
//                    DomainsFromBed(genes, {"genes.bed", coordinates},
//                                   {"tads.bed", intervals}));
//   RETURN_IF_ERROR(ClusterTheOthers(profiles, options, workers, domains));
#ifndef REGULON_ENGINE_FIT_DOMAINS_FROM_H_
#define REGULON_ENGINE_FIT_DOMAINS_FROM_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/convert/source.h"
#include "engine/fit/clusters.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

struct NamedDomains {
  std::vector<int> domain;         // [genes] 0..names.size() - 1; -1: in none
  std::vector<std::string> names;  // in file order; each holds a gene
  std::vector<std::string> notes;  // a line each: what was left out or chosen
};

// Two BED files, [start, end) counted from 0: `coordinates` with the genes' ids
// in column 4 and, if it has one, the strand in column 6; `intervals` with the
// domains and, if it has one, their names in column 4, else they are called
// "chr1:1000-2000". A gene's place is its start of transcription (first base on
// '+', last on '-'), or the middle where the strand is not given; it belongs to
// the smallest interval that holds that base, the first one of equals. Of
// several lines for a gene the first counts. Genes without coordinates or
// interval are in no domain, with a note.
// InvalidArgument with path:line:column, or where no gene falls in any
// interval.
absl::StatusOr<NamedDomains> DomainsFromBed(absl::Span<const std::string> genes,
                                            const SourceText& coordinates,
                                            const SourceText& intervals);

// A line "domain<TAB>gene" per gene, with or without a heading whose second
// cell is "gene" or "target"; further columns are left out. A gene that several
// domains list belongs to the first of them, with a note. InvalidArgument with
// path:line, or where no listed gene is among `genes`.
absl::StatusOr<NamedDomains> DomainsFromRegulons(
    absl::Span<const std::string> genes, const SourceText& list);

// Clusters of like profiles, called "cluster1" and so on, for the genes in no
// domain. profiles: [genes, q], as clusters.h takes them; of `options.clusters`
// 0 follow as many as make them as large, on average, as the domains there are.
absl::Status ClusterTheOthers(const FloatRows& profiles, ClusterOptions options,
                              Workers& workers, NamedDomains& domains);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_DOMAINS_FROM_H_
