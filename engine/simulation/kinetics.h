// What a genome says of time: rates, first values and schedules, from the
// tensors of stage SIMULATE, as the variables of its Network.
#ifndef REGULON_ENGINE_SIMULATION_KINETICS_H_
#define REGULON_ENGINE_SIMULATION_KINETICS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/genome/genome.h"
#include "engine/logic/network.h"

namespace regulon {

// A variable that is off goes on at the sum of its up rates whose condition
// holds; one that is on, off at the sum of its down rates.
struct Rate {
  // An element of the network that is on, or one of these.
  static constexpr int kAlways = -1;
  static constexpr int kRuleOn = -2;   // one of the variable's elements is
  static constexpr int kRuleOff = -3;  // none is
  int condition;
  float rate;  // per unit of time, within rate_limits.h
};

struct InitialGroup {
  struct Outcome {
    double probability;
    std::vector<int> on;  // the other members are off
  };
  std::vector<int> members;
  std::vector<Outcome> outcomes;  // exactly one of them
};

// In every trajectory the variable is set to 1 with a probability, else to 0.
struct Scheduled {
  double time;
  int variable;
  double probability;
};

struct Kinetics {
  struct Rates {
    std::vector<Rate> up, down;
  };
  std::vector<Rates> rates;           // [variables]
  std::vector<InitialGroup> initial;  // no variable twice
  std::vector<Scheduled> schedule;    // in the order of time

  // DataLoss where tensors do not fit; the message begins with the path.
  static absl::StatusOr<Kinetics> FromGenome(const Genome& genome,
                                             const Network& network);
};

}  // namespace regulon

#endif  // REGULON_ENGINE_SIMULATION_KINETICS_H_
