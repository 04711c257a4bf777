#include "engine/query/express.h"

#include <algorithm>
#include <map>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/development/feedback.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kBatch = 256;  // runs that are in memory together

using Deliver = absl::FunctionRef<absl::Status(size_t i, const Expressed&)>;

// One run of one context, on its way.
struct Run {
  size_t context;
  std::mt19937_64 random;
  bool fixed = false;
  std::vector<uint8_t> missing;  // from readings so far
};

// What is missing in a reading is in its run, and in its context's runs.
void Join(const std::vector<uint8_t>& from, std::vector<uint8_t>& into) {
  into.resize(from.size());
  for (size_t d = 0; d < from.size(); ++d) into[d] |= from[d];
}

bool Any(const std::vector<uint8_t>& marks) {
  return std::count(marks.begin(), marks.end(), 1) > 0;
}

// Over the runs of one context.
struct Sums {
  std::vector<double> expression, open;
  bool out_of_repertoire = false;
  std::vector<uint8_t> missing;
  std::map<std::vector<int>, EndState> ends;  // by the genes that are on
};

class Stepper {
 public:
  Stepper(Cell& cell, const Feedback& feedback, const ExpressOptions& options)
      : cell_(cell), feedback_(feedback), options_(options) {}

  bool steps_with_feedback() const {
    return options_.steps > 1 || options_.update == Update::kAsync;
  }

  // Contexts that go together: those whose runs fit a batch.
  int64_t group() const { return std::max(1, kBatch / options_.runs); }

  // A group; contexts[0] is number `first` of all. `on_runs` is told how many
  // runs of them are done.
  absl::Status ExpressGroup(absl::Span<const Context> contexts, int64_t first,
                            Deliver deliver,
                            absl::FunctionRef<void(int64_t)> on_runs) {
    first_ = first;
    const int64_t all = static_cast<int64_t>(contexts.size()) * options_.runs;
    std::vector<Sums> totals;
    if (options_.runs > 1) totals.resize(contexts.size(), Zero());
    for (int64_t at = 0; at < all; at += kBatch) {
      const auto count = static_cast<int>(std::min<int64_t>(kBatch, all - at));
      Start(contexts, at, count);
      RETURN_IF_ERROR(Go());
      on_runs(at + count);
      if (options_.runs > 1) {
        Collect(absl::MakeSpan(totals));
      } else {
        RETURN_IF_ERROR(HandOn(deliver));
      }
    }
    for (size_t i = 0; i < totals.size(); ++i) {
      RETURN_IF_ERROR(deliver(i, Mean(std::move(totals[i]))));
    }
    return absl::OkStatus();
  }

 private:
  using Ends = std::map<std::vector<int>, EndState>;

  // The runs `at` .. `at` + `count` - 1 of all runs of the contexts.
  void Start(absl::Span<const Context> contexts, int64_t at, int count) {
    while (static_cast<int>(answers_.size()) < count) {
      answers_.push_back(cell_.NewAnswer());
    }
    if (!steps_with_feedback()) {
      read_ = contexts;
      return;
    }
    runs_.clear();
    contexts_.resize(count, contexts[0]);
    for (int i = 0; i < count; ++i) {
      const auto context = static_cast<size_t>((at + i) / options_.runs);
      runs_.push_back(
          {context, RandomOf(context, (at + i) % options_.runs), false, {}});
      contexts_[i] = contexts[context];
      feedback_.Start(contexts_[i]);
    }
    read_ = contexts_;
  }

  std::mt19937_64 RandomOf(size_t context, int64_t run) const {
    if (options_.update == Update::kSync) return std::mt19937_64();
    std::seed_seq seeds{static_cast<uint32_t>(options_.seed),
                        static_cast<uint32_t>(options_.seed >> 32),
                        static_cast<uint32_t>(first_ + context),
                        static_cast<uint32_t>(run)};
    return std::mt19937_64(seeds);
  }

  absl::Status Go() {
    if (options_.update == Update::kSync) {
      for (int step = 1; step <= options_.steps; ++step) {
        RETURN_IF_ERROR(Read(step));
        if (step == options_.steps) break;
        for (size_t i = 0; i < runs_.size(); ++i) {
          feedback_.Feed(answers_[i].expression, contexts_[i]);
        }
      }
      return absl::OkStatus();
    }
    bool moving = true;
    for (int step = 1; step <= options_.steps && moving; ++step) {
      RETURN_IF_ERROR(Read(step));
      moving = false;
      for (size_t i = 0; i < runs_.size(); ++i) {
        if (runs_[i].fixed) continue;
        runs_[i].fixed = !feedback_.FeedOne(answers_[i].expression,
                                            runs_[i].random, contexts_[i]);
        moving |= !runs_[i].fixed;
      }
    }
    if (moving) RETURN_IF_ERROR(Read(options_.steps + 1));
    return absl::OkStatus();
  }

  absl::Status Read(int step) {
    const absl::Span<Answer> answers =
        absl::MakeSpan(answers_).subspan(0, read_.size());
    RETURN_IF_ERROR(cell_.Express(read_, answers));
    for (size_t i = 0; i < runs_.size(); ++i) {
      if (!runs_[i].fixed) Join(answers[i].missing, runs_[i].missing);
    }
    if (!options_.on_reading || options_.runs != 1) return absl::OkStatus();
    const auto ended = [this](size_t i) {
      return !runs_.empty() && runs_[i].fixed;
    };
    // Runs that have ended are read on only for company.
    for (size_t begin = 0, end; begin < answers.size(); begin = end + 1) {
      for (end = begin; end < answers.size() && !ended(end);) ++end;
      if (end == begin) continue;
      options_.on_reading(step, first_ + static_cast<int64_t>(begin),
                          answers.subspan(begin, end - begin));
    }
    return absl::OkStatus();
  }

  // Makes of a run's last answer what it expresses, and counts where it ended.
  void Close(size_t i, Ends& ends) {
    std::vector<float>& expression = answers_[i].expression;
    const Context& context = read_[i];
    const bool counts =
        options_.update == Update::kAsync && feedback_.all_boolean();
    const bool fixed = counts && feedback_.Settled(expression, context);
    if (options_.update == Update::kAsync) {
      feedback_.ReadProducts(context, absl::MakeSpan(expression));
    }
    if (context.holds_any()) {
      for (const Feedback::Loop& loop : feedback_.loops()) {
        if (context.held(loop.regulator)) {
          expression[loop.gene] =
              static_cast<float>(context.levels()[loop.regulator]);
        }
      }
    }
    if (!counts) return;
    std::vector<int> on;
    for (const Feedback::Loop& loop : feedback_.loops()) {
      if (expression[loop.gene] > 0) on.push_back(loop.gene);
    }
    EndState& end = ends[on];
    end.genes_on = std::move(on);
    ++end.runs;
    end.fixed = fixed;
  }

  const std::vector<uint8_t>& MissingOf(size_t i) const {
    return runs_.empty() ? answers_[i].missing : runs_[i].missing;
  }

  // Of contexts of one run each. The answer is lent and not copied.
  absl::Status HandOn(Deliver deliver) {
    for (size_t i = 0; i < read_.size(); ++i) {
      Ends ends;
      Close(i, ends);
      Answer& answer = answers_[i];
      lent_.open.assign(answer.open.begin(), answer.open.end());
      lent_.missing = MissingOf(i);
      lent_.out_of_repertoire = answer.out_of_repertoire || Any(lent_.missing);
      lent_.ends = MostFirst(std::move(ends));
      lent_.expression.swap(answer.expression);
      const absl::Status status = deliver(i, lent_);
      lent_.expression.swap(answer.expression);
      RETURN_IF_ERROR(status);
    }
    return absl::OkStatus();
  }

  Sums Zero() const {
    Sums zero;
    zero.expression.resize(cell_.genome().manifest().genes_size());
    zero.open.resize(cell_.genome().manifest().domains_size());
    return zero;
  }

  // Adds what the runs ended with to their contexts' sums.
  void Collect(absl::Span<Sums> totals) {
    for (size_t i = 0; i < runs_.size(); ++i) {
      Sums& sums = totals[runs_[i].context];
      Close(i, sums.ends);
      const Answer& answer = answers_[i];
      sums.out_of_repertoire |= answer.out_of_repertoire;
      Join(MissingOf(i), sums.missing);
      for (size_t g = 0; g < sums.expression.size(); ++g) {
        sums.expression[g] += answer.expression[g];
      }
      for (size_t d = 0; d < sums.open.size(); ++d) {
        sums.open[d] += answer.open[d];
      }
    }
  }

  static std::vector<EndState> MostFirst(Ends&& by_genes) {
    std::vector<EndState> ends;
    for (auto& [on, end] : by_genes) ends.push_back(std::move(end));
    std::stable_sort(
        ends.begin(), ends.end(),
        [](const EndState& a, const EndState& b) { return a.runs > b.runs; });
    return ends;
  }

  Expressed Mean(Sums&& sums) const {
    Expressed result;
    for (const double sum : sums.expression) {
      result.expression.push_back(static_cast<float>(sum / options_.runs));
    }
    for (const double sum : sums.open) {
      result.open.push_back(static_cast<float>(sum / options_.runs));
    }
    result.missing = std::move(sums.missing);
    result.out_of_repertoire = sums.out_of_repertoire || Any(result.missing);
    result.ends = MostFirst(std::move(sums.ends));
    return result;
  }

  Cell& cell_;
  const Feedback& feedback_;
  const ExpressOptions& options_;
  int64_t first_ = 0;
  absl::Span<const Context> read_;  // the caller's or contexts_
  std::vector<Run> runs_;           // with feedback, as contexts_
  std::vector<Context> contexts_;
  std::vector<Answer> answers_;
  Expressed lent_;
};

absl::Status Check(const ExpressOptions& options, const Stepper& stepper,
                   const Feedback& feedback) {
  if (options.steps < 1 || options.runs < 1) {
    return absl::InvalidArgumentError("steps and runs are counted from 1");
  }
  if (options.runs > 1 && options.update == Update::kSync) {
    return absl::InvalidArgumentError(
        "synchronous updating leaves nothing to chance, so one run says all; "
        "runs go with asynchronous updating");
  }
  return stepper.steps_with_feedback() ? feedback.CanStep() : absl::OkStatus();
}

}  // namespace

absl::Status Express(
    Cell& cell, absl::Span<const Context> contexts,
    const ExpressOptions& options,
    absl::FunctionRef<absl::Status(int64_t, const Expressed&)> deliver) {
  const Feedback feedback(cell.genome());
  Stepper stepper(cell, feedback, options);
  RETURN_IF_ERROR(Check(options, stepper, feedback));
  const auto all = static_cast<int64_t>(contexts.size());
  for (int64_t at = 0; at < all; at += stepper.group()) {
    RETURN_IF_ERROR(stepper.ExpressGroup(
        contexts.subspan(at, stepper.group()), at,
        [&](size_t i, const Expressed& result) {
          return deliver(at + static_cast<int64_t>(i), result);
        },
        [&](int64_t runs) {
          if (!options.on_progress) return;
          options.on_progress(static_cast<double>(at * options.runs + runs) /
                              static_cast<double>(all * options.runs));
        }));
  }
  return absl::OkStatus();
}

absl::Status ExpressStream(
    Cell& cell,
    absl::FunctionRef<absl::StatusOr<int>(absl::Span<Context>)> next,
    const ExpressOptions& options,
    absl::FunctionRef<absl::Status(int64_t, const Context&, const Expressed&)>
        deliver) {
  const Feedback feedback(cell.genome());
  Stepper stepper(cell, feedback, options);
  RETURN_IF_ERROR(Check(options, stepper, feedback));
  std::vector<Context> batch(stepper.group(), Context(cell.genome(), ""));
  for (int64_t at = 0;;) {
    ASSIGN_OR_RETURN(const int count, next(absl::MakeSpan(batch)));
    if (count == 0) return absl::OkStatus();
    RETURN_IF_ERROR(stepper.ExpressGroup(
        absl::MakeConstSpan(batch).subspan(0, count), at,
        [&](size_t i, const Expressed& result) {
          return deliver(at + static_cast<int64_t>(i), batch[i], result);
        },
        [](int64_t) {}));
    at += count;
  }
}

absl::StatusOr<std::vector<Expressed>> Express(
    Cell& cell, absl::Span<const Context> contexts,
    const ExpressOptions& options) {
  std::vector<Expressed> results;
  RETURN_IF_ERROR(Express(cell, contexts, options,
                          [&results](int64_t, const Expressed& result) {
                            results.push_back(result);
                            return absl::OkStatus();
                          }));
  return results;
}

}  // namespace regulon
