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
  ASSIGN_OR_RETURN(Modulators modulators, Modulators::Create(a->modulators));
  ASSIGN_OR_RETURN(Silencing silencing, Silencing::Create(a->silencing));
  return std::unique_ptr<PreciseCell>(new PreciseCell(
      genome, std::move(a), std::move(router), std::move(experts),
      std::move(modulators), std::move(silencing)));
}

PreciseCell::PreciseCell(const Genome& genome,
                         std::unique_ptr<Assembly> assembly, Router router,
                         std::vector<Expert> experts, Modulators modulators,
                         Silencing silencing)
    : genome_(genome),
      a_(std::move(assembly)),
      router_(std::move(router)),
      experts_(std::move(experts)),
      modulators_(std::move(modulators)),
      silencing_(std::move(silencing)),
      loci_(genome.manifest(), a_->insulation),
      sense_(a_->sense),
      encoder_(a_->encoder),
      precise_router_(router_, a_->router_gate),
      shared_(a_->shared, a_->sizes.regulators, a_->sizes.genes) {
  int kind = -1, before = -1;
  for (const proto::Element& element : genome.manifest().elements()) {
    if (element.kind() != before) ++kind;
    before = element.kind();
    kind_of_.push_back(kind);
    if (element.kind() == proto::Element::MWC) ++mwc_;
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

BindingInput PreciseCell::BindingOf(const PreciseReading& r) const {
  BindingInput input;
  input.activity = r.activity;
  input.present = r.present;
  input.accessibility = r.context->accessibility();
  input.memory = r.context->memory();
  input.gain = r.context->gain() * r.modulation.gain;
  input.closing = r.modulation.closing;
  input.marks = r.context->marks();
  input.forced = r.context->forced_elements();
  return input;
}

PreciseRouterInput PreciseCell::RoutingOf(const PreciseReading& r) const {
  PreciseRouterInput input = {r.logit, r.element, r.x, r.kappa, {}};
  input.settings.forced = r.context->forced_open();
  input.settings.required = r.context->required();
  input.settings.forbidden = r.context->forbidden();
  input.settings.top_k = r.context->top_k();
  input.settings.temperature =
      r.context->temperature() * r.modulation.temperature;
  input.settings.given_shift = r.context->threshold_shift();
  input.settings.modulated_shift = r.modulation.threshold;
  return input;
}

PreciseExpertInput PreciseCell::ExpertOf(const PreciseReading& r) const {
  const ContactEdits& edits = r.context->contacts();
  return {
      r.x,   r.latents, r.kappa, r.element, edits.empty() ? nullptr : &edits,
      &loci_};
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
  ReadSet reads(static_cast<int>(a_->inventory.units().size()));
  int64_t flops = 0;
  r.context = &context;
  r.modulation = modulators_.NewModulation();
  if (modulators_.exists()) {
    modulators_.Run(r.activity, r.present, r.modulation, reads, flops);
    const absl::Status status =
        r.modulation.Check(context.gain(), context.temperature());
    if (!status.ok()) {
      return Explain(
          genome_,
          absl::StrCat("on the way to context '", context.name(), "': "),
          status);
    }
  }
  r.kappa.resize(shared_.reference_states());
  shared_.Attend(r.x, absl::MakeSpan(r.kappa));
  r.logit.resize(a_->sizes.elements);
  r.element.resize(a_->sizes.elements);
  const BindingInput input = BindingOf(r);
  std::vector<double> scratch(scratch_);
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
  precise_router_.Run(RoutingOf(r), r.opening);
  r.latents.resize(shared_.latents());
  shared_.Read(r.x, r.kappa, absl::MakeSpan(r.latents));
  r.hidden.clear();
  for (const auto& [d, expert] : loaded_) {
    if (r.opening.open[d]) {
      r.hidden.emplace(d, expert.Hide(ExpertOf(r)));
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
    value += r.opening.weight[d] *
             loaded_.at(d).Value(PlaceOf(gene), ExpertOf(r), r.hidden.at(d));
  }
  return value;
}

double PreciseCell::Value(int gene, const PreciseReading& reading) const {
  const double value = PreciseLink(a_->link, Linear(gene, reading));
  return silencing_.exists()
             ? silencing_.Silenced(gene, reading.activity, reading.present,
                                   value, nullptr, nullptr)
             : value;
}

std::vector<int> PreciseCell::ElementsOf(int gene,
                                         const PreciseReading& reading) const {
  std::vector<int> elements;
  for (const auto& of :
       loaded_.at(DomainOf(gene)).Elements(PlaceOf(gene), ExpertOf(reading))) {
    elements.push_back(of.element);
  }
  return elements;
}

std::vector<Occupant> PreciseCell::Occupants(
    int element, const PreciseReading& reading) const {
  return a_->kinds[kind_of_[element]]->Occupants(BindingOf(reading), element);
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

void PreciseCell::BackwardModulate(const PreciseReading& r,
                                   Backward& by) const {
  const BindingInput input = BindingOf(r);
  ModulationSlopes slopes;
  slopes.log_temperature = by.log_temperature;
  std::vector<double> by_closing(a_->sizes.elements);
  for (int e = 0; e < mwc_; ++e) {
    if (input.Forces(e)) continue;
    const double by_excess =
        by.element[e] * input.gain * r.element[e] * (1 - r.element[e]);
    slopes.log_gain += by_excess * r.logit[e];
    by_closing[e] = -by.logit[e] - by_excess;
  }
  slopes.closing = by_closing;
  modulators_.Backward(r.activity, r.present, slopes,
                       absl::MakeSpan(by.log_activity));
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
    const BindingInput input = BindingOf(r);
    std::vector<double> scratch(scratch_);
    for (const auto& kind : a_->kinds) {
      kind->Backward(input, r.element, {by.logit, by.element},
                     absl::MakeSpan(scratch), by_log);
    }
  }
  if (modulators_.exists()) BackwardModulate(r, by);
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
  const double linear = Linear(gene, r);
  double by_linear = LinkSlope(a_->link, linear);
  Backward by = NewBackward();
  if (silencing_.exists()) {
    double by_linked = 1;
    silencing_.Silenced(gene, r.activity, r.present,
                        PreciseLink(a_->link, linear), &by_linked,
                        &by.log_activity);
    by_linear *= by_linked;
  }
  shared_.BackwardWrite(gene, by_linear, absl::MakeSpan(by.latents));
  slopes.shared = Finish(r, coordinate, by);
  if (!r.opening.open[d]) {
    slopes.expert.resize(regulators());
    return slopes;
  }
  const PreciseExpert& expert = loaded_.at(d);
  const PreciseExpertInput input = ExpertOf(r);
  const PreciseHidden& hidden = r.hidden.at(d);
  const int place = PlaceOf(gene);
  const double by_part = by_linear * r.opening.weight[d];
  by = NewBackward();
  expert.Backward(place, by_part, input, hidden, absl::MakeSpan(by.x),
                  absl::MakeSpan(by.latents), absl::MakeSpan(by.kappa));
  if (precise_router_.weighs()) {
    by.log_temperature = precise_router_.Backward(
        RoutingOf(r), r.opening, d,
        by_linear * expert.Value(place, input, hidden),
        {absl::MakeSpan(by.logit), absl::MakeSpan(by.element),
         absl::MakeSpan(by.x), absl::MakeSpan(by.kappa)});
  }
  slopes.expert = Finish(r, coordinate, by);
  for (const auto& [element, slope] : expert.Elements(place, input)) {
    by = NewBackward();
    by.element[element] = by_part * slope;
    slopes.elements.push_back({element, Finish(r, coordinate, by)});
  }
  return slopes;
}

}  // namespace regulon
