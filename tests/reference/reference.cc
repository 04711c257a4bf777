#include "tests/reference/reference.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "tests/reference/binding.h"
#include "tests/reference/levels.h"

namespace regulon::reference {
namespace {

using Vector = std::vector<double>;

double At(const proto::MatrixSpec& m, int row, int column) {
  return m.value(row * m.columns() + column);
}

// x M
Vector Times(const Vector& x, const proto::MatrixSpec& m) {
  Vector y(m.columns(), 0);
  for (int i = 0; i < m.rows(); ++i) {
    for (int j = 0; j < m.columns(); ++j) y[j] += x[i] * At(m, i, j);
  }
  return y;
}

double Silu(double z) { return z / (1 + std::exp(-z)); }

double Link(proto::Link link, double y) {
  switch (link) {
    case proto::SOFTPLUS:
      return std::max(y, 0.0) + std::log1p(std::exp(-std::abs(y)));
    case proto::UNIT_CLAMP:
      return std::clamp(y, 0.0, 1.0);
    default:
      return y;
  }
}

// T_d: as declared, or as the linear entries name them.
std::vector<std::string> InputsOf(const proto::DomainSpec& domain) {
  std::vector<std::string> inputs(domain.regulator().begin(),
                                  domain.regulator().end());
  if (!inputs.empty()) return inputs;
  for (const proto::LinearSpec& linear : domain.linear()) {
    if (!std::count(inputs.begin(), inputs.end(), linear.regulator())) {
      inputs.push_back(linear.regulator());
    }
  }
  return inputs;
}

class Query {
 public:
  Query(const proto::GenomeSpec& spec, const proto::Context& context)
      : spec_(spec),
        levels_(Sense(spec, context)),
        bound_(Bind(spec, context, levels_)) {
    out_.logit = bound_.logit;
    out_.activity = bound_.activity;
    out_.margin = bound_.margin;
  }

  Result Run() {
    Open();
    Vector y = SharedPath();
    for (int d = 0; d < spec_.domain_size(); ++d) {
      if (!out_.open[d]) continue;
      const Vector dense = DenseOf(spec_.domain(d));
      for (int i = 0; i < spec_.domain(d).gene_size(); ++i) {
        y[IndexOf(spec_.domain(d).gene(i))] += out_.weight[d] * dense[i];
      }
    }
    for (int g = 0; g < spec_.gene_size(); ++g) {
      const proto::GeneSpec& gene = spec_.gene(g);
      const double amplitude = gene.has_amplitude() ? gene.amplitude() : 1;
      y[g] +=
          out_.weight[DomainOf(spec_, gene.id())] * amplitude * Elements(gene);
      out_.expression.push_back(Link(spec_.link(), y[g]));
    }
    return out_;
  }

 private:
  int IndexOf(const std::string& gene) const {
    int g = 0;
    while (spec_.gene(g).id() != gene) ++g;
    return g;
  }

  Vector XOf(const std::vector<std::string>& regulators) const {
    Vector x;
    for (const std::string& id : regulators) x.push_back(levels_.x.at(id));
    return x;
  }

  // Elements that score a domain, with their kinds.
  std::vector<const proto::ElementSpec*> ScorersOf(int domain) const {
    std::vector<const proto::ElementSpec*> scorers;
    for (const proto::ElementSpec& element : spec_.element()) {
      if (ScoredDomain(spec_, element) == domain) scorers.push_back(&element);
    }
    return scorers;
  }

  proto::Router::Score ScoreKind() const {
    if (spec_.has_router()) return spec_.router().score();
    for (int d = 0; d < spec_.domain_size(); ++d) {
      if (!spec_.domain(d).has_threshold()) continue;
      for (const auto* element : ScorersOf(d)) {
        if (!element->has_mwc()) return proto::Router::ACTIVITY;
      }
      for (const std::string& gene : spec_.domain(d).gene()) {
        if (!spec_.gene(IndexOf(gene)).rule().empty()) {
          return proto::Router::ACTIVITY;
        }
      }
    }
    return proto::Router::LOGIT;
  }

  double ScoreOf(int d) const {
    const proto::DomainSpec& domain = spec_.domain(d);
    double score = -std::numeric_limits<double>::infinity();
    switch (ScoreKind()) {
      case proto::Router::AUTONOMY: {
        score = 0;
        for (const double h : Times(XOf(InputsOf(domain)), domain.autonomy())) {
          score += h * h;
        }
        break;
      }
      case proto::Router::GATE:
        score = 0;
        for (const proto::GateWeightSpec& gate : domain.gate_weight()) {
          score += gate.weight() * levels_.x.at(gate.regulator());
        }
        break;
      case proto::Router::LOGIT:
        for (const auto* element : ScorersOf(d)) {
          score = std::max(score, bound_.logit.at(element->id()));
        }
        break;
      default:
        for (const auto* element : ScorersOf(d)) {
          score = std::max(score, bound_.activity.at(element->id()));
        }
        for (const std::string& gene : domain.gene()) {
          if (!spec_.gene(IndexOf(gene)).rule().empty()) {
            score = std::max(score, bound_.activity.at(gene + ".rule"));
          }
        }
    }
    return score;
  }

  void Decide(double distance) {
    if (distance != 0) {
      out_.margin = std::min(out_.margin, std::abs(distance));
    }
  }

  void Open() {
    const int domains = spec_.domain_size();
    const proto::Router& router = spec_.router();
    out_.open.assign(domains + 1, true);
    out_.weight.assign(domains + 1, 1);
    std::vector<std::pair<double, int>> passed;  // (-score, domain)
    double all = 0, kept = 0;
    for (int d = 0; d < domains; ++d) {
      if (!spec_.domain(d).has_threshold()) continue;
      const double score = ScoreOf(d);
      all += std::exp(score);
      Decide(score - spec_.domain(d).threshold());
      out_.open[d] = false;
      out_.weight[d] = router.weighting() == proto::Router::SIGMOID
                           ? 1 / (1 + std::exp(-score))
                           : std::exp(score);
      if (score >= spec_.domain(d).threshold()) passed.emplace_back(-score, d);
    }
    // Largest first, ties to the lowest index.
    std::sort(passed.begin(), passed.end());
    const size_t cap = router.top_k();
    if (cap > 0 && passed.size() > cap) {
      Decide(passed[cap].first - passed[cap - 1].first);
      passed.resize(cap);
    }
    for (const auto& [score, d] : passed) {
      out_.open[d] = true;
      kept += out_.weight[d];
    }
    for (int d = 0; d < domains; ++d) {
      if (!spec_.domain(d).has_threshold()) continue;
      if (router.weighting() == proto::Router::INDEPENDENT) {
        out_.weight[d] = 1;
      } else if (router.weighting() == proto::Router::SOFTMAX_TOPK) {
        out_.weight[d] /=
            (router.renormalize() ? kept : all) + router.null_state();
      } else if (router.renormalize()) {
        out_.weight[d] /= kept;
      }
      if (!out_.open[d]) out_.weight[d] = 0;
    }
    bool implied = false;
    for (const proto::GeneSpec& gene : spec_.gene()) {
      implied |= DomainOf(spec_, gene.id()) == domains;
    }
    if (!implied) {
      out_.open.pop_back();
      out_.weight.pop_back();
    }
  }

  Vector Latents() const {
    return spec_.has_shared()
               ? Times(levels_.ordered_x, spec_.shared().reading())
               : Vector();
  }

  Vector SharedPath() const {
    Vector y;
    for (const proto::GeneSpec& gene : spec_.gene()) y.push_back(gene.basal());
    if (spec_.has_shared()) {
      const Vector path = Times(Latents(), spec_.shared().writing());
      for (size_t g = 0; g < y.size(); ++g) y[g] += path[g];
    }
    return y;
  }

  Vector Kappa() const {
    Vector kappa;
    const proto::MatrixSpec& states = spec_.reference_states().states();
    for (int p = 0; p < states.rows(); ++p) {
      double square = 0;
      for (int t = 0; t < states.columns(); ++t) {
        square += std::pow(levels_.ordered_x[t] - At(states, p, t), 2);
      }
      kappa.push_back(std::exp(-spec_.reference_states().sharpness() * square));
    }
    return kappa;
  }

  // Columns of a domain's matrices are its genes in the order of the genome.
  Vector DenseOf(const proto::DomainSpec& domain) const {
    std::vector<int> genes;
    for (const std::string& gene : domain.gene()) {
      genes.push_back(IndexOf(gene));
    }
    std::sort(genes.begin(), genes.end());
    Vector y(genes.size(), 0);
    const auto add = [&y](const Vector& part) {
      for (size_t i = 0; i < y.size(); ++i) y[i] += part[i];
    };
    if (domain.has_reference_values()) {
      add(Times(Kappa(), domain.reference_values()));
    }
    if (domain.has_gate()) {
      Vector h = XOf(InputsOf(domain));
      for (const double latent : Latents()) h.push_back(latent);
      Vector hidden = Times(h, domain.gate());
      const Vector up = Times(h, domain.up());
      for (size_t i = 0; i < hidden.size(); ++i) {
        hidden[i] = Silu(hidden[i]) * up[i];
      }
      add(Times(hidden, domain.down()));
    }
    Vector as_listed;
    for (const std::string& gene : domain.gene()) {
      const auto place = std::find(genes.begin(), genes.end(), IndexOf(gene));
      double sum = y[place - genes.begin()];
      for (const proto::LinearSpec& linear : domain.linear()) {
        if (linear.gene() != gene) continue;
        sum += linear.weight() * levels_.x.at(linear.regulator());
      }
      as_listed.push_back(sum);
    }
    return as_listed;
  }

  double ContactOf(const proto::ElementSpec& element,
                   const proto::GeneSpec& gene) const {
    for (const proto::ContactSpec& contact : spec_.contact()) {
      if (contact.element() == element.id() && contact.gene() == gene.id()) {
        return contact.contact();
      }
    }
    if (element.contig().empty() || gene.contig().empty()) return 1;
    if (element.contig() != gene.contig()) return 0;
    const double distance =
        std::abs(static_cast<double>(element.center0() - gene.tss0()));
    double contact =
        std::exp(5.9594510043736655 -
                 1.024238616787792 * std::log(std::max(distance, 5000.0) + 1));
    for (const proto::BoundarySpec& boundary : spec_.boundary()) {
      const bool left = element.center0() <= boundary.position0();
      if (boundary.contig() == gene.contig() &&
          left != (gene.tss0() <= boundary.position0())) {
        contact *= boundary.insulation();
      }
    }
    return contact;
  }

  // A of a gene.
  double Elements(const proto::GeneSpec& gene) const {
    double sum = 0, norm = 0;
    const bool any = gene.combination() == proto::GeneSpec::ANY;
    if (!gene.rule().empty()) sum += bound_.activity.at(gene.id() + ".rule");
    for (const proto::ElementSpec& element : spec_.element()) {
      const auto& genes = element.gene();
      if (!std::count(genes.begin(), genes.end(), gene.id())) continue;
      const double strength = element.has_strength() ? element.strength() : 1;
      const double share = any ? 1 : strength * ContactOf(element, gene);
      sum += share * bound_.activity.at(element.id());
      norm += std::abs(share);
    }
    if (any) return std::min(1.0, sum);
    return norm == 0 ? 0 : sum / norm;
  }

  const proto::GenomeSpec& spec_;
  const Levels levels_;
  const Bound bound_;
  Result out_;
};

}  // namespace

Result Evaluate(const proto::GenomeSpec& spec, const proto::Context& context) {
  return Query(spec, context).Run();
}

}  // namespace regulon::reference
