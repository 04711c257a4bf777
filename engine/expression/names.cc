#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/expression/lists.h"
#include "engine/expression/text_table.h"
#include "engine/status.h"

namespace regulon {
namespace {

// What the first field of a header says.
bool IsHeading(absl::string_view text) {
  static constexpr absl::string_view kHeadings[] = {
      "",     "gene",   "genes",     "gene_id",    "gene_name", "gene_symbol",
      "id",   "name",   "names",     "regulator",  "symbol",    "tf",
      "tfs",  "tf_id",  "tf_name",   "regulators", "v1",        "x",
      "hgnc", "target", "ensembl_id"};
  const std::string lower = absl::AsciiStrToLower(text);
  for (const absl::string_view heading : kHeadings) {
    if (lower == heading) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ReadNames(const std::string& path) {
  ASSIGN_OR_RETURN(TextTable table, ReadTextTable(path));
  std::vector<std::string> names;
  absl::flat_hash_set<std::string> seen;
  for (size_t row = 0; row < table.rows.size(); ++row) {
    std::string& name = table.rows[row].fields[0];
    if (row == 0 && IsHeading(name)) continue;
    if (name.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(table.Place(row, 1),
                       ": a name is missing; names stand "
                       "in the first column"));
    }
    if (seen.insert(name).second) names.push_back(std::move(name));
  }
  if (names.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": there is no name in it"));
  }
  return names;
}

}  // namespace regulon
