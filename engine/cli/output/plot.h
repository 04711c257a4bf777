// Curves and measured points drawn with text, for a terminal.
//
//   PlotOptions options;
//   options.x_label = "IPTG (uM)";
//   options.log_x = true;
//   std::fputs(Plot(options, {{"model", '*', x, y, /*line=*/true},
//                             {"measured", 'o', x2, y2, /*line=*/false}})
//                  .c_str(), stdout);
#ifndef REGULON_ENGINE_CLI_OUTPUT_PLOT_H_
#define REGULON_ENGINE_CLI_OUTPUT_PLOT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"

namespace regulon {

struct PlotOptions {
  std::string title, x_label, y_label;  // UTF-8; an empty one takes no line
  int width = 72;                // of every line, in characters; at least 30
  int height = 16;               // of the area inside the axes; at least 4
  bool log_x = false;            // x = 0 has a place of its own at the left
  std::optional<double> y_low;   // without: a round number below the data
  std::optional<double> y_high;  // likewise above; more than y_low
  bool ascii = false;            // no character outside ASCII in the drawing
};

struct Series {
  std::string label;  // empty: not in the legend
  char marker = '*';  // printable ASCII
  // As many of each. What is not finite or, with log_x, negative is left out
  // and interrupts a curve; what is not in the range of y is cut off.
  std::vector<double> x, y;
  // A curve of dots through the points in their order; of several curves, each
  // bears its marker at its last point. Otherwise a marker per point, which
  // hides the curve beneath.
  bool line = false;
};

// Lines that end in '\n', the legend last.
std::string Plot(const PlotOptions& options, absl::Span<const Series> series);

// A horizontal bar of exactly `width` characters, blanks included, in steps of
// an eighth of a character, or of one in ASCII. Anything above 0 is visible.
std::string Bar(double fraction, int width, bool ascii = false);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_PLOT_H_
