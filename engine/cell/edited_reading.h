// Edits of contexts, read for the work of what they change. Of each stage the
// context's own values are kept:
//
//   levels sensed alike, all else of the context the same   the whole answer
//   the same levels                                         Sense, Cooperate
//   the same x                          the gate, the shared path, its latents
//   an expert's inputs, elements, contacts and weight       its part of y
//
// and what is left runs batched, the edits of several contexts together.
#ifndef REGULON_ENGINE_CELL_EDITED_READING_H_
#define REGULON_ENGINE_CELL_EDITED_READING_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cell/answer.h"
#include "engine/cell/cell.h"
#include "engine/cell/reading.h"
#include "engine/cell/slice.h"
#include "engine/cell/stages.h"
#include "engine/context/context.h"
#include "engine/transcription/readers.h"

namespace regulon {

class EditedReading {
 public:
  using Apply = absl::FunctionRef<absl::Status(int64_t edit, Context& context)>;
  using Deliver = absl::FunctionRef<absl::Status(const Cell::Edited& edited)>;

  explicit EditedReading(Stages& stages);

  // At most Slice::kMost contexts; `first` is the index of contexts[0] among
  // all. See Cell::ExpressEdits.
  absl::Status Run(absl::Span<const Context> contexts, int64_t first,
                   int64_t edits, Apply apply, Deliver deliver);

 private:
  // An edit that changes nothing, and the regulators whose level differs all
  // the same, sensed_[begin] and on; or one that does, at `row`.
  struct Found {
    int row = -1;
    size_t begin = 0, end = 0;
  };

  // Looks at edits from `at` on until enough of them change something; returns
  // where it stopped.
  absl::StatusOr<int64_t> Collect(int64_t at, int64_t end, Apply apply);
  // Whether no stage sees a difference; `levels` receives the regulators whose
  // level is another.
  bool IsUnchanged(const Context& before, const Context& after,
                   std::vector<int>& levels) const;
  absl::Status ReadChanged();
  absl::Status SenseRow(int row, int worker);
  absl::Status GateRows(int first, int rows, int worker);
  absl::Status ShareRows(int first, int rows, int worker);
  void SortDomains(int row, const ExpertInput& before,
                   const ExpertInput& after);
  absl::Status HandOn(int64_t at, int64_t end, int64_t first, Deliver deliver);

  absl::Span<const Context> edited() const {
    return absl::MakeConstSpan(edited_).subspan(0, rows_);
  }

  Stages& stages_;
  FullReading reading_;
  // Of the contexts.
  absl::Span<const Context> contexts_;
  int64_t edits_ = 0;
  Slice kept_;
  std::vector<Answer> before_;

  // Of edits that are read together.
  int rows_ = 0;
  Slice slice_;
  std::vector<Context> edited_;
  std::vector<int> base_;               // [row] of contexts_
  std::vector<uint8_t> same_x_;         // [row]
  std::vector<uint8_t> same_shared_y_;  // [row]
  enum Part : uint8_t { kKept, kShut, kRun };
  SliceRows<Part> parts_;  // [row][domains] what becomes of each part of y
  std::vector<Answer> after_;
  Readers readers_;

  // Of all edits of a round.
  std::vector<Found> found_;
  std::vector<int> sensed_;
  std::vector<std::vector<int>> levels_;  // [of those looked at together]
  std::vector<absl::Status> statuses_;
  std::vector<uint8_t> unchanged_;
  Answer same_;  // a context's own, with an edit's marks
  int64_t same_of_ = -1;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_EDITED_READING_H_
