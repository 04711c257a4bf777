#include "tests/reference/binding.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "tests/reference/boolean_rule.h"

namespace regulon::reference {
namespace {

double OrOne(double value) { return value == 0 ? 1 : value; }

struct Binding {
  std::string regulator;
  double affinity, closed_ratio, opening_work;
};

double Length(const google::protobuf::RepeatedField<double>& v) {
  return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
}

std::vector<Binding> BindingsOf(const proto::GenomeSpec& spec,
                                const proto::SiteSpec& site) {
  std::vector<Binding> bindings;
  for (const proto::BindingSpec& binds : site.binds()) {
    const auto regulator = RegulatorOf(spec, binds.regulator());
    Binding binding{binds.regulator(), 0,
                    binds.has_closed_ratio() ? binds.closed_ratio()
                                             : OrOne(regulator.closed_ratio()),
                    binds.has_opening_work() ? binds.opening_work()
                                             : regulator.opening_work()};
    if (binds.has_affinity()) binding.affinity = binds.affinity();
    if (binds.has_log_affinity()) {
      binding.affinity = std::exp(binds.log_affinity());
    }
    if (binds.has_kd()) {
      binding.affinity = 1 / ActivityAt(spec, binds.regulator(), binds.kd());
    }
    bindings.push_back(binding);
  }
  if (site.query_size() == 0) return bindings;
  for (const proto::RegulatorSpec& regulator : spec.regulator()) {
    if (regulator.key_size() == 0) continue;
    const double cosine =
        std::inner_product(site.query().begin(), site.query().end(),
                           regulator.key().begin(), 0.0) /
        (Length(site.query()) * Length(regulator.key()));
    if (cosine <= site.specificity()) continue;
    bindings.push_back(
        {regulator.id(),
         std::exp(site.sharpness() * (cosine - site.specificity())),
         OrOne(regulator.closed_ratio()), regulator.opening_work()});
  }
  return bindings;
}

class Binder {
 public:
  Binder(const proto::GenomeSpec& spec, const proto::Context& context,
         const Levels& levels)
      : spec_(spec), context_(context), levels_(levels) {}

  Bound Run() {
    out_.margin = std::numeric_limits<double>::infinity();
    for (const proto::ElementSpec& element : spec_.element()) {
      ActivityOf(element);
    }
    for (const proto::GeneSpec& gene : spec_.gene()) {
      if (!gene.rule().empty()) {
        out_.activity[gene.id() + ".rule"] = IsTrue(gene.rule());
      }
    }
    return out_;
  }

 private:
  double ActivityOf(const proto::ElementSpec& element) {
    const auto known = out_.activity.find(element.id());
    if (known != out_.activity.end()) return known->second;
    double g = 0;
    if (element.has_mwc()) {
      const double lambda = LogitOf(element);
      out_.logit[element.id()] = lambda;
      g = 1 / (1 + std::exp(-OrOne(context_.gain()) * lambda));
    } else if (element.has_state_table()) {
      g = MeanOf(element.state_table());
    } else if (element.has_linear()) {
      g = Attended(element.linear());
    } else if (element.has_threshold()) {
      g = Exceeds(element.threshold());
    } else {
      g = IsTrue(element.rule());
    }
    out_.activity[element.id()] = g;
    return g;
  }

  double LogitOf(const proto::ElementSpec& element) {
    double lambda = -element.mwc().closing_energy();
    const auto& given = context_.accessibility();
    lambda += given.count(element.id()) ? given.at(element.id())
                                        : element.accessibility();
    const int domain = ScoredDomain(spec_, element);
    if (domain >= 0 && domain < spec_.domain_size()) {
      const proto::DomainSpec& scored = spec_.domain(domain);
      if (context_.memory().count(scored.id())) {
        lambda += scored.memory_coupling() * context_.memory().at(scored.id());
      }
    }
    for (const proto::SiteSpec& site : element.mwc().site()) {
      double open = 1, closed = 1, work = 0;
      for (const Binding& binding : BindingsOf(spec_, site)) {
        const double w =
            levels_.activity.at(binding.regulator) * binding.affinity;
        open += w;
        closed += binding.closed_ratio * w;
        work += binding.opening_work * binding.closed_ratio * w;
      }
      const double one =
          (site.represses() ? -1 : 1) * std::log(open / closed) + work / closed;
      lambda += std::max(site.copies(), 1) * one;
    }
    return lambda;
  }

  double MeanOf(const proto::StateTableSpec& table) {
    double sum = 0, weighted = 0;
    for (const proto::StateSpec& state : table.state()) {
      double weight = OrOne(state.multiplicity()) * std::exp(-state.energy());
      for (const proto::StateBindingSpec& binds : state.binds()) {
        weight *= std::pow(Relative(binds.regulator(), binds.kd()),
                           OrOne(binds.count()));
      }
      for (const proto::PocketSpec& pocket : state.pocket()) {
        weight *= std::pow(1 + Relative(pocket.regulator(), pocket.kd()),
                           std::max(pocket.copies(), 1));
      }
      sum += weight;
      weighted += weight * state.value();
    }
    return weighted / sum;
  }

  // A sum over the regulators, each with its own weight.
  double Attended(const proto::LinearReadSpec& read) {
    double sum = 1, weighted = 0;
    for (const proto::RegulatorSpec& regulator : spec_.regulator()) {
      if (regulator.feature_size() == 0) continue;
      const double weight =
          levels_.activity.at(regulator.id()) *
          std::inner_product(read.query().begin(), read.query().end(),
                             regulator.feature().begin(), 0.0);
      sum += weight;
      weighted += weight * std::inner_product(read.readout().begin(),
                                              read.readout().end(),
                                              regulator.value().begin(), 0.0);
    }
    return weighted / sum;
  }

  // level / kd
  double Relative(const std::string& regulator, double kd) {
    const double activity = levels_.activity.at(regulator);
    return kd == 0 ? activity : activity / ActivityAt(spec_, regulator, kd);
  }

  bool Exceeds(const proto::ThresholdSpec& threshold) {
    double sum = 0;
    for (const proto::WeightSpec& input : threshold.input()) {
      sum += input.weight() * ValueOf(input.name());
    }
    const double excess = sum - threshold.threshold();
    if (excess != 0) out_.margin = std::min(out_.margin, std::abs(excess));
    return excess > 0;
  }

  bool IsTrue(const std::string& rule) {
    return EvaluateRule(
        rule, [this](const std::string& name) { return ValueOf(name) > 0.5; });
  }

  // Of an element of this step, or a regulator.
  double ValueOf(const std::string& name) {
    for (const proto::ElementSpec& element : spec_.element()) {
      if (element.id() == name) return ActivityOf(element);
    }
    return levels_.activity.at(name);
  }

  const proto::GenomeSpec& spec_;
  const proto::Context& context_;
  const Levels& levels_;
  Bound out_;
};

}  // namespace

int DomainOf(const proto::GenomeSpec& spec, const std::string& gene) {
  for (int d = 0; d < spec.domain_size(); ++d) {
    const auto& genes = spec.domain(d).gene();
    if (std::count(genes.begin(), genes.end(), gene)) return d;
  }
  return spec.domain_size();
}

int ScoredDomain(const proto::GenomeSpec& spec,
                 const proto::ElementSpec& element) {
  for (int d = 0; d < spec.domain_size(); ++d) {
    if (spec.domain(d).id() == element.domain()) return d;
  }
  return element.gene_size() == 0 ? -1 : DomainOf(spec, element.gene(0));
}

Bound Bind(const proto::GenomeSpec& spec, const proto::Context& context,
           const Levels& levels) {
  return Binder(spec, context, levels).Run();
}

}  // namespace regulon::reference
