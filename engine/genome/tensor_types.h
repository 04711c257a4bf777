// What kind of values a tensor of tensors.h holds, and whose they are.
#ifndef REGULON_ENGINE_GENOME_TENSOR_TYPES_H_
#define REGULON_ENGINE_GENOME_TENSOR_TYPES_H_

#include "absl/strings/string_view.h"

namespace regulon {

struct TensorType {
  enum Holds { kFloats, kIndices, kMatrix };  // plain f32; u32; any but u32
  int dimensions;
  Holds holds;
  bool of_domain;  // else of the genome or of a layer
};

// Null for a name that is not in tensors.h.
const TensorType* FindTensorType(absl::string_view name);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_TENSOR_TYPES_H_
