#include "engine/cli/expression_output.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/query_flags.h"
#include "engine/genome/tensors.h"

namespace regulon {
namespace {

// A table for eyes shows no more genes than this unless it is asked to.
constexpr int kTableGenes = 50;
constexpr size_t kMissingNamed = 8;
constexpr char kMissing[] = "missing";

}  // namespace

absl::StatusOr<GeneChoice> ChooseGenes(const std::vector<std::string>& names,
                                       int top, bool active, Format format,
                                       const Genome& genome) {
  GeneChoice choice;
  choice.top = top;
  choice.active = active;
  for (const proto::Gene& gene : genome.manifest().genes()) {
    choice.domain_of.push_back(gene.domain());
  }
  for (const std::string& name : names) {
    const absl::StatusOr<int> gene = genome.genes().Find(name);
    if (!gene.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--genes: ", WithList(gene.status(), genome, "genes")));
    }
    if (std::count(choice.genes.begin(), choice.genes.end(), *gene) == 0) {
      choice.genes.push_back(*gene);
    }
  }
  choice.all = names.empty();
  if (!choice.all) return choice;
  choice.genes.resize(choice.domain_of.size());
  std::iota(choice.genes.begin(), choice.genes.end(), 0);
  if (top == 0 && format == Format::kTable &&
      choice.genes.size() > kTableGenes) {
    choice.top = kTableGenes;
    Note(absl::StrCat("showing the ", kTableGenes, " highest of ",
                      choice.genes.size(),
                      " genes; --top or --format tsv shows more"));
  }
  return choice;
}

Caveats::Caveats(const Genome& genome, bool sets)
    : genome_(&genome),
      sets_(sets),
      repertoire_(genome.Find(tensors::kRepertoireDistance) !=
                  Genome::kNoTensor),
      specialized_(genome.manifest().specializations_size() > 0),
      observational_(genome.manifest().provenance().observational_fit()),
      missing_of_(genome.manifest().domains_size()) {}

bool Caveats::CountMissing(const std::vector<uint8_t>& missing) {
  bool any = false;
  for (size_t d = 0; d < missing.size(); ++d) {
    missing_of_[d] += missing[d];
    any |= missing[d] != 0;
  }
  missing_ += any;
  return any;
}

Caveats::Of Caveats::Add(const Context& context, const Expressed& result) {
  const Of of = {result.out_of_repertoire,
                 observational_ && (sets_ || context.holds_any())};
  ++contexts_;
  // Of those marked for what they miss it is not known.
  outside_ += !CountMissing(result.missing) && of.out_of_repertoire;
  perturbed_ += of.perturbed;
  return of;
}

std::vector<std::string> Caveats::Columns() const {
  std::vector<std::string> columns;
  if (has_repertoire()) columns.push_back("out_of_repertoire");
  if (specialized_) columns.push_back(kMissing);
  if (observational_) columns.push_back("observational_fit");
  return columns;
}

std::vector<Value> Caveats::Values(Value out_of_repertoire, Value missing,
                                   Value perturbed) const {
  std::vector<Value> values;
  if (has_repertoire()) {
    values.push_back(std::move(out_of_repertoire));
  }
  if (specialized_) values.push_back(std::move(missing));
  if (observational_) values.push_back(std::move(perturbed));
  return values;
}

std::string Caveats::OfContexts() const {
  return absl::StrCat(" of ", contexts_,
                      contexts_ == 1 ? " context " : " contexts ");
}

void Caveats::ReportMissing() const {
  std::vector<int> domains;
  for (size_t d = 0; d < missing_of_.size(); ++d) {
    if (missing_of_[d] > 0) domains.push_back(static_cast<int>(d));
  }
  std::stable_sort(domains.begin(), domains.end(), [this](int a, int b) {
    return missing_of_[a] > missing_of_[b];
  });
  const size_t more = domains.size() - std::min(domains.size(), kMissingNamed);
  domains.resize(domains.size() - more);
  const proto::Manifest& manifest = genome_->manifest();
  Note(absl::StrCat(
      "out_of_repertoire: ", missing_, OfContexts(),
      "would open domains that were dropped when this genome was specialized, "
      "and their genes stay at what every query reads: ",
      absl::StrJoin(domains, ", ",
                    [&](std::string* out, int d) {
                      absl::StrAppend(out, manifest.domains(d).id(), " (",
                                      missing_of_[d], ")");
                    }),
      more == 0 ? "" : absl::StrCat(" and ", more, " more"),
      "; the genome that it was made from has them"));
}

void Caveats::ReportRepertoire() const {
  if (missing_ > 0) ReportMissing();
  if (outside_ > 0) {
    Note(absl::StrCat("out_of_repertoire: ", outside_,
                      missing_ > 0 ? " others" : "", OfContexts(),
                      "farther from every reference state than the repertoire "
                      "of the genome reaches; such answers are "
                      "extrapolations"));
  }
}

void Caveats::Report() const {
  ReportRepertoire();
  if (perturbed_ > 0) {
    Note(absl::StrCat(
        "observational_fit: fitted to data without perturbations; ", perturbed_,
        OfContexts(),
        "with regulators set or held: what follows is what goes with such "
        "levels in the data, not what setting them does"));
  }
}

void ExpressionRows::Begin() {
  if (table_ != nullptr) return;
  std::vector<std::string> columns = {"context", "gene",   "symbol", "value",
                                      "unit",    "domain", "open"};
  for (std::string& column : caveats_.Columns()) {
    if (column == kMissing) missing_column_ = columns.size();
    columns.push_back(std::move(column));
  }
  row_.resize(columns.size());
  table_ = TableWriter::Create(format_, std::move(columns), stdout);
}

void ExpressionRows::AddGene(int gene, const Expressed& result) {
  const proto::Manifest& manifest = genome_.manifest();
  const proto::Gene& of = manifest.genes(gene);
  row_[1] = of.id();
  row_[2] = of.symbol().empty() ? of.id() : of.symbol();
  row_[3] = double{result.expression[gene]};
  row_[4] = of.unit();
  row_[5] = manifest.domains(of.domain()).id();
  row_[6] = double{result.open[of.domain()]};
  if (missing_column_ > 0) {
    row_[missing_column_] =
        !result.missing.empty() && result.missing[of.domain()] != 0;
  }
  table_->AddRow(row_);
}

void ExpressionRows::Add(const Context& context, const Expressed& result) {
  Begin();
  const Caveats::Of caveats = caveats_.Add(context, result);
  row_[0] = context.name();
  const std::vector<Value> values =
      caveats_.Values(caveats.out_of_repertoire, false, caveats.perturbed);
  std::copy(values.begin(), values.end(), row_.begin() + 7);
  if (choice_.top > 0) {
    for (const int gene : highest_.Find(
             result.expression, choice_.top,
             choice_.all ? absl::Span<const int>() : choice_.genes,
             choice_.domain_of,
             choice_.active ? result.open : absl::Span<const float>())) {
      AddGene(gene, result);
    }
    return;
  }
  for (const int gene : choice_.genes) {
    if (choice_.active && !(result.open[choice_.domain_of[gene]] > 0)) continue;
    AddGene(gene, result);
  }
}

absl::Status ExpressionRows::Finish() {
  Begin();
  caveats_.Report();
  return table_->Finish();
}

}  // namespace regulon
