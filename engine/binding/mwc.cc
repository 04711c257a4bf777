#include "engine/binding/mwc.h"

#include <algorithm>
#include <cmath>

#include "absl/status/status.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {
namespace {

class Mwc : public ElementKind {
 public:
  explicit Mwc(const MwcTables& tables) : t_(tables) {}

  int64_t scratch_size() const override { return 3 * sites(); }

  absl::Status Evaluate(const BindingInput& input, absl::Span<double> scratch,
                        BindingOutput output, ReadSet& reads,
                        int64_t& flops) const override {
    const absl::Span<double> open = scratch.subspan(0, sites());
    const absl::Span<double> closed = scratch.subspan(sites(), sites());
    const absl::Span<double> work = scratch.subspan(2 * sites(), sites());
    Occupy(input, open, closed, work, reads, flops);
    const absl::Span<double> logit =
        output.logit.subspan(t_.first_element, t_.elements);
    Close(input, logit, reads);
    reads.Mark(t_.site_element_units);
    reads.Mark(t_.site_sign_units);
    for (int64_t s = 0; s < sites(); ++s) {
      logit[t_.site_element[s]] +=
          t_.site_sign[s] * (std::log(open[s]) - std::log(closed[s])) +
          work[s] / closed[s];
    }
    for (int e = 0; e < t_.elements; ++e) {
      if (!std::isfinite(logit[e])) {
        return NotFinite(t_.first_element + e, logit[e]);
      }
      const int element = t_.first_element + e;
      if (input.Forces(element)) logit[e] = ForcedLogit(input, element);
      output.activity[element] =
          input.Forces(element) ? input.forced[element]
                                : 1 / (1 + std::exp(-input.gain * logit[e]));
    }
    flops += 7 * sites() + 8 * t_.elements;
    return absl::OkStatus();
  }

  // With u = log a_t, at a site s of an element e:
  //   d lambda_e / du = sigma_s (p_st(w) - p_st(rho w))
  //                     + p_st(rho w) (pi_st - sum_t' pi_st' p_st'(rho w))
  void Backward(const BindingInput& input, absl::Span<const double> g,
                const ElementSlopes& slopes, absl::Span<double> scratch,
                absl::Span<double> by_log_activity) const override {
    const absl::Span<double> open = scratch.subspan(0, sites());
    const absl::Span<double> closed = scratch.subspan(sites(), sites());
    const absl::Span<double> work = scratch.subspan(2 * sites(), sites());
    const auto slope = [&](int64_t site) {
      const size_t e = t_.first_element + t_.site_element[site];
      if (input.Forces(static_cast<int>(e))) return 0.0;
      return slopes.logit[e] +
             slopes.activity[e] * input.gain * g[e] * (1 - g[e]);
    };
    for (int64_t s = 0; s < sites(); ++s) {
      open[s] = closed[s] = slope(s) == 0 ? 0 : 1;  // 0: nobody asks
      work[s] = 0;
    }
    ForEachWeight(
        input,
        [&](uint32_t, uint32_t s, double w, double rho_w, double pi) {
          open[s] += w;
          closed[s] += rho_w;
          work[s] += pi * rho_w;
        },
        open);
    ForEachWeight(
        input,
        [&](uint32_t t, uint32_t s, double w, double rho_w, double pi) {
          const double p = rho_w / closed[s];
          by_log_activity[t] +=
              slope(s) * (t_.site_sign[s] * (w / open[s] - p) +
                          p * (pi - work[s] / closed[s]));
        },
        open);
  }

  std::vector<Occupant> Occupants(const BindingInput& input,
                                  int element) const override {
    const auto own = static_cast<uint32_t>(element - t_.first_element);
    std::vector<double> z(sites());
    for (int64_t s = 0; s < sites(); ++s) z[s] = t_.site_element[s] == own;
    ForEachWeight(
        input,
        [&](uint32_t, uint32_t s, double w, double, double) { z[s] += w; },
        absl::MakeSpan(z));
    std::vector<Occupant> occupants;
    ForEachWeight(
        input,
        [&](uint32_t t, uint32_t s, double w, double, double) {
          if (occupants.empty() || occupants.back().regulator != t) {
            occupants.push_back({t, 0});
          }
          double& share = occupants.back().share;
          share = std::max(share, w / z[s]);
        },
        absl::MakeSpan(z));
    return occupants;
  }

 private:
  // Of an activity of 0 or 1: certain, but finite.
  static double ForcedLogit(const BindingInput& input, int element) {
    constexpr double kCertain = 1e9;
    const double g = input.forced[element];
    const double logit = (std::log(g) - std::log1p(-g)) / input.gain;
    return std::clamp(logit, -kCertain, kCertain);
  }

  int64_t sites() const { return t_.site_sign.size(); }

  // visit(regulator, site, w, rho w, pi) of what binds sites whose `wanted` is
  // not 0.
  template <typename Visit>
  void ForEachWeight(const BindingInput& input, Visit visit,
                     absl::Span<const double> wanted) const {
    for (const uint32_t t : input.present) {
      const double log_activity = std::log(input.activity[t]);
      for (uint32_t i = t_.affinity_first[t]; i < t_.affinity_first[t + 1];
           ++i) {
        if (wanted[t_.affinity_site[i]] == 0) continue;
        const double log_weight = log_activity + t_.affinity_log[i];
        const double ratio =
            t_.affinity_log_ratio.empty() ? 0 : t_.affinity_log_ratio[i];
        visit(t, t_.affinity_site[i], std::exp(log_weight),
              std::exp(log_weight + ratio),
              t_.affinity_work.empty() ? 0 : t_.affinity_work[i]);
      }
    }
  }

  // Z_s open and closed, and the pioneers' work before division by Z_s.
  void Occupy(const BindingInput& input, absl::Span<double> open,
              absl::Span<double> closed, absl::Span<double> work,
              ReadSet& reads, int64_t& flops) const {
    for (int64_t s = 0; s < sites(); ++s) {
      open[s] = closed[s] = 1;
      work[s] = 0;
    }
    reads.Mark(t_.affinity_first_units);
    for (const uint32_t regulator : input.present) {
      const uint32_t begin = t_.affinity_first[regulator];
      const uint32_t end = t_.affinity_first[regulator + 1];
      if (begin == end) continue;
      reads.Mark(t_.affinity_site_units, regulator);
      reads.Mark(t_.affinity_log_units, regulator);
      reads.Mark(t_.affinity_log_ratio_units, regulator);
      reads.Mark(t_.affinity_work_units, regulator);
      const double log_activity = std::log(input.activity[regulator]);
      for (uint32_t i = begin; i < end; ++i) {
        const uint32_t site = t_.affinity_site[i];
        const double log_weight = log_activity + t_.affinity_log[i];
        const double ratio =
            t_.affinity_log_ratio.empty() ? 0 : t_.affinity_log_ratio[i];
        const double closed_weight = std::exp(log_weight + ratio);
        open[site] += std::exp(log_weight);
        closed[site] += closed_weight;
        if (!t_.affinity_work.empty()) {
          work[site] += t_.affinity_work[i] * closed_weight;
        }
      }
      flops += 1 + 8 * int64_t{end - begin};
    }
  }

  // Starts each logit at what the chromatin is without any regulator.
  void Close(const BindingInput& input, absl::Span<double> logit,
             ReadSet& reads) const {
    reads.Mark(t_.closing_energy_units);
    for (size_t k = 0; k < input.marks.size(); ++k) {
      reads.Mark(t_.mark_weight_units, static_cast<int>(k));
    }
    for (int e = 0; e < t_.elements; ++e) {
      double start = -double{t_.closing_energy[e]};
      const int element = t_.first_element + e;
      if (!input.accessibility.empty() &&
          !std::isnan(input.accessibility[element])) {
        start += input.accessibility[element];
      } else if (!t_.accessibility.empty()) {
        reads.Mark(t_.accessibility_units, e);
        start += t_.accessibility[e];
      }
      if (!input.closing.empty()) start -= input.closing[element];
      for (size_t k = 0; k < input.marks.size(); ++k) {
        start += double{t_.mark_weight[k * t_.elements + e]} *
                 input.marks[k][element];
      }
      if (!t_.memory_coupling.empty()) {
        reads.Mark(t_.memory_coupling_units, t_.domain[e]);
        const double memory =
            input.memory.empty() ? 0 : input.memory[t_.domain[e]];
        start += t_.memory_coupling[t_.domain[e]] * memory;
      }
      logit[e] = start;
    }
  }

  const MwcTables t_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<const ElementKind>> MakeMwc(const MwcTables& t) {
  const size_t entries = t.affinity_log.size();
  const auto whole = [](absl::Span<const float> values, size_t size) {
    return values.empty() || values.size() == size;
  };
  if (t.closing_energy.size() != static_cast<size_t>(t.elements) ||
      t.site_element.size() != t.site_sign.size() ||
      t.affinity_site.size() != entries ||
      !whole(t.affinity_log_ratio, entries) ||
      !whole(t.affinity_work, entries) ||
      (t.elements > 0 && t.mark_weight.size() % t.elements != 0) ||
      !whole(t.accessibility, t.elements)) {
    return absl::DataLossError("the tensors of the mwc elements do not fit");
  }
  for (const uint32_t domain : t.domain) {
    if (!t.memory_coupling.empty() && domain >= t.memory_coupling.size()) {
      return absl::DataLossError("the tensors of the mwc elements do not fit");
    }
  }
  RETURN_IF_ERROR(
      CheckIndices(t.site_element, t.elements, tensors::kSiteElement));
  RETURN_IF_ERROR(CheckFirst(t.affinity_first, t.regulators, entries,
                             tensors::kAffinityFirst));
  RETURN_IF_ERROR(CheckIndices(t.affinity_site, t.site_sign.size(),
                               tensors::kAffinitySite));
  return std::make_unique<Mwc>(t);
}

}  // namespace regulon
