#include "engine/cli/boolean/simulation_output.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/output/plot.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kCurves = 5;      // of a plot
constexpr size_t kTableRows = 10;  // of states and of fixed points
constexpr char kMarkers[kCurves + 1] = "*o+x#";

// 24 * 0.2 is 4.8 and not 4.800000000000001.
double Rounded(double time) {
  double rounded = time;
  (void)absl::SimpleAtod(absl::StrFormat("%.12g", time), &rounded);
  return rounded;
}

class Printer {
 public:
  Printer(const Network& network, const Simulation& simulation,
          const SimulationView& view)
      : network_(network), s_(simulation), view_(view) {}

  absl::Status ForEyes() const {
    if (!view_.final_only && s_.windows > 1) {
      RETURN_IF_ERROR(PrintCurves());
    }
    RETURN_IF_ERROR(Print(absl::StrCat(
        s_.samples, " trajectories to time ",
        RoundedText(s_.time_tick * s_.windows), "; probabilities of the last ",
        RoundedText(s_.time_tick), ", +- standard error\n\n")));
    RETURN_IF_ERROR(view_.final_only ? PrintGenes() : absl::OkStatus());
    RETURN_IF_ERROR(PrintStates());
    return PrintFixedPoints();
  }

  absl::Status AsRows() const {
    if (s_.too_many_states) {
      Note(
          "too many states to list; --nodes A,B says which genes make them up");
    }
    auto table = TableWriter::Create(
        view_.format, {"time", "what", "name", "probability", "standard_error"},
        stdout);
    for (int w = view_.final_only ? s_.windows - 1 : 0; w < s_.windows; ++w) {
      const double time = Rounded(w * s_.time_tick);
      const auto add = [&](const char* what, std::string name,
                           const Estimate& estimate) {
        table->AddRow({time, std::string(what), std::move(name),
                       estimate.probability, estimate.error});
      };
      for (const int v : view_.genes) {
        add("gene", network_.variables[v].name, s_.variables[v][w]);
      }
      for (const Simulation::State& state : s_.states) {
        if (state.windows[w].probability == 0) continue;
        add("state", NameOf(state.on), state.windows[w]);
      }
      if (w + 1 < s_.windows) continue;
      for (const Simulation::FixedPoint& point : s_.fixed_points) {
        add("fixed_point", NameOf(point.on), point.share);
      }
    }
    return table->Finish();
  }

 private:
  std::string NameOf(const std::vector<int>& on) const {
    std::vector<std::string> names;
    for (const int v : on) names.push_back(network_.variables[v].name);
    std::sort(names.begin(), names.end());
    return absl::StrCat("{", absl::StrJoin(names, ","), "}");
  }

  // The genes whose probability changes most, those that are on last first.
  absl::Status PrintCurves() const {
    struct Curve {
      int variable;
      double range, last;
    };
    std::vector<Curve> curves;
    for (const int v : view_.genes) {
      double low = 1, high = 0;
      for (const Estimate& e : s_.variables[v]) {
        low = std::min(low, e.probability);
        high = std::max(high, e.probability);
      }
      if (high > low) {
        curves.push_back({v, high - low, s_.variables[v].back().probability});
      }
    }
    if (curves.empty()) return absl::OkStatus();
    std::stable_sort(
        curves.begin(), curves.end(),
        [](const Curve& a, const Curve& b) { return a.range > b.range; });
    const size_t all = curves.size();
    if (all > kCurves) curves.resize(kCurves);
    std::stable_sort(
        curves.begin(), curves.end(),
        [](const Curve& a, const Curve& b) { return a.last > b.last; });
    std::vector<Series> series;
    for (size_t c = 0; c < curves.size(); ++c) {
      Series& one = series.emplace_back();
      one.label = network_.variables[curves[c].variable].name;
      one.marker = kMarkers[c];
      one.line = true;
      for (int w = 0; w < s_.windows; ++w) {
        one.x.push_back((w + 0.5) * s_.time_tick);
        one.y.push_back(s_.variables[curves[c].variable][w].probability);
      }
    }
    PlotOptions options;
    options.title = all > kCurves
                        ? absl::StrCat("the ", kCurves, " genes of ",
                                       view_.genes.size(), " that change most")
                        : "";
    options.x_label = "time";
    options.y_label = "probability of being on";
    options.y_low = 0;
    options.y_high = 1;
    options.height = 14;
    return Print(absl::StrCat(Plot(options, series), "\n"));
  }

  absl::Status PrintGenes() const {
    auto table = NewTable("gene");
    for (const int v : view_.genes) {
      AddEstimate(network_.variables[v].name, s_.variables[v].back(), *table);
    }
    RETURN_IF_ERROR(table->Finish());
    return Print("\n");
  }

  static std::unique_ptr<TableWriter> NewTable(const char* what) {
    return TableWriter::Create(Format::kTable, {"probability", "+-", what},
                               stdout);
  }
  static void AddEstimate(const std::string& name, const Estimate& estimate,
                          TableWriter& table) {
    table.AddRow({estimate.probability, estimate.error, name});
  }

  absl::Status PrintStates() const {
    if (s_.too_many_states) {
      return Print(
          "There are too many states to list; --nodes A,B says which genes "
          "make "
          "them up.\n");
    }
    auto table = NewTable("state");
    size_t rows = 0, more = 0;
    for (const Simulation::State& state : s_.states) {
      if (state.windows.back().probability == 0) continue;
      if (++rows > kTableRows) {
        ++more;
        continue;
      }
      AddEstimate(NameOf(state.on), state.windows.back(), *table);
    }
    RETURN_IF_ERROR(table->Finish());
    return Print(more == 0 ? "" : absl::StrCat("... and ", more, " more\n"));
  }

  absl::Status PrintFixedPoints() const {
    if (s_.too_many_fixed_points) {
      return Print(absl::StrCat("\nA share of ",
                                RoundedText(s_.fixed.probability), " +- ",
                                RoundedText(s_.fixed.error, 2),
                                " ended in one of too many fixed points to "
                                "list.\n"));
    }
    if (s_.fixed_points.empty()) {
      return Print("\nNo trajectory ended in a fixed point.\n");
    }
    RETURN_IF_ERROR(Print("\n"));
    auto table = NewTable("fixed point");
    for (size_t i = 0; i < std::min(s_.fixed_points.size(), kTableRows); ++i) {
      AddEstimate(NameOf(s_.fixed_points[i].on), s_.fixed_points[i].share,
                  *table);
    }
    RETURN_IF_ERROR(table->Finish());
    return Print(s_.fixed_points.size() <= kTableRows
                     ? ""
                     : absl::StrCat("... and ",
                                    s_.fixed_points.size() - kTableRows,
                                    " more\n"));
  }

  const Network& network_;
  const Simulation& s_;
  const SimulationView& view_;
};

}  // namespace

absl::Status PrintSimulation(const Network& network,
                             const Simulation& simulation,
                             const SimulationView& view) {
  const Printer printer(network, simulation, view);
  return view.format == Format::kTable ? printer.ForEyes() : printer.AsRows();
}

}  // namespace regulon
