#include "engine/cli/group_output.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/expression/lists.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<GroupTable> GroupTable::Read(const std::string& path) {
  ASSIGN_OR_RETURN(const SampleTable table, ReadSampleTable(path));
  if (table.columns.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": columns ", absl::StrJoin(table.columns, ", "),
        " beside the contexts' names; give a table of context and group"));
  }
  GroupTable groups;
  for (size_t i = 0; i < table.samples.size(); ++i) {
    groups.groups_.emplace(table.samples[i], table.texts[0][i]);
  }
  return groups;
}

absl::string_view GroupTable::Find(const std::string& context) const {
  const auto found = groups_.find(context);
  return found == groups_.end() ? absl::string_view() : found->second;
}

absl::StatusOr<Grouping> Grouping::Create(const Query& query,
                                          const std::string& group_by) {
  Grouping grouping;
  if (query.stream != nullptr && query.stream->has_labels()) {
    grouping.where_ = absl::StrCat("column '", group_by, "'");
    return grouping;
  }
  absl::StatusOr<GroupTable> table = GroupTable::Read(group_by);
  if (absl::IsNotFound(table.status())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--group-by: there is no such column in CONTEXTS, and no file: ",
        table.status().message()));
  }
  RETURN_IF_ERROR(table.status());
  grouping.where_ = group_by;
  grouping.table_ = *std::move(table);
  return grouping;
}

GroupRows::GroupRows(const Genome& genome, const GeneChoice& choice,
                     Caveats caveats, Format format, std::string where)
    : genome_(genome),
      choice_(choice),
      caveats_(std::move(caveats)),
      format_(format),
      where_(std::move(where)),
      means_(choice.genes, genome.manifest().domains_size()) {}

absl::Status GroupRows::Add(const Context& context, absl::string_view group,
                            const Expressed& result) {
  const Caveats::Of caveats = caveats_.Add(context, result);
  if (group.empty()) {
    if (without_++ == 0) first_without_ = context.name();
    return absl::OkStatus();
  }
  return means_.Add(group, result, caveats.perturbed);
}

// Positions in choice_.genes.
std::vector<int> GroupRows::Shown(const GroupMeans::Group& group) const {
  std::vector<int> shown;
  for (size_t i = 0; i < choice_.genes.size(); ++i) {
    const int domain = choice_.domain_of[choice_.genes[i]];
    if (choice_.active && !(group.open[domain] > 0)) continue;
    shown.push_back(static_cast<int>(i));
  }
  if (choice_.top > 0 && static_cast<size_t>(choice_.top) < shown.size()) {
    std::partial_sort(shown.begin(), shown.begin() + choice_.top, shown.end(),
                      [&group](int a, int b) {
                        const double of_a = group.expression[a];
                        const double of_b = group.expression[b];
                        return of_a != of_b ? of_a > of_b : a < b;
                      });
    shown.resize(choice_.top);
  }
  return shown;
}

void GroupRows::AddRows(const GroupMeans::Group& group,
                        TableWriter& table) const {
  const proto::Manifest& manifest = genome_.manifest();
  const auto contexts = static_cast<double>(group.contexts);
  for (const int i : Shown(group)) {
    const proto::Gene& gene = manifest.genes(choice_.genes[i]);
    std::vector<Value> row = {group.name,
                              gene.id(),
                              gene.symbol().empty() ? gene.id() : gene.symbol(),
                              group.expression[i] / contexts,
                              group.contexts,
                              gene.unit(),
                              manifest.domains(gene.domain()).id(),
                              group.open[gene.domain()] / contexts};
    const std::vector<Value> caveats = caveats_.Values(
        group.out_of_repertoire,
        group.missing.empty() ? int64_t{0} : group.missing[gene.domain()],
        group.perturbed);
    row.insert(row.end(), caveats.begin(), caveats.end());
    table.AddRow(row);
  }
}

absl::Status GroupRows::Finish() {
  if (without_ > 0) {
    const std::string which =
        absl::StrCat(without_, " of ", caveats_.contexts(), " contexts, '",
                     first_without_, "' first, have no group in ", where_);
    if (means_.groups().empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(which, "; name them there as CONTEXTS does"));
    }
    Note(absl::StrCat(which, " and are in no mean"));
  }
  caveats_.Report();
  std::vector<std::string> columns = {"group", "gene", "symbol", "mean",
                                      "n",     "unit", "domain", "open"};
  for (std::string& column : caveats_.Columns()) {
    columns.push_back(std::move(column));
  }
  const std::unique_ptr<TableWriter> table =
      TableWriter::Create(format_, std::move(columns), stdout);
  for (const GroupMeans::Group& group : means_.groups()) AddRows(group, *table);
  return table->Finish();
}

}  // namespace regulon
