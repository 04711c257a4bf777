#include "engine/cell/cell.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cell/assemble.h"
#include "engine/cell/readers.h"
#include "engine/cell/slice.h"
#include "engine/cell/stage_error.h"
#include "engine/dense/products.h"
#include "engine/status.h"
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
  }

  absl::Status Build();
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
  void MarkExperts(absl::Span<Answer> answers);
  absl::Status AttendOne(int i, Answer& answer);
  absl::Status Transcribe(absl::Span<Answer> answers);
  absl::Status Finish(int i, Answer& answer);

  const Genome& genome_;
  const std::unique_ptr<Assembly> a_;
  Workers workers_;
  Products products_;
  std::optional<Sense> sense_;
  std::optional<Encoder> encoder_;
  std::optional<Router> router_;
  std::optional<SharedPath> shared_;
  std::vector<Expert> experts_;
  int64_t all_experts_flops_ = 0;  // and their attention
  // Whether any context measures its distances to the reference states, or goes
  // on to attend to them, by what it opens or whatever it opens.
  bool experts_attend_ = false, all_measure_ = false, all_attend_ = false;
  bool announced_ = false;

  Slice slice_;
  std::vector<absl::Status> statuses_;  // of a context, then of a domain
  Readers readers_;
  std::vector<ByteRange> ranges_;
  std::vector<std::vector<double>> binding_scratch_;  // [worker]
  std::vector<std::vector<float>> encoder_scratch_;   // [worker]
  std::vector<std::vector<float>> expert_scratch_;    // [worker]
};

absl::Status Cell::Impl::Build() {
  ASSIGN_OR_RETURN(sense_, Sense::Create(a_->sense));
  ASSIGN_OR_RETURN(encoder_, Encoder::Create(a_->encoder));
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
    RETURN_IF_ERROR(products_.Need(a_->router_gate, Epilogue::kStore));
  }
  bool needs_x = shared_->latents() > 0 || a_->sizes.reference_states > 0 ||
                 a_->router_gate.data != nullptr ||
                 !a_->router.autonomy.empty() || encoder_->exists();
  for (int d = 0; d < a_->sizes.domains; ++d) {
    ASSIGN_OR_RETURN(Expert expert,
                     Expert::Create(d, a_->experts[d], a_->sizes, products_));
    needs_x |= expert.reads_x();
    all_experts_flops_ += expert.flops();
    experts_attend_ |= expert.reads_reference_states();
    experts_.push_back(std::move(expert));
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

void Cell::Impl::Plan() {
  const TranscriptionSizes& sizes = a_->sizes;
  slice_.Plan(sizes, router_->tables().routed.size(),
              a_->router_gate.data != nullptr, encoder_->exists());
  statuses_.resize(std::max<int64_t>(Slice::kMost, sizes.domains));
  readers_.Plan(sizes.domains);
  size_t ranges = 0;
  for (const std::vector<ByteRange>& pages : a_->pages) ranges += pages.size();
  ranges_.reserve(ranges);

  int64_t binding = router_->scratch_size();
  for (const auto& kind : a_->kinds) {
    binding = std::max(binding, kind->scratch_size());
  }
  int64_t expert = 0;
  for (const Expert& e : experts_) expert = std::max(expert, e.scratch_size());
  binding_scratch_.assign(workers_.count(), std::vector<double>(binding));
  encoder_scratch_.assign(workers_.count(),
                          std::vector<float>(encoder_->scratch_size()));
  expert_scratch_.assign(workers_.count(), std::vector<float>(expert));
}

Answer Cell::Impl::NewAnswer() const {
  Answer answer;
  answer.expression.resize(a_->sizes.genes);
  answer.open.resize(a_->sizes.domains);
  answer.weight.resize(a_->sizes.domains);
  answer.reads = ReadSet(static_cast<int>(a_->inventory.units().size()));
  return answer;
}

absl::Status Cell::Impl::SenseOne(int i, int worker, const Context& context,
                                  Answer& answer) {
  answer.reads.Clear();
  answer.flops = 0;
  ASSIGN_OR_RETURN(
      slice_.present_count[i],
      sense_->Run(context.levels(), slice_.activity[i], slice_.present[i],
                  slice_.x[i], answer.reads, answer.flops));
  if (encoder_->exists()) {
    const absl::Span<const uint32_t> present =
        slice_.present[i].subspan(0, slice_.present_count[i]);
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
  bool attends = false;
  for (int d = 0; d < a_->sizes.domains && !attends; ++d) {
    attends = answer.open[d] && experts_[d].reads_reference_states();
  }
  if (!attends) return absl::OkStatus();
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
  input.present = slice_.present[i].subspan(0, slice_.present_count[i]);
  input.accessibility = context.accessibility();
  input.memory = context.memory();
  input.gain = context.gain();
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
  const RouterOutput opened = {slice_.score[i], absl::MakeSpan(answer.open),
                               absl::MakeSpan(answer.weight)};
  return router_->Run(router_input, scratch, opened, answer.reads,
                      answer.flops);
}

// Marks what the open domains are about to read, lists them with their readers,
// and announces their pages.
void Cell::Impl::MarkExperts(absl::Span<Answer> answers) {
  readers_.Clear();
  ranges_.clear();
  for (size_t i = 0; i < answers.size(); ++i) {
    Answer& answer = answers[i];
    shared_->Mark(answer.reads);
    answer.flops += shared_->flops();
    answer.flops_everything_open = answer.flops + all_experts_flops_;
    std::copy(answer.weight.begin(), answer.weight.end(),
              slice_.weight[static_cast<int>(i)].begin());
  }
  for (int d = 0; d < a_->sizes.domains; ++d) {
    for (size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i].open[d]) continue;
      readers_.AddContext(static_cast<int>(i));
      answers[i].flops += experts_[d].flops();
      for (const Units units : experts_[d].tables().units) {
        answers[i].reads.Mark(units);
      }
    }
    if (!readers_.EndDomain(d)) continue;
    ranges_.insert(ranges_.end(), a_->pages[d].begin(), a_->pages[d].end());
  }
  genome_.Announce(ranges_);
}

absl::Status Cell::Impl::Transcribe(absl::Span<Answer> answers) {
  {
    const OneThread one_thread;
    RETURN_IF_ERROR(shared_->Run(
        static_cast<int>(answers.size()), slice_.x.data(), slice_.kappa.data(),
        products_, slice_.latents.data(), slice_.y.data()));
  }
  const ExpertInput input = {
      slice_.x.data(),      slice_.latents.data(),
      slice_.kappa.data(),  slice_.element_activity.data(),
      slice_.weight.data(), slice_.y.data()};
  workers_.Run(readers_.size(), [&](int task, int worker) {
    const OneThread one_thread;
    statuses_[task] = experts_[readers_.domain(task)].Add(
        readers_.contexts(task), input, worker, products_,
        absl::MakeSpan(expert_scratch_[worker]));
  });
  for (int task = 0; task < readers_.size(); ++task) {
    if (!statuses_[task].ok()) return Explain(genome_, "", statuses_[task]);
  }
  return absl::OkStatus();
}

absl::Status Cell::Impl::Finish(int i, Answer& answer) {
  const int64_t genes = a_->sizes.genes;
  const absl::Span<const float> linear = slice_.y[i];
  for (int64_t g = 0; g < genes; ++g) {
    const float y = ApplyLink(a_->link, linear[g]);
    answer.expression[g] = y;
    // Before the link as well, which may bound what is infinite.
    if (!std::isfinite(linear[g]) || !std::isfinite(y)) {
      return absl::OutOfRangeError(
          absl::StrCat("gene '", genome_.manifest().genes(g).id(),
                       "' came out as ", linear[g]));
    }
  }
  answer.flops += genes;
  answer.flops_everything_open += genes;
  return absl::OkStatus();
}

absl::Status Cell::Impl::RunSlice(absl::Span<const Context> contexts,
                                  absl::Span<Answer> answers) {
  const int rows = static_cast<int>(contexts.size());
  workers_.Run(rows, [&](int i, int worker) {
    statuses_[i] = SenseOne(i, worker, contexts[i], answers[i]);
  });
  RETURN_IF_ERROR(FirstError(genome_, contexts, statuses_));
  if (!slice_.gate.empty()) {
    const OneThread one_thread;
    RETURN_IF_ERROR(products_.Run(0, rows, slice_.x.data(), a_->router_gate,
                                  Epilogue::kStore, slice_.gate.data()));
  }
  workers_.Run(rows, [&](int i, int worker) {
    statuses_[i] = BindAndOpenOne(i, worker, contexts[i], answers[i]);
  });
  RETURN_IF_ERROR(FirstError(genome_, contexts, statuses_));
  MarkExperts(answers);
  if (experts_attend_ && !all_attend_) {
    workers_.Run(rows,
                 [&](int i, int) { statuses_[i] = AttendOne(i, answers[i]); });
    RETURN_IF_ERROR(FirstError(genome_, contexts, statuses_));
  }
  RETURN_IF_ERROR(Transcribe(answers));
  workers_.Run(rows, [&](int i, int) { statuses_[i] = Finish(i, answers[i]); });
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
  if (!announced_) {
    genome_.Announce(a_->always_read);
    announced_ = true;
  }
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
    if (status.ok()) return std::unique_ptr<Cell>(new Cell(std::move(impl)));
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
