#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {
namespace {

// A table for eyes shows no more genes than this unless it is asked to.
constexpr int kTableGenes = 50;

struct ExpressFlags {
  QueryFlags query;
  int top = 0, runs = 1;
  std::vector<std::string> genes;
};

absl::StatusOr<std::vector<int>> ChosenGenes(const ExpressFlags& flags,
                                             const Genome& genome) {
  std::vector<int> genes;
  for (const std::string& name : flags.genes) {
    const absl::StatusOr<int> gene = genome.genes().Find(name);
    if (!gene.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--genes: ", gene.status().message()));
    }
    if (std::count(genes.begin(), genes.end(), *gene) == 0) {
      genes.push_back(*gene);
    }
  }
  if (genes.empty()) {
    genes.resize(genome.manifest().genes_size());
    std::iota(genes.begin(), genes.end(), 0);
  }
  return genes;
}

// Where runs ended, for eyes: the other formats have the means alone.
absl::Status PrintEnds(const Query& query,
                       const std::vector<Expressed>& expressed) {
  auto table = TableWriter::Create(
      Format::kTable, {"context", "runs", "share", "end state"}, stdout);
  for (size_t i = 0; i < expressed.size(); ++i) {
    int runs = 0;
    for (const EndState& end : expressed[i].ends) runs += end.runs;
    for (const EndState& end : expressed[i].ends) {
      const std::string genes = absl::StrJoin(
          end.genes_on, ",", [&query](std::string* out, int gene) {
            absl::StrAppend(out, query.genome->manifest().genes(gene).id());
          });
      table->AddRow({query.contexts[i].name(), int64_t{end.runs},
                     static_cast<double>(end.runs) / runs,
                     absl::StrCat("{", genes, "}",
                                  end.fixed ? "" : ", not yet settled")});
    }
  }
  RETURN_IF_ERROR(table->Finish());
  return Print("\n");
}

absl::Status PrintExpression(const Query& query, const ExpressFlags& flags,
                             const std::vector<Expressed>& expressed) {
  ASSIGN_OR_RETURN(const std::vector<int> chosen,
                   ChosenGenes(flags, *query.genome));
  int top = flags.top;
  if (top == 0 && query.format == Format::kTable && flags.genes.empty() &&
      static_cast<int>(chosen.size()) > kTableGenes) {
    top = kTableGenes;
    Note(absl::StrCat("showing the ", top, " highest of ", chosen.size(),
                      " genes; --top or --format tsv shows more"));
  }
  const proto::Manifest& manifest = query.genome->manifest();
  auto table = TableWriter::Create(
      query.format,
      {"context", "gene", "symbol", "value", "unit", "domain", "open"}, stdout);
  for (size_t i = 0; i < expressed.size(); ++i) {
    const Expressed& answer = expressed[i];
    std::vector<int> genes = chosen;
    if (top > 0 && static_cast<size_t>(top) < genes.size()) {
      std::stable_sort(genes.begin(), genes.end(), [&answer](int a, int b) {
        return answer.expression[a] > answer.expression[b];
      });
      genes.resize(top);
    }
    for (const int g : genes) {
      const proto::Gene& gene = manifest.genes(g);
      table->AddRow({query.contexts[i].name(), gene.id(),
                     gene.symbol().empty() ? gene.id() : gene.symbol(),
                     double{answer.expression[g]}, gene.unit(),
                     manifest.domains(gene.domain()).id(),
                     double{answer.open[gene.domain()]}});
    }
  }
  return table->Finish();
}

absl::Status RunExpress(const ExpressFlags& flags) {
  if (flags.runs > 1 && flags.query.update != "async") {
    return UsageError(
        "--runs goes with --update async: synchronous updating "
        "leaves nothing to chance");
  }
  ASSIGN_OR_RETURN(Query query, MakeQuery(flags.query));
  query.express.runs = flags.runs;
  std::vector<Expressed> expressed;
  {
    Progress progress("express", 1);
    query.express.on_progress = [&progress](double share) {
      progress.Update(share);
    };
    ASSIGN_OR_RETURN(expressed,
                     Express(*query.cell, query.contexts, query.express));
  }
  if (query.format == Format::kTable && flags.runs > 1 &&
      !expressed[0].ends.empty()) {
    RETURN_IF_ERROR(PrintEnds(query, expressed));
  }
  return PrintExpression(query, flags, expressed);
}

}  // namespace

void AddExpress(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ExpressFlags>();
  CLI::App* verb =
      app.add_subcommand("express", "What a genome expresses in a context");
  AddQueryFlags(*verb, flags->query);
  verb->add_option("--runs", flags->runs,
                   "independent runs of each context (async); values are means")
      ->check(CLI::Range(1, 100000000));
  verb->add_option("--top", flags->top, "only the N highest genes")
      ->check(CLI::Range(1, 1000000000));
  verb->add_option("--genes", flags->genes, "only these, separated by commas")
      ->delimiter(',');
  verb->footer(
      "Examples:\n"
      "  regulon express laci_o2.regulon --set LacI=260 --set IPTG=50\n"
      "  regulon express synth.regulon contexts.tsv --top 20 --format tsv\n"
      "  regulon express myeloid.regulon --set GATA2=1 --set CEBPA=1 "
      "--set PU1=1 \\\n      --steps 100 --update async --runs 1000");
  verb->callback(
      [flags, &action] { action = [flags] { return RunExpress(*flags); }; });
}

}  // namespace regulon
