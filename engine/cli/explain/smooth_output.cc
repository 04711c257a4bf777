#include "engine/cli/explain/smooth_output.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/status.h"

namespace regulon {
namespace {

// A residual that is nothing beside the value, for eyes.
constexpr double kRounding = 1e-12;

Value OrNothing(double value) {
  return std::isnan(value) ? Value(std::monostate()) : Value(value);
}

// What a jump's cause does, by whether it goes on.
std::string Does(const Jump& jump) {
  switch (jump.cause) {
    case Jump::kSettings:
      return "set";
    case Jump::kDomain:
      return jump.on ? "opens" : "shuts";
    case Jump::kElement:
      return jump.on ? "on" : "off";
    case Jump::kRegulator:
      return jump.on ? "appears" : "vanishes";
  }
  return "";
}

std::string CauseOf(const Jump& jump, const proto::Manifest& manifest) {
  switch (jump.cause) {
    case Jump::kSettings:
      return "chromatin, memory and other settings";
    case Jump::kDomain:
      return manifest.domains(jump.index).id();
    case Jump::kElement:
      return manifest.elements(jump.index).id();
    case Jump::kRegulator:
      return manifest.regulators(jump.index).id();
  }
  return "";
}

// Rows that share their first columns.
class Rows {
 public:
  Rows(std::unique_ptr<TableWriter> table, bool names_context)
      : table_(std::move(table)), names_context_(names_context) {}

  void Add(const std::string& context, std::vector<Value> row) {
    if (names_context_) row.insert(row.begin(), context);
    table_->AddRow(row);
  }
  absl::Status Finish() { return table_->Finish(); }

 private:
  std::unique_ptr<TableWriter> table_;
  const bool names_context_;
};

Rows MakeRows(Format format, std::vector<std::string> columns,
              bool names_context) {
  if (names_context) columns.insert(columns.begin(), "context");
  return Rows(TableWriter::Create(format, std::move(columns), stdout),
              names_context);
}

absl::Status PrintGenes(const proto::Manifest& manifest,
                        absl::Span<const ExplainedContext> contexts) {
  Rows rows = MakeRows(
      Format::kTable,
      {"gene", "value", "reference", "effect", "edges", "jumps", "residual"},
      contexts.size() > 1);
  for (const ExplainedContext& context : contexts) {
    for (const SmoothExplanation& why : context.genes) {
      const double largest =
          std::max(std::abs(why.value), std::abs(why.reference));
      double edges = why.unlisted, jumps = 0;
      for (const NetworkEdge& edge : why.edges) edges += edge.attribution;
      for (const Jump& jump : why.jumps) jumps += jump.effect;
      rows.Add(
          context.name,
          {manifest.genes(why.gene).id(), why.value, why.reference,
           why.value - why.reference, edges, jumps,
           std::abs(why.residual) <= kRounding * largest ? 0 : why.residual});
    }
  }
  return rows.Finish();
}

// For eyes, what made the values of the genes that differ from the reference.
absl::Status PrintCauses(const proto::Manifest& manifest,
                         absl::Span<const ExplainedContext> contexts) {
  Rows rows = MakeRows(Format::kTable,
                       {"gene", "cause", "by", "through", "occupancy",
                        "knock-out", "attribution"},
                       contexts.size() > 1);
  const Value nothing = std::monostate();
  for (const ExplainedContext& context : contexts) {
    for (const SmoothExplanation& why : context.genes) {
      const std::string& gene = manifest.genes(why.gene).id();
      for (const NetworkEdge& edge : why.edges) {
        rows.Add(
            context.name,
            {gene, manifest.regulators(edge.regulator).id(), NameOf(edge.path),
             edge.element < 0 ? "" : manifest.elements(edge.element).id(),
             OrNothing(edge.occupancy), OrNothing(edge.knock_out),
             edge.attribution});
      }
      if (why.unlisted != 0) {
        rows.Add(context.name,
                 {gene, "other edges", "", "", nothing, nothing, why.unlisted});
      }
      for (const Jump& jump : why.jumps) {
        rows.Add(context.name,
                 {gene, CauseOf(jump, manifest), Does(jump),
                  absl::StrCat("at ", RoundedText(100 * jump.place, 3), " %"),
                  nothing, nothing, jump.effect});
      }
    }
  }
  return rows.Finish();
}

absl::Status PrintFlat(const proto::Manifest& manifest,
                       absl::Span<const ExplainedContext> contexts,
                       Format format) {
  Rows rows =
      MakeRows(format,
               {"gene", "value", "reference_value", "kind", "cause", "path",
                "element", "place", "occupancy", "knock_out", "attribution"},
               true);
  const Value nothing = std::monostate();
  for (const ExplainedContext& context : contexts) {
    for (const SmoothExplanation& why : context.genes) {
      const auto add = [&](std::string kind, Value cause, Value path,
                           Value element, Value place, Value occupancy,
                           Value knock_out, double attribution) {
        rows.Add(context.name,
                 {manifest.genes(why.gene).id(), why.value, why.reference,
                  std::move(kind), std::move(cause), std::move(path),
                  std::move(element), std::move(place), std::move(occupancy),
                  std::move(knock_out), attribution});
      };
      for (const NetworkEdge& edge : why.edges) {
        add("edge", manifest.regulators(edge.regulator).id(), NameOf(edge.path),
            edge.element < 0 ? nothing
                             : Value(manifest.elements(edge.element).id()),
            nothing, OrNothing(edge.occupancy), OrNothing(edge.knock_out),
            edge.attribution);
      }
      if (why.unlisted != 0) {
        add("other edges", nothing, nothing, nothing, nothing, nothing, nothing,
            why.unlisted);
      }
      for (const Jump& jump : why.jumps) {
        add(Does(jump), CauseOf(jump, manifest), nothing, nothing, jump.place,
            nothing, nothing, jump.effect);
      }
      add("residual", nothing, nothing, nothing, nothing, nothing, nothing,
          why.residual);
    }
  }
  return rows.Finish();
}

}  // namespace

const char* NameOf(NetworkEdge::Path path) {
  switch (path) {
    case NetworkEdge::kShared:
      return "shared";
    case NetworkEdge::kExpert:
      return "expert";
    case NetworkEdge::kElement:
      return "element";
  }
  return "";
}

absl::Status PrintSmooth(const Genome& genome,
                         absl::Span<const ExplainedContext> contexts,
                         Format format) {
  const proto::Manifest& manifest = genome.manifest();
  if (format != Format::kTable) return PrintFlat(manifest, contexts, format);
  RETURN_IF_ERROR(PrintGenes(manifest, contexts));
  RETURN_IF_ERROR(Print("\n"));
  return PrintCauses(manifest, contexts);
}

}  // namespace regulon
