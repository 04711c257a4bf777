// What the tensors of an architecture are called in its checkpoints. "$0"
// stands for the layer and "$1" for the expert of the layer, both from 0.
#ifndef REGULON_ENGINE_CONVERT_CHECKPOINT_SOURCE_NAMES_H_
#define REGULON_ENGINE_CONVERT_CHECKPOINT_SOURCE_NAMES_H_

#include <vector>

#include "engine/convert/checkpoint/model_config.h"

namespace regulon {

struct SourceNames {
  struct Tensor {
    const char* ours;                 // of tensors.h
    std::vector<const char*> theirs;  // one of them is there
  };
  // May be there too, if it equals what goes by the other name.
  struct Copy {
    const char* name;
    const char* of;
  };

  std::vector<Tensor> tensors;
  std::vector<Copy> copies;
  std::vector<const char*> unused;  // that no answer depends on
};

SourceNames MixtralNames(const TransformerPlan& plan);
SourceNames BertNames(const TransformerPlan& plan);
SourceNames NamesOf(const ModelConfig& config);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CHECKPOINT_SOURCE_NAMES_H_
