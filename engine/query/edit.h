// What a question changes of a context: regulators, elements, boundaries.
//
//   ASSIGN_OR_RETURN(const Edit edit,
//                    ParseEdit(EditKind::kKnockDown, "GATA1=0.5", genome));
//   RETURN_IF_ERROR(ApplyEdit(genome, edit, false, context));
//
// A knock-out is a level of zero activity, whatever the unit. Factors act on
// the linear scale of the unit, on the level that the context gives, or, where
// it gives none, on what the genome takes in its place: absent or basal.
#ifndef REGULON_ENGINE_QUERY_EDIT_H_
#define REGULON_ENGINE_QUERY_EDIT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"

namespace regulon {

enum class EditKind {
  kKnockOut,     // regulator: NAME
  kKnockDown,    // NAME=FRACTION that is left, 0..1
  kOverExpress,  // NAME=FACTOR, at least 1; a boolean one: NAME
  kScale,        // NAME=FACTOR
  kTo,           // NAME=LEVEL in its own unit
  kElement,      // NAME=off, on or an activity 0..1
  kMove,         // NAME=CONTIG:CENTRE or CENTRE, counted from 0
  kCutBoundary,  // NAME
};

struct Edit {
  EditKind kind = EditKind::kKnockOut;
  int target = 0;       // regulator, element or boundary
  double value = 0;     // fraction, factor, level or activity
  std::string contig;   // kMove; empty: the element's own
  int64_t center0 = 0;  // kMove
};

// InvalidArgument, naming the text, for what is not of that form; as Context
// for names that the genome does not know.
absl::StatusOr<Edit> ParseEdit(EditKind kind, absl::string_view text,
                               const Genome& genome);
// "LacI=1,2,5": an edit kTo for each level.
absl::StatusOr<std::vector<Edit>> ParseDoses(absl::string_view text,
                                             const Genome& genome);

// "GATA1 off", "GATA1 x0.5", "LacI=22", "enh_far on", "enh_far to 5000".
std::string EditText(const Edit& edit, const Genome& genome);
// Those of a combination: "GATA1 off + PU1 off".
std::string EditsText(absl::Span<const Edit> edits, const Genome& genome);

// Whether edits go together and each fits its target: InvalidArgument for two
// of one regulator, or two of the same thing of an element.
absl::Status CheckEdits(absl::Span<const Edit> edits, const Genome& genome);

// `hold`: regulators keep their new level against what their genes express.
absl::Status ApplyEdit(const Genome& genome, const Edit& edit, bool hold,
                       Context& context);
absl::Status ApplyEdits(const Genome& genome, absl::Span<const Edit> edits,
                        bool hold, Context& context);

// Whether a factor of this edit multiplies nothing.
bool ScalesNothing(const Genome& genome, const Edit& edit,
                   const Context& context);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_EDIT_H_
