#include "tests/reference/random_spec.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace regulon::reference {
namespace {

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  proto::GenomeSpec Make() {
    spec_.set_name("random");
    spec_.set_unit("tpm");
    if (Chance(0.3)) spec_.set_unnamed(proto::BASAL);
    spec_.set_link(static_cast<proto::Link>(Below(3)));
    by_logit_ = Chance(0.35);
    AddRegulators();
    AddGenes();
    AddDomains();
    AddElements();
    AddDense();
    AddRouter();
    AddLinear();
    return spec_;
  }

  bool Chance(double share) {
    return std::uniform_real_distribution<>()(random_) < share;
  }
  int Below(int n) {
    return std::uniform_int_distribution<>(0, n - 1)(random_);
  }
  double Number(double from, double to) {  // a multiple of 1/8
    return std::round(std::uniform_real_distribution<>(from, to)(random_) * 8) /
           8;
  }
  double NotZero(double to) {
    const double size = std::max(0.125, Number(0, to));
    return Chance(0.5) ? size : -size;
  }

 private:
  void AddRegulators() {
    const int count = 2 + Below(6);
    for (int t = 0; t < count; ++t) {
      proto::RegulatorSpec& regulator = *spec_.add_regulator();
      regulator.set_id(absl::StrCat("T", t));
      const char* units[] = {"boolean", "activity",    "tpm",
                             "uM",      "log2(tpm+1)", "log1p(cpm)"};
      regulator.set_unit(units[t == 0 ? 0 : Below(6)]);
      const bool boolean = regulator.unit() == "boolean";
      if (!boolean && Chance(0.5)) {
        regulator.set_reference(std::exp2(Below(4) - 1));
      }
      if (Chance(0.5)) regulator.set_closed_ratio(std::exp2(-Below(6)));
      if (Chance(0.2)) regulator.set_opening_work(Number(-1, 2));
      if (Chance(0.5)) regulator.set_pseudocount(std::exp2(Below(3) - 1));
      if (Chance(0.7)) regulator.set_log_mean(Number(-0.5, 1.5));
      if (Chance(0.5)) regulator.set_log_sd(std::exp2(Below(3) - 1));
      for (int i = 0; i < 3; ++i) regulator.add_key(NotZero(1));
    }
  }

  void AddGenes() {
    const int count = 2 + Below(10);
    for (int g = 0; g < count; ++g) {
      proto::GeneSpec& gene = *spec_.add_gene();
      gene.set_id(absl::StrCat("g", g));
      if (Chance(0.5)) gene.set_basal(Number(-1, 2));
      if (Chance(0.5)) gene.set_amplitude(NotZero(3));
      if (Chance(0.4)) gene.set_combination(proto::GeneSpec::CONTACT);
      if (Chance(0.5)) {
        gene.set_contig("c");
        gene.set_tss0(Below(200000));
      }
    }
  }

  void AddDomains() {
    const int count = 1 + Below(5);
    for (int d = 0; d < count; ++d) {
      proto::DomainSpec& domain = *spec_.add_domain();
      domain.set_id(absl::StrCat("d", d));
      if (Chance(0.75)) domain.set_threshold(Number(-2, 1));
      if (Chance(0.4)) domain.set_memory_coupling(NotZero(2));
    }
    for (const proto::GeneSpec& gene : spec_.gene()) {
      const int d = Below(count + 1);  // the last: in none
      if (d < count) spec_.mutable_domain(d)->add_gene(gene.id());
    }
  }

  const std::string& AnyRegulator() {
    return spec_.regulator(Below(spec_.regulator_size())).id();
  }

  // Each regulator at most once.
  std::vector<std::string> SomeRegulators(double share) {
    std::vector<std::string> some;
    for (const proto::RegulatorSpec& regulator : spec_.regulator()) {
      if (Chance(share)) some.push_back(regulator.id());
    }
    if (some.empty()) some.push_back(AnyRegulator());
    std::shuffle(some.begin(), some.end(), random_);
    return some;
  }

  void FillMwc(proto::MwcSpec& mwc) {
    mwc.set_closing_energy(Number(-2, 4));
    const int sites = Below(4);
    for (int s = 0; s < sites; ++s) {
      proto::SiteSpec& site = *mwc.add_site();
      site.set_represses(Chance(0.3));
      if (Chance(0.3)) site.set_copies(1 + Below(4));
      if (Chance(0.3)) {
        for (int i = 0; i < 3; ++i) site.add_query(NotZero(1));
        site.set_sharpness(std::max(0.5, Number(0, 4)));
        site.set_specificity(Number(-0.5, 0.5));
        continue;
      }
      for (const std::string& regulator : SomeRegulators(0.4)) {
        proto::BindingSpec& binds = *site.add_binds();
        binds.set_regulator(regulator);
        const int kind = Below(3);
        if (kind == 0) binds.set_affinity(std::exp2(Below(6) - 2));
        if (kind == 1) binds.set_log_affinity(Number(-2, 2));
        if (kind == 2) binds.set_kd(1);
        if (Chance(0.3)) binds.set_closed_ratio(std::exp2(-Below(5)));
        if (Chance(0.2)) binds.set_opening_work(Number(-1, 2));
      }
    }
  }

  void FillStates(proto::StateTableSpec& table) {
    table.add_state()->set_value(Chance(0.3) ? Number(0, 1) : 0);
    const int states = Below(4);
    for (int i = 0; i < states; ++i) {
      proto::StateSpec& state = *table.add_state();
      state.set_value(Number(0, 1));
      state.set_energy(Number(-2, 2));
      if (Chance(0.3)) state.set_multiplicity(2);
      for (const std::string& regulator : SomeRegulators(0.2)) {
        proto::StateBindingSpec& binds = *state.add_binds();
        binds.set_regulator(regulator);
        if (Chance(0.4)) binds.set_count(2);
        if (Chance(0.5)) binds.set_kd(1);
      }
      if (Chance(0.3)) {
        proto::PocketSpec& pocket = *state.add_pocket();
        pocket.set_regulator(AnyRegulator());
        pocket.set_copies(1 + Below(3));
        if (Chance(0.5)) pocket.set_kd(1);
      }
    }
  }

  void FillThreshold(proto::ThresholdSpec& threshold) {
    threshold.set_threshold(Number(-1, 2));
    for (const std::string& regulator : SomeRegulators(0.4)) {
      proto::WeightSpec& input = *threshold.add_input();
      input.set_name(regulator);
      input.set_weight(NotZero(2));
    }
    for (const proto::ElementSpec& element : spec_.element()) {
      if (!Chance(0.3)) continue;
      proto::WeightSpec& input = *threshold.add_input();
      input.set_name(element.id());
      input.set_weight(NotZero(2));
    }
  }

  // Over Boolean regulators and the threshold elements made so far.
  std::string Rule(int depth) {
    if (depth == 0 || Chance(0.3)) {
      std::vector<std::string> names;
      for (const proto::RegulatorSpec& regulator : spec_.regulator()) {
        if (regulator.unit() == "boolean") names.push_back(regulator.id());
      }
      for (const proto::ElementSpec& element : spec_.element()) {
        if (element.has_threshold() ||
            element.kind_case() == proto::ElementSpec::kRule) {
          names.push_back(element.id());
        }
      }
      return absl::StrCat(Chance(0.4) ? "!" : "",
                          names[Below(static_cast<int>(names.size()))]);
    }
    std::vector<std::string> parts;
    const int count = 2 + Below(2);
    for (int i = 0; i < count; ++i) parts.push_back(Rule(depth - 1));
    return absl::StrCat(Chance(0.2) ? "!(" : "(",
                        absl::StrJoin(parts, Chance(0.5) ? " & " : " | "), ")");
  }

  // Each targets a few genes, a domain, or (threshold) nothing.
  void AddElements() {
    const int count = 2 + Below(7);
    for (int e = 0; e < count; ++e) {
      const int kind = by_logit_ ? 0 : Below(4);
      proto::ElementSpec element;
      if (kind == 0) FillMwc(*element.mutable_mwc());
      if (kind == 1) FillStates(*element.mutable_state_table());
      if (kind == 2) FillThreshold(*element.mutable_threshold());
      if (kind == 3) element.set_rule(Rule(2));
      if (kind == 0 && Chance(0.4)) element.set_accessibility(Number(-1, 1));
      bool all_contact = true;
      for (const proto::GeneSpec& gene : spec_.gene()) {
        if (!Chance(0.25)) continue;
        element.add_gene(gene.id());
        all_contact &= gene.combination() == proto::GeneSpec::CONTACT;
      }
      if (element.gene_size() == 0 && (kind < 2 || Chance(0.5))) {
        element.set_domain(spec_.domain(Below(spec_.domain_size())).id());
      }
      if (element.gene_size() > 0 && all_contact && Chance(0.7)) {
        element.set_strength(NotZero(3));
      }
      if (Chance(0.5)) {
        element.set_contig("c");
        element.set_center0(Below(200000));
      }
      element.set_id(absl::StrCat("e", e));
      *spec_.add_element() = element;
      for (const std::string& gene : element.gene()) {
        if (!all_contact || !Chance(0.2)) continue;
        proto::ContactSpec& contact = *spec_.add_contact();
        contact.set_element(element.id());
        contact.set_gene(gene);
        contact.set_contact(Number(0.125, 1));
      }
    }
    for (proto::GeneSpec& gene : *spec_.mutable_gene()) {
      if (by_logit_ || gene.combination() != proto::GeneSpec::ANY) continue;
      if (Chance(0.3)) gene.set_rule(Rule(2));
    }
  }

  void Fill(int rows, int columns, proto::MatrixSpec& matrix) {
    matrix.set_rows(rows);
    matrix.set_columns(columns);
    for (int i = 0; i < rows * columns; ++i) matrix.add_value(Number(-1, 1));
  }

  void AddDense() {
    const int regulators = spec_.regulator_size();
    int rank = 0, states = 0;
    if (Chance(0.5)) {
      rank = 1 + Below(3);
      Fill(regulators, rank, *spec_.mutable_shared()->mutable_reading());
      Fill(rank, spec_.gene_size(), *spec_.mutable_shared()->mutable_writing());
    }
    if (Chance(0.5)) {
      states = 1 + Below(4);
      Fill(states, regulators,
           *spec_.mutable_reference_states()->mutable_states());
      spec_.mutable_reference_states()->set_sharpness(0.25);
    }
    for (proto::DomainSpec& domain : *spec_.mutable_domain()) {
      if (domain.gene_size() == 0) continue;
      if (Chance(0.7)) {
        for (const std::string& input : SomeRegulators(0.5)) {
          domain.add_regulator(input);
        }
      }
      const int inside = domain.regulator_size() + rank;
      if (domain.regulator_size() > 0 && Chance(0.6)) {
        for (const std::string& gene : domain.gene()) {
          proto::LinearSpec& linear = *domain.add_linear();
          linear.set_gene(gene);
          linear.set_regulator(
              domain.regulator(Below(domain.regulator_size())));
          linear.set_weight(NotZero(1));
        }
      }
      if (states > 0 && Chance(0.6)) {
        Fill(states, domain.gene_size(), *domain.mutable_reference_values());
      }
      if (inside > 0 && Chance(0.5)) {
        const int hidden = 1 + Below(6);
        Fill(inside, hidden, *domain.mutable_gate());
        Fill(inside, hidden, *domain.mutable_up());
        Fill(hidden, domain.gene_size(), *domain.mutable_down());
      }
    }
  }

  bool ScoredByElement(const proto::DomainSpec& domain) const {
    for (const proto::ElementSpec& element : spec_.element()) {
      if (element.domain() == domain.id()) return true;
      if (element.gene_size() > 0 && element.domain().empty() &&
          std::count(domain.gene().begin(), domain.gene().end(),
                     element.gene(0))) {
        return true;
      }
    }
    return false;
  }

  void AddRouter() {
    proto::Router& router = *spec_.mutable_router();
    const proto::Router::Score scores[] = {
        proto::Router::ACTIVITY, proto::Router::AUTONOMY, proto::Router::GATE};
    router.set_score(by_logit_ ? proto::Router::LOGIT : scores[Below(3)]);
    if (Chance(0.4)) router.set_weighting(proto::Router::SOFTMAX_TOPK);
    router.set_renormalize(Chance(0.5));
    if (Chance(0.5)) router.set_top_k(1 + Below(spec_.domain_size()));
    for (proto::DomainSpec& domain : *spec_.mutable_domain()) {
      if (!domain.has_threshold()) continue;
      if (router.score() == proto::Router::GATE) {
        for (const std::string& regulator : SomeRegulators(0.6)) {
          proto::GateWeightSpec& gate = *domain.add_gate_weight();
          gate.set_regulator(regulator);
          gate.set_weight(NotZero(1));
        }
      } else if (router.score() == proto::Router::AUTONOMY) {
        if (domain.regulator_size() > 0) {
          domain.set_threshold(std::abs(domain.threshold()));
          Fill(domain.regulator_size(), 1 + Below(3),
               *domain.mutable_autonomy());
        } else {
          domain.clear_threshold();
        }
      } else if (!ScoredByElement(domain)) {
        domain.clear_threshold();
      } else if (!by_logit_) {
        domain.set_threshold(0.5);
      }
    }
    const bool softmax = router.weighting() == proto::Router::SOFTMAX_TOPK;
    router.set_null_state(Chance(0.5) && softmax);
    if (router.weighting() == proto::Router::INDEPENDENT && Chance(0.3)) {
      router.set_weighting(proto::Router::SIGMOID);
    }
  }

  // Elements that read regulators by what features they share.
  void AddLinear() {
    if (by_logit_ || !Chance(0.3)) return;
    for (proto::RegulatorSpec& regulator : *spec_.mutable_regulator()) {
      if (regulator.id() != "T0" && Chance(0.2)) continue;
      for (int i = 0; i < 3; ++i) regulator.add_feature(Number(0, 1));
      for (int i = 0; i < 2; ++i) regulator.add_value(Number(-1, 1));
    }
    for (const char* id : {"l0", "l1"}) {
      proto::ElementSpec& element = *spec_.add_element();
      element.set_id(id);
      element.add_gene(spec_.gene(Below(spec_.gene_size())).id());
      proto::LinearReadSpec& read = *element.mutable_linear();
      for (int i = 0; i < 3; ++i) read.add_query(Number(0, 2));
      for (int i = 0; i < 2; ++i) read.add_readout(NotZero(2));
    }
  }

  std::mt19937 random_;
  proto::GenomeSpec spec_;
  bool by_logit_ = false;
};

}  // namespace

proto::GenomeSpec RandomSpec(unsigned seed) { return Maker(seed).Make(); }

std::vector<proto::Context> RandomContexts(const proto::GenomeSpec& spec,
                                           int count, unsigned seed) {
  Maker random(seed);
  std::vector<proto::Context> contexts(count);
  for (proto::Context& context : contexts) {
    context.set_name(absl::StrCat("c", &context - contexts.data()));
    for (const proto::RegulatorSpec& regulator : spec.regulator()) {
      double& level = (*context.mutable_regulators())[regulator.id()];
      if (regulator.unit() == "boolean") {
        level = random.Below(2);
      } else if (random.Chance(0.2)) {
        context.mutable_regulators()->erase(regulator.id());
      } else if (random.Chance(0.85)) {
        const bool log = absl::StrContains(regulator.unit(), "(");
        level = std::max(0.125, random.Number(0, log ? 2.5 : 8));
      }
    }
    for (const proto::ElementSpec& element : spec.element()) {
      if (!element.has_mwc() || !random.Chance(0.2)) continue;
      (*context.mutable_accessibility())[element.id()] = random.Number(-2, 2);
    }
    for (const proto::DomainSpec& domain : spec.domain()) {
      if (!random.Chance(0.3)) continue;
      (*context.mutable_memory())[domain.id()] = random.Number(0, 1);
    }
    if (random.Chance(0.3)) context.set_gain(std::exp2(random.Below(3) - 1));
  }
  return contexts;
}

}  // namespace regulon::reference
