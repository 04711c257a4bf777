#include "engine/cell/stages.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "engine/cell/stage_error.h"
#include "engine/dense/elementwise.h"
#include "engine/status.h"

namespace regulon {

Stages::Stages(const Genome& genome, const CellOptions& options,
               std::unique_ptr<Assembly> assembly)
    : genome_(genome),
      a_(std::move(assembly)),
      workers_(options.threads),
      products_(workers_.count()),
      trace_(options.trace) {
  a_->router.everything_open = options.everything_open;
}

absl::Status Stages::Build() {
  ASSIGN_OR_RETURN(sense_, Sense::Create(a_->sense));
  ASSIGN_OR_RETURN(encoder_, Encoder::Create(a_->encoder));
  ASSIGN_OR_RETURN(modulators_, Modulators::Create(a_->modulators));
  ASSIGN_OR_RETURN(router_, Router::Create(a_->router));
  ASSIGN_OR_RETURN(shared_, SharedPath::Create(a_->shared, a_->sizes.regulators,
                                               a_->sizes.genes, products_));
  a_->sizes.latents = shared_->latents();
  a_->sizes.reference_states = shared_->reference_states();
  if (router_->tables().score == Score::kGate &&
      !router_->tables().routed.empty()) {
    const auto routed = static_cast<int64_t>(router_->tables().routed.size());
    if (a_->router_gate.data == nullptr ||
        a_->router_gate.rows != a_->sizes.regulators ||
        a_->router_gate.columns != routed) {
      return absl::DataLossError("the gate of the router does not fit");
    }
    RETURN_IF_ERROR(products_.Need(a_->router_gate, Into::kStore));
  }
  bool needs_x = shared_->latents() > 0 || a_->sizes.reference_states > 0 ||
                 a_->router_gate.data != nullptr ||
                 !a_->router.autonomy.empty() || encoder_->reads_x();
  ASSIGN_OR_RETURN(experts_,
                   ExpertLayer::Create(std::move(a_->experts), a_->sizes));
  ASSIGN_OR_RETURN(silencing_, Silencing::Create(a_->silencing));
  loci_.emplace(genome_.manifest(), a_->insulation);
  for (const Expert& expert : experts_->experts()) {
    needs_x |= expert.reads_x();
    all_experts_flops_ += expert.flops();
    experts_attend_ |= expert.reads_reference_states();
  }
  for (const int d : router_->tables().dropped) {
    all_experts_flops_ -= experts_->experts()[d].flops();
  }
  all_attend_ = shared_->attends() || router_->reads_reference_states();
  all_measure_ = all_attend_ || shared_->tells_repertoire();
  if (experts_attend_ && !all_attend_) {
    all_experts_flops_ += shared_->attend_flops();
    if (!all_measure_) all_experts_flops_ += shared_->measure_flops();
  }
  if (needs_x && !sense_->standardizes()) {
    return absl::DataLossError(
        "dense paths are there but not what standardizes their inputs");
  }
  Plan();
  return absl::OkStatus();
}

absl::Status Stages::LimitMemory(int64_t bytes) {
  ASSIGN_OR_RETURN(residency_, Residency::Create(genome_, a_->always_read,
                                                 a_->pages, bytes));
  return absl::OkStatus();
}

Slice Stages::NewSlice(bool keeps) const {
  Slice slice;
  slice.Plan(a_->sizes, router_->tables().routed.size(), gates(),
             encoder_->exists(), keeps);
  return slice;
}

void Stages::Plan() {
  statuses_.resize(Slice::kMost);

  int64_t binding = router_->scratch_size();
  for (const auto& kind : a_->kinds) {
    binding = std::max(binding, kind->scratch_size());
  }
  binding_scratch_.assign(workers_.count(), std::vector<double>(binding));
  encoder_scratch_.assign(workers_.count(),
                          std::vector<float>(encoder_->scratch_size()));
  modulations_.assign(workers_.count(), modulators_->NewModulation());
  silenced_by_.assign(
      workers_.count(),
      std::vector<double>(silencing_->exists() ? a_->sizes.genes : 0));
}

Answer Stages::NewAnswer() const {
  Answer answer;
  answer.expression.resize(a_->sizes.genes);
  answer.open.resize(a_->sizes.domains);
  if (!a_->router.dropped.empty()) answer.missing.resize(a_->sizes.domains);
  answer.weight.resize(a_->sizes.domains);
  answer.reads = ReadSet(static_cast<int>(a_->inventory.units().size()));
  if (trace_) {
    answer.trace.activity.resize(a_->sizes.regulators);
    answer.trace.logit.resize(a_->sizes.elements);
    answer.trace.element.resize(a_->sizes.elements);
    answer.trace.score.resize(a_->sizes.domains);
    answer.trace.threshold.resize(a_->sizes.domains);
  }
  return answer;
}

absl::Status Stages::ForEach(absl::Span<const Context> contexts, OfRow run) {
  const auto rows = static_cast<int>(contexts.size());
  workers_.Run(rows,
               [&](int row, int worker) { statuses_[row] = run(row, worker); });
  return FirstError(genome_, contexts, statuses_);
}

absl::Status Stages::ForBlocks(int rows, OfRows run) {
  constexpr int kBlock = MatMul::kMostRows;
  const int blocks = (rows + kBlock - 1) / kBlock;
  workers_.Run(blocks, [&](int block, int worker) {
    const OneThread one_thread;
    const int first = block * kBlock;
    statuses_[block] = run(first, std::min(kBlock, rows - first), worker);
  });
  for (int block = 0; block < blocks; ++block) {
    RETURN_IF_ERROR(statuses_[block]);
  }
  return absl::OkStatus();
}

absl::Status Stages::SenseRow(int row, int worker, const Context& context,
                              Slice& slice, Answer& answer) {
  answer.reads.Clear();
  answer.flops = 0;
  answer.out_of_repertoire = false;
  ASSIGN_OR_RETURN(
      *slice.present_count.row(row),
      sense_->Run(context.levels(), slice.activity[row], slice.present[row],
                  slice.x[row], answer.reads, answer.flops));
  if (encoder_->exists()) {
    const absl::Span<const uint32_t> present =
        slice.present[row].subspan(0, *slice.present_count.row(row));
    RETURN_IF_ERROR(encoder_->Run(slice.activity[row], present, slice.x[row],
                                  absl::MakeSpan(encoder_scratch_[worker]),
                                  slice.gain[row], answer.reads, answer.flops));
    RETURN_IF_ERROR(sense_->Scale(slice.gain[row], present, slice.activity[row],
                                  slice.x[row], answer.reads, answer.flops));
  }
  return all_measure_ ? MeasureRow(row, slice, answer) : absl::OkStatus();
}

// What every context asks of the reference states, before it is known what it
// opens.
absl::Status Stages::MeasureRow(int row, Slice& slice, Answer& answer) {
  float* kappa = slice.kappa[row].data();
  ASSIGN_OR_RETURN(const float nearest,
                   shared_->Measure(slice.x[row].data(), kappa, answer.reads));
  answer.flops += shared_->measure_flops();
  if (shared_->tells_repertoire()) {
    answer.nearest_distance = nearest;
    ASSIGN_OR_RETURN(answer.out_of_repertoire,
                     shared_->IsOutOfRepertoire(nearest, answer.reads));
  }
  if (all_attend_) {
    shared_->Attend(kappa, answer.reads);
    answer.flops += shared_->attend_flops();
  }
  return absl::OkStatus();
}

// The same where only open domains ask.
absl::Status Stages::AttendRow(int row, Slice& slice, Answer& answer) {
  if (!experts_->AnyReadsReferenceStates(answer.open)) return absl::OkStatus();
  float* kappa = slice.kappa[row].data();
  if (!all_measure_) {
    RETURN_IF_ERROR(
        shared_->Measure(slice.x[row].data(), kappa, answer.reads).status());
    answer.flops += shared_->measure_flops();
  }
  shared_->Attend(kappa, answer.reads);
  answer.flops += shared_->attend_flops();
  return absl::OkStatus();
}

absl::Status Stages::OpenRow(int row, int worker, const Context& context,
                             Slice& slice, Answer& answer) {
  const absl::Span<double> scratch = absl::MakeSpan(binding_scratch_[worker]);
  BindingInput input;
  input.activity = slice.activity[row];
  input.present = slice.present[row].subspan(0, *slice.present_count.row(row));
  input.accessibility = context.accessibility();
  input.memory = context.memory();
  Modulation& modulation = modulations_[worker];
  if (modulators_->exists()) {
    modulators_->Run(input.activity, input.present, modulation, answer.reads,
                     answer.flops);
    RETURN_IF_ERROR(modulation.Check(context.gain(), context.temperature()));
  }
  input.gain = context.gain() * modulation.gain;
  input.closing = modulation.closing;
  input.marks = context.marks();
  input.forced = context.forced_elements();
  const BindingOutput bound = {slice.logit[row], slice.element_activity[row]};
  for (const auto& kind : a_->kinds) {
    RETURN_IF_ERROR(
        kind->Evaluate(input, scratch, bound, answer.reads, answer.flops));
  }
  RouterInput router_input;
  router_input.logit = bound.logit;
  router_input.activity = bound.activity;
  router_input.x = slice.x[row];
  router_input.kappa = slice.kappa[row];
  router_input.gate = slice.gate[row];
  router_input.forced = context.forced_open();
  router_input.required = context.required();
  router_input.forbidden = context.forbidden();
  router_input.top_k = context.top_k();
  router_input.temperature = context.temperature() * modulation.temperature;
  router_input.given_shift = context.threshold_shift();
  router_input.modulated_shift = modulation.threshold;
  const RouterOutput opened = {slice.score[row], absl::MakeSpan(answer.open),
                               absl::MakeSpan(answer.weight),
                               absl::MakeSpan(answer.missing)};
  RETURN_IF_ERROR(
      router_->Run(router_input, scratch, opened, answer.reads, answer.flops));
  if (!answer.trace.score.empty()) {
    FillTrace(row, input.gain, router_input, slice, answer.trace);
  }
  if (context.contacts().reads_insulation()) {
    answer.reads.Mark(a_->insulation_units);
  }
  shared_->Mark(answer.reads);
  answer.flops += shared_->flops();
  answer.out_of_repertoire |= absl::c_linear_search(answer.missing, 1);
  answer.flops_everything_open = answer.flops + all_experts_flops_;
  answer.flops += experts_->Mark(answer.open, answer.reads);
  return experts_attend_ && !all_attend_ ? AttendRow(row, slice, answer)
                                         : absl::OkStatus();
}

void Stages::FillTrace(int row, double gain, const RouterInput& input,
                       Slice& slice, StageTrace& trace) {
  absl::c_copy(slice.activity[row], trace.activity.begin());
  absl::c_copy(slice.logit[row], trace.logit.begin());
  absl::c_copy(slice.element_activity[row], trace.element.begin());
  absl::c_fill(trace.score, std::nan(""));
  absl::c_fill(trace.threshold, std::nan(""));
  const std::vector<int>& routed = router_->tables().routed;
  for (size_t q = 0; q < routed.size(); ++q) {
    trace.score[routed[q]] = slice.score[row][q];
    trace.threshold[routed[q]] = router_->Threshold(q, input);
  }
  trace.gain = gain;
}

absl::Status Stages::GateRows(int first, int rows, int worker, Slice& slice) {
  return products_.Run(worker, rows, slice.x.row(first), a_->router_gate,
                       Into::kStore, slice.gate.row(first));
}

absl::Status Stages::ShareRows(int first, int rows, int worker, Slice& slice) {
  return shared_->Run(rows, worker, slice.x.row(first), slice.kappa.row(first),
                      products_, slice.latents.row(first), slice.y.row(first));
}

ExpertInput Stages::InputOf(absl::Span<const Context> contexts, Slice& slice) {
  slice.contact_edits.clear();
  const auto edits = [](const Context& context) {
    return !context.contacts().empty();
  };
  if (absl::c_any_of(contexts, edits)) {
    for (const Context& context : contexts) {
      slice.contact_edits.push_back(edits(context) ? &context.contacts()
                                                   : nullptr);
    }
  }
  return {slice.x.row(0),
          slice.latents.row(0),
          slice.kappa.row(0),
          slice.element_activity.row(0),
          slice.contact_edits.empty() ? nullptr : slice.contact_edits.data(),
          &*loci_};
}

absl::Status Stages::Transcribe(absl::Span<const Context> contexts,
                                OfRows share, const Readers& readers,
                                Slice& slice) {
  int end = residency_->NextWave(readers.domains(), 0);
  RETURN_IF_ERROR(ForBlocks(static_cast<int>(contexts.size()), share));
  const ExpertInput input = InputOf(contexts, slice);
  for (int begin = 0; begin < readers.size(); begin = end) {
    if (begin > 0) end = residency_->NextWave(readers.domains(), begin);
    const absl::Status status =
        experts_->Run(readers, begin, end, input, workers_, slice.y.row(0));
    if (!status.ok()) return Explain(genome_, "", status);
  }
  return absl::OkStatus();
}

absl::Status Stages::FinishRow(int row, int worker, Slice& slice,
                               Answer& answer) {
  const absl::Span<const float> linear = slice.y[row];
  ApplyLink(a_->link, linear, absl::MakeSpan(answer.expression));
  const auto came_out_as = [this](size_t gene, float value) {
    return absl::OutOfRangeError(absl::StrCat(
        "gene '", genome_.manifest().genes(static_cast<int>(gene)).id(),
        "' came out as ", value));
  };
  // Before the link as well, which may bound what is infinite.
  const size_t gene =
      std::min(FirstNotFinite(linear), FirstNotFinite(answer.expression));
  if (gene < linear.size()) return came_out_as(gene, linear[gene]);
  answer.flops += a_->sizes.genes;
  answer.flops_everything_open += a_->sizes.genes;
  if (silencing_->exists()) {
    answer.flops_everything_open -= answer.flops;
    silencing_->Run(
        slice.activity[row],
        slice.present[row].subspan(0, *slice.present_count.row(row)),
        absl::MakeSpan(silenced_by_[worker]), absl::MakeSpan(answer.expression),
        answer.reads, answer.flops);
    answer.flops_everything_open += answer.flops;
    // What is silenced takes its unit's scale and back.
    const size_t silenced = FirstNotFinite(answer.expression);
    if (silenced < linear.size()) {
      return came_out_as(silenced, answer.expression[silenced]);
    }
  }
  return absl::OkStatus();
}

}  // namespace regulon
