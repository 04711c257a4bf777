#include "engine/context/read_contexts.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/context/context_message.h"
#include "engine/context/level_cell.h"
#include "engine/json.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
// Levels that a table may hold in memory: 2 GiB of them.
constexpr uint64_t kMostLevels = uint64_t{1} << 28;

template <typename... Parts>
absl::Status Wrong(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

absl::Status CheckNames(const std::vector<Context>& contexts,
                        absl::string_view name) {
  if (contexts.empty()) return Wrong(name, ": there is no context in it");
  std::set<absl::string_view> names;
  for (const Context& context : contexts) {
    if (!names.insert(context.name()).second) {
      return Wrong(name, ": two contexts are called '", context.name(),
                   "'; rename one");
    }
  }
  return absl::OkStatus();
}

absl::Status TooMany(absl::string_view where) {
  return Wrong(where,
               ": more contexts than fit in memory at once; split the table");
}

bool FitInMemory(const Genome& genome, size_t contexts) {
  return contexts * genome.manifest().regulators_size() <= kMostLevels;
}

absl::StatusOr<std::vector<Context>> ReadHeader(const Genome& genome,
                                                absl::string_view line,
                                                absl::string_view where) {
  const std::vector<absl::string_view> cells = absl::StrSplit(line, '\t');
  const absl::string_view first = absl::StripAsciiWhitespace(cells[0]);
  if (!first.empty() && first != "regulator") {
    return Wrong(where, ":1: the first header cell is '", first,
                 "'; it must be 'regulator' or empty, and the others name the "
                 "contexts, or 'context', and the others name regulators");
  }
  if (!FitInMemory(genome, cells.size() - 1)) return TooMany(where);
  std::vector<Context> contexts;
  for (size_t i = 1; i < cells.size(); ++i) {
    const absl::string_view name = absl::StripAsciiWhitespace(cells[i]);
    if (name.empty()) {
      return Wrong(where, ":", i + 1, ": this context has no name");
    }
    contexts.emplace_back(genome, std::string(name));
  }
  return contexts;
}

absl::Status ReadRow(const Genome& genome, absl::string_view line,
                     absl::string_view where, std::vector<bool>& seen,
                     ContextTable& table) {
  const std::vector<absl::string_view> cells = absl::StrSplit(line, '\t');
  if (cells.size() != table.contexts.size() + 1) {
    return Wrong(where, ": ", cells.size(), " cells where the header has ",
                 table.contexts.size() + 1);
  }
  const absl::string_view regulator = absl::StripAsciiWhitespace(cells[0]);
  const absl::StatusOr<int> index =
      FindRegulator(genome, regulator, table.ignored.size());
  if (!index.ok()) {
    table.ignored.push_back(
        absl::StrCat(where, ": row ignored: ", index.status().message()));
    return absl::OkStatus();
  }
  if (seen[*index]) {
    return Wrong(where, ": a second row for regulator '",
                 genome.manifest().regulators(*index).id(), "'; keep one");
  }
  seen[*index] = true;
  for (size_t i = 1; i < cells.size(); ++i) {
    const absl::Status status =
        SetFromCell(cells[i], *index, table.contexts[i - 1]);
    if (!status.ok()) return Wrong(where, ":", i + 1, ": ", status.message());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ContextTable> ReadContextsTsv(const Genome& genome,
                                             absl::string_view text,
                                             absl::string_view name) {
  absl::ConsumePrefix(&text, kByteOrderMark);
  ContextTable table;
  std::vector<bool> seen(genome.manifest().regulators_size());
  bool header = true;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    absl::ConsumeSuffix(&line, "\r");
    if (absl::StripAsciiWhitespace(line).empty() || line[0] == '#') continue;
    const std::string where = absl::StrCat(name, ":", number);
    if (header) {
      ASSIGN_OR_RETURN(table.contexts, ReadHeader(genome, line, where));
      header = false;
    } else {
      RETURN_IF_ERROR(ReadRow(genome, line, where, seen, table));
    }
  }
  RETURN_IF_ERROR(CheckNames(table.contexts, name));
  return table;
}

absl::StatusOr<ContextTable> ReadContextsJson(const Genome& genome,
                                              absl::string_view text,
                                              absl::string_view name) {
  using google::protobuf::util::JsonStringToMessage;
  const google::protobuf::StringPiece json(text.data(), text.size());
  proto::ContextSet set;
  const auto as_set = JsonStringToMessage(json, &set);
  if (!as_set.ok()) {
    set.Clear();
    const auto as_one = JsonStringToMessage(json, set.add_contexts());
    if (!as_one.ok()) {
      // The error of the form that the text seems to have.
      const bool is_set = absl::StrContains(text, "\"contexts\"");
      const std::string message((is_set ? as_set : as_one).message());
      return Wrong(name, ExplainJson(message, text),
                   "; see docs/model.md for the form of a context");
    }
  }
  ContextTable table;
  for (int i = 0; i < set.contexts_size(); ++i) {
    proto::Context& message = *set.mutable_contexts(i);
    if (message.name().empty()) message.set_name(absl::StrCat(i + 1));
    absl::StatusOr<Context> context =
        ContextFromProto(genome, message, table.ignored);
    if (!context.ok()) return Wrong(name, ": ", context.status().message());
    table.contexts.push_back(*std::move(context));
  }
  for (std::string& line : table.ignored) line = absl::StrCat(name, ": ", line);
  RETURN_IF_ERROR(CheckNames(table.contexts, name));
  return table;
}

absl::StatusOr<ContextTable> ReadContexts(const Genome& genome,
                                          absl::string_view text,
                                          absl::string_view name) {
  absl::string_view start = text;
  absl::ConsumePrefix(&start, kByteOrderMark);
  start = absl::StripLeadingAsciiWhitespace(start);
  return absl::StartsWith(start, "{") ? ReadContextsJson(genome, start, name)
                                      : ReadContextsTsv(genome, text, name);
}

absl::StatusOr<std::vector<Context>> ReadAllContexts(
    const Genome& genome, ContextStream& stream,
    std::vector<std::string>* labels) {
  constexpr size_t kBlock = 256;
  std::vector<Context> contexts;
  for (;;) {
    const size_t before = contexts.size();
    contexts.resize(before + kBlock, Context(genome, ""));
    ASSIGN_OR_RETURN(const int count,
                     stream.Next(absl::MakeSpan(contexts).subspan(before)));
    contexts.resize(before + count, Context(genome, ""));
    if (labels != nullptr && stream.has_labels()) {
      labels->insert(labels->end(), stream.labels().begin(),
                     stream.labels().begin() + count);
    }
    if (!FitInMemory(genome, contexts.size())) return TooMany(stream.path());
    if (count == 0) break;
  }
  RETURN_IF_ERROR(CheckNames(contexts, stream.path()));
  return contexts;
}

}  // namespace regulon
