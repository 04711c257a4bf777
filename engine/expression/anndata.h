// The matrix of an AnnData file that is open.
#ifndef REGULON_ENGINE_EXPRESSION_ANNDATA_H_
#define REGULON_ENGINE_EXPRESSION_ANNDATA_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/expression/expression.h"
#include "engine/expression/hdf5_node.h"
#include "engine/expression/read_options.h"

namespace regulon {

// `source` is what messages call the file.
absl::StatusOr<Expression> ReadAnnData(const Hdf5Node& root,
                                       const std::string& source,
                                       const ReadOptions& options);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_ANNDATA_H_
