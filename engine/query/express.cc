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

// One run of one context, on its way.
struct Run {
  int context;
  std::mt19937_64 random;
  bool fixed = false;
};

// Over the runs of one context.
struct Sums {
  std::vector<double> expression, open;
  bool out_of_repertoire = false;
  std::map<std::vector<int>, EndState> ends;  // by the genes that are on
};

class Stepper {
 public:
  Stepper(Cell& cell, const Feedback& feedback, const ExpressOptions& options)
      : cell_(cell), feedback_(feedback), options_(options) {}

  // The runs `first` .. `first` + `count` - 1 of all runs of all contexts.
  void Start(absl::Span<const Context> contexts, int64_t first, int count) {
    runs_.clear();
    contexts_.clear();
    for (int64_t run = first; run < first + count; ++run) {
      const auto context = static_cast<int>(run / options_.runs);
      std::seed_seq seeds{static_cast<uint32_t>(options_.seed),
                          static_cast<uint32_t>(options_.seed >> 32),
                          static_cast<uint32_t>(context),
                          static_cast<uint32_t>(run % options_.runs)};
      runs_.push_back({context, std::mt19937_64(seeds)});
      contexts_.push_back(contexts[context]);
      if (steps_with_feedback()) feedback_.Start(contexts_.back());
    }
    while (static_cast<int>(answers_.size()) < count) {
      answers_.push_back(cell_.NewAnswer());
    }
    first_ = static_cast<int>(first);
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

  // Adds what the runs ended with to their contexts' sums; totals[0] is that of
  // context `first_context`.
  void Collect(int first_context, absl::Span<Sums> totals) {
    for (size_t i = 0; i < runs_.size(); ++i) {
      Answer& answer = answers_[i];
      const Context& context = contexts_[i];
      const bool fixed = feedback_.Settled(answer.expression, context);
      if (options_.update == Update::kAsync) {
        feedback_.ReadProducts(context, absl::MakeSpan(answer.expression));
      }
      std::vector<int> on;
      for (const Feedback::Loop& loop : feedback_.loops()) {
        float& product = answer.expression[loop.gene];
        if (context.held(loop.regulator)) {
          product = static_cast<float>(context.levels()[loop.regulator]);
        }
        if (product > 0) on.push_back(loop.gene);
      }
      Sums& sums = totals[runs_[i].context - first_context];
      sums.out_of_repertoire |= answer.out_of_repertoire;
      for (size_t g = 0; g < sums.expression.size(); ++g) {
        sums.expression[g] += answer.expression[g];
      }
      for (size_t d = 0; d < sums.open.size(); ++d) {
        sums.open[d] += answer.open[d];
      }
      if (options_.update == Update::kAsync && feedback_.all_boolean()) {
        EndState& end = sums.ends[on];
        end.genes_on = on;
        ++end.runs;
        end.fixed = fixed;
      }
    }
  }

  bool steps_with_feedback() const {
    return options_.steps > 1 || options_.update == Update::kAsync;
  }

 private:
  absl::Status Read(int step) {
    const absl::Span<Answer> answers =
        absl::MakeSpan(answers_).subspan(0, runs_.size());
    RETURN_IF_ERROR(cell_.Express(contexts_, answers));
    if (!options_.on_reading || options_.runs != 1) return absl::OkStatus();
    // Runs that have ended are read on only for company.
    for (size_t begin = 0, end; begin < runs_.size(); begin = end + 1) {
      for (end = begin; end < runs_.size() && !runs_[end].fixed;) ++end;
      if (end == begin) continue;
      options_.on_reading(step, first_ + static_cast<int>(begin),
                          answers.subspan(begin, end - begin));
    }
    return absl::OkStatus();
  }

  Cell& cell_;
  const Feedback& feedback_;
  const ExpressOptions& options_;
  int first_ = 0;
  std::vector<Run> runs_;
  std::vector<Context> contexts_;
  std::vector<Answer> answers_;
};

Expressed Mean(Sums&& sums, int runs) {
  Expressed result;
  for (const double sum : sums.expression) {
    result.expression.push_back(static_cast<float>(sum / runs));
  }
  for (const double sum : sums.open) {
    result.open.push_back(static_cast<float>(sum / runs));
  }
  result.out_of_repertoire = sums.out_of_repertoire;
  for (auto& [on, end] : sums.ends) result.ends.push_back(std::move(end));
  std::stable_sort(
      result.ends.begin(), result.ends.end(),
      [](const EndState& a, const EndState& b) { return a.runs > b.runs; });
  return result;
}

}  // namespace

absl::Status Express(
    Cell& cell, absl::Span<const Context> contexts,
    const ExpressOptions& options,
    absl::FunctionRef<absl::Status(int, const Expressed&)> deliver) {
  if (options.steps < 1 || options.runs < 1) {
    return absl::InvalidArgumentError("steps and runs are counted from 1");
  }
  if (options.runs > 1 && options.update == Update::kSync) {
    return absl::InvalidArgumentError(
        "synchronous updating leaves nothing to chance, so one run says all; "
        "runs go with asynchronous updating");
  }
  const Feedback feedback(cell.genome());
  Stepper stepper(cell, feedback, options);
  if (stepper.steps_with_feedback()) RETURN_IF_ERROR(feedback.CanStep());
  Sums zero;
  zero.expression.resize(cell.genome().manifest().genes_size());
  zero.open.resize(cell.genome().manifest().domains_size());
  const int64_t runs = options.runs;
  const int64_t all = static_cast<int64_t>(contexts.size()) * runs;
  // Contexts whose runs fit a batch go together; one with more takes several.
  const int64_t group = std::max<int64_t>(1, kBatch / runs);
  for (int64_t at = 0; at * runs < all; at += group) {
    const int64_t end = std::min(all, (at + group) * runs);
    std::vector<Sums> totals((end - at * runs) / runs, zero);
    for (int64_t first = at * runs; first < end; first += kBatch) {
      const auto count =
          static_cast<int>(std::min<int64_t>(kBatch, end - first));
      stepper.Start(contexts, first, count);
      RETURN_IF_ERROR(stepper.Go());
      stepper.Collect(static_cast<int>(at), absl::MakeSpan(totals));
      if (options.on_progress) {
        options.on_progress(static_cast<double>(first + count) / all);
      }
    }
    for (size_t i = 0; i < totals.size(); ++i) {
      RETURN_IF_ERROR(deliver(static_cast<int>(at + i),
                              Mean(std::move(totals[i]), options.runs)));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Expressed>> Express(
    Cell& cell, absl::Span<const Context> contexts,
    const ExpressOptions& options) {
  std::vector<Expressed> results;
  RETURN_IF_ERROR(Express(cell, contexts, options,
                          [&results](int, const Expressed& result) {
                            results.push_back(result);
                            return absl::OkStatus();
                          }));
  return results;
}

}  // namespace regulon
