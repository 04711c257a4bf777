#include "engine/expression/feature_types.h"

#include <cstdint>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/expression/gene_subset.h"

namespace regulon {

void KeepGeneExpression(absl::Span<const std::string> types,
                        Expression& expression, ReadReport& report) {
  std::vector<bool> keep;
  std::map<std::string, int64_t> others;
  for (const std::string& type : types) {
    keep.push_back(type == "Gene Expression");
    if (!keep.back()) ++others[type];
  }
  if (others.empty()) return;
  for (const auto& [type, count] : others) {
    report.notes.push_back(absl::StrCat(expression.source, ": ", count,
                                        " features of type '", type,
                                        "' are no genes and were left out"));
  }
  KeepGenes(keep, expression);
}

}  // namespace regulon
