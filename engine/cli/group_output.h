// Means over groups of contexts, as rows of group x gene.
#ifndef REGULON_ENGINE_CLI_GROUP_OUTPUT_H_
#define REGULON_ENGINE_CLI_GROUP_OUTPUT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/cli/expression_output.h"
#include "engine/cli/query_flags.h"
#include "engine/query/group_means.h"

namespace regulon {

// Which group a context is in, by its name.
class GroupTable {
 public:
  // A table with a header and two columns: context, group.
  static absl::StatusOr<GroupTable> Read(const std::string& path);
  // Empty where the table has it not.
  absl::string_view Find(const std::string& context) const;

 private:
  absl::flat_hash_map<std::string, std::string> groups_;
};

// Which group each context of a query is in.
class Grouping {
 public:
  // `group_by`: the column of the query's stream that MakeStreamedQuery was
  // given as a label, or a file as GroupTable reads.
  static absl::StatusOr<Grouping> Create(const Query& query,
                                         const std::string& group_by);
  // `label`: of the context in the stream.
  absl::string_view Of(const Context& context, absl::string_view label) const {
    return table_.has_value() ? table_->Find(context.name()) : label;
  }
  const std::string& where() const { return where_; }  // for messages

 private:
  std::string where_;
  std::optional<GroupTable> table_;  // none: groups are labels of the stream
};

class GroupRows {
 public:
  // The genome and what `choice` holds must outlive it. `where`: what groups
  // are from, for messages.
  GroupRows(const Genome& genome, const GeneChoice& choice, Caveats caveats,
            Format format, std::string where);

  // A context of the group "" has none: it is counted, and in no mean.
  absl::Status Add(const Context& context, absl::string_view group,
                   const Expressed& result);
  // Prints; InvalidArgument if no context had a group.
  absl::Status Finish();

 private:
  std::vector<int> Shown(const GroupMeans::Group& group) const;
  void AddRows(const GroupMeans::Group& group, TableWriter& table) const;

  const Genome& genome_;
  const GeneChoice& choice_;
  Caveats caveats_;
  const Format format_;
  const std::string where_;
  GroupMeans means_;
  int64_t without_ = 0;
  std::string first_without_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_GROUP_OUTPUT_H_
