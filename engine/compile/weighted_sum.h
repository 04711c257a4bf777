// Boolean functions that are one weighted sum: rules that average, vote or
// need a quorum.
#ifndef REGULON_ENGINE_COMPILE_WEIGHTED_SUM_H_
#define REGULON_ENGINE_COMPILE_WEIGHTED_SUM_H_

#include <cstdint>
#include <vector>

#include "absl/types/optional.h"
#include "engine/logic/diagram.h"

namespace regulon {

// On iff the weights of the variables that are on add up to `need` or more.
struct WeightedSum {
  std::vector<int64_t> weights;  // [variables of the diagrams]
  int64_t need = 0;
};

// Small weights that say where the function is on, exactly so wherever `care`
// is. None if there are none, or none were found in `most_rounds` rounds of a
// perceptron on the two assignments that the weights put furthest on the wrong
// sides (Rosenblatt 1958, Psychol. Rev. 65:386); a round takes the time of a
// walk through the diagrams.
absl::optional<WeightedSum> FindWeightedSum(Diagrams& diagrams,
                                            Diagram function, Diagram care,
                                            int most_rounds);

}  // namespace regulon

#endif  // REGULON_ENGINE_COMPILE_WEIGHTED_SUM_H_
