#include "engine/query/count_openings.h"

#include <vector>

#include "engine/status.h"

namespace regulon {
namespace {

// Of the contexts that are read together: a row of domains each.
class Opened {
 public:
  explicit Opened(const Cell& cell)
      : domains_(cell.genome().manifest().domains_size()) {}

  absl::StatusOr<ExpressOptions> Watching(const ExpressOptions& options) {
    if (options.runs != 1) {
      return absl::InvalidArgumentError(
          "openings are counted in single runs; leave runs out");
    }
    ExpressOptions watching = options;
    watching.on_reading = [this, on_reading = options.on_reading](
                              int step, int64_t first,
                              absl::Span<const Answer> answers) {
      for (size_t i = 0; i < answers.size(); ++i) {
        Join(first + static_cast<int64_t>(i), answers[i]);
      }
      if (on_reading) on_reading(step, first, answers);
    };
    return watching;
  }

  // [domains] of a context. Those that are read together are taken, in their
  // order, before others are read.
  absl::Span<const uint8_t> Take(int64_t index) {
    taken_ = index + 1;
    return absl::MakeConstSpan(open_).subspan((index - begin_) * domains_,
                                              domains_);
  }

 private:
  void Join(int64_t index, const Answer& answer) {
    if (taken_ > begin_) {
      begin_ = taken_;
      open_.clear();
    }
    const size_t row = (index - begin_) * domains_;
    if (open_.size() < row + domains_) open_.resize(row + domains_);
    for (size_t d = 0; d < answer.open.size(); ++d) {
      open_[row + d] |= static_cast<uint8_t>(answer.Selects(d));
    }
  }

  const int64_t domains_;
  int64_t begin_ = 0, taken_ = 0;  // contexts
  std::vector<uint8_t> open_;      // from begin_ on
};

}  // namespace

absl::Status CountOpenings(Cell& cell, absl::Span<const Context> contexts,
                           const ExpressOptions& options, OnOpened on_opened) {
  Opened opened(cell);
  ASSIGN_OR_RETURN(const ExpressOptions watching, opened.Watching(options));
  return Express(cell, contexts, watching,
                 [&](int64_t index, const Expressed&) {
                   return on_opened(index, contexts[index], opened.Take(index));
                 });
}

absl::Status CountOpenings(
    Cell& cell,
    absl::FunctionRef<absl::StatusOr<int>(absl::Span<Context>)> next,
    const ExpressOptions& options, OnOpened on_opened) {
  Opened opened(cell);
  ASSIGN_OR_RETURN(const ExpressOptions watching, opened.Watching(options));
  return ExpressStream(
      cell, next, watching,
      [&](int64_t index, const Context& context, const Expressed&) {
        return on_opened(index, context, opened.Take(index));
      });
}

}  // namespace regulon
