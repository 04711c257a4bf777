#include "tests/specialize/specialized.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/query/count_openings.h"
#include "tests/genome/genome_bytes.h"

namespace regulon::reference {

OpeningTally Count(const OpenedGenome& genome,
                   const std::vector<proto::Context>& corpus,
                   const ExpressOptions& options) {
  OpeningTally tally(genome.genome().manifest().domains_size());
  const absl::Status status = CountOpenings(
      genome.cell(), genome.Convert(corpus), options,
      [&](int64_t, const Context&, absl::Span<const uint8_t> open) {
        tally.Add(open);
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  return tally;
}

absl::StatusOr<Specialized> SpecializeFor(
    const OpenedGenome& parent, const std::vector<proto::Context>& corpus,
    double probability, std::string& path, const ExpressOptions& options) {
  static int files = 0;
  path = Scratch("specialized_" + std::to_string(files++) + ".regulon");
  SpecializeOptions specialize;
  specialize.probability = probability;
  specialize.corpus = "corpus.tsv";
  specialize.corpus_sha256 = "c0";
  return Specialize(parent.genome(), Count(parent, corpus, options), specialize,
                    path);
}

int ExpectPartOf(const OpenedGenome& parent, const OpenedGenome& child,
                 const std::vector<proto::Context>& contexts) {
  const proto::Manifest& m = child.genome().manifest();
  const std::vector<Answer> whole = parent.Express(contexts);
  const std::vector<Answer> part = child.Express(contexts);
  std::vector<Context> shut = parent.Convert(contexts);
  for (Context& context : shut) {
    context.ForceOpen(std::vector<uint8_t>(m.domains_size(), 0));
  }
  const auto closed = parent.cell().Express(shut);
  EXPECT_TRUE(closed.ok()) << closed.status();
  int marked = 0;
  for (size_t c = 0; c < contexts.size(); ++c) {
    const bool was_missing = !whole[c].missing.empty();
    bool any = false;
    for (int d = 0; d < m.domains_size(); ++d) {
      const bool dropped = m.domains(d).dropped();
      const bool asked =
          whole[c].open[d] || (was_missing && whole[c].missing[d]);
      EXPECT_EQ(part[c].missing[d], dropped && asked);
      EXPECT_EQ(part[c].open[d], !dropped && asked);
      EXPECT_EQ(part[c].weight[d], dropped ? 0 : whole[c].weight[d]);
      any |= dropped && asked;
    }
    EXPECT_EQ(part[c].out_of_repertoire, any || whole[c].out_of_repertoire);
    EXPECT_EQ(part[c].nearest_distance, whole[c].nearest_distance);
    marked += any;
    for (int g = 0; g < m.genes_size(); ++g) {
      EXPECT_EQ(part[c].expression[g], m.domains(m.genes(g).domain()).dropped()
                                           ? (*closed)[c].expression[g]
                                           : whole[c].expression[g]);
    }
  }
  return marked;
}

}  // namespace regulon::reference
