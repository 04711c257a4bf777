// Whether a phenotype holds wherever a network ends under some clamps, and if
// not, how to escape the counter-example.
#ifndef REGULON_ENGINE_CONTROL_REFUTE_H_
#define REGULON_ENGINE_CONTROL_REFUTE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/control/clamp_sets.h"
#include "engine/control/escape.h"
#include "engine/control/under_clamps.h"
#include "engine/logic/network.h"

namespace regulon {

enum class Proof {
  kPercolation,  // what the clamps decide, step by step, decides the phenotype
  kAttractors,   // it holds in all attractors, and there are no others
  kUnverified,   // it holds in those found, which may not be all
};

struct Verdict {
  bool refuted = false;
  // Where refuted; none if all that is known is that these clamps fail.
  std::optional<Escape> escape;
  Proof proof = Proof::kUnverified;  // where not refuted
};

// What stays the same from one set of clamps to the next. Without copies: all
// must outlive the question.
struct ControlQuestion {
  const Network& network;
  absl::Span<const Held> held;
  const Formula& formula;
  Updating updating;
  const State& from;  // [free], or empty: from anywhere
  // Of what is held; no clamps yet.
  const System& system;
  Literal phenotype;                 // of the system's circuit
  const std::vector<bool>& targets;  // [free] what can be clamped
  // Called now and then while one set is judged.
  const std::function<void(double)> on_progress;
};

// How much is done for one set of clamps. There may be hundreds of them: after
// each for which it was too little there is half as much for the next ones.
struct Effort {
  int64_t steps = 30'000'000;              // of decision diagrams
  uint64_t reachable = uint64_t{1} << 23;  // states
  void Halve();
};

class Refuter {
 public:
  explicit Refuter(const ControlQuestion& question);

  // `clamps` [free]: kFree where there is none.
  absl::StatusOr<Verdict> Judge(const Subspace& clamps);

 private:
  absl::StatusOr<Verdict> JudgeAll(const Subspace& clamps);
  absl::StatusOr<Verdict> JudgeReachable(const Subspace& clamps);

  const ControlQuestion question_;
  Escapes escapes_;
  FailingFixedPoints fixed_points_;
  Effort effort_;
};

// What is held together with the clamps.
std::vector<Held> HeldWith(const ControlQuestion& question,
                           const Subspace& clamps);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTROL_REFUTE_H_
