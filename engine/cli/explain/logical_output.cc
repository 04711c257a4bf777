#include "engine/cli/explain/logical_output.h"

#include <memory>
#include <utility>

#include "engine/cli/files.h"
#include "engine/status.h"

namespace regulon {
namespace {

using Columns = std::vector<std::string>;

// A value for each of the columns, after the context where it is named.
std::vector<Value> Row(bool names_context, const std::string& context,
                       std::vector<Value> row) {
  if (names_context) row.insert(row.begin(), context);
  return row;
}

std::unique_ptr<TableWriter> Table(Format format, bool names_context,
                                   Columns columns) {
  if (names_context) columns.insert(columns.begin(), "context");
  return TableWriter::Create(format, std::move(columns), stdout);
}

absl::Status PrintTables(const Genome& genome,
                         absl::Span<const LogicalContext> contexts) {
  const proto::Manifest& manifest = genome.manifest();
  const bool several = contexts.size() > 1;
  const auto genes =
      Table(Format::kTable, several, {"gene", "value", "reference", "kept by"});
  for (const LogicalContext& context : contexts) {
    for (size_t i = 0; i < context.why.genes.size(); ++i) {
      const LogicalGene& gene = context.why.genes[i];
      genes->AddRow(
          Row(several, context.name,
              {manifest.genes(gene.gene).id(), int64_t{gene.value},
               int64_t{gene.reference_value},
               ImplicantText(genome, context.why, static_cast<int>(i))}));
    }
  }
  RETURN_IF_ERROR(genes->Finish());
  RETURN_IF_ERROR(Print("\n"));
  const auto edges =
      Table(Format::kTable, several,
            {"gene", "regulator", "level", "keeps it", "knock-out", "share"});
  for (const LogicalContext& context : contexts) {
    for (const LogicalEdge& edge : context.why.edges) {
      edges->AddRow(Row(several, context.name,
                        {manifest.genes(edge.gene).id(),
                         manifest.regulators(edge.regulator).id(),
                         int64_t{edge.on}, edge.in_implicant ? "yes" : "",
                         edge.knock_out, edge.shapley.ToString()}));
    }
  }
  return edges->Finish();
}

}  // namespace

absl::Status PrintLogical(const Genome& genome,
                          absl::Span<const LogicalContext> contexts,
                          Format format) {
  if (format == Format::kTable) return PrintTables(genome, contexts);
  const proto::Manifest& manifest = genome.manifest();
  const auto table =
      Table(format, true,
            {"gene", "value", "reference_value", "implicant", "regulator",
             "level", "in_implicant", "knock_out", "shapley"});
  const Value nothing = std::monostate();
  for (const LogicalContext& context : contexts) {
    for (size_t i = 0; i < context.why.genes.size(); ++i) {
      const LogicalGene& gene = context.why.genes[i];
      const std::vector<Value> row = {
          manifest.genes(gene.gene).id(), int64_t{gene.value},
          int64_t{gene.reference_value},
          ImplicantText(genome, context.why, static_cast<int>(i))};
      const auto add = [&](std::vector<Value> rest) {
        rest.insert(rest.begin(), row.begin(), row.end());
        table->AddRow(Row(true, context.name, std::move(rest)));
      };
      for (int e = gene.first_edge; e < gene.first_edge + gene.edges; ++e) {
        const LogicalEdge& edge = context.why.edges[e];
        add({manifest.regulators(edge.regulator).id(), int64_t{edge.on},
             edge.in_implicant, edge.knock_out, edge.shapley.ToDouble()});
      }
      if (gene.edges == 0) add({nothing, nothing, nothing, nothing, nothing});
    }
  }
  return table->Finish();
}

}  // namespace regulon
