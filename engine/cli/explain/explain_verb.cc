#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cell/precise_cell.h"
#include "engine/cli/explain/explainer.h"
#include "engine/cli/explain/logical_output.h"
#include "engine/cli/explain/matrix_file.h"
#include "engine/cli/explain/network_output.h"
#include "engine/cli/explain/smooth_output.h"
#include "engine/cli/expression_output.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/verbs.h"
#include "engine/explain/jacobian.h"
#include "engine/status.h"

namespace regulon {
namespace {

// What a table for eyes shows where nothing is chosen.
constexpr int kTableGenes = 10, kTableEdges = 10;

struct ExplainFlags {
  QueryFlags query;
  std::string reference, context, network, matrix;
  std::vector<std::string> genes, diff;
  int top = 0;
};

absl::StatusOr<int> FindContext(const Query& query, const std::string& name,
                                const char* flag) {
  std::vector<std::string> names;
  for (size_t i = 0; i < query.contexts.size(); ++i) {
    if (query.contexts[i].name() == name) return static_cast<int>(i);
    names.push_back(query.contexts[i].name());
  }
  return absl::InvalidArgumentError(absl::StrCat(
      flag, ": no context is called '", name, "'", DidYouMean(name, names)));
}

// Of `genes`, in their order, those that differ most from the reference.
absl::StatusOr<std::vector<int>> MostChanged(Cell& cell,
                                             const Context& reference,
                                             const Context& context,
                                             std::vector<int> genes, int most) {
  ASSIGN_OR_RETURN(const std::vector<Answer> answers,
                   cell.Express({reference, context}));
  const auto change = [&answers](int gene) {
    return std::abs(double{answers[1].expression[gene]} -
                    answers[0].expression[gene]);
  };
  std::stable_sort(genes.begin(), genes.end(),
                   [&change](int a, int b) { return change(a) > change(b); });
  genes.resize(std::min<size_t>(genes.size(), most));
  return genes;
}

absl::Status WriteMatrix(const Query& query, const Context& context,
                         absl::Span<const int> genes,
                         const ExplainFlags& flags) {
  RETURN_IF_ERROR(
      CheckOutput(flags.matrix, {flags.query.genome, flags.query.contexts}));
  const proto::Manifest& manifest = query.genome->manifest();
  std::vector<std::string> regulators;
  for (const proto::Regulator& regulator : manifest.regulators()) {
    regulators.push_back(regulator.id());
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<PreciseCell> cell,
                   PreciseCell::Create(*query.genome, query.cell->cooperate()));
  ASSIGN_OR_RETURN(MatrixFile file,
                   MatrixFile::Create(flags.matrix, "gene", regulators,
                                      static_cast<int64_t>(genes.size())));
  Progress progress("matrix", 1);
  JacobianOptions options;
  options.threads = flags.query.threads;
  options.on_progress = [&progress](double share) { progress.Update(share); };
  RETURN_IF_ERROR(Jacobian(*cell, context, genes, options,
                           [&](int gene, absl::Span<const double> row) {
                             return file.AddRow(manifest.genes(gene).id(), row);
                           }));
  RETURN_IF_ERROR(file.Finish());
  progress.Wipe();
  Note(absl::StrCat(flags.matrix, ": d y / d log a of context '",
                    context.name(), "', ", genes.size(), " genes x ",
                    regulators.size(), " regulators"));
  return absl::OkStatus();
}

// Which contexts the genome knows nothing of, or no longer.
absl::Status NoteRepertoire(Query& query,
                            const std::vector<const Context*>& contexts) {
  Caveats caveats(*query.genome, false);
  if (!caveats.has_repertoire()) return absl::OkStatus();
  for (const Context* context : contexts) {
    ASSIGN_OR_RETURN(std::vector<Answer> answers,
                     query.cell->Express({*context}));
    Expressed repertoire;
    repertoire.out_of_repertoire = answers[0].out_of_repertoire;
    repertoire.missing = std::move(answers[0].missing);
    caveats.Add(*context, repertoire);
  }
  caveats.ReportRepertoire();
  return absl::OkStatus();
}

// What a fit to observations can and cannot say.
void NoteCaveats(const Genome& genome) {
  if (!genome.manifest().provenance().observational_fit()) return;
  Note(
      "observational_fit: fitted to data without perturbations; attributions "
      "and knock-outs say what the fit makes of levels that go together in the "
      "data, not what a change of them does");
}

// Which of the contexts, and what they are held against.
struct Chosen {
  std::optional<Context> reference;
  std::vector<const Context*> contexts;
};

absl::StatusOr<Chosen> ChooseContexts(const Query& query,
                                      const ExplainFlags& flags) {
  Chosen chosen;
  int reference = -1;
  if (flags.reference.empty()) {
    chosen.reference.emplace(*query.genome, "reference");
  } else {
    ASSIGN_OR_RETURN(reference,
                     FindContext(query, flags.reference, "--reference"));
    chosen.reference = query.contexts[reference];
  }
  std::vector<std::string> names = flags.diff;
  if (!flags.context.empty()) names = {flags.context};
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(
        const int index,
        FindContext(query, name, flags.diff.empty() ? "--context" : "--diff"));
    chosen.contexts.push_back(&query.contexts[index]);
  }
  if (names.empty()) {
    for (size_t i = 0; i < query.contexts.size(); ++i) {
      if (static_cast<int>(i) == reference) continue;
      chosen.contexts.push_back(&query.contexts[i]);
    }
  }
  if (chosen.contexts.empty()) {
    return absl::InvalidArgumentError(
        "there is no context but the reference; give another");
  }
  if ((!flags.network.empty() || !flags.matrix.empty()) &&
      chosen.contexts.size() > 1) {
    return UsageError(
        absl::StrCat(flags.network.empty() ? "--matrix" : "--network",
                     " is of one context; choose it with --context NAME"));
  }
  return chosen;
}

absl::Status PrintExplanations(Query& query, Explainer& explainer,
                               const Chosen& chosen, const GeneChoice& choice,
                               const ExplainFlags& flags) {
  const bool for_eyes = query.format == Format::kTable;
  const int top = flags.top > 0 || !for_eyes ? flags.top : kTableEdges;
  const bool few = for_eyes && choice.all && choice.genes.size() > kTableGenes;
  std::vector<LogicalContext> logical;
  std::vector<ExplainedContext> smooth;
  for (const Context* context : chosen.contexts) {
    std::vector<int> genes = choice.genes;
    if (few) {
      ASSIGN_OR_RETURN(genes, MostChanged(*query.cell, *chosen.reference,
                                          *context, genes, kTableGenes));
    }
    if (explainer.AreLogical(choice.genes)) {
      ASSIGN_OR_RETURN(LogicalExplanation why,
                       explainer.Logical(*context, genes));
      logical.push_back({context->name(), std::move(why)});
    } else {
      ASSIGN_OR_RETURN(std::vector<SmoothExplanation> why,
                       explainer.Smooth(*context, genes, top));
      smooth.push_back({context->name(), std::move(why)});
    }
  }
  if (few) {
    Note(absl::StrCat("showing the ", kTableGenes,
                      " genes that differ most from the reference, of ",
                      choice.genes.size(),
                      "; --genes or --format tsv shows others"));
  }
  return logical.empty() ? PrintSmooth(*query.genome, smooth, query.format)
                         : PrintLogical(*query.genome, logical, query.format);
}

absl::Status RunExplain(const ExplainFlags& flags) {
  if (flags.query.steps != 1) {
    return UsageError(
        "what is explained is one reading; for later ones give the levels "
        "that 'regulon express --steps' ends with");
  }
  std::optional<GraphFormat> graph;
  if (!flags.network.empty()) {
    ASSIGN_OR_RETURN(graph, GraphFormatOf(flags.network));
    RETURN_IF_ERROR(
        CheckOutput(flags.network, {flags.query.genome, flags.query.contexts}));
  }
  ASSIGN_OR_RETURN(Query query, MakeQuery(flags.query));
  ASSIGN_OR_RETURN(const Chosen chosen, ChooseContexts(query, flags));
  ASSIGN_OR_RETURN(
      const GeneChoice choice,
      ChooseGenes(flags.genes, 0, false, Format::kTsv, *query.genome));
  NoteCaveats(*query.genome);
  RETURN_IF_ERROR(NoteRepertoire(query, chosen.contexts));
  const Context& first = *chosen.contexts[0];
  if (!flags.matrix.empty()) {
    RETURN_IF_ERROR(WriteMatrix(query, first, choice.genes, flags));
    if (!graph.has_value()) return absl::OkStatus();
  }
  Explainer explainer(*query.cell, *chosen.reference, flags.query.threads);
  if (graph.has_value()) {
    ASSIGN_OR_RETURN(const std::vector<NetworkEdge> edges,
                     explainer.Network(first, choice.genes, flags.top));
    RETURN_IF_ERROR(WriteNetwork(*query.genome, first.name(), edges, *graph,
                                 flags.network));
    Note(absl::StrCat(flags.network, ": the network of context '", first.name(),
                      "', ", edges.size(), " edges"));
    return absl::OkStatus();
  }
  if (!flags.diff.empty()) {
    NamedNetwork networks[2];
    for (int i = 0; i < 2; ++i) {
      networks[i].context = chosen.contexts[i]->name();
      ASSIGN_OR_RETURN(networks[i].edges,
                       explainer.Network(*chosen.contexts[i], choice.genes, 0));
    }
    return PrintDiff(*query.genome, networks[0], networks[1], flags.top,
                     query.format);
  }
  return PrintExplanations(query, explainer, chosen, choice, flags);
}

}  // namespace

void AddExplain(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ExplainFlags>();
  CLI::App* verb = app.add_subcommand(
      "explain", "Why genes have their values: the network of a context");
  AddQueryFlags(*verb, flags->query);
  verb->add_option("--reference", flags->reference,
                   "the context of CONTEXTS that the others are held against; "
                   "without it, one in which nothing is given");
  verb->add_option("--genes", flags->genes, "only these, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--top", flags->top,
                   "only the N edges of most attribution: of each gene, or of "
                   "--diff")
      ->check(CLI::Range(1, 1000000000));
  CLI::Option* context = verb->add_option("--context", flags->context,
                                          "only this one of CONTEXTS");
  CLI::Option* network = verb->add_option(
      "--network", flags->network,
      "write the network to FILE.tsv, .graphml or .dot instead of tables");
  CLI::Option* matrix = verb->add_option(
      "--matrix", flags->matrix,
      "write d y / d log a, genes x regulators, to FILE.npy, or to any other "
      "as TSV, instead of tables");
  verb->add_option("--diff", flags->diff,
                   "A B: what the networks of two contexts have apart")
      ->expected(2)
      ->excludes(context)
      ->excludes(network)
      ->excludes(matrix);
  verb->footer(
      "Examples:\n"
      "  regulon explain laci_o2.regulon --set LacI=260 --set IPTG=50\n"
      "  regulon explain synth.regulon contexts.tsv --reference 1 --context 2 "
      "\\\n      --genes SYNG00001 --top 20\n"
      "  regulon explain myeloid.regulon --set GATA2=1 --network fate.dot");
  verb->callback(
      [flags, &action] { action = [flags] { return RunExplain(*flags); }; });
}

}  // namespace regulon
