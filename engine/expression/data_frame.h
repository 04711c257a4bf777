// The tables `obs` and `var` of an AnnData file, of every age: groups of
// columns, and the records that anndata wrote up to 0.6.
#ifndef REGULON_ENGINE_EXPRESSION_DATA_FRAME_H_
#define REGULON_ENGINE_EXPRESSION_DATA_FRAME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/expression/hdf5_node.h"

namespace regulon {

class DataFrame {
 public:
  // `root` is that of the file, for the categories of old files are there.
  static absl::StatusOr<DataFrame> Open(const Hdf5Node& root,
                                        absl::string_view name);

  // Names of the rows.
  absl::StatusOr<std::vector<std::string>> Index() const;
  std::vector<std::string> Columns() const;
  // Texts of a column, numbers in their shortest form, categories by name;
  // "" where a value is missing. NotFound names the columns there are.
  absl::StatusOr<std::vector<std::string>> Column(
      const std::string& name) const;

 private:
  DataFrame(const Hdf5Node* root, Hdf5Node node)
      : root_(root), node_(std::move(node)) {}

  absl::StatusOr<std::string> IndexName() const;
  absl::StatusOr<std::vector<std::string>> Stored(
      const std::string& name) const;

  const Hdf5Node* root_;
  Hdf5Node node_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_DATA_FRAME_H_
