#include "engine/expression/tenx.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/expression/feature_types.h"
#include "engine/expression/hdf5_matrix.h"
#include "engine/expression/matrix_size.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Where the names of genes stand since Cell Ranger 3, and before.
struct Names {
  const char *ids, *symbols, *types;
};
constexpr Names kFeatures = {"features/id", "features/name",
                             "features/feature_type"};
constexpr Names kGenes = {"genes", "gene_names", nullptr};

// Groups that hold a matrix.
std::vector<std::string> Matrices(const Hdf5Node& root) {
  std::vector<std::string> names;
  for (const std::string& name : root.Members()) {
    if (root.Has(absl::StrCat(name, "/barcodes")) &&
        root.Has(absl::StrCat(name, "/indptr"))) {
      names.push_back(name);
    }
  }
  return names;
}

absl::StatusOr<std::vector<std::string>> TextsAt(const Hdf5Node& group,
                                                 const char* name) {
  if (name == nullptr || !group.Has(name)) return std::vector<std::string>();
  ASSIGN_OR_RETURN(const Hdf5Node node, group.Child(name));
  return node.Texts();
}

}  // namespace

bool IsTenX(const Hdf5Node& root) { return !Matrices(root).empty(); }

absl::StatusOr<Expression> ReadTenX(const Hdf5Node& root,
                                    const std::string& source,
                                    const ReadOptions& options,
                                    ReadReport& report) {
  const std::vector<std::string> matrices = Matrices(root);
  std::string chosen = matrices[0];
  if (std::count(matrices.begin(), matrices.end(), options.layer) > 0) {
    chosen = options.layer;
  } else if (options.layer != "X" || matrices.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(root.place(), "choose one of its matrices as the layer: ",
                     absl::StrJoin(matrices, ", ")));
  }
  ASSIGN_OR_RETURN(const Hdf5Node group, root.Child(chosen));
  const Names& names = group.Has("features") ? kFeatures : kGenes;
  Expression expression;
  expression.source = source;
  ASSIGN_OR_RETURN(expression.samples, TextsAt(group, "barcodes"));
  ASSIGN_OR_RETURN(expression.genes, TextsAt(group, names.ids));
  ASSIGN_OR_RETURN(expression.symbols, TextsAt(group, names.symbols));
  ASSIGN_OR_RETURN(const std::vector<std::string> types,
                   TextsAt(group, names.types));
  const auto samples = static_cast<int64_t>(expression.samples.size());
  const auto genes = static_cast<int64_t>(expression.genes.size());
  ASSIGN_OR_RETURN(const Hdf5Node shape_node, group.Child("shape"));
  ASSIGN_OR_RETURN(const std::vector<int64_t> shape, shape_node.Integers());
  const auto of_genes = [&](const std::vector<std::string>& texts) {
    return texts.empty() || texts.size() == expression.genes.size();
  };
  if (shape != std::vector<int64_t>{genes, samples} ||
      !of_genes(expression.symbols) || !of_genes(types)) {
    return absl::DataLossError(absl::StrCat(
        group.place(), ": is ", absl::StrJoin(shape, " by "), " where ", genes,
        " genes and ", samples, " barcodes are named; is the file whole?"));
  }
  RETURN_IF_ERROR(
      CheckSize(samples, genes, options.most_values, group.place()));
  expression.values.resize(samples * genes);
  // Columns of a matrix [genes, barcodes] are rows of ours.
  RETURN_IF_ERROR(AddSparse(group, true, samples, genes,
                            absl::MakeSpan(expression.values)));
  KeepGeneExpression(types, expression, report);
  return expression;
}

}  // namespace regulon
