// A .cfg file: parameters, first values, schedules and what to simulate.
//
//   $fast = 10;  $slow = $fast / 24;
//   A.istate = 1;  [B].istate = 0.1 [0], 0.9 [1];
//   [C, D].istate = 0.5 [0, 1], 0.5 [1, 0];
//   A.is_internal = TRUE;  B.schedule = 20: 0.1, 40: 0.9;
//   max_time = 10;  time_tick = 0.1;
#ifndef REGULON_ENGINE_CONVERT_MABOSS_CONFIG_H_
#define REGULON_ENGINE_CONVERT_MABOSS_CONFIG_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/convert/maboss_expression.h"

namespace regulon::maboss {

struct Config {
  struct Outcome {
    double weight = 0;
    std::vector<bool> on;  // of the nodes of the group
  };
  struct Group {
    std::vector<int> nodes;
    std::vector<Outcome> outcomes;
  };
  struct Scheduled {
    int node;
    double time, probability;
  };

  std::map<std::string, double> parameters;
  std::vector<Group> initial;
  std::vector<bool> internal;  // [nodes]
  std::vector<Scheduled> schedule;
  // As MaBoSS has them where they are not set.
  double time_tick = 0.5, max_time = 1000, sample_count = 10000;
  bool discrete_time = false;
  std::vector<std::string> ignored;  // settings that change no answer
  std::vector<std::string> notes;    // with their places
};

// Statements count in their order: a parameter may use those before it.
// InvalidArgument with the place.
absl::StatusOr<Config> ParseConfig(Tokens& tokens,
                                   const std::map<std::string, int>& nodes);

}  // namespace regulon::maboss

#endif  // REGULON_ENGINE_CONVERT_MABOSS_CONFIG_H_
