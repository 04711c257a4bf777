// A genome specialized for a few contexts, in one line.
#ifndef REGULON_TESTS_SPECIALIZE_SPECIALIZED_H_
#define REGULON_TESTS_SPECIALIZE_SPECIALIZED_H_

#include <string>
#include <vector>

#include "engine/query/express.h"
#include "engine/query/opening_tally.h"
#include "engine/specialize/specialize.h"
#include "proto/context.pb.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {

OpeningTally Count(const OpenedGenome& genome,
                   const std::vector<proto::Context>& corpus,
                   const ExpressOptions& options = {});

// To a file of the test's own folder, whose path `made` gets.
absl::StatusOr<Specialized> SpecializeFor(
    const OpenedGenome& parent, const std::vector<proto::Context>& corpus,
    double probability, std::string& path, const ExpressOptions& options = {});

// `child` on any contexts: those of no dropped domain open as `parent` opens
// them, with its weights and its bits; the genes of dropped ones stay where all
// is shut, and contexts that would open one say which. Returns how many do.
int ExpectPartOf(const OpenedGenome& parent, const OpenedGenome& child,
                 const std::vector<proto::Context>& contexts);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_SPECIALIZE_SPECIALIZED_H_
