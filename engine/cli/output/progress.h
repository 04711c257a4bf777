// A progress bar with the time left, for people who wait at a terminal.
//
//   Progress progress("reading contexts", n);
//   for (int i = 0; i < n; ++i) { Read(i); progress.Update(i + 1); }
#ifndef REGULON_ENGINE_CLI_OUTPUT_PROGRESS_H_
#define REGULON_ENGINE_CLI_OUTPUT_PROGRESS_H_

#include <cstdio>
#include <functional>
#include <string>
#include <utility>

namespace regulon {

// Where and when to draw; other than the defaults in tests.
struct ProgressScreen {
  static ProgressScreen Stderr();

  std::FILE* out;
  bool is_terminal;                 // if not, nothing is ever drawn
  int columns;                      // of the terminal
  std::function<double()> seconds;  // of a clock that never goes back
};

// Not thread-safe. Draws nothing in its first 2 seconds.
class Progress {
 public:
  // `total` in any unit. If it is not above 0, no bar is drawn, only the label
  // and the time passed.
  Progress(std::string label, double total,
           ProgressScreen screen = ProgressScreen::Stderr());
  ~Progress();  // wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `done` of `total`. Draws at most 10 times a second; else reads the clock.
  void Update(double done);

  // What stands there from the next drawing on: counts, for who has them.
  void set_label(std::string label) { label_ = std::move(label); }

  // Frees the line for something else, until the next Update().
  void Wipe();

 private:
  void Draw(double done, double elapsed);

  std::string label_;
  const double total_;
  const ProgressScreen screen_;
  double start_ = 0, next_draw_ = 0;  // in seconds
  bool drawn_ = false;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_PROGRESS_H_
