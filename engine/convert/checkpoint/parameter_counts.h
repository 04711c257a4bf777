// How many parameters a model has and how many of them one token takes, from
// its configuration alone.
#ifndef REGULON_ENGINE_CONVERT_CHECKPOINT_PARAMETER_COUNTS_H_
#define REGULON_ENGINE_CONVERT_CHECKPOINT_PARAMETER_COUNTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/transformer/tensor_list.h"

namespace regulon {

struct ParameterCount {
  std::string part;  // "experts"
  int64_t all = 0;
  // Without the experts that stay closed: what is called active parameters of a
  // mixture, which counts the whole embedding.
  int64_t active = 0;
  // By one token and its logits: of embeddings, the rows that they take.
  int64_t read = 0;
};

// Of each part that the model has, in the order of reading, and "total" last.
std::vector<ParameterCount> CountParameters(const TransformerPlan& plan);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CHECKPOINT_PARAMETER_COUNTS_H_
