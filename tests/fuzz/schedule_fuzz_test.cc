// Schedules of signals: what is read holds levels that a context takes, no
// regulator twice at a step; what is not is an error that names the place.

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/context/context.h"
#include "engine/development/schedule.h"
#include "tests/fuzz/context_fuzz.h"
#include "tests/fuzz/exercise.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;  // NOLINT: a program of one function
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const Genome& genome = GenomeForContexts();
  const auto schedule = Schedule::Parse(genome, text, "text");
  if (!schedule.ok()) {
    Require(absl::StartsWith(schedule.status().message(), "text:"),
            absl::StrCat("an error begins with the place: ",
                         schedule.status().message()));
    return 0;
  }
  for (const Signal& signal : schedule->signals()) {
    Require(1 <= signal.first && signal.first <= signal.last,
            "a signal has steps");
    Context context(genome, "context");
    Require(context.ClampIndex(signal.regulator, signal.level).ok(),
            "a level is one of its unit");
    int holding = 0;
    for (const Signal& other : schedule->signals()) {
      holding += other.regulator == signal.regulator &&
                 (other.IsOn(signal.first) || other.IsOn(signal.last));
    }
    Require(holding == 1, "one signal holds a regulator at a step");
  }
  return 0;
}
