#include "engine/cli/output/graph_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sbml/xml/XMLNode.h>

#include <cstdio>
#include <limits>
#include <map>
#include <memory>

#include "absl/status/status.h"
#include "tests/cli/output/captured_file.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr GraphFormat kAll[] = {GraphFormat::kTsv, GraphFormat::kGraphml,
                                GraphFormat::kDot};

// A regulator that activates one gene and represses another.
std::string Small(GraphFormat format) {
  CapturedFile file;
  GraphSchema schema;
  schema.title = "induced";
  schema.node = {{"level", GraphAttribute::kReal}};
  schema.edge = {{"occupancy", GraphAttribute::kReal},
                 {"path", GraphAttribute::kText}};
  schema.largest_weight = 2;
  auto writer = GraphWriter::Create(format, schema, file.get());
  const int from = writer->AddNode("GATA1", NodeKind::kRegulator, {3.5});
  const int up = writer->AddNode("KLF1", NodeKind::kGene, {std::monostate()});
  const int down = writer->AddNode("e1", NodeKind::kElement, {0.0});
  writer->AddEdge(from, up, 2, {0.1f, "element"});
  writer->AddEdge(from, down, -1, {std::monostate(), "shared"});
  writer->AddEdge(up, up, 0, {1.0, "expert"});
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_TRUE(writer->Finish().ok());  // which changes nothing
  return file.Text();
}

TEST(GraphWriter, WritesAnEdgeList) {
  EXPECT_EQ(Small(GraphFormat::kTsv),
            "from\tfrom_kind\tto\tto_kind\tweight\toccupancy\tpath\n"
            "GATA1\tregulator\tKLF1\tgene\t2\t0.1\telement\n"
            "GATA1\tregulator\te1\telement\t-1\t\tshared\n"
            "KLF1\tgene\tKLF1\tgene\t0\t1\texpert\n");
}

TEST(GraphWriter, WritesDot) {
  EXPECT_EQ(Small(GraphFormat::kDot), R"(digraph {
  label="induced"
  labelloc=t
  n0 [label="GATA1", shape=ellipse, tooltip="regulator, level 3.5"]
  n1 [label="KLF1", shape=box, tooltip="gene"]
  n2 [label="e1", shape=diamond, tooltip="element, level 0"]
  n0 -> n1 [arrowhead=normal, penwidth=5, tooltip="weight 2, occupancy 0.1, path element"]
  n0 -> n2 [arrowhead=tee, penwidth=2.75, tooltip="weight -1, path shared"]
  n1 -> n1 [arrowhead=none, penwidth=0.5, tooltip="weight 0, occupancy 1, path expert"]
}
)");
}

TEST(GraphWriter, WritesGraphml) {
  EXPECT_THAT(Small(GraphFormat::kGraphml), HasSubstr(R"(
  <desc>induced</desc>
  <key id="node_name" for="node" attr.name="name" attr.type="string"/>
  <key id="node_kind" for="node" attr.name="kind" attr.type="string"/>
  <key id="node_0" for="node" attr.name="level" attr.type="double"/>
  <key id="edge_weight" for="edge" attr.name="weight" attr.type="double"/>
  <key id="edge_0" for="edge" attr.name="occupancy" attr.type="double"/>
  <key id="edge_1" for="edge" attr.name="path" attr.type="string"/>
  <graph id="graph" edgedefault="directed">
    <node id="n0">
      <data key="node_name">GATA1</data>
      <data key="node_kind">regulator</data>
      <data key="node_0">3.5</data>
    </node>
    <node id="n1">
      <data key="node_name">KLF1</data>
      <data key="node_kind">gene</data>
    </node>
)"));
}

// The texts of <data> by their keys.
std::map<std::string, std::string> DataOf(const XMLNode& node) {
  std::map<std::string, std::string> data;
  for (unsigned i = 0; i < node.getNumChildren(); ++i) {
    const XMLNode& child = node.getChild(i);
    EXPECT_EQ(child.getName(), "data");
    std::string text;
    for (unsigned c = 0; c < child.getNumChildren(); ++c) {
      text += child.getChild(c).getCharacters();
    }
    data[child.getAttrValue("key")] = text;
  }
  return data;
}

TEST(GraphWriter, OfOddNamesIsReadBackByAnXmlParser) {
  const std::vector<std::string> names = {"a<b>&\"c'", "β-globin 日本", "]]>",
                                          "&amp;",     "back\\slash",   ""};
  CapturedFile file;
  GraphSchema schema;
  schema.title = "<&>";
  schema.node = {{"a\"<&", GraphAttribute::kText},
                 {"flag", GraphAttribute::kFlag},
                 {"whole", GraphAttribute::kWhole}};
  schema.edge = {{"x", GraphAttribute::kReal}};
  auto writer = GraphWriter::Create(GraphFormat::kGraphml, schema, file.get());
  for (const std::string& name : names) {
    writer->AddNode(name, NodeKind::kDomain,
                    {name, true, std::numeric_limits<int64_t>::min()});
  }
  writer->AddEdge(0, 1, kNan, {kInf});
  writer->AddEdge(1, 0, -0.1f, {-kInf});
  ASSERT_TRUE(writer->Finish().ok());

  const std::unique_ptr<const XMLNode> read(
      XMLNode::convertStringToXMLNode(file.Text()));
  ASSERT_NE(read, nullptr) << file.Text();
  EXPECT_EQ(read->getName(), "graphml");
  EXPECT_EQ(read->getURI(), "http://graphml.graphdrawing.org/xmlns");
  EXPECT_EQ(read->getChild("desc").getChild(0).getCharacters(), "<&>");
  EXPECT_EQ(read->getChild(3).getAttrValue("attr.name"), "a\"<&");
  EXPECT_EQ(read->getChild(4).getAttrValue("attr.type"), "boolean");
  EXPECT_EQ(read->getChild(5).getAttrValue("attr.type"), "long");
  const XMLNode& graph = read->getChild("graph");
  ASSERT_EQ(graph.getNumChildren(), names.size() + 2);
  for (unsigned i = 0; i < names.size(); ++i) {
    const XMLNode& node = graph.getChild(i);
    EXPECT_EQ(node.getAttrValue("id"), "n" + std::to_string(i));
    EXPECT_THAT(DataOf(node),
                UnorderedElementsAre(
                    Pair("node_name", names[i]), Pair("node_kind", "domain"),
                    Pair("node_0", names[i]), Pair("node_1", "true"),
                    Pair("node_2", "-9223372036854775808")));
  }
  const XMLNode& edge = graph.getChild(static_cast<unsigned>(names.size()));
  EXPECT_EQ(edge.getAttrValue("source"), "n0");
  EXPECT_EQ(edge.getAttrValue("target"), "n1");
  EXPECT_THAT(DataOf(edge), UnorderedElementsAre(Pair("edge_weight", "NaN"),
                                                 Pair("edge_0", "INF")));
  EXPECT_THAT(DataOf(graph.getChild(static_cast<unsigned>(names.size()) + 1)),
              UnorderedElementsAre(Pair("edge_weight", "-0.1"),
                                   Pair("edge_0", "-INF")));
}

std::string OfOneNode(GraphFormat format, const std::string& name) {
  CapturedFile file;
  auto writer = GraphWriter::Create(format, {}, file.get());
  writer->AddNode(name, NodeKind::kGene, {});
  EXPECT_TRUE(writer->Finish().ok());
  return file.Text();
}

TEST(GraphWriter, WritesWhatXmlHasNoPlaceForAsAReplacement) {
  const std::string odd = "a\x01\x1b[2J\xFFz\xEF\xBF\xBE\n\t";
  EXPECT_THAT(OfOneNode(GraphFormat::kGraphml, odd),
              HasSubstr(">a\uFFFD\uFFFD[2J\uFFFDz\uFFFD&#10;&#9;<"));
  EXPECT_THAT(OfOneNode(GraphFormat::kDot, odd),
              HasSubstr("\"a\uFFFD\uFFFD[2J\uFFFDz\uFFFD\\n \""));
  const std::string xml = OfOneNode(GraphFormat::kGraphml, odd);
  const std::unique_ptr<const XMLNode> read(
      XMLNode::convertStringToXMLNode(xml));
  EXPECT_NE(read, nullptr) << xml;
}

TEST(GraphWriter, QuotesWhatLabelsOfDotKnow) {
  EXPECT_THAT(OfOneNode(GraphFormat::kDot, "\"a\\N&lt;\\"),
              HasSubstr(R"([label="\"a\\N&amp;lt;\\", shape=box)"));
}

TEST(GraphWriter, NoEdgeIsWiderThanTheWidest) {
  CapturedFile file;
  GraphSchema schema;
  schema.largest_weight = 0;
  auto writer = GraphWriter::Create(GraphFormat::kDot, schema, file.get());
  writer->AddNode("a", NodeKind::kGene, {});
  for (const double weight : {0.0, kNan, -3.0, kInf}) {
    writer->AddEdge(0, 0, weight, {});
  }
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_THAT(file.Text(), HasSubstr("none, penwidth=0.5, tooltip=\"weight 0"));
  EXPECT_THAT(file.Text(),
              HasSubstr("none, penwidth=0.5, tooltip=\"weight nan"));
  EXPECT_THAT(file.Text(), HasSubstr("tee, penwidth=5, tooltip=\"weight -3"));
  EXPECT_THAT(file.Text(),
              HasSubstr("normal, penwidth=5, tooltip=\"weight inf"));
}

TEST(GraphWriter, WritesAnEmptyGraph) {
  const auto empty = [](GraphFormat format) {
    CapturedFile file;
    auto writer = GraphWriter::Create(format, {}, file.get());
    EXPECT_TRUE(writer->Finish().ok());
    return file.Text();
  };
  EXPECT_EQ(empty(GraphFormat::kTsv), "from\tfrom_kind\tto\tto_kind\tweight\n");
  EXPECT_EQ(empty(GraphFormat::kDot), "digraph {\n}\n");
  EXPECT_THAT(empty(GraphFormat::kGraphml), Not(HasSubstr("desc")));
  const std::unique_ptr<const XMLNode> read(
      XMLNode::convertStringToXMLNode(empty(GraphFormat::kGraphml)));
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(read->getChild("graph").getNumChildren(), 0u);
}

TEST(GraphWriter, ReportsAFullDisk) {
  for (const GraphFormat format : kAll) {
    for (const int edges : {0, 100'000}) {
      std::FILE* full = std::fopen("/dev/full", "w");
      ASSERT_NE(full, nullptr);
      auto writer = GraphWriter::Create(format, {}, full);
      const int node = writer->AddNode("a", NodeKind::kGene, {});
      for (int i = 0; i < edges; ++i) writer->AddEdge(node, node, 1, {});
      const absl::Status status = writer->Finish();
      EXPECT_THAT(std::string(status.message()),
                  HasSubstr("No space left on device"));
      EXPECT_EQ(writer->Finish(), status);
      std::fclose(full);
    }
  }
}

TEST(GraphWriter, KnowsItsFormatsByName) {
  EXPECT_EQ(ParseGraphFormat("tsv").value(), GraphFormat::kTsv);
  EXPECT_EQ(ParseGraphFormat("graphml").value(), GraphFormat::kGraphml);
  EXPECT_EQ(ParseGraphFormat("dot").value(), GraphFormat::kDot);
  EXPECT_EQ(ParseGraphFormat("gml").status().message(),
            "unknown graph format 'gml'; known: tsv, graphml, dot");
}

TEST(GraphWriterDeathTest, StopsAtWhatIsNoPartOfTheGraph) {
  CapturedFile file;
  GraphSchema schema;
  schema.edge = {{"x", GraphAttribute::kReal}};
  auto writer = GraphWriter::Create(GraphFormat::kDot, schema, file.get());
  const int node = writer->AddNode("a", NodeKind::kGene, {});
  EXPECT_DEATH(writer->AddEdge(node, node + 1, 1, {0.5}), "");
  EXPECT_DEATH(writer->AddEdge(node, node, 1, {"text"}), "");
  EXPECT_DEATH(writer->AddEdge(node, node, 1, {}), "");
}

}  // namespace
}  // namespace regulon
