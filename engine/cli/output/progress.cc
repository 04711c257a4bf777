#include "engine/cli/output/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/output/display_width.h"
#include "engine/cli/output/plot.h"

namespace regulon {
namespace {

constexpr double kSilence = 2;     // seconds before the first drawing
constexpr double kInterval = 0.1;  // seconds between two
constexpr int kLongestBar = 30, kShortestBar = 5;

// "8 s", "3 min 20 s", "2 h 5 min"
std::string DurationText(double seconds) {
  if (!(seconds < 100 * 3600)) return "more than 99 h";
  const int s = static_cast<int>(std::ceil(seconds));
  if (s < 60) return absl::StrCat(s, " s");
  if (s < 3600) return absl::StrCat(s / 60, " min ", s % 60, " s");
  return absl::StrCat(s / 3600, " h ", s / 60 % 60, " min");
}

}  // namespace

ProgressScreen ProgressScreen::Stderr() {
  ProgressScreen screen;
  screen.out = stderr;
  screen.is_terminal = isatty(STDERR_FILENO) == 1;
  winsize size = {};
  const bool known = screen.is_terminal &&
                     ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 &&
                     size.ws_col > 0;
  screen.columns = known ? size.ws_col : 80;
  screen.seconds = [] {
    return std::chrono::duration<double>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
  return screen;
}

Progress::Progress(std::string label, double total, ProgressScreen screen)
    : label_(std::move(label)), total_(total), screen_(std::move(screen)) {
  if (!screen_.is_terminal) return;
  start_ = screen_.seconds();
  next_draw_ = start_ + kSilence;
}

Progress::~Progress() { Wipe(); }

void Progress::Wipe() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", screen_.out);
  std::fflush(screen_.out);
  drawn_ = false;
}

void Progress::Update(double done) {
  if (!screen_.is_terminal) return;
  const double now = screen_.seconds();
  if (now < next_draw_) return;
  next_draw_ = now + kInterval;
  Draw(done, now - start_);
}

void Progress::Draw(double done, double elapsed) {
  std::string bar, numbers;
  // One column stays free: at the last one, some terminals go to the next line.
  int room = screen_.columns - 1;
  if (total_ > 0 && done >= 0) {
    const double fraction = std::min(1.0, done / total_);
    numbers = absl::StrCat(std::floor(fraction * 100), " %");
    if (fraction > 0) {
      absl::StrAppend(&numbers, "  ",
                      DurationText(elapsed * (1 - fraction) / fraction),
                      " left");
    }
    const int bar_columns =
        room - DisplayWidth(label_) - DisplayWidth(numbers) - 6;  // "  [" "]  "
    if (bar_columns >= kShortestBar) {
      bar = absl::StrCat(
          "  [", Bar(fraction, std::min(bar_columns, kLongestBar)), "]");
    }
  } else {
    numbers = DurationText(elapsed);
  }
  const std::string line = absl::StrCat(label_, bar, "  ", numbers);
  const absl::string_view fitting = FitToWidth(line, room);
  std::fprintf(screen_.out, "\r%.*s\x1b[K", static_cast<int>(fitting.size()),
               fitting.data());
  std::fflush(screen_.out);
  drawn_ = true;
}

}  // namespace regulon
