// mwc elements: sites and their affinities, authored or by similarity.

#include <cmath>
#include <utility>

#include "engine/compile/lowering.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kMostCopies = 10000;
constexpr size_t kMostAffinities = size_t{1} << 26;  // of a genome

struct Affinity {
  int regulator;
  float log_affinity, log_closed_ratio, opening_work;
};

absl::StatusOr<Affinity> Authored(const proto::BindingSpec& spec,
                                  const Spot& spot, Lowering& l) {
  const absl::StatusOr<int> regulator = l.Regulator(spec.regulator());
  if (!regulator.ok()) {
    return spot.Error("regulator", regulator.status().message());
  }
  const RegulatorFacts& facts = l.regulators[*regulator];
  double log_affinity = 0;
  switch (spec.strength_case()) {
    case proto::BindingSpec::kAffinity:
      if (!(spec.affinity() > 0)) {
        return spot.Error("affinity", "an affinity of ", spec.affinity(),
                          "; give a number above 0, or leave the binding out");
      }
      log_affinity = std::log(spec.affinity());
      break;
    case proto::BindingSpec::kLogAffinity:
      log_affinity = spec.log_affinity();
      break;
    case proto::BindingSpec::kKd: {
      ASSIGN_OR_RETURN(const double activity,
                       l.ActivityAt(spec.kd(), *regulator, spot, "kd"));
      log_affinity = -std::log(activity);
      break;
    }
    case proto::BindingSpec::STRENGTH_NOT_SET:
      return spot.Error("regulator", "how strongly does '", spec.regulator(),
                        "' bind? add affinity, log_affinity or kd");
  }
  const double ratio =
      spec.has_closed_ratio() ? spec.closed_ratio() : facts.closed_ratio;
  if (!(ratio > 1e-30 && ratio < 1e30)) {
    return spot.Error("closed_ratio", "a closed_ratio of ", ratio,
                      "; give a number above 0");
  }
  Affinity affinity;
  affinity.regulator = *regulator;
  ASSIGN_OR_RETURN(affinity.log_affinity,
                   Lowering::Number(log_affinity, spot, "regulator"));
  affinity.log_closed_ratio = static_cast<float>(std::log(ratio));
  ASSIGN_OR_RETURN(
      affinity.opening_work,
      Lowering::Number(
          spec.has_opening_work() ? spec.opening_work() : facts.opening_work,
          spot, "opening_work"));
  return affinity;
}

// Every regulator whose key is more like the query than the specificity asks.
absl::StatusOr<std::vector<Affinity>> BySimilarity(const proto::SiteSpec& spec,
                                                   const Spot& spot,
                                                   Lowering& l) {
  double square = 0;
  for (const double q : spec.query()) square += q * q;
  if (!(square > 0) || !std::isfinite(square)) {
    return spot.Error("query",
                      "the query has no direction: it is zero or not "
                      "finite");
  }
  if (!(spec.sharpness() > 0)) {
    return spot.Error("sharpness", "a query needs a sharpness above 0");
  }
  RETURN_IF_ERROR(
      Lowering::Number(spec.specificity(), spot, "specificity").status());
  std::vector<Affinity> affinities;
  for (size_t t = 0; t < l.regulators.size(); ++t) {
    RegulatorFacts& facts = l.regulators[t];
    if (facts.key.empty()) continue;
    if (facts.key.size() != static_cast<size_t>(spec.query_size())) {
      return spot.Error("query", "the query has ", spec.query_size(),
                        " numbers where the key of '",
                        l.draft.manifest.regulators(t).id(), "' has ",
                        facts.key.size());
    }
    double cosine = 0;
    for (size_t i = 0; i < facts.key.size(); ++i) {
      cosine += facts.key[i] * spec.query(static_cast<int>(i));
    }
    cosine /= std::sqrt(square);
    if (!(cosine > spec.specificity())) continue;
    facts.used = true;
    Affinity affinity;
    affinity.regulator = static_cast<int>(t);
    ASSIGN_OR_RETURN(
        affinity.log_affinity,
        Lowering::Number(spec.sharpness() * (cosine - spec.specificity()), spot,
                         "sharpness"));
    affinity.log_closed_ratio =
        static_cast<float>(std::log(facts.closed_ratio));
    affinity.opening_work = static_cast<float>(facts.opening_work);
    affinities.push_back(affinity);
  }
  return affinities;
}

absl::StatusOr<std::vector<Affinity>> AffinitiesOf(const proto::SiteSpec& spec,
                                                   const Spot& spot,
                                                   Lowering& l) {
  if (spec.query_size() > 0) {
    if (spec.binds_size() > 0) {
      return spot.Error("query", "a site has binds or a query, not both");
    }
    return BySimilarity(spec, spot, l);
  }
  std::vector<Affinity> affinities;
  for (int b = 0; b < spec.binds_size(); ++b) {
    const Spot bind_spot = spot.Nested("binds", b);
    ASSIGN_OR_RETURN(const Affinity affinity,
                     Authored(spec.binds(b), bind_spot, l));
    for (const Affinity& other : affinities) {
      if (other.regulator == affinity.regulator) {
        return bind_spot.Error("regulator", "the site binds '",
                               spec.binds(b).regulator(),
                               "' twice; for two sites add copies: 2");
      }
    }
    affinities.push_back(affinity);
  }
  if (affinities.empty()) {
    return spot.Error("binds", "a site that binds nothing; add binds or query");
  }
  return affinities;
}

bool AllZero(const std::vector<float>& values) {
  for (const float value : values) {
    if (value != 0) return false;
  }
  return true;
}

}  // namespace

absl::Status LowerMwc(Lowering& l) {
  MwcDraft& out = l.draft.mwc;
  const std::vector<int> elements = l.OfKind(proto::Element::MWC);
  if (elements.empty()) return absl::OkStatus();
  // [regulator] -> (site, affinity)
  std::vector<std::vector<std::pair<uint32_t, Affinity>>> rows(
      l.regulators.size());
  size_t stored = 0;  // sites and affinities
  for (size_t e = 0; e < elements.size(); ++e) {
    const int index = l.elements[elements[e]].spec;
    const proto::ElementSpec& element = l.spec.element(index);
    const proto::MwcSpec& spec = element.mwc();
    const Spot spot = l.root.Nested("element", index).Nested("mwc");
    ASSIGN_OR_RETURN(
        const float closing,
        Lowering::Number(spec.closing_energy(), spot, "closing_energy"));
    out.closing_energy.push_back(closing);
    ASSIGN_OR_RETURN(
        const float accessibility,
        Lowering::Number(element.accessibility(),
                         l.root.Nested("element", index), "accessibility"));
    out.accessibility.push_back(accessibility);
    for (int s = 0; s < spec.site_size(); ++s) {
      const Spot site_spot = spot.Nested("site", s);
      const proto::SiteSpec& site = spec.site(s);
      ASSIGN_OR_RETURN(const std::vector<Affinity> affinities,
                       AffinitiesOf(site, site_spot, l));
      const int copies = site.copies() == 0 ? 1 : site.copies();
      if (copies < 1 || copies > kMostCopies) {
        return site_spot.Error("copies", copies, " copies; give 1 to ",
                               kMostCopies);
      }
      stored += copies * (1 + affinities.size());
      if (stored > kMostAffinities) {
        return site_spot.Error("copies", "the genome has more than ",
                               kMostAffinities, " sites and affinities");
      }
      for (int copy = 0; copy < copies; ++copy) {
        const auto number = static_cast<uint32_t>(out.site_sign.size());
        out.site_element.push_back(e);
        out.site_sign.push_back(site.represses() ? -1 : 1);
        for (const Affinity& affinity : affinities) {
          rows[affinity.regulator].emplace_back(number, affinity);
        }
      }
    }
  }
  out.affinity_first.push_back(0);
  for (const auto& row : rows) {
    for (const auto& [site, affinity] : row) {
      out.affinity_site.push_back(site);
      out.affinity_log.push_back(affinity.log_affinity);
      out.affinity_log_ratio.push_back(affinity.log_closed_ratio);
      out.affinity_work.push_back(affinity.opening_work);
    }
    out.affinity_first.push_back(out.affinity_log.size());
  }
  for (int d = 0; d < l.draft.manifest.domains_size(); ++d) {
    const int spec = l.domain_spec[d];
    const double coupling =
        spec < 0 ? 0 : l.spec.domain(spec).memory_coupling();
    ASSIGN_OR_RETURN(
        const float value,
        Lowering::Number(coupling,
                         spec < 0 ? l.root : l.root.Nested("domain", spec),
                         spec < 0 ? "name" : "memory_coupling"));
    out.memory_coupling.push_back(value);
  }
  // Terms that nobody uses are not stored.
  for (std::vector<float>* values :
       {&out.accessibility, &out.memory_coupling, &out.affinity_log_ratio,
        &out.affinity_work}) {
    if (AllZero(*values)) values->clear();
  }
  return absl::OkStatus();
}

}  // namespace regulon
