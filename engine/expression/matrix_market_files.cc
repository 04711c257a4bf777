#include "engine/expression/matrix_market_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "engine/expression/text_table.h"
#include "engine/status.h"

namespace regulon {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<std::string> MatrixIn(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().string();
    if (absl::EndsWith(name, ".mtx") || absl::EndsWith(name, ".mtx.gz")) {
      found.push_back(name);
    }
  }
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, ": ", error.message()));
  }
  if (found.size() == 1) return found[0];
  std::sort(found.begin(), found.end());
  return absl::NotFoundError(
      found.empty()
          ? absl::StrCat(folder,
                         ": a folder without a .mtx or .mtx.gz file; give the "
                         "file itself, or the folder that 10x wrote")
          : absl::StrCat(folder, ": several matrices; name one of ",
                         absl::StrJoin(found, ", ")));
}

absl::StatusOr<std::string> Beside(const fs::path& folder,
                                   absl::string_view prefix,
                                   absl::Span<const absl::string_view> names,
                                   const std::string& matrix) {
  std::vector<std::string> tried;
  for (const absl::string_view before : {prefix, absl::string_view()}) {
    for (const absl::string_view name : names) {
      for (const absl::string_view end : {".tsv", ".tsv.gz"}) {
        const std::string path =
            (folder / absl::StrCat(before, name, end)).string();
        std::error_code ignored;
        if (fs::exists(path, ignored)) return path;
        tried.push_back(path);
      }
    }
    if (prefix.empty()) break;
  }
  return absl::NotFoundError(
      absl::StrCat(matrix, ": a matrix has no names of its own; beside it was ",
                   "looked for ", absl::StrJoin(tried, ", ")));
}

}  // namespace

absl::StatusOr<MatrixMarketFiles> FindMatrixMarketFiles(
    const std::string& path) {
  MatrixMarketFiles files;
  std::error_code ignored;
  files.matrix = path;
  if (fs::is_directory(path, ignored)) {
    ASSIGN_OR_RETURN(files.matrix, MatrixIn(path));
  }
  const fs::path matrix(files.matrix);
  const std::string name = matrix.filename().string();
  const size_t end = name.rfind("matrix.mtx");
  const absl::string_view prefix =
      absl::string_view(name).substr(0, end == name.npos ? 0 : end);
  const fs::path folder = matrix.parent_path();
  ASSIGN_OR_RETURN(files.genes,
                   Beside(folder, prefix, {"features", "genes"}, files.matrix));
  ASSIGN_OR_RETURN(files.barcodes,
                   Beside(folder, prefix, {"barcodes"}, files.matrix));
  return files;
}

absl::StatusOr<GeneNames> ReadGeneNames(const std::string& path) {
  ASSIGN_OR_RETURN(TextTable table, ReadTextTable(path));
  GeneNames names;
  const size_t fields = table.rows.empty() ? 0 : table.rows[0].fields.size();
  for (size_t row = 0; row < table.rows.size(); ++row) {
    std::vector<std::string>& texts = table.rows[row].fields;
    if (texts.size() != fields) {
      return absl::InvalidArgumentError(
          absl::StrCat(table.Place(row), ": ", texts.size(),
                       " fields where the first row has ", fields));
    }
    names.ids.push_back(std::move(texts[0]));
    if (fields > 1) names.symbols.push_back(std::move(texts[1]));
    if (fields > 2) names.types.push_back(std::move(texts[2]));
  }
  return names;
}

absl::StatusOr<std::vector<std::string>> ReadBarcodes(const std::string& path) {
  ASSIGN_OR_RETURN(TextTable table, ReadTextTable(path));
  std::vector<std::string> names;
  for (TextRow& row : table.rows) names.push_back(std::move(row.fields[0]));
  return names;
}

}  // namespace regulon
