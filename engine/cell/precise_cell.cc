#include "engine/cell/precise_cell.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cell/stage_error.h"
#include "engine/status.h"

namespace regulon {

absl::StatusOr<std::unique_ptr<PreciseCell>> PreciseCell::Create(
    const Genome& genome) {
  ASSIGN_OR_RETURN(std::unique_ptr<Assembly> a, Assemble(genome));
  RETURN_IF_ERROR(Sense::Create(a->sense).status());
  RETURN_IF_ERROR(Encoder::Create(a->encoder).status());
  ASSIGN_OR_RETURN(Router router, Router::Create(a->router));
  if (a->shared.writing.data != nullptr) {
    a->sizes.latents = a->shared.writing.rows;
  }
  if (a->sizes.regulators > 0) {
    a->sizes.reference_states =
        static_cast<int64_t>(a->shared.states.size()) / a->sizes.regulators;
  }
  std::vector<Expert> experts;
  for (size_t d = 0; d < a->experts.size(); ++d) {
    ASSIGN_OR_RETURN(Expert expert,
                     Expert::Create(static_cast<int>(d),
                                    std::move(a->experts[d]), a->sizes));
    experts.push_back(std::move(expert));
  }
  return std::unique_ptr<PreciseCell>(new PreciseCell(
      genome, std::move(a), std::move(router), std::move(experts)));
}

PreciseCell::PreciseCell(const Genome& genome,
                         std::unique_ptr<Assembly> assembly, Router router,
                         std::vector<Expert> experts)
    : genome_(genome),
      a_(std::move(assembly)),
      router_(std::move(router)),
      experts_(std::move(experts)),
      sense_(a_->sense),
      encoder_(a_->encoder),
      precise_router_(router_, a_->router_gate),
      shared_(a_->shared, a_->sizes.regulators, a_->sizes.genes) {
  int kind = -1, before = -1;
  for (const proto::Element& element : genome.manifest().elements()) {
    if (element.kind() != before) ++kind;
    before = element.kind();
    kind_of_.push_back(kind);
    if (element.kind() != proto::Element::THRESHOLD) ++first_threshold_;
  }
  for (const auto& of : a_->kinds) {
    scratch_ = std::max(scratch_, of->scratch_size());
  }
}

absl::Status PreciseCell::Load(const std::vector<int>& domains) {
  loaded_.clear();
  for (const int d : domains) {
    if (absl::Status status = experts_[d].CheckIndices(); !status.ok()) {
      return Explain(genome_, "", status);
    }
    loaded_.emplace(d, PreciseExpert(experts_[d].tables(), shared_.latents()));
  }
  return absl::OkStatus();
}

BindingInput PreciseCell::InputOf(const Context& context,
                                  const PreciseReading& reading) const {
  BindingInput input;
  input.activity = reading.activity;
  input.present = reading.present;
  input.accessibility = context.accessibility();
  input.memory = context.memory();
  input.gain = context.gain();
  return input;
}

absl::Status PreciseCell::Read(const Context& context,
                               PreciseReading& reading) const {
  const SenseLine point(sense_, context.levels(), context.levels());
  std::vector<double> activity(regulators()), x(regulators());
  point.At(0, absl::MakeSpan(activity), absl::MakeSpan(x));
  std::vector<uint32_t> tokens;
  for (int t = 0; t < regulators(); ++t) {
    if (activity[t] > 0) tokens.push_back(t);
  }
  return Read(context, activity, x, tokens, reading);
}

absl::Status PreciseCell::Read(const Context& context,
                               absl::Span<const double> activity,
                               absl::Span<const double> x,
                               absl::Span<const uint32_t> tokens,
                               PreciseReading& reading) const {
  PreciseReading& r = reading;
  r.sensed.assign(activity.begin(), activity.end());
  r.sensed_x.assign(x.begin(), x.end());
  r.activity = r.sensed;
  r.x = r.sensed_x;
  if (encoder_.exists()) {
    std::vector<double> gain(regulators());
    encoder_.Run(activity, tokens, x, absl::MakeSpan(gain), r.trace);
    for (int t = 0; t < regulators(); ++t) {
      if (gain[t] == 0 || r.sensed[t] == 0) continue;
      r.activity[t] *= std::exp(gain[t]);
      r.x[t] = sense_.Standardized(t, r.activity[t]);
    }
  }
  r.present.clear();
  for (int t = 0; t < regulators(); ++t) {
    if (r.activity[t] > 0) r.present.push_back(t);
  }
  r.gain = context.gain();
  r.kappa.resize(shared_.reference_states());
  shared_.Attend(r.x, absl::MakeSpan(r.kappa));
  r.logit.resize(a_->sizes.elements);
  r.element.resize(a_->sizes.elements);
  const BindingInput input = InputOf(context, r);
  std::vector<double> scratch(scratch_);
  ReadSet reads(static_cast<int>(a_->inventory.units().size()));
  int64_t flops = 0;
  for (const auto& kind : a_->kinds) {
    const absl::Status status = kind->Evaluate(
        input, absl::MakeSpan(scratch),
        {absl::MakeSpan(r.logit), absl::MakeSpan(r.element)}, reads, flops);
    if (!status.ok()) {
      return Explain(
          genome_, absl::StrCat("on the way to context '", context.name(), "'"),
          status);
    }
  }
  precise_router_.Run({r.logit, r.element, r.x, r.kappa, context.forced_open()},
                      r.opening);
  r.latents.resize(shared_.latents());
  shared_.Read(r.x, r.kappa, absl::MakeSpan(r.latents));
  r.hidden.clear();
  for (const auto& [d, expert] : loaded_) {
    if (r.opening.open[d]) {
      r.hidden.emplace(d, expert.Hide({r.x, r.latents, r.kappa, r.element}));
    }
  }
  return absl::OkStatus();
}

int PreciseCell::DomainOf(int gene) const {
  return static_cast<int>(genome_.manifest().genes(gene).domain());
}

int PreciseCell::PlaceOf(int gene) const {
  const absl::Span<const uint32_t> genes = genome_.GenesOf(DomainOf(gene));
  return static_cast<int>(std::lower_bound(genes.begin(), genes.end(), gene) -
                          genes.begin());
}

double PreciseCell::Linear(int gene, const PreciseReading& r) const {
  const int d = DomainOf(gene);
  double value = shared_.Write(gene, r.latents);
  if (r.opening.open[d]) {
    value +=
        r.opening.weight[d] *
        loaded_.at(d).Value(PlaceOf(gene), {r.x, r.latents, r.kappa, r.element},
                            r.hidden.at(d));
  }
  return value;
}

double PreciseCell::Value(int gene, const PreciseReading& reading) const {
  return PreciseLink(a_->link, Linear(gene, reading));
}

std::vector<int> PreciseCell::ElementsOf(int gene,
                                         const PreciseReading& reading) const {
  std::vector<int> elements;
  for (const auto& of :
       loaded_.at(DomainOf(gene)).Elements(PlaceOf(gene), reading.element)) {
    elements.push_back(of.element);
  }
  return elements;
}

std::vector<Occupant> PreciseCell::Occupants(
    int element, const Context& context, const PreciseReading& reading) const {
  return a_->kinds[kind_of_[element]]->Occupants(InputOf(context, reading),
                                                 element);
}

PreciseCell::Backward PreciseCell::NewBackward() const {
  Backward by;
  by.x.resize(regulators());
  by.log_activity.resize(regulators());
  by.latents.resize(shared_.latents());
  by.kappa.resize(shared_.reference_states());
  by.logit.resize(a_->sizes.elements);
  by.element.resize(a_->sizes.elements);
  return by;
}

std::vector<double> PreciseCell::Finish(const PreciseReading& r,
                                        Coordinate coordinate,
                                        Backward& by) const {
  const absl::Span<double> by_x = absl::MakeSpan(by.x);
  const absl::Span<double> by_log = absl::MakeSpan(by.log_activity);
  const auto any = [](const std::vector<double>& values) {
    return std::any_of(values.begin(), values.end(),
                       [](double value) { return value != 0; });
  };
  if (any(by.latents)) {
    shared_.BackwardRead(by.latents, by_x, absl::MakeSpan(by.kappa));
  }
  if (any(by.logit) || any(by.element)) {
    BindingInput input;
    input.activity = r.activity;
    input.present = r.present;
    input.gain = r.gain;
    std::vector<double> scratch(scratch_);
    for (const auto& kind : a_->kinds) {
      kind->Backward(input, r.element, {by.logit, by.element},
                     absl::MakeSpan(scratch), by_log);
    }
  }
  shared_.BackwardAttend(r.x, r.kappa, by.kappa, by_x);
  if (encoder_.exists()) {
    // a~ = a exp(gain), and x~ of it, of the regulators present.
    std::vector<double> by_gain(regulators());
    for (const uint32_t t : r.present) {
      by.log_activity[t] += by.x[t] * sense_.StandardizedSlope(
                                          static_cast<int>(t), r.activity[t]);
      by.x[t] = 0;
      by_gain[t] = by.log_activity[t];
    }
    encoder_.Backward(r.sensed, r.trace, by_gain, by_x, by_log);
  }
  std::vector<double> slopes(regulators());
  for (int t = 0; t < regulators(); ++t) {
    const double a = r.sensed[t];
    slopes[t] = coordinate == Coordinate::kLogActivity
                    ? by.x[t] * sense_.StandardizedSlope(t, a) +
                          (a > 0 ? by.log_activity[t] : 0)
                    : by.x[t] * sense_.StandardizedSlopeAt(t, a) +
                          by.log_activity[t] * sense_.LogActivitySlopeAt(t, a);
  }
  return slopes;
}

GeneSlopes PreciseCell::Slopes(int gene, const PreciseReading& r,
                               Coordinate coordinate) const {
  GeneSlopes slopes;
  const int d = DomainOf(gene);
  const double by_linear = LinkSlope(a_->link, Linear(gene, r));
  Backward by = NewBackward();
  shared_.BackwardWrite(gene, by_linear, absl::MakeSpan(by.latents));
  slopes.shared = Finish(r, coordinate, by);
  if (!r.opening.open[d]) {
    slopes.expert.resize(regulators());
    return slopes;
  }
  const PreciseExpert& expert = loaded_.at(d);
  const PreciseExpertInput input = {r.x, r.latents, r.kappa, r.element};
  const PreciseHidden& hidden = r.hidden.at(d);
  const int place = PlaceOf(gene);
  const double by_part = by_linear * r.opening.weight[d];
  by = NewBackward();
  expert.Backward(place, by_part, input, hidden, absl::MakeSpan(by.x),
                  absl::MakeSpan(by.latents), absl::MakeSpan(by.kappa));
  if (precise_router_.weighs()) {
    precise_router_.Backward(
        {r.logit, r.element, r.x, r.kappa, {}}, r.opening, d,
        by_linear * expert.Value(place, input, hidden),
        {absl::MakeSpan(by.logit), absl::MakeSpan(by.element),
         absl::MakeSpan(by.x), absl::MakeSpan(by.kappa)});
  }
  slopes.expert = Finish(r, coordinate, by);
  for (const auto& [element, slope] : expert.Elements(place, r.element)) {
    by = NewBackward();
    by.element[element] = by_part * slope;
    slopes.elements.push_back({element, Finish(r, coordinate, by)});
  }
  return slopes;
}

}  // namespace regulon
