// The Open stage in double precision, and how a domain's weight changes with
// what the router reads.
//
//   d omega_d / d r_j = omega_d ([d = j] - pi_j) / T            softmax_topk
//   d omega_d / d r_j = omega_d ([d = j] (1 - s_d) - pi_j) / T  sigmoid
//   d omega_d / d log T = -sum_j r_j d omega_d / d r_j
//
// Softmax: pi over all routed domains, or over the open ones where the weights
// are renormalized, and the null state. Sigmoid: s_j = sigmoid(r_j / T), and
// pi_j = s_j (1 - s_j) / sum s over the open ones where renormalized, else 0.
// Weights that are independent have no slope. Which domains are open is held. A
// largest element has all of the slope, of equals the first.
#ifndef REGULON_ENGINE_ROUTING_ROUTER_SLOPES_H_
#define REGULON_ENGINE_ROUTING_ROUTER_SLOPES_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/genome/matrix.h"
#include "engine/routing/router.h"

namespace regulon {

// One context; sizes as in RouterInput.
struct PreciseRouterInput {
  absl::Span<const double> logit, activity, x, kappa;
  RouterInput settings;  // but for what the router reads
};

struct PreciseOpening {
  std::vector<double> score;   // [Q]
  std::vector<uint8_t> open;   // [D]
  std::vector<double> weight;  // [D]; 0 where closed
  // [D] dropped domains that would open, as RouterOutput::missing; empty where
  // none is dropped.
  std::vector<uint8_t> missing;
};

// What Backward adds to, of the sizes of the input.
struct RouterSlopes {
  absl::Span<double> logit, activity, x, kappa;
};

// Thread-safe once made.
class PreciseRouter {
 public:
  // Views of a router that must outlive it; gate: [R, Q], or without data.
  PreciseRouter(const Router& router, const Matrix& gate);

  void Run(const PreciseRouterInput& input, PreciseOpening& opening) const;

  // Whether a weight can change without a domain opening or shutting.
  bool weighs() const {
    return router_.tables().weighting != Weighting::kIndependent &&
           !router_.tables().routed.empty();
  }
  // Whether one domain's opening changes the weights of others.
  bool renormalizes() const { return weighs() && router_.tables().renormalize; }

  // Adds `by_weight` times the derivatives of omega_domain; returns that by the
  // logarithm of the temperature.
  double Backward(const PreciseRouterInput& input,
                  const PreciseOpening& opening, int domain, double by_weight,
                  RouterSlopes slopes) const;

 private:
  double Rate(const PreciseRouterInput& input, size_t q) const;
  // Adds `by_score` times the derivatives of r_q.
  void BackwardScore(const PreciseRouterInput& input, size_t q, double by_score,
                     RouterSlopes slopes) const;
  uint32_t LargestElement(absl::Span<const double> rating, size_t q) const;
  // Of an autonomous domain: the sums whose squares are its score.
  std::vector<double> Activations(const PreciseRouterInput& input,
                                  const AutonomyTable& table) const;

  const Router& router_;
  std::vector<float> gate_;  // [Q, R]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_ROUTING_ROUTER_SLOPES_H_
