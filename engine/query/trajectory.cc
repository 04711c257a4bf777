#include "engine/query/trajectory.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

const Schedule& NoSignals() {
  static const auto* const none = new Schedule;
  return *none;
}

Outcome OutcomeOf(const Answer& answer) {
  return {answer.expression, answer.trace.logit, answer.trace.element,
          answer.trace.score, answer.trace.gain};
}

// Finds when states repeat (Brent 1980): each is held against the one before
// it, and against one that is moved on at every power of two.
class Repeats {
 public:
  Repeats(const TrajectoryOptions& options, int64_t from)
      : tolerance_(options.tolerance), from_(from) {}

  // A state and what the reading before it answered; none before the first.
  void Add(const CellState& state, const Answer* answer, Course& course) {
    if (state.step < from_) return;
    if (state.step == from_ || answer == nullptr) {
      before_ = state;
      Move(state);
      return;
    }
    if (course.period == 0) Look(state, *answer, course);
    before_ = state;
  }

 private:
  void Look(const CellState& state, const Answer& answer, Course& course) {
    expression_.resize(answer.expression.size());
    open_.resize(answer.open.size());
    for (size_t g = 0; g < expression_.size(); ++g) {
      expression_[g] += answer.expression[g];
    }
    for (size_t d = 0; d < open_.size(); ++d) open_[d] += answer.open[d];
    const int64_t since = state.step - anchor_.step;
    if (IsSame(state, before_, tolerance_)) {
      Found(state, 1, {answer.expression.begin(), answer.expression.end()},
            {answer.open.begin(), answer.open.end()}, course);
    } else if (IsSame(state, anchor_, tolerance_)) {
      for (double& sum : expression_) sum /= static_cast<double>(since);
      for (double& sum : open_) sum /= static_cast<double>(since);
      Found(state, since, std::move(expression_), std::move(open_), course);
    } else if (since == power_) {
      power_ *= 2;
      Move(state);
    }
  }

  static void Found(const CellState& state, int64_t period,
                    std::vector<double> expression, std::vector<double> open,
                    Course& course) {
    course.period = period;
    course.stable_step = state.step - period + 1;
    course.expression = std::move(expression);
    course.open = std::move(open);
  }

  void Move(const CellState& state) {
    anchor_ = state;
    expression_.clear();
    open_.clear();
  }

  const double tolerance_;
  const int64_t from_;  // the step after which no signal changes
  CellState before_, anchor_;
  int64_t power_ = 1;
  std::vector<double> expression_, open_;  // sums since the anchor
};

// Which side of its fold each memory is on.
class Sides {
 public:
  explicit Sides(const Development& development) : development_(development) {
    for (const MemoryLaw& law : development.laws()) {
      folds_.push_back(law.rate > 0 ? FoldOf(law) : std::nullopt);
    }
  }

  void Start(const CellState& state) {
    for (size_t d = 0; d < folds_.size(); ++d) {
      high_.push_back(state.memory[d] > 0.5f);
    }
    was_high_ = high_;
    step_.assign(folds_.size(), 0);
  }

  void Add(const CellState& state) {
    for (size_t d = 0; d < folds_.size(); ++d) {
      if (!folds_[d].has_value()) continue;
      const bool high = high_[d] ? state.memory[d] > folds_[d]->low_memory
                                 : state.memory[d] >= folds_[d]->high_memory;
      if (high == high_[d]) continue;
      high_[d] = high;
      step_[d] = state.step;
    }
  }

  std::vector<Commitment> Commitments(const CellState& state,
                                      absl::Span<const double> drive) const {
    std::vector<Commitment> found;
    for (size_t d = 0; d < folds_.size(); ++d) {
      if (!folds_[d].has_value() || (!high_[d] && !was_high_[d])) continue;
      found.push_back({static_cast<int>(d), step_[d], high_[d], state.memory[d],
                       DistanceToFold(*folds_[d], development_.laws()[d],
                                      high_[d], drive[d])});
    }
    std::stable_sort(
        found.begin(), found.end(),
        [](const auto& a, const auto& b) { return a.step < b.step; });
    return found;
  }

 private:
  const Development& development_;
  std::vector<std::optional<Fold>> folds_;
  std::vector<bool> high_, was_high_;
  std::vector<int64_t> step_;  // of the last change of side
};

class LaneRun {
 public:
  LaneRun(const Lane& lane, const Development& development,
          const Wiring& wiring, const TrajectoryOptions& options)
      : lane_(lane),
        development_(development),
        wiring_(wiring),
        schedule_(lane.schedule == nullptr ? NoSignals() : *lane.schedule),
        repeats_(options, schedule_.last_change() - 1),
        sides_(development) {
    course_.state =
        lane.state == nullptr ? development.Start(*lane.start) : *lane.state;
    sides_.Start(course_.state);
    repeats_.Add(course_.state, nullptr, course_);
    drive_.assign(development.laws().size(), kNone);
  }

  bool stable() const { return course_.period > 0; }

  void Present(Context& reading) const {
    development_.Present(*lane_.start, schedule_, course_.state, reading);
  }

  // Puts held genes right in the answer.
  Reading Take(int lane, const Context& context, Answer& answer) {
    const Outcome outcome = OutcomeOf(answer);
    for (size_t d = 0; d < drive_.size(); ++d) {
      if (std::isnan(answer.trace.score[d])) continue;
      drive_[d] = development_.Drive(static_cast<int>(d), context, outcome);
    }
    development_.Advance(context, outcome, course_.state);
    for (const Feedback::Loop& loop : development_.feedback().loops()) {
      if (!context.held(loop.regulator)) continue;
      answer.expression[loop.gene] =
          static_cast<float>(context.levels()[loop.regulator]);
    }
    UsedNetwork network =
        wiring_.Used(answer.trace.activity, answer.trace.element, answer.open);
    const double jaccard =
        has_network_ ? wiring_.Jaccard(course_.network, network) : kNone;
    course_.network = std::move(network);
    has_network_ = true;
    course_.out_of_repertoire |= answer.out_of_repertoire;
    course_.missing.resize(answer.missing.size());
    for (size_t d = 0; d < answer.missing.size(); ++d) {
      course_.missing[d] |= answer.missing[d];
    }
    sides_.Add(course_.state);
    repeats_.Add(course_.state, &answer, course_);
    return {lane,    course_.state.step,
            context, answer,
            drive_,  wiring_.Edges(course_.network),
            jaccard};
  }

  // `last`: what the last reading answered.
  Course Finish(const Answer& last) {
    if (!stable()) {
      course_.expression.assign(last.expression.begin(), last.expression.end());
      course_.open.assign(last.open.begin(), last.open.end());
    }
    course_.commitments = sides_.Commitments(course_.state, drive_);
    return std::move(course_);
  }

 private:
  const Lane lane_;
  const Development& development_;
  const Wiring& wiring_;
  const Schedule& schedule_;
  Course course_;
  Repeats repeats_;
  Sides sides_;
  std::vector<double> drive_;  // [domains]
  bool has_network_ = false;
};

}  // namespace

absl::StatusOr<std::vector<Course>> Trajectory(
    Cell& cell, absl::Span<const Lane> lanes,
    const TrajectoryOptions& options) {
  if (options.steps < 1) {
    return absl::InvalidArgumentError("steps are counted from 1");
  }
  ASSIGN_OR_RETURN(const Development development,
                   Development::Create(cell.genome()));
  ASSIGN_OR_RETURN(const Wiring wiring, Wiring::Create(cell.genome()));
  std::vector<LaneRun> runs;
  std::vector<int> going;
  for (const Lane& lane : lanes) {
    going.push_back(static_cast<int>(runs.size()));
    runs.emplace_back(lane, development, wiring, options);
  }
  std::vector<Context> contexts;
  for (const Lane& lane : lanes) contexts.push_back(*lane.start);
  std::vector<Answer> answers(lanes.size(), cell.NewAnswer());
  if (!answers.empty() && answers[0].trace.score.empty()) {
    return absl::InvalidArgumentError("trajectories need CellOptions.trace");
  }
  std::vector<Course> courses(lanes.size());
  for (int step = 0; step < options.steps && !going.empty(); ++step) {
    if (options.stop && options.stop()) {
      return absl::CancelledError(absl::StrCat("stopped after ", step, " of ",
                                               options.steps, " steps"));
    }
    for (size_t i = 0; i < going.size(); ++i) {
      runs[going[i]].Present(contexts[i]);
    }
    RETURN_IF_ERROR(
        cell.Express(absl::MakeConstSpan(contexts).subspan(0, going.size()),
                     absl::MakeSpan(answers).subspan(0, going.size())));
    std::vector<int> still;
    for (size_t i = 0; i < going.size(); ++i) {
      LaneRun& run = runs[going[i]];
      const Reading reading = run.Take(going[i], contexts[i], answers[i]);
      if (options.on_reading) options.on_reading(reading);
      const bool ends =
          step + 1 == options.steps || (options.until_stable && run.stable());
      if (ends) {
        courses[going[i]] = run.Finish(answers[i]);
      } else {
        still.push_back(going[i]);
      }
    }
    going = std::move(still);
    if (options.on_progress) {
      options.on_progress(static_cast<double>(step + 1) / options.steps);
    }
  }
  return courses;
}

}  // namespace regulon
