// What is expected of each method that looks at every state.
#ifndef REGULON_TESTS_ATTRACTORS_EVERY_STATE_METHOD_H_
#define REGULON_TESTS_ATTRACTORS_EVERY_STATE_METHOD_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/attractors/attractor.h"

namespace regulon {

struct EveryStateMethod {
  std::function<absl::StatusOr<std::vector<Attractor>>(const System&,
                                                       const AttractorOptions&)>
      find;
  std::function<std::vector<Attractor>(const System&, const AttractorOptions&)>
      slow;

  void ExpectAsSlow(const System& system,
                    const AttractorOptions& options) const;
  // With functions to watch, on every instruction set.
  void ExpectAsSlowOnRandomSystems() const;
  // Of 10 to so many variables.
  void ExpectAsSlowOnLargerSystems(int most) const;
  void ExpectThatItSaysWhereThereAreTooManyStates() const;
  void ExpectProgressToTheEnd(const System& system) const;
};

}  // namespace regulon

#endif  // REGULON_TESTS_ATTRACTORS_EVERY_STATE_METHOD_H_
