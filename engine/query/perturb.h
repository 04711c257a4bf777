// What edits do to what contexts express: knock-outs, doses, screens.
//
//   std::vector<NamedEdits> screen = EveryKnockOut(genome);
//   const auto add = [&](const Effect& effect) { ... };
//   RETURN_IF_ERROR(Perturb(*cell, contexts, screen, PerturbOptions(), add));
//
// The direct effect is one reading of the edited context less one of the
// context; the total one, of steps with feedback, lets products act on each
// other first, and holds the regulators that are edited. Both readings are
// those of Cell::Express, to the bit.
#ifndef REGULON_ENGINE_QUERY_PERTURB_H_
#define REGULON_ENGINE_QUERY_PERTURB_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/cell.h"
#include "engine/context/context.h"
#include "engine/query/edit.h"
#include "engine/query/express.h"

namespace regulon {

// Edits that act together.
struct NamedEdits {
  std::string name;
  std::vector<Edit> edits;
};

struct PerturbOptions {
  ExpressOptions express;  // without its callbacks
  // Fills Effect::others, for which a context's effects wait in memory.
  bool mean_of_others = false;
  std::function<void(double share)> on_progress;
};

// Lent until the call returns.
struct Effect {
  int64_t context = 0;
  int perturbation = 0;
  // Of the last reading, or the mean over runs: [genes], [domains].
  absl::Span<const float> before, after, open_before, open_after;
  // Of one reading: with steps; else as above.
  absl::Span<const float> direct_before, direct_after;
  // [genes] the mean change of the other perturbations in this context; empty
  // unless asked for, or if there are none.
  absl::Span<const double> others;
  bool out_of_repertoire = false;  // the perturbed context
  // As Expressed::missing, of the perturbed context: [domains], or empty.
  absl::Span<const uint8_t> missing;
};

// Each perturbation in each context, context by context. As Express for
// contexts that cannot be read; ResourceExhausted where the effects of a
// context do not fit in memory.
absl::Status Perturb(Cell& cell, absl::Span<const Context> contexts,
                     absl::Span<const NamedEdits> perturbations,
                     const PerturbOptions& options,
                     absl::FunctionRef<absl::Status(const Effect&)> deliver);

std::vector<NamedEdits> EveryKnockOut(const Genome& genome);
std::vector<NamedEdits> EveryElementOff(const Genome& genome);
// (0, 1), (0, 2), ... (1, 2), ...: of so many perturbations.
std::vector<std::pair<int, int>> PairsOf(int count);
// Both at once; InvalidArgument where their edits do not go together.
absl::StatusOr<NamedEdits> Together(const NamedEdits& a, const NamedEdits& b,
                                    const Genome& genome);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_PERTURB_H_
