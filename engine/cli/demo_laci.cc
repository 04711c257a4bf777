// LacI and IPTG: predicted from binding energies alone, beside what was
// measured. 260 repressor heads per cell (130 tetramers).

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/cell/cell.h"
#include "engine/cli/demo.h"
#include "engine/cli/files.h"
#include "engine/cli/output/plot.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr double kHeads = 260;

// Mean fold change of the replicates at each IPTG level, from the measurements
// of Razo-Mejia et al. (2018) Cell Systems 6:456.
struct Measured {
  const char* model;
  const char* label;
  char marker;
  std::vector<double> iptg_um, fold_change;
};

const std::vector<Measured>& Measurements() {
  static const auto& measurements = *new std::vector<Measured>{
      {"laci_o1",
       "O1",
       '1',
       {0, 0.1, 5, 10, 25, 50, 75, 100, 250, 500, 1000, 5000},
       {0.0068, 0.0043, 0.0140, 0.0245, 0.0652, 0.1293, 0.2212, 0.2868, 0.5247,
        0.6494, 0.6840, 0.7518}},
      {"laci_o2",
       "O2",
       '2',
       {0, 0.1, 5, 10, 25, 50, 75, 100, 250, 500, 1000, 5000},
       {0.0150, 0.0142, 0.0425, 0.0772, 0.2385, 0.4644, 0.5796, 0.6997, 0.8661,
        0.8972, 0.9011, 0.8795}},
      {"laci_o3",
       "O3",
       '3',
       {0, 0.1, 1, 5, 10, 25, 50, 75, 100, 250, 500, 1000},
       {0.6236, 0.6047, 0.6830, 0.8174, 0.9204, 0.9361, 0.9769, 0.9974, 0.9840,
        1.0035, 1.0067, 0.9683}}};
  return measurements;
}

absl::StatusOr<std::vector<double>> Predict(const std::string& model,
                                            absl::Span<const double> iptg_um) {
  ASSIGN_OR_RETURN(const auto genome, OpenBuiltIn(model));
  ASSIGN_OR_RETURN(const auto cell, Cell::Create(*genome, CellOptions()));
  std::vector<Context> contexts;
  for (const double dose : iptg_um) {
    Context& context =
        contexts.emplace_back(*genome, absl::StrCat(dose, " uM"));
    RETURN_IF_ERROR(context.Set("LacI", kHeads));
    RETURN_IF_ERROR(context.Set("IPTG", dose));
  }
  ASSIGN_OR_RETURN(const std::vector<Answer> answers, cell->Express(contexts));
  std::vector<double> fold_change;
  for (const Answer& answer : answers) {
    fold_change.push_back(answer.expression[0]);
  }
  return fold_change;
}

}  // namespace

absl::Status DemoLaci() {
  std::vector<double> doses = {0};
  for (double log10 = -1; log10 <= 3.7; log10 += 0.05) {
    doses.push_back(std::pow(10, log10));
  }
  std::vector<Series> curves, points;
  double mean = 0, count = 0;
  for (const Measured& m : Measurements()) {
    for (const double y : m.fold_change) {
      mean += y;
      ++count;
    }
  }
  mean /= count;
  double residual = 0, variance = 0;
  for (const Measured& m : Measurements()) {
    ASSIGN_OR_RETURN(std::vector<double> curve, Predict(m.model, doses));
    curves.push_back({"", m.marker, doses, std::move(curve), true});
    ASSIGN_OR_RETURN(const std::vector<double> predicted,
                     Predict(m.model, m.iptg_um));
    for (size_t i = 0; i < predicted.size(); ++i) {
      residual += std::pow(predicted[i] - m.fold_change[i], 2);
      variance += std::pow(m.fold_change[i] - mean, 2);
    }
    points.push_back({absl::StrCat("measured at ", m.label), m.marker,
                      m.iptg_um, m.fold_change, false});
  }
  PlotOptions options;
  options.title = "(a) LacI and IPTG: predicted (lines) and measured (1, 2, 3)";
  options.x_label = "IPTG, uM";
  options.y_label = "fold change of expression at 260 LacI heads per cell";
  options.log_x = true;
  options.y_low = 0;
  options.y_high = 1.05;
  std::vector<Series> series = curves;
  series.insert(series.end(), points.begin(), points.end());
  return Print(absl::StrCat(
      Plot(options, series),
      absl::StrFormat("R2 %.3f over these %.0f means, nothing fitted here "
                      "(Razo-Mejia et al. 2018).\n\n",
                      1 - residual / variance, count)));
}

}  // namespace regulon
