// Items of like profiles into clusters of nearly equal size: genes by what the
// shared path leaves of them, so that a domain holds genes that want the same
// correction and no domain is much larger than another.
//
//   FloatRows profiles = residual.transpose();  // [G, n]
//   ASSIGN_OR_RETURN(Clusters clusters,
//                    BalancedClusters(profiles, {.clusters = 64}, workers));
//
// k-means (Lloyd 1982, doi 10.1109/TIT.1982.1056489) under bounds on the sizes,
// started by greedy k-means++ (Arthur & Vassilvitskii 2007).
#ifndef REGULON_ENGINE_FIT_CLUSTERS_H_
#define REGULON_ENGINE_FIT_CLUSTERS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/regression/problem.h"
#include "engine/workers.h"

namespace regulon {

struct ClusterOptions {
  int clusters = 64;
  // A cluster holds at most ceil(slack * items / clusters) items and at least
  // floor(items / (slack * clusters)), and never none.
  double slack = 1.25;
  // Whether a profile's length is left out: 1 - cosine instead of the squared
  // distance. A profile of zeros is equally far from all.
  bool directions = true;
  int iterations = 30;  // at most
  uint64_t seed = 1;
};

struct Clusters {
  std::vector<int> cluster;  // [items] 0..clusters - 1
  FloatRows centres;    // [clusters, q]: means; of unit length for directions
  double distance = 0;  // mean over items, to the centre of the own cluster
};

// profiles: [items, q]. The same bits for any number of workers.
// InvalidArgument if there are fewer items than clusters, a slack below 1 or a
// profile that is not finite.
absl::StatusOr<Clusters> BalancedClusters(const FloatRows& profiles,
                                          const ClusterOptions& options,
                                          Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_CLUSTERS_H_
