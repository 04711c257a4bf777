#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/expression/lists.h"
#include "engine/expression/text_table.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<SampleTable> ReadSampleTable(const std::string& path) {
  ASSIGN_OR_RETURN(TextTable table, ReadTextTable(path));
  if (table.rows.size() < 2) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": a table of samples has a header and a row per sample"));
  }
  const size_t fields = table.rows[1].fields.size();
  SampleTable samples;
  samples.path = path;
  samples.columns = std::move(table.rows[0].fields);
  if (samples.columns.size() == fields) {
    samples.columns.erase(samples.columns.begin());
  } else if (samples.columns.size() + 1 != fields) {
    return absl::InvalidArgumentError(
        absl::StrCat(table.Place(1), ": ", fields,
                     " fields where the header has ", samples.columns.size()));
  }
  samples.texts.resize(samples.columns.size());
  absl::flat_hash_set<std::string> seen;
  for (size_t row = 1; row < table.rows.size(); ++row) {
    std::vector<std::string>& texts = table.rows[row].fields;
    if (texts.size() != fields) {
      return absl::InvalidArgumentError(
          absl::StrCat(table.Place(row), ": ", texts.size(),
                       " fields where the first row has ", fields));
    }
    if (texts[0].empty() || !seen.insert(texts[0]).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          table.Place(row, 1), ": ",
          texts[0].empty()
              ? std::string("a sample without a name")
              : absl::StrCat("a second row for sample '", texts[0], "'"),
          "; give each sample one row"));
    }
    for (size_t i = 1; i < fields; ++i) {
      samples.texts[i - 1].push_back(std::move(texts[i]));
    }
    samples.samples.push_back(std::move(texts[0]));
  }
  return samples;
}

absl::StatusOr<std::vector<std::string>> SampleTable::Column(
    const std::string& name, absl::Span<const std::string> wanted) const {
  const auto column = std::find(columns.begin(), columns.end(), name);
  if (column == columns.end()) {
    return absl::NotFoundError(absl::StrCat(
        path, ": no column is called '", name, "'", DidYouMean(name, columns),
        "; there are ", absl::StrJoin(columns, ", ")));
  }
  const std::vector<std::string>& all = texts[column - columns.begin()];
  absl::flat_hash_map<absl::string_view, size_t> row_of;
  for (size_t i = 0; i < samples.size(); ++i) row_of.emplace(samples[i], i);
  std::vector<std::string> found;
  for (const std::string& sample : wanted) {
    const auto row = row_of.find(sample);
    if (row == row_of.end()) {
      return absl::NotFoundError(
          absl::StrCat(path, ": there is no row for sample '", sample, "'",
                       DidYouMean(sample, samples),
                       "; give every sample of the matrix one"));
    }
    found.push_back(all[row->second]);
  }
  return found;
}

}  // namespace regulon
