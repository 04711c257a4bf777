// RETURN_IF_ERROR and ASSIGN_OR_RETURN, which Abseil has only since 2026.
#ifndef REGULON_ENGINE_STATUS_H_
#define REGULON_ENGINE_STATUS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define RETURN_IF_ERROR(expression)                                         \
  do {                                                                      \
    if (absl::Status status_ = (expression); !status_.ok()) return status_; \
  } while (false)

#define REGULON_CONCAT_INNER(a, b) a##b
#define REGULON_CONCAT(a, b) REGULON_CONCAT_INNER(a, b)

#define ASSIGN_OR_RETURN(declaration, expression)                 \
  auto REGULON_CONCAT(result_, __LINE__) = (expression);          \
  if (!REGULON_CONCAT(result_, __LINE__).ok())                    \
    return std::move(REGULON_CONCAT(result_, __LINE__)).status(); \
  declaration = *std::move(REGULON_CONCAT(result_, __LINE__))

#endif  // REGULON_ENGINE_STATUS_H_
