// Reads an expression matrix from any of the file formats, told apart by their
// content: TSV or CSV, Matrix Market, AnnData, 10x; gzip where the format is
// text. See docs/expression-files.md.
//
//   ReadOptions options;
//   options.unit = "log2_intensity";
//   ReadReport report;
//   ASSIGN_OR_RETURN(const Expression expression,
//                    ReadExpression("expression.tsv.gz", options, &report));
#ifndef REGULON_ENGINE_EXPRESSION_READ_EXPRESSION_H_
#define REGULON_ENGINE_EXPRESSION_READ_EXPRESSION_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/expression/expression.h"
#include "engine/expression/read_options.h"

namespace regulon {

// Samples and genes have unique names, and every value is a level of the unit.
// `path` may be a folder with a Matrix Market file. Errors name
// PATH:LINE:FIELD of a text, or the place in an HDF5 file, and the remedy;
// ResourceExhausted where memory does not suffice. Any thread may call;
// HDF5 files are read one at a time.
absl::StatusOr<Expression> ReadExpression(const std::string& path,
                                          const ReadOptions& options,
                                          ReadReport* report = nullptr);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_READ_EXPRESSION_H_
