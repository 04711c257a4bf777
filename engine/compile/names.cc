// Regulators, genes and domains: who there is, under which names.

#include <cmath>
#include <numeric>
#include <utility>

#include "engine/compile/lowering.h"
#include "engine/status.h"

namespace regulon {
namespace {

// A thing with symbol, HGNC id and aliases.
template <typename Spec>
void AddAliases(const Spec& spec, int index, Vocabulary& names) {
  names.AddAlias(spec.symbol(), index);
  names.AddAlias(spec.hgnc(), index);
  for (const std::string& alias : spec.alias()) names.AddAlias(alias, index);
}

absl::StatusOr<Unit> DeclaredUnit(const std::string& own, const Lowering& l,
                                  const Spot& spot, const std::string& id) {
  const bool has_own = !own.empty();
  if (!has_own && l.spec.unit().empty()) {
    return spot.Error("id", "'", id,
                      "' declares no unit, and the genome has none either; "
                      "add unit: \"tpm\" or whatever its levels are in");
  }
  absl::StatusOr<Unit> unit = ParseUnit(has_own ? own : l.spec.unit());
  if (unit.ok()) return unit;
  return (has_own ? spot : l.root).Error("unit", unit.status().message());
}

absl::Status AddId(const std::string& id, int index, const Spot& spot,
                   Vocabulary& names) {
  if (id.empty()) return spot.Error("id", "an id is missing");
  for (const char c : id) {
    if (static_cast<unsigned char>(c) < 32) {
      return spot.Error("id", "an id may not hold control characters");
    }
  }
  const absl::Status status = names.AddId(id, index);
  return status.ok() ? status : spot.Error("id", status.message());
}

absl::Status AddRegulator(int i, Lowering& l) {
  const proto::RegulatorSpec& spec = l.spec.regulator(i);
  const Spot spot = l.root.Nested("regulator", i);
  const int index = static_cast<int>(l.regulators.size());
  RETURN_IF_ERROR(AddId(spec.id(), index, spot, l.regulator_names));
  AddAliases(spec, index, l.regulator_names);
  RegulatorFacts facts;
  facts.spec = i;
  ASSIGN_OR_RETURN(facts.unit, DeclaredUnit(spec.unit(), l, spot, spec.id()));
  if (spec.reference() != 0) facts.reference = spec.reference();
  if (spec.closed_ratio() != 0) facts.closed_ratio = spec.closed_ratio();
  facts.opening_work = spec.opening_work();
  const struct {
    const char* field;
    double value;
  } positive[] = {
      {"reference", facts.reference},
      {"closed_ratio", facts.closed_ratio},
      {"log_sd", spec.log_sd() == 0 ? 1 : spec.log_sd()},
      {"pseudocount", spec.pseudocount() == 0 ? 1 : spec.pseudocount()}};
  for (const auto& [field, value] : positive) {
    if (!(value > 1e-30 && value < 1e30)) {
      return spot.Error(field, field, " is ", value, "; give a number above 0");
    }
  }
  RETURN_IF_ERROR(
      Lowering::Number(facts.opening_work, spot, "opening_work").status());
  double square = 0;
  for (const double k : spec.key()) square += k * k;
  if (spec.key_size() > 0 && !(square > 0 && std::isfinite(square))) {
    return spot.Error("key", "the key of '", spec.id(),
                      "' has no direction: it is zero or not finite");
  }
  for (const double k : spec.key()) facts.key.push_back(k / std::sqrt(square));

  proto::Regulator& entry = *l.draft.manifest.add_regulators();
  entry.set_id(spec.id());
  entry.set_symbol(spec.symbol());
  entry.set_hgnc(spec.hgnc());
  *entry.mutable_aliases() = spec.alias();
  entry.set_kind(spec.kind());
  entry.set_unit(facts.unit.text);
  l.regulators.push_back(std::move(facts));
  ASSIGN_OR_RETURN(
      const float reference,
      Lowering::Number(l.regulators.back().reference, spot, "reference"));
  l.draft.reference.push_back(reference);
  return absl::OkStatus();
}

absl::Status AddGene(int i, Lowering& l) {
  const proto::GeneSpec& spec = l.spec.gene(i);
  const Spot spot = l.root.Nested("gene", i);
  RETURN_IF_ERROR(AddId(spec.id(), i, spot, l.gene_names));
  AddAliases(spec, i, l.gene_names);
  ASSIGN_OR_RETURN(const Unit unit,
                   DeclaredUnit(spec.unit(), l, spot, spec.id()));
  if (spec.tss0() != 0 && spec.contig().empty()) {
    return spot.Error("tss0", "'", spec.id(),
                      "' has a position but no contig; add contig: \"chr1\"");
  }
  if (spec.tss0() < 0) {
    return spot.Error("tss0", "a position of ", spec.tss0(),
                      "; it is counted from 0");
  }
  proto::Gene& entry = *l.draft.manifest.add_genes();
  entry.set_id(spec.id());
  entry.set_symbol(spec.symbol());
  entry.set_hgnc(spec.hgnc());
  *entry.mutable_aliases() = spec.alias();
  entry.set_unit(unit.text);
  entry.set_rule(spec.rule());
  entry.set_contig(spec.contig());
  entry.set_tss0(spec.tss0());
  ASSIGN_OR_RETURN(const float basal,
                   Lowering::Number(spec.basal(), spot, "basal"));
  l.draft.basal.push_back(basal);
  return absl::OkStatus();
}

// Genes that no domain names form an implied one that is always open.
absl::Status AddDomains(Lowering& l) {
  constexpr char kImplied[] = "main";
  std::vector<int> domain_of(l.spec.gene_size(), -1);
  for (int d = 0; d < l.spec.domain_size(); ++d) {
    const proto::DomainSpec& spec = l.spec.domain(d);
    const Spot spot = l.root.Nested("domain", d);
    if (spec.id().empty()) return spot.Error("id", "an id is missing");
    if (!l.domain_ids.emplace(spec.id(), d).second) {
      return spot.Error("id", "two domains are called '", spec.id(), "'");
    }
    for (int i = 0; i < spec.gene_size(); ++i) {
      const absl::StatusOr<int> gene = l.gene_names.Find(spec.gene(i));
      if (!gene.ok()) {
        return spot.ErrorAt("gene", i, gene.status().message());
      }
      if (domain_of[*gene] >= 0) {
        return spot.ErrorAt("gene", i, "gene '", spec.gene(i),
                            "' is already in domain '",
                            l.spec.domain(domain_of[*gene]).id(),
                            "'; a gene belongs to one domain");
      }
      domain_of[*gene] = d;
    }
    proto::Domain& entry = *l.draft.manifest.add_domains();
    entry.set_id(spec.id());
    entry.set_routed(spec.has_threshold());
    entry.set_note(spec.note());
    *entry.mutable_citations() = spec.citation();
    l.domain_spec.push_back(d);
  }
  for (size_t gene = 0; gene < domain_of.size(); ++gene) {
    if (domain_of[gene] >= 0) continue;
    if (l.domain_spec.empty() || l.domain_spec.back() >= 0) {
      const int implied = static_cast<int>(l.domain_spec.size());
      if (!l.domain_ids.emplace(kImplied, implied).second) {
        return l.root.Nested("gene", static_cast<int>(gene))
            .Error("id", "gene '", l.spec.gene(gene).id(),
                   "' is in no domain; name it in one");
      }
      l.draft.manifest.add_domains()->set_id(kImplied);
      l.domain_spec.push_back(-1);
    }
    domain_of[gene] = static_cast<int>(l.domain_spec.size()) - 1;
  }
  l.genes_of.resize(l.domain_spec.size());
  for (size_t gene = 0; gene < domain_of.size(); ++gene) {
    std::vector<int>& genes = l.genes_of[domain_of[gene]];
    l.draft.manifest.mutable_genes(gene)->set_domain(domain_of[gene]);
    l.gene_in_domain.push_back(genes.size());
    genes.push_back(static_cast<int>(gene));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> Lowering::Regulator(absl::string_view name) {
  if (regulator_names.Knows(name)) {
    const absl::StatusOr<int> known = regulator_names.Find(name);
    if (known.ok()) regulators[*known].used = true;
    return known;
  }
  const absl::StatusOr<int> gene = gene_names.Find(name);
  if (!gene.ok()) {
    // The suggestion may be a gene that nothing has named as regulator yet.
    std::vector<std::string> names;
    for (const auto& r : draft.manifest.regulators()) names.push_back(r.id());
    for (const auto& g : draft.manifest.genes()) names.push_back(g.id());
    return absl::NotFoundError(absl::StrCat("no regulator or gene is called '",
                                            name, "'",
                                            DidYouMean(name, names)));
  }
  const proto::GeneSpec& gene_spec = spec.gene(*gene);
  if (const int same = regulator_names.FindId(gene_spec.id()); same >= 0) {
    regulators[same].used = true;
    return same;
  }
  const int index = static_cast<int>(regulators.size());
  RETURN_IF_ERROR(regulator_names.AddId(gene_spec.id(), index));
  AddAliases(gene_spec, index, regulator_names);
  proto::Regulator& entry = *draft.manifest.add_regulators();
  entry.set_id(gene_spec.id());
  entry.set_symbol(gene_spec.symbol());
  entry.set_hgnc(gene_spec.hgnc());
  *entry.mutable_aliases() = gene_spec.alias();
  entry.set_unit(draft.manifest.genes(*gene).unit());
  RegulatorFacts facts;
  ASSIGN_OR_RETURN(facts.unit, ParseUnit(entry.unit()));
  facts.used = true;
  regulators.push_back(std::move(facts));
  draft.reference.push_back(1);
  return index;
}

absl::StatusOr<float> Lowering::Number(double value, const Spot& spot,
                                       const char* field, int index) {
  if (!std::isfinite(static_cast<float>(value))) {
    return spot.ErrorAt(field, index, "'", field, "' is ", value,
                        "; give a finite number of at most 3e38");
  }
  return static_cast<float>(value);
}

absl::StatusOr<Dense> Lowering::MatrixOf(const proto::MatrixSpec& spec,
                                         int64_t rows, int64_t columns,
                                         const Spot& parent,
                                         const char* field) {
  const Spot spot = parent.Nested(field);
  if (spec.rows() != rows || spec.columns() != columns) {
    return spot.Error("rows", field, " is [", spec.rows(), ", ", spec.columns(),
                      "]; it must be [", rows, ", ", columns, "]");
  }
  if (static_cast<int64_t>(spec.value_size()) != rows * columns) {
    return spot.Error("value", field, " has ", spec.value_size(),
                      " values where its shape needs ", rows * columns);
  }
  Dense dense{rows, columns, {}};
  for (int i = 0; i < spec.value_size(); ++i) {
    ASSIGN_OR_RETURN(const float value,
                     Lowering::Number(spec.value(i), spot, "value", i));
    dense.values.push_back(value);
  }
  return dense;
}

absl::StatusOr<Dense> Lowering::Zeros(int64_t rows, int64_t columns,
                                      const Spot& spot, const char* field) {
  constexpr int64_t kMost = int64_t{1} << 30;
  if (rows * columns > kMost) {
    return spot.Error(field, "[", rows, ", ", columns,
                      "] weights; a genome from text holds at most ", kMost,
                      " of a kind");
  }
  return Dense{rows, columns, std::vector<float>(rows * columns)};
}

absl::StatusOr<double> Lowering::ActivityAt(double level, int regulator,
                                            const Spot& spot,
                                            const char* field) const {
  const RegulatorFacts& facts = regulators[regulator];
  const double activity = facts.unit.ToLinear(level) / facts.reference;
  if (!(activity > 0) || !std::isfinite(activity)) {
    return spot.Error(field, "'", field, "' is ", level,
                      "; give a level above 0 in ", facts.unit.text);
  }
  return activity;
}

absl::Status LowerNames(Lowering& l) {
  for (int i = 0; i < l.spec.regulator_size(); ++i) {
    RETURN_IF_ERROR(AddRegulator(i, l));
  }
  if (l.spec.gene_size() == 0) {
    return l.root.Error("name", "the genome has no gene; add gene { id: ... }");
  }
  for (int i = 0; i < l.spec.gene_size(); ++i) {
    RETURN_IF_ERROR(AddGene(i, l));
  }
  return AddDomains(l);
}

}  // namespace regulon
