// Signals that change how other stages read, between Cooperate and Bind. With
// s_t = log(1 + a_t) of the regulators present:
//
//   gain          G <- G exp(sum w s)          of mwc elements
//   closing       epsilon_e <- epsilon_e + sum w s, of one or all mwc elements
//   temperature   T <- T exp(sum w s)          of softmax weights
//   threshold     theta_d <- theta_d + sum w s, of one or all routed domains
#ifndef REGULON_ENGINE_MODULATION_MODULATORS_H_
#define REGULON_ENGINE_MODULATION_MODULATORS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/ledger/inventory.h"

namespace regulon {

// The numbers are those of the tensor modulation.kind.
enum class Modulated { kGain, kClosing, kTemperature, kThreshold };
constexpr int kModulatedKinds = 4;

// Views of tensors.h, a row per regulator. target: 0 for all, else 1 + the
// element or domain.
struct ModulatorTables {
  int regulators = 0, elements = 0, domains = 0;
  absl::Span<const uint32_t> first, kind, target;
  absl::Span<const float> weight;
  Units first_units, kind_units, target_units, weight_units;
};

// Of one context. The shifts are empty where no modulator changes any.
struct Modulation {
  double gain = 1, temperature = 1;
  std::vector<double> closing;    // [elements] nats
  std::vector<double> threshold;  // [domains]

  // OutOfRange, named, if what a context gives leaves (0, 1e6], where a context
  // must give it, once modulated.
  absl::Status Check(double given_gain, double given_temperature) const;
};

// How an answer changes with what modulators change: its derivatives by log G
// and log T, and by the closing energies [elements].
struct ModulationSlopes {
  double log_gain = 0, log_temperature = 0;
  absl::Span<const double> closing;
};

class Modulators {
 public:
  // DataLoss if the tensors do not fit or a weight is not finite.
  static absl::StatusOr<Modulators> Create(const ModulatorTables& tables);

  bool exists() const { return !t_.first.empty(); }
  // With room for what Run fills.
  Modulation NewModulation() const;

  // Starts from no modulation. activity: [regulators]; present: ascending.
  void Run(absl::Span<const double> activity,
           absl::Span<const uint32_t> present, Modulation& modulation,
           ReadSet& reads, int64_t& flops) const;

  // Adds to by_log_activity [regulators] the derivatives by log a_t of an
  // answer with those slopes. Thresholds decide and have none.
  void Backward(absl::Span<const double> activity,
                absl::Span<const uint32_t> present,
                const ModulationSlopes& slopes,
                absl::Span<double> by_log_activity) const;

 private:
  explicit Modulators(const ModulatorTables& tables) : t_(tables) {}

  ModulatorTables t_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_MODULATION_MODULATORS_H_
