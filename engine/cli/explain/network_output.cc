#include "engine/cli/explain/network_output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/explain/smooth_output.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/verbs.h"
#include "engine/explain/network_diff.h"
#include "engine/genome/atomic_file.h"
#include "engine/status.h"

namespace regulon {
namespace {

Value OrNothing(double value) {
  return std::isnan(value) ? Value(std::monostate()) : Value(value);
}

Value ElementOf(const NetworkEdge& edge, const proto::Manifest& manifest) {
  return edge.element < 0 ? Value(std::monostate())
                          : Value(manifest.elements(edge.element).id());
}

double WeightOf(const NetworkEdge& edge) {
  if (edge.attribution != 0 || std::isnan(edge.knock_out)) {
    return edge.attribution;
  }
  return -edge.knock_out;
}

void AddNetwork(const Genome& genome, absl::Span<const NetworkEdge> edges,
                GraphWriter& graph) {
  const proto::Manifest& manifest = genome.manifest();
  std::map<int, int> regulators, genes;  // -> nodes, by index
  for (const NetworkEdge& edge : edges) {
    regulators[edge.regulator] = genes[edge.gene] = 0;
  }
  for (auto& [regulator, node] : regulators) {
    node = graph.AddNode(manifest.regulators(regulator).id(),
                         NodeKind::kRegulator, {});
  }
  for (auto& [gene, node] : genes) {
    node = graph.AddNode(manifest.genes(gene).id(), NodeKind::kGene, {});
  }
  for (const NetworkEdge& edge : edges) {
    graph.AddEdge(regulators[edge.regulator], genes[edge.gene], WeightOf(edge),
                  {NameOf(edge.path), ElementOf(edge, manifest),
                   OrNothing(edge.occupancy), OrNothing(edge.knock_out),
                   edge.attribution});
  }
}

}  // namespace

absl::StatusOr<GraphFormat> GraphFormatOf(const std::string& path) {
  const size_t dot = path.rfind('.');
  const std::string ending =
      dot == std::string::npos ? "" : path.substr(dot + 1);
  absl::StatusOr<GraphFormat> format = ParseGraphFormat(ending);
  if (!format.ok()) {
    return UsageError(absl::StrCat("--network ", path,
                                   ": its name must end in .tsv, .graphml or "
                                   ".dot, which says what is written"));
  }
  return format;
}

absl::Status WriteNetwork(const Genome& genome, const std::string& context,
                          absl::Span<const NetworkEdge> edges,
                          GraphFormat format, const std::string& path) {
  GraphSchema schema;
  schema.title =
      absl::StrCat(genome.manifest().name(), ", context '", context, "'");
  schema.edge = {{"path", GraphAttribute::kText},
                 {"element", GraphAttribute::kText},
                 {"occupancy", GraphAttribute::kReal},
                 {"knock_out", GraphAttribute::kReal},
                 {"attribution", GraphAttribute::kReal}};
  schema.largest_weight = 0;
  for (const NetworkEdge& edge : edges) {
    schema.largest_weight =
        std::max(schema.largest_weight, std::abs(WeightOf(edge)));
  }
  if (schema.largest_weight == 0) schema.largest_weight = 1;
  char* text = nullptr;
  size_t size = 0;
  std::FILE* memory = open_memstream(&text, &size);
  if (memory == nullptr) {
    return absl::ResourceExhaustedError("there is not enough memory");
  }
  const auto graph = GraphWriter::Create(format, std::move(schema), memory);
  AddNetwork(genome, edges, *graph);
  absl::Status status = graph->Finish();
  std::fclose(memory);
  if (status.ok()) {
    status = WriteAtomically(path, absl::string_view(text, size));
  }
  std::free(text);
  return status;
}

absl::Status PrintDiff(const Genome& genome, const NamedNetwork& a,
                       const NamedNetwork& b, int top, Format format) {
  const proto::Manifest& manifest = genome.manifest();
  const NetworkDiff diff =
      DiffNetworks(a.edges, b.edges, &NetworkEdge::attribution);
  struct Row {
    const NetworkEdge *a, *b;
    double difference;
    // Ranks edges of no attribution by what a knock-out tells.
    double knock_out;
  };
  std::vector<Row> rows;
  for (const NetworkEdge& edge : diff.only_a) {
    rows.push_back({&edge, nullptr, -edge.attribution, edge.knock_out});
  }
  for (const NetworkEdge& edge : diff.only_b) {
    rows.push_back({nullptr, &edge, edge.attribution, edge.knock_out});
  }
  for (const SharedEdge& edge : diff.both) {
    rows.push_back({&edge.a, &edge.b, edge.difference,
                    edge.b.knock_out - edge.a.knock_out});
  }
  const auto rank = [](const Row& row) {
    return std::make_pair(
        std::abs(row.difference),
        std::isnan(row.knock_out) ? 0 : std::abs(row.knock_out));
  };
  std::stable_sort(
      rows.begin(), rows.end(),
      [&rank](const Row& x, const Row& y) { return rank(x) > rank(y); });
  const size_t shown =
      top == 0 ? rows.size() : std::min<size_t>(rows.size(), top);
  const auto table = TableWriter::Create(
      format,
      {"gene", "regulator", "path", "element", "in", "occupancy_a",
       "occupancy_b", "knock_out_a", "knock_out_b", "attribution_a",
       "attribution_b", "difference"},
      stdout);
  for (size_t i = 0; i < shown; ++i) {
    const Row& row = rows[i];
    const NetworkEdge& edge = row.a != nullptr ? *row.a : *row.b;
    const auto value = [](const NetworkEdge* of, double NetworkEdge::*member) {
      return of == nullptr ? Value(std::monostate()) : OrNothing(of->*member);
    };
    table->AddRow({manifest.genes(edge.gene).id(),
                   manifest.regulators(edge.regulator).id(), NameOf(edge.path),
                   ElementOf(edge, manifest),
                   row.b == nullptr   ? a.context
                   : row.a == nullptr ? b.context
                                      : std::string("both"),
                   value(row.a, &NetworkEdge::occupancy),
                   value(row.b, &NetworkEdge::occupancy),
                   value(row.a, &NetworkEdge::knock_out),
                   value(row.b, &NetworkEdge::knock_out),
                   value(row.a, &NetworkEdge::attribution),
                   value(row.b, &NetworkEdge::attribution), row.difference});
  }
  RETURN_IF_ERROR(table->Finish());
  Note(absl::StrCat(diff.only_a.size(), " edges only in '", a.context, "', ",
                    diff.only_b.size(), " only in '", b.context, "', ",
                    diff.both.size(), " in both: Jaccard ",
                    RoundedText(diff.jaccard)));
  return absl::OkStatus();
}

}  // namespace regulon
