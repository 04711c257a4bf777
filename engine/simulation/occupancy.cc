#include "engine/simulation/occupancy.h"

#include <algorithm>

namespace regulon {

std::vector<Estimate> Occupancy::Estimates(int item,
                                           int64_t trajectories) const {
  std::vector<Estimate> estimates(windows_);
  const auto n = static_cast<double>(trajectories);
  int64_t whole = 0;
  for (int w = 0; w < windows_; ++w) {
    const Cell& cell = At(item, w);
    whole += cell.whole;
    const double mean = (cell.sum / kOne + whole) / n;
    const double squares = (cell.squares / kOne + whole) / n;
    estimates[w].probability = mean;
    estimates[w].error =
        std::sqrt(std::max(0.0, squares - mean * mean) / std::max(1.0, n - 1));
  }
  return estimates;
}

}  // namespace regulon
