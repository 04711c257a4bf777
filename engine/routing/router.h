// The Open stage: which domains a context reads, and with what weight.
//
//   open_d iff score_d >= theta_d, at most k (largest first, ties to the lowest
//   index); domains that are not routed are always open with weight 1
//
// TF sites with thresholds and an unbound state, and the gate of a mixture of
// experts, are settings of it: score, threshold (or none), top_k, weighting,
// renormalize and null_state.
//
// Thread-safe once made; scratch is the caller's.
#ifndef REGULON_ENGINE_ROUTING_ROUTER_H_
#define REGULON_ENGINE_ROUTING_ROUTER_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/ledger/inventory.h"
#include "engine/routing/weighting.h"

namespace regulon {

// The numbers are those of proto::Router::Score.
enum class Score {
  kLogit = 0,     // largest lambda of the domain's mwc elements, nats
  kActivity = 1,  // largest g of its elements
  kAutonomy = 2,  // ||H^T x + H_kappa^T kappa||^2 over the domain's own inputs
  kGate = 3,      // h . x over all regulators
};

// H of one domain, row-major; either part may be missing.
struct AutonomyTable {
  absl::Span<const uint32_t> inputs;
  absl::Span<const float> weights;    // [inputs, rank]
  absl::Span<const float> reference;  // H_kappa [P, rank]
  Units inputs_units, weights_units, reference_units;
};

// Views of tensors.h. Q routed domains of D, E elements, R regulators.
struct RouterTables {
  Score score = Score::kLogit;
  Weighting weighting = Weighting::kIndependent;
  int top_k = 0;  // 0: no cap
  bool renormalize = false;
  bool null_state = false;  // of softmax weights: one more state, of score 0
  bool everything_open = false;  // whatever the scores

  int domains = 0, elements = 0, regulators = 0, reference_states = 0;
  std::vector<int> routed;            // [Q] ascending domains
  std::vector<int> dropped;           // those that cannot open
  absl::Span<const float> threshold;  // [Q]; empty: every score is enough
  Units threshold_units;              // a unit for all
  absl::Span<const uint32_t> first, element;  // kLogit, kActivity
  Units first_units, element_units;
  std::vector<AutonomyTable> autonomy;  // [Q]: kAutonomy
  Units gate_units;                     // kGate: [R, Q], multiplied by the cell
};

// One context.
struct RouterInput {
  absl::Span<const double> logit, activity;  // [E]
  absl::Span<const float> x;                 // [R]; empty where not used
  absl::Span<const float> kappa;  // [P]: where reads_reference_states
  absl::Span<const float> gate;   // [Q] h . x: kGate
  // [D] 1: open, and nothing else is, whatever the scores; or empty.
  absl::Span<const uint8_t> forced;
  // [D] 1: open whatever its score, among the k that may open; 1: closed
  // whatever its score; or empty. A domain is not both.
  absl::Span<const uint8_t> required, forbidden;
  int top_k = 0;           // in the place of the tables'; 0: theirs
  double temperature = 1;  // of softmax weights
  // [D] what thresholds rise by, of the context and of modulators; or empty.
  absl::Span<const float> given_shift;
  absl::Span<const double> modulated_shift;
};

struct RouterOutput {
  absl::Span<double> score;  // [Q]
  absl::Span<uint8_t> open;  // [D] 0 or 1
  absl::Span<float> weight;  // [D]; 0 where closed
  // [D] 1 for dropped domains that would open; where there are any. They are
  // closed, and the others as if they were not.
  absl::Span<uint8_t> missing = {};
};

class Router {
 public:
  // DataLoss where an index table is damaged.
  static absl::StatusOr<Router> Create(RouterTables tables);

  const RouterTables& tables() const { return t_; }
  bool reads_reference_states() const;  // kappa, of any context
  int64_t scratch_size() const { return 4 * t_.routed.size(); }

  // OutOfRange with the domain's index where a score or threshold is not
  // finite. Adds what it did to `flops`.
  absl::Status Run(const RouterInput& input, absl::Span<double> scratch,
                   RouterOutput output, ReadSet& reads, int64_t& flops) const;

  // Of tables().routed[q], with the shifts of `input`.
  double Threshold(size_t q, const RouterInput& input) const;

  // Which of the routed domains open at those scores [Q]: open [Q] 0 or 1. Of
  // `input` only what decides: forced, required and forbidden domains, top_k
  // and shifts. `order` is scratch for as many numbers.
  void Choose(absl::Span<const double> score, const RouterInput& input,
              absl::Span<double> order, absl::Span<uint8_t> open) const;

 private:
  explicit Router(RouterTables tables) : t_(std::move(tables)) {}
  absl::Status Rate(const RouterInput& input, absl::Span<double> score,
                    ReadSet& reads, int64_t& flops) const;
  double Autonomy(const AutonomyTable& table, const RouterInput& input,
                  int64_t& flops) const;

  RouterTables t_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ROUTING_ROUTER_H_
