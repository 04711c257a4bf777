// One line of contexts, integrated for the genes of some domains: what
// attribution.h does with each group of genes.
#ifndef REGULON_ENGINE_EXPLAIN_ATTRIBUTED_LINE_H_
#define REGULON_ENGINE_EXPLAIN_ATTRIBUTED_LINE_H_

#include <cmath>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/precise_cell.h"
#include "engine/context/context.h"
#include "engine/context/sense_line.h"
#include "engine/explain/attribution.h"
#include "engine/workers.h"

namespace regulon {

// Integrates along one line for the genes of some domains.
class AttributedLine {
 public:
  AttributedLine(const PreciseCell& cell, const Context& reference,
                 const Context& context, const AttributionOptions& options,
                 Workers& workers)
      : cell_(cell),
        reference_(reference),
        context_(context),
        line_(cell.sense(), reference.levels(), context.levels()),
        options_(options),
        workers_(workers),
        panels_left_(options.most_panels) {}

  absl::Status Run(absl::Span<const int> genes,
                   std::vector<Attribution>& results);

 private:
  using Tokens = std::vector<uint32_t>;
  // The line at a place.
  struct Stop {
    double s;
    std::vector<uint8_t> open, on;  // of what is watched
    std::vector<double> values;     // [genes]
    bool IsLike(const Stop& other) const {
      return open == other.open && on == other.on;
    }
  };

  absl::Status ReadAt(double s, const Tokens& tokens,
                      PreciseReading& reading) const;
  Stop StopOf(double s, const PreciseReading& reading) const;
  absl::StatusOr<Stop> StopAt(double s, const Tokens& tokens) const;
  void Watch(const PreciseReading& reading);
  absl::Status Start(Tokens& tokens);
  absl::Status Turn(absl::Span<const SenseLine::Turn> turns, Tokens& tokens);
  absl::Status Segment(double from, double to, const Tokens& tokens);
  absl::StatusOr<bool> Panel(const Stop& a, const Stop& b, const Tokens& tokens,
                             std::vector<Stop>& rest);
  bool Integrate(const Stop& a, const Stop& b,
                 absl::Span<const PreciseReading> readings);
  absl::Status Bisect(Stop a, Stop b, const Tokens& tokens, Stop& before,
                      Stop& after) const;
  void JumpFrom(const Stop& before, const Stop& after);
  double Scale(size_t g) const;

  const PreciseCell& cell_;
  const Context& reference_;
  const Context& context_;
  const SenseLine line_;
  const AttributionOptions& options_;
  Workers& workers_;
  int panels_left_;
  absl::Span<const int> genes_;
  // What can make an answer of these genes jump, ascending.
  std::vector<int> domains_, elements_;
  std::vector<Attribution>* results_ = nullptr;
  std::vector<double> largest_;             // [genes] value so far
  std::vector<std::vector<double>> parts_;  // [genes] of a panel, by path
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPLAIN_ATTRIBUTED_LINE_H_
