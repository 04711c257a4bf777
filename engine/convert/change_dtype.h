// A genome in another dtype that says of itself what that lost: recoded,
// measured against its parent, and written with the figures.
//
//   ChangeDTypeOptions options;
//   options.dtype = DType::kI8;
//   ASSIGN_OR_RETURN(auto change, ChangeDType(*genome, options, "b.regulon"));
#ifndef REGULON_ENGINE_CONVERT_CHANGE_DTYPE_H_
#define REGULON_ENGINE_CONVERT_CHANGE_DTYPE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "engine/context/context.h"
#include "engine/convert/answer_loss.h"
#include "engine/convert/weight_loss.h"
#include "engine/genome/genome.h"
#include "engine/genome/matrix.h"

namespace regulon {

struct ChangeDTypeOptions {
  static constexpr int kDrawn = 64;

  DType dtype = DType::kBf16;
  // What the answers are compared in; empty: DrawContexts of kDrawn.
  std::vector<Context> contexts;
  // Where they come from, for the provenance.
  absl::optional<proto::Provenance::Source> contexts_source;
  std::function<void(double)> on_progress;  // the share done; may be empty
};

struct DTypeChange {
  int64_t bytes_before = 0, bytes_after = 0;  // of the files
  int64_t contexts = 0;
  WeightLoss weights;
  AnswerLoss answers;
};

// What `change` stores in Provenance.metrics, by name. Differences of answers
// are relative to their standard deviation, and absolute where that is 0.
std::map<std::string, double> MetricsOf(const DTypeChange& change);

// Records the parent's hash, and as "dtype.before.X" what it stored of itself
// as "dtype.X". FailedPrecondition if no domain holds a matrix or all are in
// that dtype, and for a genome that reads tokens; DataLoss if the parent does
// not match its checksums; else as Recode and MeasureAnswerLoss. For a while
// takes twice the room of the new file, in its folder; leaves nothing there but
// the whole file.
absl::StatusOr<DTypeChange> ChangeDType(const Genome& parent,
                                        const ChangeDTypeOptions& options,
                                        const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CHANGE_DTYPE_H_
