#include "engine/expression/hdf5_expression.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/expression/anndata.h"
#include "engine/expression/data_frame.h"
#include "engine/expression/hdf5_node.h"
#include "engine/expression/tenx.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<Expression> ReadHdf5Expression(const std::string& path,
                                              const ReadOptions& options,
                                              ReadReport& report) {
  const auto lock = Hdf5Lock();
  ASSIGN_OR_RETURN(const Hdf5Node root, Hdf5Node::OpenFile(path));
  if (root.Has("obs") && root.Has("var")) {
    return ReadAnnData(root, path, options);
  }
  if (IsTenX(root)) return ReadTenX(root, path, options, report);
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": neither an AnnData nor a 10x file",
                   root.Has("row_attrs") ? " but Loom" : "",
                   "; write it as .h5ad, Matrix Market or TSV"));
}

absl::StatusOr<AnnDataNames> ReadAnnDataNames(const std::string& path) {
  const auto lock = Hdf5Lock();
  ASSIGN_OR_RETURN(const Hdf5Node root, Hdf5Node::OpenFile(path));
  AnnDataNames names;
  ASSIGN_OR_RETURN(const DataFrame obs, DataFrame::Open(root, "obs"));
  ASSIGN_OR_RETURN(names.samples, obs.Index());
  ASSIGN_OR_RETURN(const DataFrame var, DataFrame::Open(root, "var"));
  ASSIGN_OR_RETURN(names.genes, var.Index());
  return names;
}

absl::StatusOr<std::vector<std::string>> ReadObservationColumn(
    const std::string& path, const std::string& name) {
  const auto lock = Hdf5Lock();
  ASSIGN_OR_RETURN(const Hdf5Node root, Hdf5Node::OpenFile(path));
  ASSIGN_OR_RETURN(const DataFrame obs, DataFrame::Open(root, "obs"));
  return obs.Column(name);
}

}  // namespace regulon
