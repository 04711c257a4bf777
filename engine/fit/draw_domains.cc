#include "engine/fit/draw_domains.h"

#include <utility>

#include "engine/fit/paths.h"
#include "engine/fit/shared_path_fit.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kProfileSize = 30;

// Genes that are corrected in the same samples, up or down, in few components:
// [G, kProfileSize].
absl::StatusOr<FloatRows> Profiles(const FloatRows& beyond, Workers& workers) {
  const FloatRows sizes = beyond.cwiseAbs();
  ASSIGN_OR_RETURN(const FloatRows components,
                   LeadingDirections(sizes, kProfileSize, workers));
  FloatRows profiles = components.transpose();
  ASSIGN_OR_RETURN(const FloatRows weights, Multiply(sizes, profiles, workers));
  for (Eigen::Index k = 0; k < profiles.cols(); ++k) {
    profiles.col(k) *= weights.col(k).norm();
  }
  return profiles;
}

}  // namespace

absl::StatusOr<Domains> DrawDomains(const FloatRows& beyond, NamedDomains drawn,
                                    int wanted, uint64_t seed,
                                    Workers& workers) {
  ClusterOptions options;
  options.clusters = wanted;
  options.slack = 1;
  options.seed = seed;
  ASSIGN_OR_RETURN(const FloatRows profiles, Profiles(beyond, workers));
  RETURN_IF_ERROR(ClusterTheOthers(profiles, options, workers, drawn));
  GenesOfDomains genes(drawn.names.size());
  for (size_t g = 0; g < drawn.domain.size(); ++g) {
    genes[drawn.domain[g]].push_back(static_cast<int>(g));
  }
  Domains domains;
  for (size_t d = 0; d < genes.size(); ++d) {
    if (genes[d].empty()) continue;
    domains.genes.push_back(std::move(genes[d]));
    domains.names.push_back(drawn.names[d]);
  }
  return domains;
}

}  // namespace regulon
