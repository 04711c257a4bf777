// Signals over the steps of a trajectory, as text, a line each:
//
//   # Steps are counted from 1; both ends are included.
//   IL4   from 3 to 8             held at level 1 in steps 3 to 8
//   IFNg  from 12                 started, and not stopped
//   GATA1 at 5 level 2.5          a pulse of one step, in the regulator's unit
//
// While it lasts a signal is held, against what its gene expresses or the
// context gives. A name with other characters than letters, digits and '_.:-'
// stands in single quotes, a quote in it written twice.
#ifndef REGULON_ENGINE_DEVELOPMENT_SCHEDULE_H_
#define REGULON_ENGINE_DEVELOPMENT_SCHEDULE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/genome/genome.h"

namespace regulon {

struct Signal {
  static constexpr int64_t kEndless = INT64_MAX;

  int regulator = 0;
  int64_t first = 1, last = kEndless;  // steps, both included
  double level = 1;                    // in the regulator's unit
  int line = 0, column = 0;            // of the text, from 1

  bool IsOn(int64_t step) const { return first <= step && step <= last; }
};

class Schedule {
 public:
  Schedule() = default;  // without any signal

  // The error is one line that begins "NAME:LINE:COLUMN: ". Two signals of one
  // regulator at the same step are one.
  static absl::StatusOr<Schedule> Parse(const Genome& genome,
                                        absl::string_view text,
                                        absl::string_view name);

  const std::vector<Signal>& signals() const { return signals_; }  // by line
  bool empty() const { return signals_.empty(); }
  // The last step at which one starts or has stopped; 0 without any.
  int64_t last_change() const;
  bool endless() const;  // one is never withdrawn

 private:
  std::vector<Signal> signals_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DEVELOPMENT_SCHEDULE_H_
