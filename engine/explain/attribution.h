// What each regulator contributes to the difference that a context makes to a
// gene: integrated gradients (Sundararajan et al. 2017, arXiv 1703.01365) along
// the straight line in u_t = log(a_t + p_t) from a reference context
// (engine/context/sense_line.h), in double precision.
//
//   f(context) - f(reference) = sum_t sum_path attribution_t,path
//                               + sum jumps + residual
//   attribution_t = (u_t(1) - u_t(0)) int_0^1 df / du_t ds
//
// A path is what passes a regulator's effect on to the gene: the shared path,
// its domain's expert (with the router's weight), or an element. Where f jumps
// on the way, what jumps has the effect: a domain that opens or shuts, a
// threshold element, a regulator whose presence Cooperate notes, and at the
// start what differs but the levels (chromatin, memory, gain). The place of a
// jump is bisected to kPlace of the line; the pieces between are integrated by
// Gauss-Legendre panels of eight points, halved until their sum is right.
#ifndef REGULON_ENGINE_EXPLAIN_ATTRIBUTION_H_
#define REGULON_ENGINE_EXPLAIN_ATTRIBUTION_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cell/precise_cell.h"
#include "engine/context/context.h"
#include "engine/explain/network.h"

namespace regulon {

struct AttributionOptions {
  // Of a gene's whole difference: panels are halved until what they leave
  // unexplained is below it.
  double tolerance = 1e-6;
  int most_panels = 2000;  // of all genes that share a line; then as it is
  int threads = 0;         // workers over genes; 0: one per core
  // Genes are explained in groups of domains whose matrices, copied, and
  // attributions take at most so many bytes; or one domain.
  int64_t bytes_at_once = int64_t{256} << 20;
  // Called with the share done, 0..1.
  std::function<void(double)> on_progress;
};

// Where on the line, in 0..1, an answer jumps by `effect`.
struct Jump {
  enum Cause { kSettings, kDomain, kElement, kRegulator } cause;
  int index;  // of the domain, element or regulator; -1: settings
  bool on;    // it opens, goes on or appears; else the opposite
  double place, effect;
};

// Of one gene; in its unit.
struct Attribution {
  struct Path {
    NetworkEdge::Path path;
    int element;                       // -1: not of one element
    std::vector<double> by_regulator;  // [regulators]
    // In the context: the derivatives by log a_t [regulators], and who sits on
    // the element.
    std::vector<double> slopes;
    std::vector<Occupant> occupants;
  };
  int gene;
  double reference, value;
  std::vector<Path> paths;  // shared, expert, the gene's elements
  std::vector<Jump> jumps;  // along the line
  double residual;          // value - reference - all of the above
};

constexpr double kPlace = 1e-12;

// One attribution for each of the genes, grouped by domain. Loads what it needs
// into `cell`. The same for any number of threads.
absl::Status Attribute(
    PreciseCell& cell, const Context& reference, const Context& context,
    absl::Span<const int> genes, const AttributionOptions& options,
    absl::FunctionRef<absl::Status(const Attribution&)> deliver);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_ATTRIBUTION_H_
