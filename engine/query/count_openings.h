// Asks a cell for a corpus of contexts and counts which domains open.
//
//   OpeningTally tally(genome.manifest().domains_size());
//   RETURN_IF_ERROR(CountOpenings(*cell, contexts, ExpressOptions(),
//                                 [&](int64_t, const Context&, auto open) {
//                                   tally.Add(open);
//                                   return absl::OkStatus();
//                                 }));
#ifndef REGULON_ENGINE_QUERY_COUNT_OPENINGS_H_
#define REGULON_ENGINE_QUERY_COUNT_OPENINGS_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/cell.h"
#include "engine/context/context.h"
#include "engine/query/express.h"

namespace regulon {

// Told of every context, in their order, what the router opened [domains] in
// any of its readings, though a specialized genome may have dropped it.
using OnOpened = absl::FunctionRef<absl::Status(
    int64_t index, const Context& context, absl::Span<const uint8_t> open)>;

// As Express; InvalidArgument for several runs.
absl::Status CountOpenings(Cell& cell, absl::Span<const Context> contexts,
                           const ExpressOptions& options, OnOpened on_opened);

// As ExpressStream: what is in memory does not grow with the corpus.
absl::Status CountOpenings(
    Cell& cell,
    absl::FunctionRef<absl::StatusOr<int>(absl::Span<Context> batch)> next,
    const ExpressOptions& options, OnOpened on_opened);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_COUNT_OPENINGS_H_
