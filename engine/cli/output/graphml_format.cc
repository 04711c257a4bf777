// GraphML 1.0 (Brandes et al. 2002, Graph Drawing, LNCS 2265:501). Ids are
// NMTOKENs there, so that nodes are n0, n1, ... and their names data.
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/cli/output/graph_formats.h"
#include "engine/cli/output/graph_text.h"
#include "engine/cli/output/text_sink.h"

namespace regulon {
namespace {

std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(PrintableText(text), {{"&", "&amp;"},
                                                   {"<", "&lt;"},
                                                   {">", "&gt;"},
                                                   {"\"", "&quot;"},
                                                   {"\t", "&#9;"},
                                                   {"\n", "&#10;"},
                                                   {"\r", "&#13;"}});
}

// As XML Schema writes them.
std::string TextOf(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag ? "true" : "false";
  }
  if (const auto* real = std::get_if<double>(&value)) {
    if (std::isnan(*real)) return "NaN";
    if (std::isinf(*real)) return *real < 0 ? "-INF" : "INF";
  }
  return Escaped(ValueText(value));
}

class GraphmlFormat : public GraphWriter {
 public:
  GraphmlFormat(GraphSchema schema, std::FILE* out)
      : GraphWriter(std::move(schema)), sink_(out) {
    Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
           "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" "
           "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
           "xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns "
           "http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n");
    if (!this->schema().title.empty()) {
      Append("  <desc>", Escaped(this->schema().title), "</desc>\n");
    }
    AppendKey("node", "name", {"name", GraphAttribute::kText});
    AppendKey("node", "kind", {"kind", GraphAttribute::kText});
    AppendKeys("node", this->schema().node);
    AppendKey("edge", "weight", {"weight", GraphAttribute::kReal});
    AppendKeys("edge", this->schema().edge);
    Append("  <graph id=\"graph\" edgedefault=\"directed\">\n");
    sink_.Write();
  }

 private:
  void WriteNode(int number, const std::string& name, NodeKind kind,
                 absl::Span<const Value> attributes) override {
    Append("    <node id=\"n", number, "\">\n");
    AppendData("node_name", name);
    AppendData("node_kind", NameOf(kind));
    AppendValues("node", attributes);
    Append("    </node>\n");
    sink_.Write();
  }

  void WriteEdge(int number, int from, int to, double weight,
                 absl::Span<const Value> attributes) override {
    Append("    <edge id=\"e", number, "\" source=\"n", from, "\" target=\"n",
           to, "\">\n");
    AppendData("edge_weight", weight);
    AppendValues("edge", attributes);
    Append("    </edge>\n");
    sink_.Write();
  }

  absl::Status WriteEnd() override {
    Append("  </graph>\n</graphml>\n");
    return sink_.Finish();
  }

  template <typename... Words>
  void Append(const Words&... words) {
    absl::StrAppend(sink_.text(), words...);
  }

  // A caller's attribute is known by its number, not its name.
  void AppendKeys(const char* of, const std::vector<GraphAttribute>& all) {
    for (size_t i = 0; i < all.size(); ++i) {
      AppendKey(of, absl::StrCat(i), all[i]);
    }
  }
  void AppendKey(const char* of, const std::string& id,
                 const GraphAttribute& attribute) {
    constexpr const char* kTypes[] = {"string", "double", "long", "boolean"};
    Append("  <key id=\"", of, "_", id, "\" for=\"", of, "\" attr.name=\"",
           Escaped(attribute.name), "\" attr.type=\"", kTypes[attribute.type],
           "\"/>\n");
  }

  void AppendValues(const char* of, absl::Span<const Value> values) {
    for (size_t i = 0; i < values.size(); ++i) {
      if (std::holds_alternative<std::monostate>(values[i])) continue;
      AppendData(absl::StrCat(of, "_", i), values[i]);
    }
  }
  void AppendData(const std::string& key, const Value& value) {
    Append("      <data key=\"", key, "\">", TextOf(value), "</data>\n");
  }

  TextSink sink_;
};

}  // namespace

std::unique_ptr<GraphWriter> MakeGraphmlFormat(GraphSchema schema,
                                               std::FILE* out) {
  return std::make_unique<GraphmlFormat>(std::move(schema), out);
}

}  // namespace regulon
