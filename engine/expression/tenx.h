// The matrix of a 10x Genomics file that is open.
#ifndef REGULON_ENGINE_EXPRESSION_TENX_H_
#define REGULON_ENGINE_EXPRESSION_TENX_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/expression/expression.h"
#include "engine/expression/hdf5_node.h"
#include "engine/expression/read_options.h"

namespace regulon {

// Whether there is a group `matrix`, or groups of genomes, as 10x writes them.
bool IsTenX(const Hdf5Node& root);

// `source` is what messages call the file. Features other than genes are left
// out and noted.
absl::StatusOr<Expression> ReadTenX(const Hdf5Node& root,
                                    const std::string& source,
                                    const ReadOptions& options,
                                    ReadReport& report);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_TENX_H_
