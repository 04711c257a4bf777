#include <utility>

#include "engine/cli/output/graph_formats.h"
#include "engine/cli/output/graph_text.h"

namespace regulon {
namespace {

std::vector<std::string> ColumnsOf(const GraphSchema& schema) {
  std::vector<std::string> columns = {"from", "from_kind", "to", "to_kind",
                                      "weight"};
  for (const GraphAttribute& attribute : schema.edge) {
    columns.push_back(attribute.name);
  }
  return columns;
}

class EdgeTableFormat : public GraphWriter {
 public:
  EdgeTableFormat(GraphSchema schema, std::FILE* out)
      : GraphWriter(std::move(schema)),
        table_(TableWriter::Create(Format::kTsv, ColumnsOf(this->schema()),
                                   out)) {}

 private:
  struct Node {
    std::string name;
    NodeKind kind;
  };

  void WriteNode(int, const std::string& name, NodeKind kind,
                 absl::Span<const Value>) override {
    nodes_.push_back({name, kind});
  }

  void WriteEdge(int, int from, int to, double weight,
                 absl::Span<const Value> attributes) override {
    std::vector<Value> row = {nodes_[from].name, NameOf(nodes_[from].kind),
                              nodes_[to].name, NameOf(nodes_[to].kind), weight};
    row.insert(row.end(), attributes.begin(), attributes.end());
    table_->AddRow(row);
  }

  absl::Status WriteEnd() override { return table_->Finish(); }

  std::vector<Node> nodes_;
  const std::unique_ptr<TableWriter> table_;
};

}  // namespace

std::unique_ptr<GraphWriter> MakeEdgeTableFormat(GraphSchema schema,
                                                 std::FILE* out) {
  return std::make_unique<EdgeTableFormat>(std::move(schema), out);
}

}  // namespace regulon
