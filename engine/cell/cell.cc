#include "engine/cell/cell.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cell/assemble.h"
#include "engine/cell/stage_error.h"
#include "engine/cell/workers.h"
#include "engine/dense/products.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kSlice = MatMul::kMostRows;  // contexts that run together

}  // namespace

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
  absl::Status SenseOne(int i, const Context& context, Answer& answer);
  absl::Status BindAndOpenOne(int i, int worker, const Context& context,
                              Answer& answer);
  void MarkExperts(absl::Span<Answer> answers);
  absl::Status Transcribe(absl::Span<Answer> answers);
  absl::Status Finish(int i, Answer& answer) const;
  absl::Status FirstError(absl::Span<const Context> contexts) const;
  absl::Status Explain(const std::string& where,
                       const absl::Status& status) const;

  const Genome& genome_;
  const std::unique_ptr<Assembly> a_;
  Workers workers_;
  Products products_;
  std::optional<Sense> sense_;
  std::optional<Router> router_;
  std::optional<SharedPath> shared_;
  std::vector<Expert> experts_;
  int64_t all_experts_flops_ = 0;
  bool any_reads_reference_states_ = false;
  bool announced_ = false;

  // Of the slice; rows are its contexts.
  std::vector<double> activity_, logit_, element_activity_, score_;
  std::vector<uint32_t> present_;
  std::vector<int> present_count_;
  std::vector<float> x_, gate_, latents_, kappa_, y_, weight_;
  std::vector<absl::Status> status_;  // of a context, then of a domain
  std::vector<int> open_domains_;     // that any context of the slice opened
  std::vector<int> readers_, readers_first_;  // its contexts
  std::vector<ByteRange> ranges_;
  std::vector<std::vector<double>> binding_scratch_;  // [worker]
  std::vector<std::vector<float>> expert_scratch_;    // [worker]
};

absl::Status Cell::Impl::Build() {
  ASSIGN_OR_RETURN(sense_, Sense::Create(a_->sense));
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
                 !a_->router.autonomy.empty();
  for (int d = 0; d < a_->sizes.domains; ++d) {
    ASSIGN_OR_RETURN(Expert expert,
                     Expert::Create(d, a_->experts[d], a_->sizes, products_));
    needs_x |= expert.reads_x();
    all_experts_flops_ += expert.flops();
    any_reads_reference_states_ |= expert.reads_reference_states();
    experts_.push_back(std::move(expert));
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
  const auto routed = router_->tables().routed.size();
  activity_.resize(kSlice * sizes.regulators);
  present_.resize(kSlice * sizes.regulators);
  present_count_.resize(kSlice);
  x_.resize(kSlice * sizes.regulators);
  logit_.resize(kSlice * sizes.elements);
  element_activity_.resize(kSlice * sizes.elements);
  score_.resize(kSlice * routed);
  gate_.resize(a_->router_gate.data == nullptr ? 0 : kSlice * routed);
  latents_.resize(kSlice * sizes.latents);
  kappa_.resize(kSlice * sizes.reference_states);
  y_.resize(kSlice * sizes.genes);
  weight_.resize(kSlice * sizes.domains);
  status_.resize(std::max<int64_t>(kSlice, sizes.domains));
  open_domains_.reserve(sizes.domains);
  readers_.reserve(kSlice * sizes.domains);
  readers_first_.reserve(sizes.domains + 1);
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

absl::Status Cell::Impl::Explain(const std::string& where,
                                 const absl::Status& status) const {
  return absl::Status(
      status.code(),
      absl::StrCat(genome_.path(), ": ", where,
                   WithNames(status.message(), genome_.manifest()),
                   "; check the levels of the context, and the file with "
                   "'regulon inspect --verify'"));
}

absl::Status Cell::Impl::FirstError(absl::Span<const Context> contexts) const {
  for (size_t i = 0; i < contexts.size(); ++i) {
    if (status_[i].ok()) continue;
    return Explain(absl::StrCat("context '", contexts[i].name(), "': "),
                   status_[i]);
  }
  return absl::OkStatus();
}

absl::Status Cell::Impl::SenseOne(int i, const Context& context,
                                  Answer& answer) {
  const int64_t n = a_->sizes.regulators;
  answer.reads.Clear();
  answer.flops = 0;
  const absl::StatusOr<int> count = sense_->Run(
      context.levels(), absl::MakeSpan(activity_).subspan(i * n, n),
      absl::MakeSpan(present_).subspan(i * n, n),
      absl::MakeSpan(x_).subspan(i * n, n), answer.reads, answer.flops);
  if (!count.ok()) return count.status();
  present_count_[i] = *count;
  return absl::OkStatus();
}

absl::Status Cell::Impl::BindAndOpenOne(int i, int worker,
                                        const Context& context,
                                        Answer& answer) {
  const TranscriptionSizes& n = a_->sizes;
  const absl::Span<double> scratch = absl::MakeSpan(binding_scratch_[worker]);
  BindingInput input;
  input.activity =
      absl::MakeSpan(activity_).subspan(i * n.regulators, n.regulators);
  input.present =
      absl::MakeSpan(present_).subspan(i * n.regulators, present_count_[i]);
  input.accessibility = context.accessibility();
  input.memory = context.memory();
  input.gain = context.gain();
  const BindingOutput bound = {
      absl::MakeSpan(logit_).subspan(i * n.elements, n.elements),
      absl::MakeSpan(element_activity_).subspan(i * n.elements, n.elements)};
  for (const auto& kind : a_->kinds) {
    RETURN_IF_ERROR(
        kind->Evaluate(input, scratch, bound, answer.reads, answer.flops));
  }
  const size_t routed = router_->tables().routed.size();
  RouterInput router_input;
  router_input.logit = bound.logit;
  router_input.activity = bound.activity;
  router_input.x = absl::MakeSpan(x_).subspan(i * n.regulators, n.regulators);
  if (!gate_.empty()) {
    router_input.gate = absl::MakeSpan(gate_).subspan(i * routed, routed);
  }
  const RouterOutput opened = {
      absl::MakeSpan(score_).subspan(i * routed, routed),
      absl::MakeSpan(answer.open), absl::MakeSpan(answer.weight)};
  return router_->Run(router_input, scratch, opened, answer.reads,
                      answer.flops);
}

// Marks what the open domains are about to read, lists them with their readers,
// and announces their pages.
void Cell::Impl::MarkExperts(absl::Span<Answer> answers) {
  const TranscriptionSizes& n = a_->sizes;
  open_domains_.clear();
  readers_.clear();
  readers_first_.assign(1, 0);
  ranges_.clear();
  for (size_t i = 0; i < answers.size(); ++i) {
    Answer& answer = answers[i];
    shared_->Mark(answer.reads);
    answer.flops += shared_->flops();
    answer.flops_everything_open =
        answer.flops + all_experts_flops_ +
        (any_reads_reference_states_ ? shared_->kappa_flops() : 0);
    std::copy(answer.weight.begin(), answer.weight.end(),
              weight_.begin() + i * n.domains);
  }
  for (int d = 0; d < n.domains; ++d) {
    for (size_t i = 0; i < answers.size(); ++i) {
      if (!answers[i].open[d]) continue;
      readers_.push_back(static_cast<int>(i));
      answers[i].flops += experts_[d].flops();
      for (const Units units : experts_[d].tables().units) {
        answers[i].reads.Mark(units);
      }
    }
    if (static_cast<int>(readers_.size()) == readers_first_.back()) continue;
    open_domains_.push_back(d);
    readers_first_.push_back(static_cast<int>(readers_.size()));
    ranges_.insert(ranges_.end(), a_->pages[d].begin(), a_->pages[d].end());
  }
  genome_.Announce(ranges_);
}

absl::Status Cell::Impl::Transcribe(absl::Span<Answer> answers) {
  const TranscriptionSizes& n = a_->sizes;
  const int rows = static_cast<int>(answers.size());
  {
    const OneThread one_thread;
    RETURN_IF_ERROR(
        shared_->Run(rows, x_.data(), products_, latents_.data(), y_.data()));
  }
  if (any_reads_reference_states_) {
    workers_.Run(rows, [&](int i, int) {
      bool attends = false;
      for (int d = 0; d < n.domains && !attends; ++d) {
        attends = answers[i].open[d] && experts_[d].reads_reference_states();
      }
      if (!attends) return;
      shared_->Attend(&x_[i * n.regulators], &kappa_[i * n.reference_states],
                      answers[i].reads);
      answers[i].flops += shared_->kappa_flops();
    });
  }
  const ExpertInput input = {x_.data(),      latents_.data(),
                             kappa_.data(),  element_activity_.data(),
                             weight_.data(), y_.data()};
  const int domains = static_cast<int>(open_domains_.size());
  workers_.Run(domains, [&](int task, int worker) {
    const int begin = readers_first_[task], end = readers_first_[task + 1];
    status_[task] = experts_[open_domains_[task]].Add(
        absl::MakeSpan(readers_).subspan(begin, end - begin), input, worker,
        products_, absl::MakeSpan(expert_scratch_[worker]));
  });
  for (int task = 0; task < domains; ++task) {
    if (!status_[task].ok()) return Explain("", status_[task]);
  }
  return absl::OkStatus();
}

absl::Status Cell::Impl::Finish(int i, Answer& answer) const {
  const int64_t genes = a_->sizes.genes;
  for (int64_t g = 0; g < genes; ++g) {
    const float y = ApplyLink(a_->link, y_[i * genes + g]);
    answer.expression[g] = y;
    // Before the link as well, which may bound what is infinite.
    if (!std::isfinite(y_[i * genes + g]) || !std::isfinite(y)) {
      return absl::OutOfRangeError(
          absl::StrCat("gene '", genome_.manifest().genes(g).id(),
                       "' came out as ", y_[i * genes + g]));
    }
  }
  answer.flops += genes;
  answer.flops_everything_open += genes;
  return absl::OkStatus();
}

absl::Status Cell::Impl::RunSlice(absl::Span<const Context> contexts,
                                  absl::Span<Answer> answers) {
  const int rows = static_cast<int>(contexts.size());
  workers_.Run(rows, [&](int i, int) {
    status_[i] = SenseOne(i, contexts[i], answers[i]);
  });
  RETURN_IF_ERROR(FirstError(contexts));
  if (!gate_.empty()) {
    const OneThread one_thread;
    RETURN_IF_ERROR(products_.Run(0, rows, x_.data(), a_->router_gate,
                                  Epilogue::kStore, gate_.data()));
  }
  workers_.Run(rows, [&](int i, int worker) {
    status_[i] = BindAndOpenOne(i, worker, contexts[i], answers[i]);
  });
  RETURN_IF_ERROR(FirstError(contexts));
  MarkExperts(answers);
  RETURN_IF_ERROR(Transcribe(answers));
  workers_.Run(rows, [&](int i, int) { status_[i] = Finish(i, answers[i]); });
  return FirstError(contexts);
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
  for (size_t at = 0; at < contexts.size(); at += kSlice) {
    RETURN_IF_ERROR(
        RunSlice(contexts.subspan(at, kSlice), answers.subspan(at, kSlice)));
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
