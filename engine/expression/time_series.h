// Which samples follow each other in time.
#ifndef REGULON_ENGINE_EXPRESSION_TIME_SERIES_H_
#define REGULON_ENGINE_EXPRESSION_TIME_SERIES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace regulon {

struct TimeSeries {
  // Indices of samples in order of time, two of each series at least; in the
  // order of the first ones.
  std::vector<std::vector<int>> samples;
  double time_step = 1;  // real time between any two
};

// A table of samples as inferelator has it: a row per sample with its name in
// the column `condName` (else the first), the sample before it in `prevCol`
// (empty or NA: none) and the time since that one in `del.t`. Rows of samples
// that are not among `samples` are left out.
//
// InvalidArgument with PATH:LINE:FIELD for a sample before that is not there,
// one that two others follow, a time that is no positive number or another than
// that of the other steps, and samples that follow each other in a circle.
absl::StatusOr<TimeSeries> ReadTimeSeries(
    const std::string& path, absl::Span<const std::string> samples);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_TIME_SERIES_H_
