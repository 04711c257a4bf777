#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/verbs.h"
#include "engine/genome/tensors.h"
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
          absl::StrCat("--genes: ", WithList(gene.status(), genome, "genes")));
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

bool HoldsAny(const Context& context) {
  for (size_t t = 0; t < context.levels().size(); ++t) {
    if (context.held(static_cast<int>(t))) return true;
  }
  return false;
}

// What a fitted genome says of its answers, by context.
class Caveats {
 public:
  Caveats(const Query& query, const ExpressFlags& flags)
      : query_(query),
        sets_(!flags.query.set.empty() || !flags.query.clamp.empty()),
        repertoire_(query.genome->Find(tensors::kRepertoireDistance) !=
                    Genome::kNoTensor),
        observational_(
            query.genome->manifest().provenance().observational_fit()) {}

  std::vector<std::string> Columns() const {
    std::vector<std::string> columns;
    if (repertoire_) columns.push_back("out_of_repertoire");
    if (observational_) columns.push_back("observational_fit");
    return columns;
  }

  std::vector<Value> Add(int context, const Expressed& answer) {
    std::vector<Value> values;
    if (repertoire_) {
      outside_ += answer.out_of_repertoire;
      values.push_back(answer.out_of_repertoire);
    }
    if (observational_) {
      const bool perturbs = sets_ || HoldsAny(query_.contexts[context]);
      perturbed_ += perturbs;
      values.push_back(perturbs);
    }
    return values;
  }

  void Report() const {
    const std::string of = absl::StrCat(
        " of ", query_.contexts.size(),
        query_.contexts.size() == 1 ? " context" : " contexts", " ");
    if (outside_ > 0) {
      Note(absl::StrCat("out_of_repertoire: ", outside_, of,
                        "farther from every reference state than the "
                        "repertoire of the genome reaches; such answers are "
                        "extrapolations"));
    }
    if (perturbed_ > 0) {
      Note(absl::StrCat(
          "observational_fit: fitted to data without perturbations; ",
          perturbed_, of,
          "with regulators set or held: what follows is what goes with such "
          "levels in the data, not what setting them does"));
    }
  }

 private:
  const Query& query_;
  const bool sets_, repertoire_, observational_;
  int outside_ = 0, perturbed_ = 0;
};

class ExpressionPrinter {
 public:
  static absl::StatusOr<ExpressionPrinter> Create(const Query& query,
                                                  const ExpressFlags& flags) {
    ASSIGN_OR_RETURN(std::vector<int> genes, ChosenGenes(flags, *query.genome));
    int top = flags.top;
    if (top == 0 && query.format == Format::kTable && flags.genes.empty() &&
        static_cast<int>(genes.size()) > kTableGenes) {
      top = kTableGenes;
      Note(absl::StrCat("showing the ", top, " highest of ", genes.size(),
                        " genes; --top or --format tsv shows more"));
    }
    return ExpressionPrinter(query, Caveats(query, flags), std::move(genes),
                             top);
  }

  void Add(int context, const Expressed& answer) {
    const std::vector<Value> caveats = caveats_.Add(context, answer);
    std::vector<int> genes = genes_;
    if (top_ > 0 && static_cast<size_t>(top_) < genes.size()) {
      std::stable_sort(genes.begin(), genes.end(), [&answer](int a, int b) {
        return answer.expression[a] > answer.expression[b];
      });
      genes.resize(top_);
    }
    const proto::Manifest& manifest = query_.genome->manifest();
    for (const int g : genes) {
      const proto::Gene& gene = manifest.genes(g);
      std::vector<Value> row = {
          query_.contexts[context].name(),
          gene.id(),
          gene.symbol().empty() ? gene.id() : gene.symbol(),
          double{answer.expression[g]},
          gene.unit(),
          manifest.domains(gene.domain()).id(),
          double{answer.open[gene.domain()]}};
      row.insert(row.end(), caveats.begin(), caveats.end());
      table_->AddRow(row);
    }
  }

  absl::Status Finish() {
    caveats_.Report();
    return table_->Finish();
  }

 private:
  ExpressionPrinter(const Query& query, Caveats caveats, std::vector<int> genes,
                    int top)
      : query_(query),
        caveats_(std::move(caveats)),
        genes_(std::move(genes)),
        top_(top) {
    std::vector<std::string> columns = {"context", "gene",   "symbol", "value",
                                        "unit",    "domain", "open"};
    for (const std::string& column : caveats_.Columns()) {
      columns.push_back(column);
    }
    table_ = TableWriter::Create(query.format, std::move(columns), stdout);
  }

  const Query& query_;
  Caveats caveats_;
  std::vector<int> genes_;
  int top_;
  std::unique_ptr<TableWriter> table_;
};

absl::Status RunExpress(const ExpressFlags& flags) {
  if (flags.runs > 1 && flags.query.update != "async") {
    return UsageError(
        "--runs goes with --update async: synchronous updating "
        "leaves nothing to chance");
  }
  ASSIGN_OR_RETURN(Query query, MakeQuery(flags.query));
  query.express.runs = flags.runs;
  ASSIGN_OR_RETURN(ExpressionPrinter printer,
                   ExpressionPrinter::Create(query, flags));
  // Where runs ended comes first, so a table of runs waits for all of them.
  const bool wait = query.format == Format::kTable && flags.runs > 1;
  std::vector<Expressed> waiting;
  {
    Progress progress("express", 1);
    query.express.on_progress = [&progress](double share) {
      progress.Update(share);
    };
    RETURN_IF_ERROR(Express(*query.cell, query.contexts, query.express,
                            [&](int context, const Expressed& result) {
                              if (wait) {
                                waiting.push_back(result);
                              } else {
                                printer.Add(context, result);
                              }
                              return absl::OkStatus();
                            }));
  }
  if (wait && !waiting[0].ends.empty()) {
    RETURN_IF_ERROR(PrintEnds(query, waiting));
  }
  for (size_t i = 0; i < waiting.size(); ++i) {
    printer.Add(static_cast<int>(i), waiting[i]);
  }
  return printer.Finish();
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
