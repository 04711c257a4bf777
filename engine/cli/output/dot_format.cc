// Graphviz DOT. Attributes stand in tooltips: names of their own might be words
// that Graphviz draws by.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/cli/output/graph_formats.h"
#include "engine/cli/output/graph_text.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/output/text_sink.h"

namespace regulon {
namespace {

constexpr double kThinnest = 0.5, kWidest = 5;  // points

// Labels and tooltips know backslashes and the entities of HTML.
std::string Quoted(const std::string& text) {
  return absl::StrCat("\"",
                      absl::StrReplaceAll(PrintableText(text), {{"\\", "\\\\"},
                                                                {"\"", "\\\""},
                                                                {"&", "&amp;"},
                                                                {"\t", " "},
                                                                {"\r", ""},
                                                                {"\n", "\\n"}}),
                      "\"");
}

const char* ShapeOf(NodeKind kind) {
  switch (kind) {
    case NodeKind::kRegulator:
      return "ellipse";
    case NodeKind::kGene:
      return "box";
    case NodeKind::kElement:
      return "diamond";
    case NodeKind::kDomain:
      return "folder";
  }
  std::abort();  // no enumerator
}

// Of 0 and of what is no number neither.
const char* ArrowheadOf(double weight) {
  return weight > 0 ? "normal" : weight < 0 ? "tee" : "none";
}

class DotFormat : public GraphWriter {
 public:
  DotFormat(GraphSchema schema, std::FILE* out)
      : GraphWriter(std::move(schema)), sink_(out) {
    absl::StrAppend(sink_.text(), "digraph {\n");
    if (!this->schema().title.empty()) {
      absl::StrAppend(sink_.text(), "  label=", Quoted(this->schema().title),
                      "\n  labelloc=t\n");
    }
    sink_.Write();
  }

 private:
  void WriteNode(int number, const std::string& name, NodeKind kind,
                 absl::Span<const Value> attributes) override {
    std::string tooltip = NameOf(kind);
    AppendValues(schema().node, attributes, &tooltip);
    absl::StrAppend(sink_.text(), "  n", number, " [label=", Quoted(name),
                    ", shape=", ShapeOf(kind), ", tooltip=", Quoted(tooltip),
                    "]\n");
    sink_.Write();
  }

  void WriteEdge(int, int from, int to, double weight,
                 absl::Span<const Value> attributes) override {
    std::string tooltip = absl::StrCat("weight ", ValueText(weight));
    AppendValues(schema().edge, attributes, &tooltip);
    absl::StrAppend(sink_.text(), "  n", from, " -> n", to,
                    " [arrowhead=", ArrowheadOf(weight),
                    ", penwidth=", RoundedText(PenWidth(weight), 3),
                    ", tooltip=", Quoted(tooltip), "]\n");
    sink_.Write();
  }

  absl::Status WriteEnd() override {
    absl::StrAppend(sink_.text(), "}\n");
    return sink_.Finish();
  }

  double PenWidth(double weight) const {
    const double share = std::abs(weight) / schema().largest_weight;
    if (!(share > 0)) return kThinnest;
    return kThinnest + (kWidest - kThinnest) * std::min(share, 1.0);
  }

  static void AppendValues(const std::vector<GraphAttribute>& attributes,
                           absl::Span<const Value> values, std::string* text) {
    for (size_t i = 0; i < values.size(); ++i) {
      if (std::holds_alternative<std::monostate>(values[i])) continue;
      absl::StrAppend(text, ", ", attributes[i].name, " ",
                      ValueText(values[i]));
    }
  }

  TextSink sink_;
};

}  // namespace

std::unique_ptr<GraphWriter> MakeDotFormat(GraphSchema schema, std::FILE* out) {
  return std::make_unique<DotFormat>(std::move(schema), out);
}

}  // namespace regulon
