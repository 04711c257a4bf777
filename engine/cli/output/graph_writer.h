// Writes a network as an edge list, as GraphML or for Graphviz.
//
//   GraphSchema schema;
//   schema.edge = {{"occupancy", GraphAttribute::kReal}};
//   std::unique_ptr<GraphWriter> writer =
//       GraphWriter::Create(GraphFormat::kDot, schema, stdout);
//   const int gata1 = writer->AddNode("GATA1", NodeKind::kRegulator, {});
//   const int pu1 = writer->AddNode("PU1", NodeKind::kGene, {});
//   writer->AddEdge(gata1, pu1, -0.5, {0.9});
//   return writer->Finish();
//
// No file outside this folder knows the formats. A new one is a class in a .cc
// beside dot_format.cc, its line in graph_formats.h and its line in
// graph_writer.cc.
#ifndef REGULON_ENGINE_CLI_OUTPUT_GRAPH_WRITER_H_
#define REGULON_ENGINE_CLI_OUTPUT_GRAPH_WRITER_H_

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/cli/output/table_writer.h"

namespace regulon {

enum class GraphFormat {
  kTsv,  // a line per edge, as TableWriter writes it; nodes only as its ends
  kGraphml,  // GraphML 1.0; numbers read back as the same float or double
  kDot,      // Graphviz: an arrow activates, a bar represses
};

// InvalidArgument that lists the known names for any other than "tsv",
// "graphml" and "dot".
absl::StatusOr<GraphFormat> ParseGraphFormat(absl::string_view name);

enum class NodeKind { kRegulator, kGene, kElement, kDomain };

struct GraphAttribute {
  enum Type { kText, kReal, kWhole, kFlag };  // in the order of Value's
  std::string name;
  Type type = kReal;
};

struct GraphSchema {
  std::string title;  // not in an edge list; may be empty
  std::vector<GraphAttribute> node, edge;
  double largest_weight = 1;  // by size: its edge is drawn widest
};

// Not thread-safe. What XML has no place for, such as control characters and
// bytes that are not UTF-8, is written as U+FFFD in GraphML and DOT.
class GraphWriter {
 public:
  // `out` stays the caller's, who closes it after Finish(). A pipe closed by
  // its reader is an error here only in a program that ignores SIGPIPE.
  static std::unique_ptr<GraphWriter> Create(GraphFormat format,
                                             GraphSchema schema,
                                             std::FILE* out);

  virtual ~GraphWriter() = default;
  GraphWriter(const GraphWriter&) = delete;
  GraphWriter& operator=(const GraphWriter&) = delete;

  // A value of its type, or nothing, per attribute of the schema. Returns what
  // AddEdge knows the node by: 0, 1, ... Names may be equal: a gene and the
  // regulator that it makes, where they are two nodes. After all nodes come the
  // edges.
  int AddNode(const std::string& name, NodeKind kind,
              absl::Span<const Value> attributes);
  // Of a weight above 0: `from` activates `to`; below: represses.
  void AddEdge(int from, int to, double weight,
               absl::Span<const Value> attributes);

  // Completes and flushes the output, which is unusable without. The first
  // error of any write, with its cause: "...: No space left on device".
  absl::Status Finish();

 protected:
  explicit GraphWriter(GraphSchema schema) : schema_(std::move(schema)) {}
  const GraphSchema& schema() const { return schema_; }

 private:
  // What a format is.
  virtual void WriteNode(int number, const std::string& name, NodeKind kind,
                         absl::Span<const Value> attributes) = 0;
  virtual void WriteEdge(int number, int from, int to, double weight,
                         absl::Span<const Value> attributes) = 0;
  virtual absl::Status WriteEnd() = 0;

  const GraphSchema schema_;
  int nodes_ = 0, edges_ = 0;
  bool finished_ = false;
  absl::Status status_;  // once finished
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_GRAPH_WRITER_H_
