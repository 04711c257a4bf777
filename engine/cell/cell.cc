#include "engine/cell/cell.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "engine/cell/assemble.h"
#include "engine/cell/slice.h"
#include "engine/cell/stage_error.h"
#include "engine/dense/elementwise.h"
#include "engine/dense/products.h"
#include "engine/genome/residency.h"
#include "engine/status.h"
#include "engine/transcription/expert_layer.h"
#include "engine/transcription/readers.h"
#include "engine/workers.h"

namespace regulon {

class Cell::Impl {
 public:
  Impl(const Genome& genome, const CellOptions& options,
       std::unique_ptr<Assembly> assembly)
      : genome_(genome),
        a_(std::move(assembly)),
        workers_(options.threads),
        products_(workers_.count()) {
    a_->router.everything_open = options.everything_open;
    trace_ = options.trace;
  }

  absl::Status Build();
  absl::Status LimitMemory(int64_t bytes);
  absl::Status Express(absl::Span<const Context> contexts,
                       absl::Span<Answer> answers);
  Answer NewAnswer() const;
  const Genome& genome() const { return genome_; }
  const Inventory& inventory() const { return a_->inventory; }

 private:
  void Plan();
  absl::Status RunSlice(absl::Span<const Context> contexts,
                        absl::Span<Answer> answers);
  absl::Status SenseOne(int i, int worker, const Context& context,
                        Answer& answer);
  absl::Status MeasureOne(int i, Answer& answer);
  absl::Status BindAndOpenOne(int i, int worker, const Context& context,
                              Answer& answer);
  absl::Status AttendOne(int i, Answer& answer);
  void ListReaders(absl::Span<const Answer> answers);
  void ListContactEdits(absl::Span<const Context> contexts);
  absl::Status RunProducts(
      int rows,
      absl::FunctionRef<absl::Status(int first, int rows, int worker)> run);
  absl::Status Transcribe(absl::Span<const Answer> answers);
  void FillTrace(int i, double gain, const RouterInput& input, Trace& trace);
  absl::Status Finish(int i, int worker, Answer& answer);

  const Genome& genome_;
  const std::unique_ptr<Assembly> a_;
  Workers workers_;
  Products products_;
  std::optional<Sense> sense_;
  std::optional<Encoder> encoder_;
  std::optional<Modulators> modulators_;
  std::optional<Router> router_;
  std::optional<SharedPath> shared_;
  std::optional<ExpertLayer> experts_;
  std::optional<Silencing> silencing_;
  std::optional<Loci> loci_;
  bool trace_ = false;
  int64_t all_experts_flops_ = 0;  // and their attention
  // Whether any context measures its distances to the reference states, or goes
  // on to attend to them, by what it opens or whatever it opens.
  bool experts_attend_ = false, all_measure_ = false, all_attend_ = false;
  std::optional<Residency> residency_;

  Slice slice_;
  std::vector<absl::Status> statuses_;  // of a context
  Readers readers_;
  std::vector<std::vector<double>> binding_scratch_;  // [worker]
  std::vector<std::vector<float>> encoder_scratch_;   // [worker]
  std::vector<Modulation> modulations_;               // [worker]
  std::vector<std::vector<double>> silenced_by_;      // [worker][genes]
  std::vector<const ContactEdits*> contact_edits_;    // [context] or none
};

absl::Status Cell::Impl::Build() {
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
  for (const int d : router_->tables().dropped)
    all_experts_flops_ -= experts_->experts()[d].flops();
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

absl::Status Cell::Impl::LimitMemory(int64_t bytes) {
  ASSIGN_OR_RETURN(residency_, Residency::Create(genome_, a_->always_read,
                                                 a_->pages, bytes));
  return absl::OkStatus();
}

void Cell::Impl::Plan() {
  const TranscriptionSizes& sizes = a_->sizes;
  slice_.Plan(sizes, router_->tables().routed.size(),
              a_->router_gate.data != nullptr, encoder_->exists());
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
      std::vector<double>(silencing_->exists() ? sizes.genes : 0));
}

Answer Cell::Impl::NewAnswer() const {
  Answer answer;
  answer.expression.resize(a_->sizes.genes);
  answer.open.resize(a_->sizes.domains);
  answer.weight.resize(a_->sizes.domains);
  if (!a_->router.dropped.empty()) answer.missing.resize(a_->sizes.domains);
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

absl::Status Cell::Impl::SenseOne(int i, int worker, const Context& context,
                                  Answer& answer) {
  answer.reads.Clear();
  answer.flops = 0;
  answer.out_of_repertoire = false;
  ASSIGN_OR_RETURN(
      *slice_.present_count.row(i),
      sense_->Run(context.levels(), slice_.activity[i], slice_.present[i],
                  slice_.x[i], answer.reads, answer.flops));
  if (encoder_->exists()) {
    const absl::Span<const uint32_t> present =
        slice_.present[i].subspan(0, *slice_.present_count.row(i));
    RETURN_IF_ERROR(encoder_->Run(slice_.activity[i], present, slice_.x[i],
                                  absl::MakeSpan(encoder_scratch_[worker]),
                                  slice_.gain[i], answer.reads, answer.flops));
    RETURN_IF_ERROR(sense_->Scale(slice_.gain[i], present, slice_.activity[i],
                                  slice_.x[i], answer.reads, answer.flops));
  }
  return all_measure_ ? MeasureOne(i, answer) : absl::OkStatus();
}

// What every context asks of the reference states, before it is known what it
// opens.
absl::Status Cell::Impl::MeasureOne(int i, Answer& answer) {
  float* kappa = slice_.kappa[i].data();
  ASSIGN_OR_RETURN(const float nearest,
                   shared_->Measure(slice_.x[i].data(), kappa, answer.reads));
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
absl::Status Cell::Impl::AttendOne(int i, Answer& answer) {
  if (!experts_->AnyReadsReferenceStates(answer.open)) return absl::OkStatus();
  float* kappa = slice_.kappa[i].data();
  if (!all_measure_) {
    RETURN_IF_ERROR(
        shared_->Measure(slice_.x[i].data(), kappa, answer.reads).status());
    answer.flops += shared_->measure_flops();
  }
  shared_->Attend(kappa, answer.reads);
  answer.flops += shared_->attend_flops();
  return absl::OkStatus();
}

absl::Status Cell::Impl::BindAndOpenOne(int i, int worker,
                                        const Context& context,
                                        Answer& answer) {
  const absl::Span<double> scratch = absl::MakeSpan(binding_scratch_[worker]);
  BindingInput input;
  input.activity = slice_.activity[i];
  input.present = slice_.present[i].subspan(0, *slice_.present_count.row(i));
  input.accessibility = context.accessibility();
  input.memory = context.memory();
  Modulation& modulation = modulations_[worker];
  if (modulators_->exists()) {
    modulators_->Run(input.activity, input.present, modulation, answer.reads,
                     answer.flops);
  }
  input.gain = context.gain() * modulation.gain;
  input.closing = modulation.closing;
  input.marks = context.marks();
  input.forced = context.forced_elements();
  const BindingOutput bound = {slice_.logit[i], slice_.element_activity[i]};
  for (const auto& kind : a_->kinds) {
    RETURN_IF_ERROR(
        kind->Evaluate(input, scratch, bound, answer.reads, answer.flops));
  }
  RouterInput router_input;
  router_input.logit = bound.logit;
  router_input.activity = bound.activity;
  router_input.x = slice_.x[i];
  router_input.kappa = slice_.kappa[i];
  router_input.gate = slice_.gate[i];
  router_input.forced = context.forced_open();
  router_input.temperature = context.temperature() * modulation.temperature;
  router_input.given_shift = context.threshold_shift();
  router_input.modulated_shift = modulation.threshold;
  const RouterOutput opened = {slice_.score[i], absl::MakeSpan(answer.open),
                               absl::MakeSpan(answer.weight),
                               absl::MakeSpan(answer.missing)};
  RETURN_IF_ERROR(
      router_->Run(router_input, scratch, opened, answer.reads, answer.flops));
  if (!answer.trace.score.empty()) {
    FillTrace(i, input.gain, router_input, answer.trace);
  }
  if (context.contacts().reads_insulation()) {
    answer.reads.Mark(a_->insulation_units);
  }
  answer.out_of_repertoire |=
      std::count(answer.missing.begin(), answer.missing.end(), 1) > 0;
  shared_->Mark(answer.reads);
  answer.flops += shared_->flops();
  answer.flops_everything_open = answer.flops + all_experts_flops_;
  answer.flops += experts_->Mark(answer.open, answer.reads);
  return experts_attend_ && !all_attend_ ? AttendOne(i, answer)
                                         : absl::OkStatus();
}

void Cell::Impl::FillTrace(int i, double gain, const RouterInput& input,
                           Trace& trace) {
  absl::c_copy(slice_.activity[i], trace.activity.begin());
  absl::c_copy(slice_.logit[i], trace.logit.begin());
  absl::c_copy(slice_.element_activity[i], trace.element.begin());
  absl::c_fill(trace.score, std::nan(""));
  absl::c_fill(trace.threshold, std::nan(""));
  const std::vector<int>& routed = router_->tables().routed;
  for (size_t q = 0; q < routed.size(); ++q) {
    trace.score[routed[q]] = slice_.score[i][q];
    trace.threshold[routed[q]] = router_->Threshold(q, input);
  }
  trace.gain = gain;
}

// Who reads which domain.
void Cell::Impl::ListReaders(absl::Span<const Answer> answers) {
  readers_.Clear();
  for (const int d : experts_->order()) {
    for (size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i].open[d]) continue;
      readers_.AddContext(static_cast<int>(i), answers[i].weight[d]);
    }
    readers_.EndDomain(d);
  }
}

void Cell::Impl::ListContactEdits(absl::Span<const Context> contexts) {
  contact_edits_.clear();
  const auto edits = [](const Context& context) {
    return !context.contacts().empty();
  };
  if (!absl::c_any_of(contexts, edits)) return;
  for (const Context& context : contexts) {
    contact_edits_.push_back(edits(context) ? &context.contacts() : nullptr);
  }
}

// Shares out the contexts' products in blocks of MatMul::kMostRows.
absl::Status Cell::Impl::RunProducts(
    int rows,
    absl::FunctionRef<absl::Status(int first, int rows, int worker)> run) {
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

absl::Status Cell::Impl::Transcribe(absl::Span<const Answer> answers) {
  // On their way while the shared path is computed.
  int end = residency_->NextWave(readers_.domains(), 0);
  RETURN_IF_ERROR(RunProducts(
      static_cast<int>(answers.size()), [&](int first, int rows, int worker) {
        return shared_->Run(rows, worker, slice_.x.row(first),
                            slice_.kappa.row(first), products_,
                            slice_.latents.row(first), slice_.y.row(first));
      }));
  const ExpertInput input = {
      slice_.x.row(0),
      slice_.latents.row(0),
      slice_.kappa.row(0),
      slice_.element_activity.row(0),
      contact_edits_.empty() ? nullptr : contact_edits_.data(),
      &*loci_};
  for (int begin = 0; begin < readers_.size(); begin = end) {
    if (begin > 0) end = residency_->NextWave(readers_.domains(), begin);
    const absl::Status status =
        experts_->Run(readers_, begin, end, input, workers_, slice_.y.row(0));
    if (!status.ok()) return Explain(genome_, "", status);
  }
  return absl::OkStatus();
}

absl::Status Cell::Impl::Finish(int i, int worker, Answer& answer) {
  const absl::Span<const float> linear = slice_.y[i];
  ApplyLink(a_->link, linear, absl::MakeSpan(answer.expression));
  // Before the link as well, which may bound what is infinite.
  const size_t gene =
      std::min(FirstNotFinite(linear), FirstNotFinite(answer.expression));
  if (gene < linear.size()) {
    return absl::OutOfRangeError(
        absl::StrCat("gene '", genome_.manifest().genes(gene).id(),
                     "' came out as ", linear[gene]));
  }
  answer.flops += a_->sizes.genes;
  answer.flops_everything_open += a_->sizes.genes;
  if (silencing_->exists()) {
    answer.flops_everything_open -= answer.flops;
    silencing_->Run(slice_.activity[i],
                    slice_.present[i].subspan(0, *slice_.present_count.row(i)),
                    absl::MakeSpan(silenced_by_[worker]),
                    absl::MakeSpan(answer.expression), answer.reads,
                    answer.flops);
    answer.flops_everything_open += answer.flops;
  }
  return absl::OkStatus();
}

absl::Status Cell::Impl::RunSlice(absl::Span<const Context> contexts,
                                  absl::Span<Answer> answers) {
  const int rows = static_cast<int>(contexts.size());
  slice_.Grow(rows);
  workers_.Run(rows, [&](int i, int worker) {
    statuses_[i] = SenseOne(i, worker, contexts[i], answers[i]);
  });
  RETURN_IF_ERROR(FirstError(genome_, contexts, statuses_));
  if (slice_.gate.columns() > 0) {
    RETURN_IF_ERROR(RunProducts(rows, [&](int first, int count, int worker) {
      return products_.Run(worker, count, slice_.x.row(first), a_->router_gate,
                           Into::kStore, slice_.gate.row(first));
    }));
  }
  workers_.Run(rows, [&](int i, int worker) {
    statuses_[i] = BindAndOpenOne(i, worker, contexts[i], answers[i]);
  });
  RETURN_IF_ERROR(FirstError(genome_, contexts, statuses_));
  ListReaders(answers);
  ListContactEdits(contexts);
  RETURN_IF_ERROR(Transcribe(answers));
  workers_.Run(rows, [&](int i, int worker) {
    statuses_[i] = Finish(i, worker, answers[i]);
  });
  return FirstError(genome_, contexts, statuses_);
}

absl::Status Cell::Impl::Express(absl::Span<const Context> contexts,
                                 absl::Span<Answer> answers) {
  for (const Context& context : contexts) {
    if (context.levels().size() != static_cast<size_t>(a_->sizes.regulators)) {
      return absl::InvalidArgumentError(
          absl::StrCat("context '", context.name(),
                       "' was made for another genome than ", genome_.path()));
    }
  }
  if (answers.size() != contexts.size()) {
    return absl::InvalidArgumentError("there must be one answer per context");
  }
  residency_->AnnounceAlways();
  for (size_t at = 0; at < contexts.size(); at += Slice::kMost) {
    RETURN_IF_ERROR(RunSlice(contexts.subspan(at, Slice::kMost),
                             answers.subspan(at, Slice::kMost)));
  }
  return absl::OkStatus();
}

Cell::Cell(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Cell::~Cell() = default;

absl::StatusOr<std::unique_ptr<Cell>> Cell::Create(const Genome& genome,
                                                   const CellOptions& options) {
  absl::StatusOr<std::unique_ptr<Assembly>> assembly = Assemble(genome);
  if (!assembly.ok() && absl::IsUnimplemented(assembly.status())) {
    return assembly.status();
  }
  absl::Status status = assembly.status();
  if (status.ok()) {
    auto impl = std::make_unique<Impl>(genome, options, *std::move(assembly));
    status = impl->Build();
    if (status.ok()) {
      // Not the file's fault.
      RETURN_IF_ERROR(impl->LimitMemory(options.memory_limit));
      return std::unique_ptr<Cell>(new Cell(std::move(impl)));
    }
  }
  return absl::Status(
      status.code(),
      absl::StrCat(genome.path(), ": ",
                   WithNames(status.message(), genome.manifest()),
                   "; restore the file or compile it again"));
}

const Genome& Cell::genome() const { return impl_->genome(); }
const Inventory& Cell::inventory() const { return impl_->inventory(); }
Answer Cell::NewAnswer() const { return impl_->NewAnswer(); }

absl::Status Cell::Express(absl::Span<const Context> contexts,
                           absl::Span<Answer> answers) {
  return impl_->Express(contexts, answers);
}

absl::StatusOr<std::vector<Answer>> Cell::Express(
    absl::Span<const Context> contexts) {
  std::vector<Answer> answers(contexts.size(), NewAnswer());
  RETURN_IF_ERROR(Express(contexts, absl::MakeSpan(answers)));
  return answers;
}

}  // namespace regulon
