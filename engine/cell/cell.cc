#include "engine/cell/cell.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cell/assemble.h"
#include "engine/cell/edited_reading.h"
#include "engine/cell/reading.h"
#include "engine/cell/slice.h"
#include "engine/cell/stage_error.h"
#include "engine/cell/stages.h"
#include "engine/status.h"

namespace regulon {

class Cell::Impl {
 public:
  Impl(const Genome& genome, const CellOptions& options,
       std::unique_ptr<Assembly> assembly)
      : stages_(genome, options, std::move(assembly)), reading_(stages_) {}

  absl::Status Build() {
    RETURN_IF_ERROR(stages_.Build());
    slice_ = stages_.NewSlice(false);
    return absl::OkStatus();
  }

  absl::Status Express(absl::Span<const Context> contexts,
                       absl::Span<Answer> answers);
  absl::Status ExpressEdits(absl::Span<const Context> contexts, int64_t edits,
                            EditedReading::Apply apply,
                            EditedReading::Deliver deliver);
  Stages& stages() { return stages_; }

 private:
  absl::Status Check(absl::Span<const Context> contexts) const;

  Stages stages_;
  FullReading reading_;
  Slice slice_;
  std::optional<EditedReading> edited_;  // once it is asked for
};

absl::Status Cell::Impl::Check(absl::Span<const Context> contexts) const {
  for (const Context& context : contexts) {
    if (context.levels().size() !=
        static_cast<size_t>(stages_.sizes().regulators)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "context '", context.name(), "' was made for another genome than ",
          stages_.genome().path()));
    }
  }
  return absl::OkStatus();
}

absl::Status Cell::Impl::Express(absl::Span<const Context> contexts,
                                 absl::Span<Answer> answers) {
  RETURN_IF_ERROR(Check(contexts));
  if (answers.size() != contexts.size()) {
    return absl::InvalidArgumentError("there must be one answer per context");
  }
  stages_.AnnounceAlways();
  for (size_t at = 0; at < contexts.size(); at += Slice::kMost) {
    RETURN_IF_ERROR(reading_.Run(contexts.subspan(at, Slice::kMost),
                                 answers.subspan(at, Slice::kMost), slice_));
  }
  return absl::OkStatus();
}

absl::Status Cell::Impl::ExpressEdits(absl::Span<const Context> contexts,
                                      int64_t edits, EditedReading::Apply apply,
                                      EditedReading::Deliver deliver) {
  RETURN_IF_ERROR(Check(contexts));
  stages_.AnnounceAlways();
  if (!edited_.has_value()) edited_.emplace(stages_);
  for (size_t at = 0; at < contexts.size(); at += Slice::kMost) {
    RETURN_IF_ERROR(edited_->Run(contexts.subspan(at, Slice::kMost),
                                 static_cast<int64_t>(at), edits, apply,
                                 deliver));
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
      RETURN_IF_ERROR(impl->stages().LimitMemory(options.memory_limit));
      return std::unique_ptr<Cell>(new Cell(std::move(impl)));
    }
  }
  return absl::Status(
      status.code(),
      absl::StrCat(genome.path(), ": ",
                   WithNames(status.message(), genome.manifest()),
                   "; restore the file or compile it again"));
}

const Genome& Cell::genome() const { return impl_->stages().genome(); }
const Inventory& Cell::inventory() const { return impl_->stages().inventory(); }
const DecoderTables& Cell::decoder() const { return impl_->stages().decoder(); }
Cooperate Cell::cooperate() const { return impl_->stages().cooperate(); }
Answer Cell::NewAnswer() const { return impl_->stages().NewAnswer(); }

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

absl::Status Cell::ExpressEdits(
    absl::Span<const Context> contexts, int64_t edits,
    absl::FunctionRef<absl::Status(int64_t edit, Context& context)> apply,
    absl::FunctionRef<absl::Status(const Edited& edited)> deliver) {
  return impl_->ExpressEdits(contexts, edits, apply, deliver);
}

}  // namespace regulon
