#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/bnet.h"
#include "engine/convert/bnet_names.h"

namespace regulon {

absl::StatusOr<std::string> WriteBnet(const RuleModel& model) {
  std::string text;
  const std::string title = OneLine(model.title);
  if (!title.empty()) absl::StrAppend(&text, "# ", title, "\n");
  absl::StrAppend(&text, "targets, factors\n");
  absl::flat_hash_set<std::string> read;
  for (const RuleModel::Variable& variable : model.variables) {
    if (!variable.rule.has_value()) continue;
    for (std::string& name : NamesIn(*variable.rule)) {
      read.insert(std::move(name));
    }
    absl::StrAppend(&text, bnet::NameText(variable.name), ", ",
                    variable.rule->ToString(bnet::NameText), "\n");
  }
  for (const RuleModel::Variable& variable : model.variables) {
    if (variable.rule.has_value() || read.contains(variable.name)) continue;
    const std::string name = bnet::NameText(variable.name);
    absl::StrAppend(&text, name, ", ", name, "\n");
  }
  return text;
}

}  // namespace regulon
