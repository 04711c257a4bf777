#include "engine/cli/output/plot.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "absl/strings/str_cat.h"
#include "engine/cli/output/display_width.h"
#include "engine/cli/output/dot_canvas.h"
#include "engine/cli/output/ticks.h"

namespace regulon {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Columns, at the left of a logarithmic axis: one for x = 0, then the break.
constexpr int kZeroColumns = 3;

constexpr int kColumnsPerTick = 10, kRowsPerTick = 3;  // about

// Beyond, differences could overflow.
bool IsDrawable(double value) { return std::abs(value) < 1e300; }

// Below, logarithmic ticks could underflow.
bool HasLog(double x) { return x > 1e-290; }

// What the axes show, with the places of x and y in dots of the canvas.
struct Frame {
  int columns = 0, rows = 0;
  double x_low = 0, x_high = 1;  // log10(x) on a logarithmic axis
  double y_low = 0, y_high = 1;
  double y_step = 1;  // of the ticks
  bool log_x = false;
  bool zero = false;  // log_x, and x = 0 has its place

  // Nan for an x that has no place.
  double DotX(double x) const {
    if (log_x && x == 0) return zero ? 0 : kNan;
    if (log_x && !HasLog(x)) return kNan;
    const int left = zero ? kZeroColumns * DotCanvas::kCellWidth : 0;
    const int right = columns * DotCanvas::kCellWidth - 1;
    const double at = log_x ? std::log10(x) : x;
    return left + (at - x_low) / (x_high - x_low) * (right - left);
  }

  // Outside of the canvas for a y outside of the range.
  double DotY(double y) const {
    const int bottom = rows * DotCanvas::kCellHeight - 1;
    return std::clamp((y_high - y) / (y_high - y_low) * bottom, -1e9, 1e9);
  }

  int Column(double x) const {
    return static_cast<int>(std::lround(DotX(x))) / DotCanvas::kCellWidth;
  }
  int Row(double y) const {
    return static_cast<int>(std::lround(DotY(y))) / DotCanvas::kCellHeight;
  }
  bool Shows(double x, double y) const {
    if (!IsDrawable(x) || !IsDrawable(y) || std::isnan(DotX(x))) return false;
    return DotY(y) > -0.5 && DotY(y) < rows * DotCanvas::kCellHeight - 0.5;
  }
};

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void Include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  // Makes room around nothing or (nearly) a single value.
  void Widen(bool is_log) {
    if (!(low <= high)) low = high = 0;
    constexpr double kTiny = 1e-290;
    const double size = std::max(std::abs(low), std::abs(high));
    if (high - low >= std::max(size * 1e-9, kTiny)) return;
    const double margin = is_log || size < kTiny ? 1 : size / 2;
    low -= margin;
    high += margin;
  }
};

Frame FrameOf(const PlotOptions& options, absl::Span<const Series> series) {
  Frame frame;
  frame.rows = std::max(4, options.height);
  frame.log_x = options.log_x;
  Range x, y;
  for (const Series& s : series) {
    if (s.x.size() != s.y.size()) std::abort();
    for (size_t i = 0; i < s.x.size(); ++i) {
      if (!IsDrawable(s.x[i]) || !IsDrawable(s.y[i])) continue;
      const bool at_zero = frame.log_x && s.x[i] == 0;
      if (frame.log_x && !at_zero && !HasLog(s.x[i])) continue;
      y.Include(s.y[i]);
      frame.zero = frame.zero || at_zero;
      if (!at_zero) x.Include(frame.log_x ? std::log10(s.x[i]) : s.x[i]);
    }
  }
  x.Widen(frame.log_x);
  frame.x_low = x.low;
  frame.x_high = x.high;

  const bool low_given = IsDrawable(options.y_low.value_or(kNan));
  const bool high_given = IsDrawable(options.y_high.value_or(kNan));
  if (!(y.low <= y.high)) y.low = y.high = 0;
  if (low_given) {
    y.low = *options.y_low;
    y.high = std::max(y.low, y.high);
  }
  if (high_given) {
    y.high = *options.y_high;
    if (!low_given) y.low = std::min(y.low, y.high);
  }
  const Range given = y;
  y.Widen(/*is_log=*/false);
  if (low_given && !high_given) y.low = given.low;
  if (high_given && !low_given) y.high = given.high;
  const double step =
      TickStep(y.high - y.low, std::max(2, frame.rows / kRowsPerTick));
  frame.y_step = step;
  frame.y_low = low_given ? y.low : std::floor(y.low / step + 1e-6) * step;
  frame.y_high = high_given ? y.high : std::ceil(y.high / step - 1e-6) * step;
  return frame;
}

void DrawCurve(const Frame& frame, const Series& series, bool with_marker,
               DotCanvas* canvas) {
  double last_x = kNan, last_y = kNan;  // in dots
  bool last_at_zero = false;
  size_t last_shown = series.x.size();
  for (size_t i = 0; i < series.x.size(); ++i) {
    double x = kNan, y = kNan;
    if (IsDrawable(series.x[i]) && IsDrawable(series.y[i])) {
      x = frame.DotX(series.x[i]);
      y = frame.DotY(series.y[i]);
    }
    const bool at_zero = frame.zero && series.x[i] == 0;
    if (!std::isnan(x)) {
      if (std::isnan(last_x) || at_zero != last_at_zero) {
        canvas->DrawLine(x, y, at_zero ? x + 1 : x, y);
      } else {
        canvas->DrawLine(last_x, last_y, x, y);
      }
      if (frame.Shows(series.x[i], series.y[i])) last_shown = i;
    }
    last_x = x;
    last_y = y;
    last_at_zero = at_zero;
  }
  if (with_marker && last_shown < series.x.size()) {
    canvas->PutCharacter(frame.Column(series.x[last_shown]),
                         frame.Row(series.y[last_shown]), series.marker);
  }
}

void DrawPoints(const Frame& frame, const Series& series, DotCanvas* canvas) {
  for (size_t i = 0; i < series.x.size(); ++i) {
    if (!frame.Shows(series.x[i], series.y[i])) continue;
    canvas->PutCharacter(frame.Column(series.x[i]), frame.Row(series.y[i]),
                         series.marker);
  }
}

// The horizontal axis without its corner, and the numbers below it.
struct XAxis {
  std::string line;
  std::string labels;  // from `margin` characters left of the corner on
};

XAxis DrawXAxis(const Frame& frame, int margin, bool ascii) {
  struct Tick {
    int column;
    std::string label;
  };
  std::vector<Tick> ticks;
  if (frame.zero) ticks.push_back({0, "0"});
  const std::vector<double> values =
      frame.log_x
          ? LogTicks(std::pow(10.0, frame.x_low), std::pow(10.0, frame.x_high))
          : LinearTicks(frame.x_low, frame.x_high,
                        TickStep(frame.x_high - frame.x_low,
                                 std::max(2, frame.columns / kColumnsPerTick)));
  const std::vector<std::string> labels = TickLabels(values);
  for (size_t i = 0; i < values.size(); ++i) {
    ticks.push_back(
        {std::clamp(frame.Column(values[i]), 0, frame.columns - 1), labels[i]});
  }

  std::vector<std::string> cells(frame.columns, ascii ? "-" : "─");
  if (frame.zero) {
    std::fill_n(cells.begin() + 1, kZeroColumns - 1, ascii ? "/" : "╱");
  }
  XAxis axis;
  const int width = margin + 1 + frame.columns;
  for (const Tick& tick : ticks) {
    cells[tick.column] = ascii ? "+" : "┬";
    const int length = static_cast<int>(tick.label.size());
    const int start = std::clamp(margin + 1 + tick.column - length / 2, 0,
                                 std::max(0, width - length));
    const int end = static_cast<int>(axis.labels.size());
    if (end > 0 && start <= end) continue;  // no room for this number
    axis.labels.append(start - end, ' ');
    axis.labels += tick.label;
  }
  for (const std::string& cell : cells) axis.line += cell;
  return axis;
}

std::string Centered(const std::string& text, int left, int columns) {
  const int blanks = left + std::max(0, (columns - DisplayWidth(text)) / 2);
  return absl::StrCat(std::string(blanks, ' '), text, "\n");
}

std::string Legend(absl::Span<const Series> series, bool curve_markers,
                   const PlotOptions& options) {
  std::string legend, line;
  for (const Series& s : series) {
    if (s.label.empty()) continue;
    std::string entry;
    if (s.line) entry = options.ascii ? ".." : "⠒⠒";
    if (!s.line || curve_markers) entry.push_back(s.marker);
    absl::StrAppend(&entry, " ", s.label);
    if (!line.empty() &&
        DisplayWidth(line) + 3 + DisplayWidth(entry) > options.width) {
      absl::StrAppend(&legend, line, "\n");
      line.clear();
    }
    absl::StrAppend(&line, line.empty() ? " " : "   ", entry);
  }
  if (!line.empty()) absl::StrAppend(&legend, line, "\n");
  return legend;
}

}  // namespace

std::string Plot(const PlotOptions& options, absl::Span<const Series> series) {
  Frame frame = FrameOf(options, series);
  const std::vector<double> y_ticks =
      LinearTicks(frame.y_low, frame.y_high, frame.y_step);
  const std::vector<std::string> y_labels = TickLabels(y_ticks);
  std::vector<std::string> label_of_row(frame.rows);
  int label_width = 0;
  for (size_t i = 0; i < y_ticks.size(); ++i) {
    label_of_row[std::clamp(frame.Row(y_ticks[i]), 0, frame.rows - 1)] =
        y_labels[i];
    label_width = std::max(label_width, static_cast<int>(y_labels[i].size()));
  }
  const int margin = label_width + 1;  // left of the vertical axis
  frame.columns = std::max(30, options.width) - margin - 1;

  const bool curve_markers =
      std::count_if(series.begin(), series.end(),
                    [](const Series& s) { return s.line; }) > 1;
  DotCanvas canvas(frame.columns, frame.rows);
  for (const Series& s : series) {
    if (s.line) DrawCurve(frame, s, curve_markers, &canvas);
  }
  for (const Series& s : series) {
    if (!s.line) DrawPoints(frame, s, &canvas);
  }

  std::string plot;
  if (!options.title.empty()) {
    plot += Centered(options.title, margin + 1, frame.columns);
  }
  if (!options.y_label.empty()) absl::StrAppend(&plot, options.y_label, "\n");
  for (int row = 0; row < frame.rows; ++row) {
    const std::string& label = label_of_row[row];
    const char* axis = label.empty() ? (options.ascii ? "|" : "│")
                                     : (options.ascii ? "+" : "┤");
    absl::StrAppend(&plot, std::string(label_width - label.size(), ' '), label,
                    " ", axis, canvas.Row(row, options.ascii), "\n");
  }
  const XAxis axis = DrawXAxis(frame, margin, options.ascii);
  absl::StrAppend(&plot, std::string(margin, ' '), options.ascii ? "+" : "└",
                  axis.line, "\n", axis.labels, "\n");
  if (!options.x_label.empty()) {
    plot += Centered(options.x_label, margin + 1, frame.columns);
  }
  return plot + Legend(series, curve_markers, options);
}

std::string Bar(double fraction, int width, bool ascii) {
  static constexpr const char* kEighths[] = {"",  "▏", "▎", "▍",
                                             "▌", "▋", "▊", "▉"};
  if (width <= 0) return "";
  const int parts = ascii ? 1 : 8;  // per character
  const double filled = std::isnan(fraction) ? 0 : std::clamp(fraction, 0., 1.);
  int length = static_cast<int>(std::lround(filled * width * parts));
  if (filled > 0) length = std::clamp(length, 1, width * parts);
  std::string bar;
  for (int i = 0; i < length / parts; ++i) bar += ascii ? "#" : "█";
  if (length % parts > 0) bar += kEighths[length % parts];
  bar.append(width - (length + parts - 1) / parts, ' ');
  return bar;
}

}  // namespace regulon
