#include "engine/expression/data_frame.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Names of the categories that codes stand for; "" for -1, which is missing.
absl::StatusOr<std::vector<std::string>> Decode(
    const Hdf5Node& node, const std::vector<int64_t>& codes,
    const std::vector<std::string>& categories) {
  std::vector<std::string> texts;
  texts.reserve(codes.size());
  for (const int64_t code : codes) {
    if (code < -1 || code >= static_cast<int64_t>(categories.size())) {
      return absl::DataLossError(
          absl::StrCat(node.place(), ": code ", code, " of ", categories.size(),
                       " categories; is the file whole?"));
    }
    texts.push_back(code < 0 ? "" : categories[code]);
  }
  return texts;
}

absl::StatusOr<std::vector<std::string>> ListTexts(const Hdf5Node& node);

// A column that is a group: categories, or values with a mask.
absl::StatusOr<std::vector<std::string>> GroupTexts(const Hdf5Node& node) {
  if (node.Has("codes")) {
    ASSIGN_OR_RETURN(const Hdf5Node codes_node, node.Child("codes"));
    ASSIGN_OR_RETURN(const std::vector<int64_t> codes, codes_node.Integers());
    ASSIGN_OR_RETURN(const Hdf5Node names, node.Child("categories"));
    ASSIGN_OR_RETURN(const std::vector<std::string> categories,
                     ListTexts(names));
    return Decode(codes_node, codes, categories);
  }
  ASSIGN_OR_RETURN(const Hdf5Node values, node.Child("values"));
  ASSIGN_OR_RETURN(std::vector<std::string> texts, values.Texts());
  ASSIGN_OR_RETURN(const Hdf5Node mask_node, node.Child("mask"));
  ASSIGN_OR_RETURN(const std::vector<int64_t> mask, mask_node.Integers());
  if (mask.size() != texts.size()) {
    return absl::DataLossError(
        absl::StrCat(mask_node.place(),
                     ": another length than its values; is the file "
                     "whole?"));
  }
  for (size_t i = 0; i < texts.size(); ++i) {
    if (mask[i] != 0) texts[i].clear();
  }
  return texts;
}

// What names categories: a dataset, or texts with a mask.
absl::StatusOr<std::vector<std::string>> ListTexts(const Hdf5Node& node) {
  if (node.is_dataset()) return node.Texts();
  if (node.Has("codes")) {
    return absl::InvalidArgumentError(
        absl::StrCat(node.place(), ": categories of categories"));
  }
  return GroupTexts(node);
}

}  // namespace

absl::StatusOr<DataFrame> DataFrame::Open(const Hdf5Node& root,
                                          absl::string_view name) {
  ASSIGN_OR_RETURN(Hdf5Node node, root.Child(name));
  if (node.is_dataset() && !node.is_records()) {
    return absl::InvalidArgumentError(
        absl::StrCat(node.place(), ": a table is expected here"));
  }
  return DataFrame(&root, std::move(node));
}

absl::StatusOr<std::string> DataFrame::IndexName() const {
  if (!node_.is_dataset() && node_.HasAttribute("_index")) {
    return node_.TextAttribute("_index");
  }
  const std::vector<std::string> names =
      node_.is_dataset() ? node_.FieldNames() : node_.Members();
  for (const char* known : {"_index", "index"}) {
    if (std::count(names.begin(), names.end(), known) > 0) return known;
  }
  return absl::NotFoundError(
      absl::StrCat(node_.place(), ": there is no column of names"));
}

std::vector<std::string> DataFrame::Columns() const {
  std::vector<std::string> columns =
      node_.is_dataset() ? node_.FieldNames() : node_.Members();
  const absl::StatusOr<std::string> index = IndexName();
  columns.erase(std::remove_if(columns.begin(), columns.end(),
                               [&](const std::string& name) {
                                 return name == "__categories" ||
                                        (index.ok() && name == *index);
                               }),
                columns.end());
  return columns;
}

absl::StatusOr<std::vector<std::string>> DataFrame::Index() const {
  ASSIGN_OR_RETURN(const std::string name, IndexName());
  return Stored(name);
}

absl::StatusOr<std::vector<std::string>> DataFrame::Column(
    const std::string& name) const {
  const std::vector<std::string> columns = Columns();
  if (std::count(columns.begin(), columns.end(), name) == 0) {
    return absl::NotFoundError(absl::StrCat(
        node_.place(), ": no column is called '", name, "'",
        DidYouMean(name, columns),
        columns.empty()
            ? "; there is none"
            : absl::StrCat("; there are ", absl::StrJoin(columns, ", "))));
  }
  return Stored(name);
}

absl::StatusOr<std::vector<std::string>> DataFrame::Stored(
    const std::string& name) const {
  if (node_.is_records()) {
    ASSIGN_OR_RETURN(std::vector<std::string> texts, node_.FieldTexts(name));
    const std::string categories = absl::StrCat("uns/", name, "_categories");
    if (!root_->Has(categories)) return texts;
    ASSIGN_OR_RETURN(const Hdf5Node names_node, root_->Child(categories));
    ASSIGN_OR_RETURN(const std::vector<std::string> names, names_node.Texts());
    std::vector<int64_t> codes;
    for (const std::string& text : texts) {
      int64_t code;
      if (!absl::SimpleAtoi(text, &code)) return texts;  // no codes after all
      codes.push_back(code);
    }
    return Decode(node_, codes, names);
  }
  ASSIGN_OR_RETURN(const Hdf5Node column, node_.Child(name));
  if (!column.is_dataset()) return GroupTexts(column);
  const std::string categories = absl::StrCat("__categories/", name);
  if (!node_.Has(categories)) return column.Texts();
  ASSIGN_OR_RETURN(const Hdf5Node names_node, node_.Child(categories));
  ASSIGN_OR_RETURN(const std::vector<std::string> names, names_node.Texts());
  ASSIGN_OR_RETURN(const std::vector<int64_t> codes, column.Integers());
  return Decode(column, codes, names);
}

}  // namespace regulon
