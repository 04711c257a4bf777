// Contexts read from the first stage to the last, as the rows of a slice.
#ifndef REGULON_ENGINE_CELL_READING_H_
#define REGULON_ENGINE_CELL_READING_H_

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cell/answer.h"
#include "engine/cell/slice.h"
#include "engine/cell/stages.h"
#include "engine/context/context.h"
#include "engine/transcription/readers.h"

namespace regulon {

class FullReading {
 public:
  explicit FullReading(Stages& stages) : stages_(stages) {}

  // At most Slice::kMost contexts, an answer of NewAnswer for each.
  absl::Status Run(absl::Span<const Context> contexts,
                   absl::Span<Answer> answers, Slice& slice);

 private:
  Stages& stages_;
  Readers readers_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_READING_H_
