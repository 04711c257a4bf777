#include "engine/cli/output/graph_writer.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/output/graph_formats.h"

namespace regulon {
namespace {

struct NamedFormat {
  GraphFormat format;
  const char* name;
  GraphFormatFactory* make;
};

constexpr NamedFormat kFormats[] = {
    {GraphFormat::kTsv, "tsv", MakeEdgeTableFormat},
    {GraphFormat::kGraphml, "graphml", MakeGraphmlFormat},
    {GraphFormat::kDot, "dot", MakeDotFormat},
};

void Check(const std::vector<GraphAttribute>& attributes,
           absl::Span<const Value> values) {
  if (values.size() != attributes.size()) std::abort();
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::holds_alternative<std::monostate>(values[i])) continue;
    if (values[i].index() != size_t{attributes[i].type}) std::abort();
  }
}

}  // namespace

absl::StatusOr<GraphFormat> ParseGraphFormat(absl::string_view name) {
  std::string known;
  for (const NamedFormat& entry : kFormats) {
    if (name == entry.name) return entry.format;
    absl::StrAppend(&known, known.empty() ? "" : ", ", entry.name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("unknown graph format '", name, "'; known: ", known));
}

std::unique_ptr<GraphWriter> GraphWriter::Create(GraphFormat format,
                                                 GraphSchema schema,
                                                 std::FILE* out) {
  for (const NamedFormat& entry : kFormats) {
    if (format == entry.format) return entry.make(std::move(schema), out);
  }
  std::abort();  // an enumerator without its line in kFormats
}

int GraphWriter::AddNode(const std::string& name, NodeKind kind,
                         absl::Span<const Value> attributes) {
  if (finished_ || edges_ > 0) std::abort();
  Check(schema_.node, attributes);
  WriteNode(nodes_, name, kind, attributes);
  return nodes_++;
}

void GraphWriter::AddEdge(int from, int to, double weight,
                          absl::Span<const Value> attributes) {
  if (finished_ || from < 0 || from >= nodes_ || to < 0 || to >= nodes_) {
    std::abort();
  }
  Check(schema_.edge, attributes);
  WriteEdge(edges_++, from, to, weight, attributes);
}

absl::Status GraphWriter::Finish() {
  if (!finished_) status_ = WriteEnd();
  finished_ = true;
  return status_;
}

}  // namespace regulon
