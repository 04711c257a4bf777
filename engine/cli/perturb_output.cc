#include "engine/cli/perturb_output.h"

#include <algorithm>
#include <cmath>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/status.h"

namespace regulon {
namespace {

// What proportion says something: of levels above 0 in a linear unit.
Value LogFold(const Unit& unit, double before, double after) {
  if (unit.log_base != 0 || unit.boolean || !(before > 0) || !(after > 0)) {
    return std::monostate();
  }
  return std::log2(after / before);
}

std::string SymbolOf(const proto::Gene& gene) {
  return gene.symbol().empty() ? gene.id() : gene.symbol();
}

// A share of runs, or 0 and 1.
const char* DomainText(double before, double after) {
  if (after > before) return "opens";
  if (after < before) return "shuts";
  return after > 0 ? "open" : "shut";
}

template <typename Sizes>
void KeepLargest(int top, std::vector<int>& genes, const Sizes& size) {
  std::stable_sort(genes.begin(), genes.end(),
                   [&](int a, int b) { return size(a) > size(b); });
  if (static_cast<size_t>(top) < genes.size()) genes.resize(top);
}

}  // namespace

EffectRows::EffectRows(const PerturbShown& shown) : s_(shown) {
  std::vector<std::string> columns = {"perturbation", "context",   "gene",
                                      "symbol",       "wild_type", "perturbed",
                                      "change",       "log2_fold"};
  if (s_.steps) columns.push_back("direct_change");
  if (s_.observational) {
    columns.insert(columns.end(), {"no_change", "mean_of_others"});
  }
  columns.insert(columns.end(), {"unit", "domain", "domain_is"});
  table_ = TableWriter::Create(s_.format, std::move(columns), stdout);
}

// Genes that are asked for by name are shown whether they change or not, and so
// are all of a table for programs.
std::vector<int> EffectRows::Chosen(const Effect& effect) const {
  const auto size = [&effect](int g) {
    return std::max(
        std::abs(double{effect.after[g]} - effect.before[g]),
        std::abs(double{effect.direct_after[g]} - effect.direct_before[g]));
  };
  const bool changed = s_.choice.all && s_.format == Format::kTable;
  std::vector<int> genes;
  for (const int g : s_.choice.genes) {
    const int d = s_.choice.domain_of[g];
    if (s_.choice.active &&
        !(effect.open_before[d] > 0 || effect.open_after[d] > 0)) {
      continue;
    }
    if (!changed || size(g) > 0) genes.push_back(g);
  }
  if (s_.choice.top > 0) KeepLargest(s_.choice.top, genes, size);
  return genes;
}

void EffectRows::Add(const Effect& effect) {
  const proto::Manifest& m = s_.genome.manifest();
  std::vector<Value> row;
  const std::vector<int> chosen = Chosen(effect);
  ++all_;
  unchanged_ += chosen.empty();
  for (const int g : chosen) {
    const proto::Gene& gene = m.genes(g);
    const int d = gene.domain();
    const double before = effect.before[g], after = effect.after[g];
    row = {s_.perturbations[effect.perturbation].name,
           s_.contexts[effect.context].name(),
           gene.id(),
           SymbolOf(gene),
           before,
           after,
           after - before,
           LogFold(s_.genome.gene_units()[g], before, after)};
    if (s_.steps) {
      row.push_back(double{effect.direct_after[g]} - effect.direct_before[g]);
    }
    if (s_.observational) {
      row.push_back(0.0);
      row.push_back(effect.others.empty() ? Value(std::monostate())
                                          : Value(effect.others[g]));
    }
    row.insert(row.end(),
               {gene.unit(), m.domains(d).id(),
                DomainText(effect.open_before[d], effect.open_after[d])});
    table_->AddRow(row);
  }
}

absl::Status EffectRows::Finish() {
  RETURN_IF_ERROR(table_->Finish());
  if (unchanged_ > 0) {
    Note(absl::StrCat(unchanged_, " of ", all_,
                      all_ == 1 ? " perturbed context" : " perturbed contexts",
                      " changes nothing and has no row; --genes shows genes "
                      "that do not change"));
  }
  return absl::OkStatus();
}

DomainRows::DomainRows(const PerturbShown& shown) : s_(shown) {
  table_ = TableWriter::Create(s_.format,
                               {"perturbation", "context", "domain",
                                "domain_is", "wild_type", "perturbed", "genes"},
                               stdout);
}

void DomainRows::Add(const Effect& effect) {
  for (size_t d = 0; d < effect.open_before.size(); ++d) {
    const double before = effect.open_before[d], after = effect.open_after[d];
    if (before == after) continue;
    table_->AddRow(
        {s_.perturbations[effect.perturbation].name,
         s_.contexts[effect.context].name(),
         s_.genome.manifest().domains(static_cast<int>(d)).id(),
         DomainText(before, after), before, after,
         static_cast<int64_t>(s_.genome.GenesOf(static_cast<int>(d)).size())});
  }
}

absl::Status PrintScreen(const PerturbShown& s,
                         const std::vector<ScreenedEdits>& rows) {
  std::vector<std::string> columns = {"perturbation", "contexts", "changed",
                                      "rms_change"};
  if (s.steps) columns.push_back("direct_rms");
  if (s.observational) columns.push_back("rms_beyond_mean_of_others");
  columns.insert(columns.end(), {"gene", "change", "opened", "shut"});
  const auto table = TableWriter::Create(s.format, std::move(columns), stdout);
  int shown = 0;
  for (const ScreenedEdits& row : rows) {
    if (s.choice.top > 0 && shown++ == s.choice.top) break;
    std::vector<Value> values = {s.perturbations[row.perturbation].name,
                                 row.contexts, row.changed, row.rms};
    if (s.steps) values.push_back(row.direct_rms);
    if (s.observational) values.push_back(row.beyond_others);
    const bool any = row.gene >= 0;
    values.push_back(any ? Value(s.genome.manifest().genes(row.gene).id())
                         : Value(std::monostate()));
    values.push_back(any ? Value(row.change) : Value(std::monostate()));
    values.insert(values.end(), {row.opened, row.shut});
    table->AddRow(values);
  }
  return table->Finish();
}

absl::Status PrintInteractions(const PerturbShown& s,
                               const std::vector<InteractionRow>& rows,
                               absl::Span<const std::pair<int, int>> pairs) {
  const auto table = TableWriter::Create(
      s.format,
      {"a", "b", "rms_change", "rms_additive", "rms_interaction", "gene",
       "change_a", "change_b", "change", "additive", "interaction"},
      stdout);
  int shown = 0;
  for (const InteractionRow& row : rows) {
    if (s.choice.top > 0 && shown++ == s.choice.top) break;
    const auto [a, b] = pairs[row.pair];
    const Interaction& at = row.largest;
    table->AddRow({s.perturbations[a].name, s.perturbations[b].name, row.both,
                   row.additive, row.interaction,
                   s.genome.manifest().genes(at.gene).id(), at.a, at.b, at.both,
                   at.a + at.b, at.beyond()});
  }
  return table->Finish();
}

InteractionRows::InteractionRows(const PerturbShown& shown,
                                 absl::Span<const std::pair<int, int>> pairs)
    : s_(shown), pairs_(pairs) {
  table_ =
      TableWriter::Create(s_.format,
                          {"a", "b", "context", "gene", "change_a", "change_b",
                           "change", "additive", "interaction"},
                          stdout);
}

void InteractionRows::Add(int64_t context, int pair, const Interaction& at) {
  const auto [a, b] = pairs_[pair];
  table_->AddRow({s_.perturbations[a].name, s_.perturbations[b].name,
                  s_.contexts[context].name(),
                  s_.genome.manifest().genes(at.gene).id(), at.a, at.b, at.both,
                  at.a + at.b, at.beyond()});
}

absl::Status PrintMeans(const PerturbShown& s, const GroupEffects& means,
                        const BootstrapOptions& options) {
  std::vector<std::string> columns = {
      "perturbation", "gene",      "symbol", "contexts", "groups",
      "wild_type",    "perturbed", "change", "low",      "high"};
  if (s.observational) {
    columns.insert(columns.end(), {"no_change", "mean_of_others"});
  }
  columns.push_back("unit");
  const auto table = TableWriter::Create(s.format, std::move(columns), stdout);
  const GroupResamples resamples(means.contexts(), options);
  int64_t contexts = 0;
  for (const int64_t of : means.contexts()) contexts += of;
  const bool changed = s.choice.all && s.format == Format::kTable;
  for (size_t p = 0; p < s.perturbations.size(); ++p) {
    const auto perturbation = static_cast<int>(p);
    const auto size = [&](int i) {
      return std::abs(means.Mean(perturbation, i).change);
    };
    std::vector<int> shown;
    for (size_t i = 0; i < s.choice.genes.size(); ++i) {
      const auto index = static_cast<int>(i);
      if (!changed || size(index) > 0) shown.push_back(index);
    }
    if (s.choice.top > 0) KeepLargest(s.choice.top, shown, size);
    for (const int i : shown) {
      const proto::Gene& gene = s.genome.manifest().genes(s.choice.genes[i]);
      const MeanEffect mean = means.Mean(perturbation, i);
      std::vector<Value> row = {
          s.perturbations[p].name, gene.id(),   SymbolOf(gene), contexts,
          int64_t{means.groups()}, mean.before, mean.after,     mean.change};
      if (means.groups() > 1) {
        const GroupResamples::Interval interval =
            resamples.MeanOf(means.Sums(perturbation, i));
        row.emplace_back(interval.low);
        row.emplace_back(interval.high);
      } else {  // one says nothing of how groups differ
        row.resize(row.size() + 2, Value(std::monostate()));
      }
      if (s.observational) {
        row.push_back(0.0);
        row.push_back(s.perturbations.size() > 1 ? Value(mean.others)
                                                 : Value(std::monostate()));
      }
      row.push_back(gene.unit());
      table->AddRow(row);
    }
  }
  return table->Finish();
}

}  // namespace regulon
