// The size of an expression matrix, checked before memory is taken for it.
#ifndef REGULON_ENGINE_EXPRESSION_MATRIX_SIZE_H_
#define REGULON_ENGINE_EXPRESSION_MATRIX_SIZE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace regulon {

// ResourceExhausted, beginning with `place`, for more than `most` values.
absl::Status CheckSize(int64_t samples, int64_t genes, int64_t most,
                       absl::string_view place);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_MATRIX_SIZE_H_
