// Regulators that act on other regulators, on whole stages, or on products:
// cofactors, modulators, miRNAs. Each is a sparse table with a row per
// regulator.

#include <cmath>
#include <utility>

#include "engine/compile/lowering.h"
#include "engine/modulation/modulators.h"
#include "engine/status.h"

namespace regulon {
namespace {

template <typename Entry>
using Rows = std::vector<std::vector<Entry>>;

// Appends the rows, one after another, by `add`.
template <typename Entry, typename Add>
void Flatten(const Rows<Entry>& rows, std::vector<uint32_t>& first, Add add) {
  first.push_back(0);
  uint32_t entries = 0;
  for (const std::vector<Entry>& row : rows) {
    for (const Entry& entry : row) add(entry);
    entries += row.size();
    first.push_back(entries);
  }
}

absl::StatusOr<int> RegulatorOf(const std::string& name, const char* field,
                                const Spot& spot, Lowering& l) {
  const absl::StatusOr<int> regulator = l.Regulator(name);
  if (!regulator.ok()) return spot.Error(field, regulator.status().message());
  return regulator;
}

absl::StatusOr<uint32_t> FindTarget(
    const absl::flat_hash_map<std::string, int>& ids, const std::string& id,
    const char* what, const Spot& spot) {
  const auto found = ids.find(id);
  if (found != ids.end()) return static_cast<uint32_t>(found->second);
  std::vector<std::string> names;
  for (const auto& [name, index] : ids) names.push_back(name);
  return spot.Error(what, "no ", what, " is called '", id, "'",
                    DidYouMean(id, names));
}

struct Modulating {
  Modulated kind;
  uint32_t target;
  float weight;
};

absl::StatusOr<Modulating> ModulatingOf(const proto::ModulatorSpec& spec,
                                        const Spot& spot, const Lowering& l) {
  const auto has = [&l](proto::Element::Kind kind) {
    return !l.OfKind(kind).empty();
  };
  Modulating entry{Modulated::kGain, 0, 0};
  double weight = spec.gain();
  const char* field = "gain";
  const char* target = "";  // that the effect may name
  switch (spec.effect_case()) {
    case proto::ModulatorSpec::kGain:
      break;
    case proto::ModulatorSpec::kClosingShift:
      entry.kind = Modulated::kClosing;
      weight = spec.closing_shift();
      field = "closing_shift";
      target = "element";
      break;
    case proto::ModulatorSpec::kTemperature:
      entry.kind = Modulated::kTemperature;
      weight = spec.temperature();
      field = "temperature";
      break;
    case proto::ModulatorSpec::kThresholdShift:
      entry.kind = Modulated::kThreshold;
      weight = spec.threshold_shift();
      field = "threshold_shift";
      target = "domain";
      break;
    case proto::ModulatorSpec::EFFECT_NOT_SET:
      return spot.Error("regulator", "what does '", spec.regulator(),
                        "' modulate? add gain, closing_shift, temperature or "
                        "threshold_shift");
  }
  const std::string names = target;
  if ((!spec.element().empty() && names != "element") ||
      (!spec.domain().empty() && names != "domain")) {
    return spot.Error(field, "a ", field, " acts on no single ",
                      spec.element().empty() ? "domain" : "element");
  }
  const bool binds =
      entry.kind == Modulated::kGain || entry.kind == Modulated::kClosing;
  if (binds && !has(proto::Element::MWC)) {
    return spot.Error(field, field,
                      " acts on mwc elements, and the genome has none");
  }
  if (entry.kind == Modulated::kTemperature &&
      l.spec.router().weighting() == proto::Router::INDEPENDENT) {
    return spot.Error(field,
                      "a temperature acts on weighting: SOFTMAX_TOPK or "
                      "SIGMOID, which the router has not");
  }
  if (!spec.element().empty()) {
    ASSIGN_OR_RETURN(
        const uint32_t index,
        FindTarget(l.element_ids, spec.element(), "element", spot));
    if (l.elements[index].entry.kind() != proto::Element::MWC) {
      return spot.Error("element", "element '", spec.element(),
                        "' is not of the mwc kind");
    }
    entry.target = 1 + l.elements[index].order;
  }
  if (!spec.domain().empty()) {
    ASSIGN_OR_RETURN(entry.target,
                     FindTarget(l.domain_ids, spec.domain(), "domain", spot));
    if (!l.draft.manifest.domains(static_cast<int>(entry.target)).routed()) {
      return spot.Error("domain", "domain '", spec.domain(),
                        "' has no threshold: it is always open");
    }
    ++entry.target;
  }
  ASSIGN_OR_RETURN(entry.weight, Lowering::Number(weight, spot, field));
  return entry;
}

}  // namespace

absl::Status LowerCofactors(Lowering& l) {
  if (l.spec.cofactor_size() == 0) return absl::OkStatus();
  Rows<std::pair<uint32_t, float>> rows(l.regulators.size());
  for (int i = 0; i < l.spec.cofactor_size(); ++i) {
    const proto::CofactorSpec& spec = l.spec.cofactor(i);
    const Spot spot = l.root.Nested("cofactor", i);
    ASSIGN_OR_RETURN(const int from,
                     RegulatorOf(spec.regulator(), "regulator", spot, l));
    ASSIGN_OR_RETURN(const int to,
                     RegulatorOf(spec.target(), "target", spot, l));
    if (l.regulators[to].unit.boolean) {
      return spot.Error("target", "'", spec.target(),
                        "' is boolean, so nothing scales it; say it in a rule");
    }
    for (const auto& [target, weight] : rows[from]) {
      if (target == static_cast<uint32_t>(to)) {
        return spot.Error("target", "'", spec.regulator(),
                          "' names this target twice");
      }
    }
    ASSIGN_OR_RETURN(const float weight,
                     Lowering::Number(spec.weight(), spot, "weight"));
    rows[from].emplace_back(to, weight);
  }
  EncoderDraft& out = l.draft.encoder;
  Flatten(rows, out.pair_first, [&out](const auto& entry) {
    out.pair_target.push_back(entry.first);
    out.pair_weight.push_back(entry.second);
  });
  return absl::OkStatus();
}

absl::Status LowerModulators(Lowering& l) {
  if (l.spec.modulator_size() == 0) return absl::OkStatus();
  Rows<Modulating> rows(l.regulators.size());
  for (int i = 0; i < l.spec.modulator_size(); ++i) {
    const Spot spot = l.root.Nested("modulator", i);
    ASSIGN_OR_RETURN(
        const int regulator,
        RegulatorOf(l.spec.modulator(i).regulator(), "regulator", spot, l));
    ASSIGN_OR_RETURN(const Modulating entry,
                     ModulatingOf(l.spec.modulator(i), spot, l));
    rows[regulator].push_back(entry);
  }
  ModulationDraft& out = l.draft.modulation;
  Flatten(rows, out.first, [&out](const Modulating& entry) {
    out.kind.push_back(static_cast<uint32_t>(entry.kind));
    out.target.push_back(entry.target);
    out.weight.push_back(entry.weight);
  });
  return absl::OkStatus();
}

absl::Status LowerSilencing(Lowering& l) {
  if (l.spec.silencing_size() == 0) return absl::OkStatus();
  Rows<std::pair<uint32_t, float>> rows(l.regulators.size());
  for (int i = 0; i < l.spec.silencing_size(); ++i) {
    const proto::SilencingSpec& spec = l.spec.silencing(i);
    const Spot spot = l.root.Nested("silencing", i);
    ASSIGN_OR_RETURN(const int regulator,
                     RegulatorOf(spec.regulator(), "regulator", spot, l));
    const absl::StatusOr<int> gene = l.gene_names.Find(spec.gene());
    if (!gene.ok()) return spot.Error("gene", gene.status().message());
    if (l.draft.manifest.genes(*gene).unit() == "boolean") {
      return spot.Error("gene", "'", spec.gene(),
                        "' is boolean, so nothing divides it; say it in its "
                        "rule");
    }
    for (const auto& [other, weight] : rows[regulator]) {
      if (other == static_cast<uint32_t>(*gene)) {
        return spot.Error("gene", "'", spec.regulator(),
                          "' names this gene twice");
      }
    }
    if (!(spec.weight() >= 0)) {
      return spot.Error("weight", "a weight of ", spec.weight(),
                        "; give a number from 0");
    }
    ASSIGN_OR_RETURN(const float weight,
                     Lowering::Number(spec.weight(), spot, "weight"));
    rows[regulator].emplace_back(*gene, weight);
  }
  SilencingDraft& out = l.draft.silencing;
  Flatten(rows, out.first, [&out](const auto& entry) {
    out.gene.push_back(entry.first);
    out.weight.push_back(entry.second);
  });
  return absl::OkStatus();
}

}  // namespace regulon
