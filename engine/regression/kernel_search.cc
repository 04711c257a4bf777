#include "engine/regression/kernel_search.h"

#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/regression/dual.h"
#include "engine/regression/inner_folds.h"
#include "engine/status.h"

namespace regulon {
namespace {

// A point of the grid: places along its three axes.
using Point = std::array<int, 3>;

std::vector<double> EvenInLogarithm(double first, double last, int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    values.push_back(first * std::pow(last / first, double(i) / (count - 1)));
  }
  return values;
}

class Search {
 public:
  Search(const FloatRows& x, Eigen::MatrixXd factor, double values,
         std::vector<std::vector<int>> folds, const KernelGrid& grid,
         Workers& workers)
      : parts_(PartsWithin(x)),
        factor_(std::move(factor)),
        values_(values),
        folds_(std::move(folds)),
        grid_(grid),
        ends_{static_cast<int>(grid.widths.size()),
              static_cast<int>(grid.linear_shares.size()),
              static_cast<int>(grid.penalties.size())},
        workers_(workers) {}

  absl::Status TryAll() {
    std::vector<Point> points;
    for (int w = 0; w < ends_[0]; ++w) {
      for (int s = 0; s < ends_[1]; ++s) {
        for (int p = 0; p < ends_[2]; ++p) points.push_back({w, s, p});
      }
    }
    return Try(points);
  }

  absl::Status Descend() {
    Point at, step;
    for (int axis = 0; axis < 3; ++axis) {
      at[axis] = ends_[axis] / 2;
      step[axis] = std::max(1, ends_[axis] / 4);
    }
    RETURN_IF_ERROR(Try({at}));
    for (;;) {
      std::vector<Point> around;
      for (int axis = 0; axis < 3; ++axis) {
        for (const int sign : {-1, 1}) {
          Point point = at;
          point[axis] += sign * step[axis];
          if (point[axis] >= 0 && point[axis] < ends_[axis]) {
            around.push_back(point);
          }
        }
      }
      RETURN_IF_ERROR(Try(around));
      const Point before = at;
      for (const Point& point : around) {
        if (rmse_[point] < rmse_[at]) at = point;
      }
      if (at != before) continue;
      if (step == Point{1, 1, 1}) return absl::OkStatus();
      for (int& length : step) length = std::max(1, length / 2);
    }
  }

  KernelSearch Result() const {
    KernelSearch result;
    for (const auto& [point, rmse] : rmse_) {
      result.tried.push_back({ChoiceOf(point), rmse});
      if (result.tried.size() == 1 || rmse < result.best.rmse) {
        result.best = result.tried.back();
      }
    }
    return result;
  }

 private:
  KernelChoice ChoiceOf(const Point& point) const {
    return {grid_.widths[point[0]], grid_.linear_shares[point[1]],
            grid_.penalties[point[2]]};
  }

  absl::StatusOr<double> RmseOf(const Point& point) const {
    const KernelChoice choice = ChoiceOf(point);
    ASSIGN_OR_RETURN(const Eigen::MatrixXd inverse,
                     DualInverse(Kernel(parts_, choice), choice.penalty));
    ASSIGN_OR_RETURN(const double squares,
                     OutOfFoldSquares(inverse, factor_, folds_));
    return std::sqrt(squares / values_);
  }

  absl::Status Try(const std::vector<Point>& points) {
    std::vector<Point> unknown;
    for (const Point& point : points) {
      if (rmse_.count(point) == 0) unknown.push_back(point);
    }
    std::vector<absl::StatusOr<double>> rmse(unknown.size(), 0.0);
    workers_.Run(unknown.size(),
                 [&](int task, int) { rmse[task] = RmseOf(unknown[task]); });
    for (size_t i = 0; i < unknown.size(); ++i) {
      RETURN_IF_ERROR(rmse[i].status());
      rmse_[unknown[i]] = *rmse[i];
    }
    return absl::OkStatus();
  }

  const KernelParts parts_;
  const Eigen::MatrixXd factor_;
  const double values_;  // samples times genes
  const std::vector<std::vector<int>> folds_;
  const KernelGrid& grid_;
  const Point ends_;
  Workers& workers_;
  std::map<Point, double> rmse_;
};

}  // namespace

bool AtEdge(const KernelGrid& grid, const KernelChoice& choice) {
  const auto last = [](const std::vector<double>& values, double value) {
    return value == values.front() || value == values.back();
  };
  return last(grid.penalties, choice.penalty) ||
         (choice.linear_share < 1 && last(grid.widths, choice.width));
}

KernelGrid LinearGrid() { return {{0}, {1}, EvenInLogarithm(1e-4, 100, 25)}; }

KernelGrid MixedGrid() {
  return {{0.03, 0.1, 0.3, 0.5, 1, 3},
          {0, 0.1, 0.25, 0.5, 0.75},
          EvenInLogarithm(1e-4, 10, 21)};
}

absl::StatusOr<KernelSearch> ChooseKernel(const FloatRows& x,
                                          const FloatRows& values,
                                          absl::Span<const int> fold,
                                          const KernelGrid& grid,
                                          Workers& workers) {
  std::vector<std::vector<int>> folds = SamplesByFold(fold);
  if (folds.size() < 2) {
    return absl::InvalidArgumentError(
        "inner folds need training samples of two groups at least: give finer "
        "groups or more samples");
  }
  if (grid.widths.empty() || grid.linear_shares.empty() ||
      grid.penalties.empty()) {
    return absl::InvalidArgumentError("the grid of kernels is empty");
  }
  ASSIGN_OR_RETURN(Eigen::MatrixXd factor,
                   GramFactor(SampleGram(values, workers)));
  Search search(x, std::move(factor), double(values.size()), std::move(folds),
                grid, workers);
  RETURN_IF_ERROR(x.rows() <= grid.exhaustive_samples ? search.TryAll()
                                                      : search.Descend());
  return search.Result();
}

}  // namespace regulon
