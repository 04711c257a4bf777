// Means of expression over groups of contexts, added up as the contexts come.
//
//   GroupMeans means(genes, domains);
//   RETURN_IF_ERROR(means.Add("blood", expressed, false));
//   const GroupMeans::Group& group = means.groups()[0];
//   double mean = group.expression[i] / group.contexts;  // of genes()[i]
//
// Sums are doubles in the order of the contexts, so the same for any threads.
// Memory grows with groups x genes and not with contexts.
#ifndef REGULON_ENGINE_QUERY_GROUP_MEANS_H_
#define REGULON_ENGINE_QUERY_GROUP_MEANS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "engine/query/express.h"

namespace regulon {

class GroupMeans {
 public:
  struct Group {
    std::string name;
    int64_t contexts = 0, out_of_repertoire = 0, perturbed = 0;
    std::vector<double> expression;  // [genes], sums
    std::vector<double> open;        // [domains], sums of shares
    // [domains] contexts that one is missing from; of specialized genomes.
    std::vector<int64_t> missing;
  };

  static constexpr size_t kMostSums = size_t{1} << 27;  // 1 GiB of them

  // `genes`: indices of those that means are wanted of, in any order.
  GroupMeans(std::vector<int> genes, int domains, size_t most_sums = kMostSums);

  // `perturbed`: what Group counts. ResourceExhausted where there would
  // be more than `most_sums` of genes and domains over all groups.
  absl::Status Add(absl::string_view group, const Expressed& context,
                   bool perturbed);

  // In the order in which they came.
  const std::vector<Group>& groups() const { return groups_; }
  const std::vector<int>& genes() const { return genes_; }

 private:
  const std::vector<int> genes_;
  const int domains_;
  const size_t most_sums_;
  bool all_ = true;  // genes_ are 0, 1, 2, ...
  std::vector<Group> groups_;
  absl::flat_hash_map<std::string, size_t> by_name_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_GROUP_MEANS_H_
