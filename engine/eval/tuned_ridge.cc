#include "engine/eval/tuned_ridge.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/regression/inner_folds.h"
#include "engine/status.h"

namespace regulon {
namespace {

std::string ChosenOf(const char* what, double value,
                     const std::vector<double>& axis) {
  if (axis.size() == 1) return absl::StrFormat("%s %.3g, ", what, value);
  return absl::StrFormat("%s %.3g of %.3g..%.3g (%d), ", what, value,
                         axis.front(), axis.back(), axis.size());
}

}  // namespace

std::string TunedRidge::Details() const {
  std::string text;
  if (grid.linear_shares != std::vector<double>{1}) {
    text = absl::StrCat(
        ChosenOf("width", best.choice.width, grid.widths),
        ChosenOf("linear share", best.choice.linear_share, grid.linear_shares));
  }
  return absl::StrCat(text,
                      ChosenOf("penalty", best.choice.penalty, grid.penalties),
                      absl::StrFormat("inner RMSE %.4g", best.rmse));
}

absl::StatusOr<TunedRidge> FitTunedRidge(const Problem& train,
                                         const RidgeOptions& options,
                                         Workers& workers) {
  TunedRidge fit;
  fit.grid = options.grid;
  ASSIGN_OR_RETURN(
      fit.standardizer,
      Standardizer::Create(train.levels, train.unit, options.standardizer));
  ASSIGN_OR_RETURN(FloatRows x, fit.standardizer.Apply(train.levels));
  ASSIGN_OR_RETURN(
      const KernelSearch search,
      ChooseKernel(x, train.values,
                   InnerFolds(train.group, options.inner_folds, options.seed),
                   options.grid, workers));
  fit.best = search.best;
  ASSIGN_OR_RETURN(fit.model, KernelRidge::Fit(std::move(x), train.values,
                                               fit.best.choice, workers));
  return fit;
}

}  // namespace regulon
