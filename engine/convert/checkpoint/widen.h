// Numbers of a checkpoint's types as float, exactly.
#ifndef REGULON_ENGINE_CONVERT_CHECKPOINT_WIDEN_H_
#define REGULON_ENGINE_CONVERT_CHECKPOINT_WIDEN_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace regulon {

// Bytes of an element of a safetensors type; 0 for a type that is unknown.
int64_t BytesOfType(absl::string_view type);

// Whether Widen takes that type: "F32", "BF16" or "F16".
bool IsWidened(absl::string_view type);

// Row-major [rows, columns] at any address to float; transposed, to [columns,
// rows]. False if a value is not finite.
bool Widen(absl::string_view type, const char* from, int64_t rows,
           int64_t columns, bool transposed, float* to);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_CHECKPOINT_WIDEN_H_
