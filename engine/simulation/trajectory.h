// One run of a network through time, event by event (Gillespie 1976, doi
// 10.1016/0021-9991(76)90041-3): a flip touches only the elements that read
// the variable, and the channels that depend on those.
#ifndef REGULON_ENGINE_SIMULATION_TRAJECTORY_H_
#define REGULON_ENGINE_SIMULATION_TRAJECTORY_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "engine/random.h"
#include "engine/simulation/plan.h"
#include "engine/simulation/tally.h"

namespace regulon {

// Belongs to one thread. All memory is taken when it is made.
class Trajectory {
 public:
  explicit Trajectory(const Plan& plan);

  // From first values to the end of the last window. False if that would take
  // more than `most_flips`; the tally is then of no use.
  bool Run(uint64_t seed, uint64_t index, int64_t most_flips, Tally& tally);

  // The parts of a run, for tests: first values, and one flip.
  void Start(Random& random);
  void Flip(int variable);
  absl::Span<const uint8_t> on() const { return on_; }
  double TotalRate() const;                        // per window
  double RateOf(int variable) const;               // of its next flip
  int Choose(double total, Random& random) const;  // by rate

 private:
  struct Open {        // channels of a class
    uint64_t sum = 0;  // of mantissas
    uint32_t count = 0;
  };

  void Rebuild();
  void SetHeld(int variable, bool held);
  void Happen(const Event& event, double time, Random& random, Tally& tally);
  void Turn(int variable, bool value, double time, Tally& tally);
  void Toggle(uint32_t element);
  void ToggleCondition(uint32_t channel);
  void SetOpen(uint32_t channel, bool open);
  bool IsOpen(uint32_t channel) const { return place_[channel] != kClosed; }
  void RefreshChannelsOf(int variable);
  void SettlePending();

  static constexpr uint32_t kClosed = ~uint32_t{0};

  const Plan& plan_;
  std::vector<uint8_t> on_, held_;   // [variables]
  std::vector<int32_t> drivers_;     // [variables] its elements that are on
  std::vector<int64_t> sum_;         // [elements] on iff >= 0
  std::vector<uint8_t> element_on_;  // [elements]
  std::vector<uint64_t> pending_;    // bits of elements to look at
  std::vector<uint8_t> condition_;   // [channels]
  std::vector<uint32_t> place_;      // [channels] in list_, or kClosed
  std::vector<uint32_t> list_;       // open channels, those of a class together
  std::vector<Open> open_;           // [classes]
  int64_t evaluations_ = 0;          // of rates
};

}  // namespace regulon

#endif  // REGULON_ENGINE_SIMULATION_TRAJECTORY_H_
