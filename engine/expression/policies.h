// From a matrix as a file holds it to one that can be worked with.
#ifndef REGULON_ENGINE_EXPRESSION_POLICIES_H_
#define REGULON_ENGINE_EXPRESSION_POLICIES_H_

#include "absl/status/status.h"
#include "engine/expression/expression.h"
#include "engine/expression/read_options.h"

namespace regulon {

// In this order: every name is there; samples, then genes of one name become
// one; missing values are treated; every level is one of expression.unit.
// Errors begin with expression.source and name what is wrong and the remedy.
// Fills all of the report but ignored_columns, which it notes.
absl::Status ApplyPolicies(const ReadOptions& options, Expression& expression,
                           ReadReport& report);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_POLICIES_H_
