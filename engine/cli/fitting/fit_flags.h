// How a genome is fitted: flags that `fit` and `eval` share.
#ifndef REGULON_ENGINE_CLI_FITTING_FIT_FLAGS_H_
#define REGULON_ENGINE_CLI_FITTING_FIT_FLAGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/cli/fitting/data_flags.h"
#include "engine/fit/fit.h"

namespace CLI {
class App;
}

namespace regulon {

struct FitFlags {
  double share = 0.2;
  int domains = 0, rank = 0;
  std::string domains_file, coordinates, prior;
  bool no_encoder = false, gated = false;
  uint64_t seed = 1;
};

void AddFitFlags(CLI::App& verb, FitFlags& flags);

// Without progress. Tells on stderr which genes have no domain drawn.
absl::StatusOr<FitOptions> FitOptionsOf(const FitFlags& flags,
                                        const DataFlags& data_flags,
                                        const Data& data);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_FITTING_FIT_FLAGS_H_
