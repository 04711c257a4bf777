#include "engine/network/folds.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace regulon {

std::vector<int> NeighbourRuns(absl::Span<const double> position, double gap) {
  std::vector<int> order(position.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&position](int a, int b) {
    return position[a] < position[b];
  });
  std::vector<int> run(position.size());
  int current = 0;
  for (size_t i = 1; i < order.size(); ++i) {
    if (position[order[i]] - position[order[i - 1]] > gap ||
        position[order[i - 1]] < 0) {
      ++current;
    }
    run[order[i]] = current;
  }
  return run;
}

std::vector<double> LocusNumbers(absl::Span<const std::string> ids) {
  std::vector<double> numbers;
  numbers.reserve(ids.size());
  for (const absl::string_view id : ids) {
    size_t begin = id.size();
    while (begin > 0 && absl::ascii_isdigit(id[begin - 1])) --begin;
    double number;
    numbers.push_back(absl::SimpleAtod(id.substr(begin), &number) ? number
                                                                  : -1);
  }
  return numbers;
}

}  // namespace regulon
