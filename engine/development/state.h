// What a cell carries from one reading to the next, and, saved, from one query
// to another: protobuf JSON of a CellStates (proto/state.proto). The genome
// itself never changes.
#ifndef REGULON_ENGINE_DEVELOPMENT_STATE_H_
#define REGULON_ENGINE_DEVELOPMENT_STATE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/development/feedback.h"
#include "engine/genome/genome.h"

namespace regulon {

struct CellState {
  int64_t step = 0;  // readings so far
  // Of the products, in the order of Feedback::loops, in their regulators'
  // units: what the next reading finds (NaN: not given), and what those after
  // it find, lag - 1 of each, the next one first.
  std::vector<double> level;
  std::vector<std::vector<double>> in_flight;
  std::vector<float> memory;  // [domains] 0..1
};

// Whether they differ by at most `tolerance` in every number, relative to
// those above 1, whatever their steps. 0: exactly.
bool IsSame(const CellState& a, const CellState& b, double tolerance);

struct NamedState {
  std::string context;  // whose state it is
  CellState state;
};

// InvalidArgument for a name that is not UTF-8 and a step above INT32_MAX.
absl::StatusOr<std::string> WriteStates(const Genome& genome,
                                        const Feedback& feedback,
                                        absl::Span<const NamedState> states);

// States as `fresh` is, with what the text gives. InvalidArgument that begins
// with `name` for a text that is not of this genome, or not whole.
absl::StatusOr<std::vector<NamedState>> ReadStates(const Genome& genome,
                                                   const Feedback& feedback,
                                                   const CellState& fresh,
                                                   absl::string_view text,
                                                   absl::string_view name);

}  // namespace regulon

#endif  // REGULON_ENGINE_DEVELOPMENT_STATE_H_
