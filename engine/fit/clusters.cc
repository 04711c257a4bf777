#include "engine/fit/clusters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/fit/balanced_assignment.h"
#include "engine/random.h"

namespace regulon {
namespace {

constexpr int kBlock = 256;  // items of one task: the same for any workers

class KMeans {
 public:
  KMeans(const FloatRows& profiles, const ClusterOptions& options,
         Workers& workers)
      : options_(options),
        workers_(workers),
        x_(profiles),
        clusters_(options.clusters),
        least_(std::max<int>(
            1, std::floor(x_.rows() / (options.slack * options.clusters)))),
        most_(std::ceil(options.slack * x_.rows() / options.clusters)),
        squared_(x_.rows()) {
    ForBlocks([&](int first, int count) {
      auto rows = x_.middleRows(first, count);
      if (options_.directions) Normalize(rows);
      squared_.segment(first, count) = rows.rowwise().squaredNorm();
    });
  }

  Clusters Run() {
    Clusters best;
    best.distance = std::numeric_limits<double>::infinity();
    FloatRows centres = Start();
    for (int i = 0; i < options_.iterations; ++i) {
      FloatRows distance = Distances(centres);
      std::vector<int> cluster = BalancedAssignment(distance, least_, most_);
      const double mean = MeanDistance(distance, cluster);
      // The bounds may make a step worse: the best one counts.
      if (!(mean < best.distance)) break;
      best = {std::move(cluster), centres, mean};
      centres = Centres(best.cluster);
    }
    best.centres = Centres(best.cluster);
    best.distance = MeanDistance(Distances(best.centres), best.cluster);
    return best;
  }

 private:
  template <typename Rows>
  static void Normalize(Rows&& rows) {
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
      const double norm = rows.row(i).template cast<double>().norm();
      if (norm > 0) rows.row(i) *= static_cast<float>(1 / norm);
    }
  }

  template <typename Do>
  void ForBlocks(const Do& act) {
    const int items = static_cast<int>(x_.rows());
    workers_.Run((items + kBlock - 1) / kBlock, [&](int block, int) {
      const int first = block * kBlock;
      act(first, std::min(kBlock, items - first));
    });
  }

  // [items, centres]: squared distances; of unit vectors 2 (1 - cosine), here
  // halved.
  FloatRows Distances(const FloatRows& centres) {
    FloatRows distance(x_.rows(), centres.rows());
    const Eigen::RowVectorXf norms = centres.rowwise().squaredNorm();
    ForBlocks([&](int first, int count) {
      auto rows = distance.middleRows(first, count);
      rows.noalias() = x_.middleRows(first, count) * centres.transpose();
      if (options_.directions) {
        rows = 1 - rows.array();
      } else {
        rows *= -2;
        rows.rowwise() += norms;
        rows.colwise() += squared_.segment(first, count);
      }
      rows = rows.cwiseMax(0);
    });
    return distance;
  }

  static double MeanDistance(const FloatRows& distance,
                             const std::vector<int>& cluster) {
    double sum = 0;
    for (size_t i = 0; i < cluster.size(); ++i) sum += distance(i, cluster[i]);
    return sum / cluster.size();
  }

  // Greedy k-means++: of a few items drawn by their distance to the nearest
  // centre so far, the one that leaves the smallest sum of such distances.
  FloatRows Start() {
    Random random(options_.seed, 0);
    const int trials = 2 + static_cast<int>(std::log(clusters_));
    FloatRows centres(clusters_, x_.cols());
    centres.row(0) = x_.row(random.Below(x_.rows()));
    Eigen::VectorXf nearest = Distances(centres.topRows(1)).col(0);
    FloatRows drawn(trials, x_.cols());
    for (int k = 1; k < clusters_; ++k) {
      const std::vector<double> sums = RunningSums(nearest);
      for (int t = 0; t < trials; ++t) {
        const double at = random.Unit() * sums.back();
        const int item = static_cast<int>(
            std::upper_bound(sums.begin(), sums.end(), at) - sums.begin());
        // Past the end where no item is away from a centre.
        drawn.row(t) = x_.row(item < x_.rows() ? item : random.Below(item));
      }
      FloatRows left = Distances(drawn);
      left = left.array().min(nearest.replicate(1, trials).array());
      int best = 0;
      left.cast<double>().colwise().sum().minCoeff(&best);
      centres.row(k) = drawn.row(best);
      nearest = left.col(best);
    }
    return centres;
  }

  static std::vector<double> RunningSums(const Eigen::VectorXf& values) {
    std::vector<double> sums(values.size());
    double sum = 0;
    for (Eigen::Index i = 0; i < values.size(); ++i) {
      sums[i] = sum += values[i];
    }
    return sums;
  }

  FloatRows Centres(const std::vector<int>& cluster) {
    std::vector<std::vector<int>> members(clusters_);
    for (size_t i = 0; i < cluster.size(); ++i) {
      members[cluster[i]].push_back(static_cast<int>(i));
    }
    FloatRows centres(clusters_, x_.cols());
    workers_.Run(clusters_, [&](int k, int) {
      Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(x_.cols());
      for (const int item : members[k]) sum += x_.row(item).cast<double>();
      centres.row(k) = (sum / members[k].size()).cast<float>();
    });
    if (options_.directions) Normalize(centres);
    return centres;
  }

  const ClusterOptions& options_;
  Workers& workers_;
  FloatRows x_;  // of unit length for directions
  const int clusters_, least_, most_;
  Eigen::VectorXf squared_;  // [items] lengths
};

}  // namespace

absl::StatusOr<Clusters> BalancedClusters(const FloatRows& profiles,
                                          const ClusterOptions& options,
                                          Workers& workers) {
  if (options.clusters < 1 || profiles.rows() < options.clusters) {
    return absl::InvalidArgumentError(
        absl::StrCat(profiles.rows(), " genes cannot make ", options.clusters,
                     " domains; ask for 1 to ", profiles.rows()));
  }
  if (!(options.slack >= 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("domains cannot be more equal than equal: a slack of ",
                     options.slack, " is below 1"));
  }
  if (!profiles.allFinite()) {
    return absl::InvalidArgumentError(
        "a gene's profile holds a value that is not finite; leave such genes "
        "or samples out");
  }
  return KMeans(profiles, options, workers).Run();
}

}  // namespace regulon
