// Samples or genes that share a name.
#ifndef REGULON_ENGINE_EXPRESSION_MERGE_DUPLICATES_H_
#define REGULON_ENGINE_EXPRESSION_MERGE_DUPLICATES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/expression/expression.h"
#include "engine/expression/read_options.h"

namespace regulon {

// Both leave names unique, each at its first place, and return those that
// several had. AlreadyExists under kError, with the first few.
absl::StatusOr<std::vector<std::string>> MergeSamples(DuplicatePolicy policy,
                                                      Expression& expression);
absl::StatusOr<std::vector<std::string>> MergeGenes(DuplicatePolicy policy,
                                                    Expression& expression);

// "A, B, C and 4 more".
std::string FirstFew(const std::vector<std::string>& names);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_MERGE_DUPLICATES_H_
