#include "engine/query/decoded_trajectory.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/decoder/decoder.h"
#include "engine/development/feedback.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status InFile(const Genome& genome, const absl::Status& status) {
  if (!absl::IsDataLoss(status)) return status;
  return absl::DataLossError(
      absl::StrCat(genome.path(), ": ", status.message(),
                   "; restore the file or fit it again"));
}

class LaneRun {
 public:
  LaneRun(const Lane& lane, const Feedback& feedback, const Decoder& decoder,
          Answer start)
      : lane_(lane), feedback_(feedback), decoder_(decoder) {
    state_ = start.expression;
    feedback.ReadProducts(*lane.start, absl::MakeSpan(state_));
    course_.reads = start.reads;
    course_.flops = start.flops;
    course_.time_step = decoder.time_step();
    course_.start = std::move(start);
    next_.resize(state_.size());
  }

  absl::Status Start(int steps) {
    ASSIGN_OR_RETURN(
        DecoderSequence sequence,
        decoder_.Start(steps,
                       decoder_.reads_latents()
                           ? absl::MakeConstSpan(course_.start.trace.latents)
                           : absl::Span<const float>(),
                       course_.reads, course_.flops));
    sequence_.emplace(std::move(sequence));
    return absl::OkStatus();
  }

  absl::Status Step(int64_t step) {
    Hold(step, state_);
    RETURN_IF_ERROR(decoder_.Read(state_, *sequence_, absl::MakeSpan(next_),
                                  course_.reads, course_.flops));
    Hold(step, next_);
    std::swap(state_, next_);
    return absl::OkStatus();
  }

  absl::Span<const float> state() const { return state_; }

  DecodedCourse Finish() {
    course_.expression = std::move(state_);
    return std::move(course_);
  }

 private:
  void Hold(int64_t step, std::vector<float>& state) const {
    for (const Feedback::Loop& loop : feedback_.loops()) {
      if (lane_.start->held(loop.regulator)) {
        state[loop.gene] =
            static_cast<float>(lane_.start->levels()[loop.regulator]);
      }
      if (lane_.schedule == nullptr) continue;
      for (const Signal& signal : lane_.schedule->signals()) {
        if (signal.regulator == loop.regulator && signal.IsOn(step)) {
          state[loop.gene] = static_cast<float>(signal.level);
        }
      }
    }
  }

  const Lane lane_;
  const Feedback& feedback_;
  const Decoder& decoder_;
  std::optional<DecoderSequence> sequence_;
  std::vector<float> state_, next_;  // [genes]
  DecodedCourse course_;
};

}  // namespace

absl::StatusOr<std::vector<DecodedCourse>> DecodedTrajectory(
    Cell& cell, absl::Span<const Lane> lanes, const DecodedOptions& options) {
  const Genome& genome = cell.genome();
  if (options.steps < 1) {
    return absl::InvalidArgumentError("steps are counted from 1");
  }
  const absl::StatusOr<Decoder> decoder = Decoder::Create(cell.decoder());
  RETURN_IF_ERROR(InFile(genome, decoder.status()));
  if (!decoder->exists()) {
    return absl::FailedPreconditionError(
        absl::StrCat(genome.path(),
                     ": the genome has no decoder; regulon fit --decoder makes "
                     "one of time series, and regulon trajectory without "
                     "--decoder reads the genome again and again"));
  }
  std::vector<Context> contexts;
  for (const Lane& lane : lanes) {
    if (lane.state != nullptr) {
      return absl::FailedPreconditionError(
          "a decoder reads all steps from the start; it cannot go on from a "
          "state");
    }
    contexts.push_back(*lane.start);
  }
  const Feedback feedback(genome);
  ASSIGN_OR_RETURN(std::vector<Answer> starts, cell.Express(contexts));
  std::vector<LaneRun> runs;
  for (size_t i = 0; i < lanes.size(); ++i) {
    runs.emplace_back(lanes[i], feedback, *decoder, std::move(starts[i]));
    RETURN_IF_ERROR(runs.back().Start(options.steps));
  }
  for (int step = 1; step <= options.steps; ++step) {
    if (options.stop && options.stop()) {
      return absl::CancelledError(absl::StrCat(
          "stopped after ", step - 1, " of ", options.steps, " steps"));
    }
    for (size_t i = 0; i < runs.size(); ++i) {
      const absl::Status status = runs[i].Step(step);
      if (!status.ok()) {
        return absl::Status(status.code(),
                            absl::StrCat("context '", lanes[i].start->name(),
                                         "': ", status.message()));
      }
      if (options.on_step) {
        options.on_step({static_cast<int>(i), step, runs[i].state()});
      }
    }
    if (options.on_progress) {
      options.on_progress(static_cast<double>(step) / options.steps);
    }
  }
  std::vector<DecodedCourse> courses;
  for (LaneRun& run : runs) courses.push_back(run.Finish());
  return courses;
}

}  // namespace regulon
