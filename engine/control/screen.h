// What each single clamp, or each two, does to the attractors of a network:
// every variable off and on, and which phenotypes remain.
#ifndef REGULON_ENGINE_CONTROL_SCREEN_H_
#define REGULON_ENGINE_CONTROL_SCREEN_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/attractors/attractor.h"
#include "engine/control/under_clamps.h"
#include "engine/logic/network.h"

namespace regulon {

struct ScreenedPhenotype {
  int64_t always = 0, sometimes = 0;  // attractors in whose states it holds
  // Of all states, those that end in an attractor where it always holds;
  // synchronous, where all states were seen.
  std::optional<double> share;
};

struct ScreenRow {
  std::vector<Held> clamps;  // by name, bytewise; empty: the wild type
  int64_t attractors = 0;
  bool complete = true;  // there are no other attractors
  std::vector<ScreenedPhenotype> phenotypes;
};

struct ScreenOptions {
  bool pairs = false;  // else single clamps
  Updating updating = Updating::kSynchronous;
  // If not empty, [free] of the system of what is held: only what is reached
  // from there, with the clamped variables at their clamps.
  State from;
  int threads = 0;                          // 0: one per core
  std::function<void(double)> on_progress;  // the share done; may be empty
};

// Inputs and what is held already are not clamped. The wild type comes first,
// then off before on, in the order of names; the same rows for any number of
// threads. Ends with the first error, of `deliver` or of a search.
absl::Status Screen(const Network& network, absl::Span<const Held> held,
                    absl::Span<const Formula> phenotypes,
                    const ScreenOptions& options,
                    absl::FunctionRef<absl::Status(const ScreenRow&)> deliver);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTROL_SCREEN_H_
