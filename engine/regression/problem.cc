#include "engine/regression/problem.h"

#include <cmath>

// Threads of its own would fight with Workers and round otherwise for another
// number of them. (The variant built without them may not be called by
// several.)
extern "C" void openblas_set_num_threads(int threads);

namespace regulon {
namespace {

[[maybe_unused]] const bool kOneBlasThread = [] {
  openblas_set_num_threads(1);
  return true;
}();

}  // namespace

Problem TakeSamples(const Problem& problem, absl::Span<const int> samples) {
  Problem taken;
  taken.regulators = problem.regulators;
  taken.genes = problem.genes;
  taken.unit = problem.unit;
  taken.perturbed = problem.perturbed;
  taken.levels.resize(samples.size(), problem.levels.cols());
  taken.values.resize(samples.size(), problem.values.cols());
  for (size_t i = 0; i < samples.size(); ++i) {
    const int sample = samples[i];
    taken.samples.push_back(problem.samples[sample]);
    taken.group.push_back(problem.group[sample]);
    taken.clamped.push_back(problem.clamped[sample]);
    taken.levels.row(i) = problem.levels.row(sample);
    taken.values.row(i) = problem.values.row(sample);
  }
  return taken;
}

Eigen::RowVectorXf FillMissing(FloatRows& values) {
  Eigen::RowVectorXf mean = Eigen::RowVectorXf::Zero(values.cols());
  for (Eigen::Index g = 0; g < values.cols(); ++g) {
    double sum = 0;
    Eigen::Index count = 0;
    for (Eigen::Index i = 0; i < values.rows(); ++i) {
      if (std::isnan(values(i, g))) continue;
      sum += values(i, g);
      ++count;
    }
    if (count > 0)
      mean[g] = static_cast<float>(sum / static_cast<double>(count));
    for (Eigen::Index i = 0; count < values.rows() && i < values.rows(); ++i) {
      if (std::isnan(values(i, g))) values(i, g) = mean[g];
    }
  }
  return mean;
}

}  // namespace regulon
