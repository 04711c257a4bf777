#include "engine/expression/anndata.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/expression/data_frame.h"
#include "engine/expression/hdf5_matrix.h"
#include "engine/expression/matrix_size.h"
#include "engine/expression/symbol_column.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct Place {
  std::string matrix, genes;  // paths in the file
};

// Up to 0.6 the matrix of raw was called "raw.X".
absl::StatusOr<Place> PlaceOf(const Hdf5Node& root, const std::string& layer) {
  Place place = {layer, "var"};
  if (layer == "raw") {
    const char* separator = root.Has("raw.X") ? "." : "/";
    place = {absl::StrCat("raw", separator, "X"),
             absl::StrCat("raw", separator, "var")};
  } else if (layer != "X" && !absl::StartsWith(layer, "layers/")) {
    return absl::InvalidArgumentError(absl::StrCat(
        root.place(), "'", layer, "' is no layer; give X, raw or layers/NAME"));
  }
  if (root.Has(place.matrix)) return place;
  std::vector<std::string> there;
  if (root.Has("X")) there.push_back("X");
  if (root.Has("raw/X") || root.Has("raw.X")) there.push_back("raw");
  if (const auto layers = root.Child("layers"); layers.ok()) {
    for (const std::string& name : layers->Members()) {
      there.push_back(absl::StrCat("layers/", name));
    }
  }
  if (there.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(root.place(),
                     "an AnnData file without X, layers or raw: it names "
                     "samples and genes but holds no expression"));
  }
  return absl::NotFoundError(absl::StrCat(root.place(), "there is no ", layer,
                                          "; choose one of ",
                                          absl::StrJoin(there, ", ")));
}

// "csr", "csc" or an error.
absl::StatusOr<bool> IsBySamples(const Hdf5Node& group) {
  std::string format;
  for (const char* attribute : {"encoding-type", "h5sparse_format"}) {
    if (!group.HasAttribute(attribute)) continue;
    ASSIGN_OR_RETURN(format, group.TextAttribute(attribute));
    break;
  }
  if (format == "csr_matrix" || format == "csr") return true;
  if (format == "csc_matrix" || format == "csc") return false;
  return absl::InvalidArgumentError(absl::StrCat(
      group.place(), ": a matrix of encoding '", format,
      "' is not read; write it as an array, csr_matrix or csc_matrix"));
}

absl::Status CheckShape(const Hdf5Node& group, int64_t samples, int64_t genes) {
  for (const char* attribute : {"shape", "h5sparse_shape"}) {
    if (!group.HasAttribute(attribute)) continue;
    ASSIGN_OR_RETURN(const std::vector<int64_t> shape,
                     group.IntegersAttribute(attribute));
    if (shape == std::vector<int64_t>{samples, genes}) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat(group.place(), ": is ", absl::StrJoin(shape, " by "),
                     " where ", samples, " samples and ", genes,
                     " genes are named; is the file whole?"));
  }
  return absl::OkStatus();
}

absl::Status ReadGenes(const DataFrame& frame, const std::string& ids,
                       Expression& expression) {
  if (ids.empty()) {
    ASSIGN_OR_RETURN(expression.genes, frame.Index());
  } else {
    ASSIGN_OR_RETURN(expression.genes, frame.Column(ids));
  }
  const std::vector<std::string> columns = frame.Columns();
  for (const absl::string_view known : kSymbolColumns) {
    for (const std::string& column : columns) {
      if (!expression.symbols.empty() ||
          !absl::EqualsIgnoreCase(column, known) || column == ids) {
        continue;
      }
      ASSIGN_OR_RETURN(expression.symbols, frame.Column(column));
    }
  }
  // Where a column gives the ids, the index holds the symbols.
  if (expression.symbols.empty() && !ids.empty()) {
    ASSIGN_OR_RETURN(expression.symbols, frame.Index());
  }
  if (!expression.symbols.empty() &&
      expression.symbols.size() != expression.genes.size()) {
    return absl::DataLossError(
        absl::StrCat(expression.source,
                     ": columns of genes differ in length; is the file "
                     "whole?"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Expression> ReadAnnData(const Hdf5Node& root,
                                       const std::string& source,
                                       const ReadOptions& options) {
  ASSIGN_OR_RETURN(const Place place, PlaceOf(root, options.layer));
  Expression expression;
  expression.source = source;
  ASSIGN_OR_RETURN(const DataFrame obs, DataFrame::Open(root, "obs"));
  ASSIGN_OR_RETURN(expression.samples, obs.Index());
  ASSIGN_OR_RETURN(const DataFrame var, DataFrame::Open(root, place.genes));
  RETURN_IF_ERROR(ReadGenes(var, options.gene_ids, expression));

  const auto samples = static_cast<int64_t>(expression.samples.size());
  const auto genes = static_cast<int64_t>(expression.genes.size());
  ASSIGN_OR_RETURN(const Hdf5Node matrix, root.Child(place.matrix));
  RETURN_IF_ERROR(
      CheckSize(samples, genes, options.most_values, matrix.place()));
  if (matrix.is_dataset()) {
    ASSIGN_OR_RETURN(const std::vector<int64_t> shape, matrix.Shape());
    if (shape.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat(matrix.place(), ": is empty; choose another layer"));
    }
    expression.values.resize(samples * genes);
    RETURN_IF_ERROR(
        ReadDense(matrix, samples, genes, absl::MakeSpan(expression.values)));
    return expression;
  }
  ASSIGN_OR_RETURN(const bool by_samples, IsBySamples(matrix));
  RETURN_IF_ERROR(CheckShape(matrix, samples, genes));
  expression.values.resize(samples * genes);
  RETURN_IF_ERROR(AddSparse(matrix, by_samples, samples, genes,
                            absl::MakeSpan(expression.values)));
  return expression;
}

}  // namespace regulon
