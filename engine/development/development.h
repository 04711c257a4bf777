// From one reading of a genome to the next: what was expressed becomes the
// activity of products, each after its lag; domains renew their memory; signals
// come and go.
//
//   ASSIGN_OR_RETURN(auto development, Development::Create(genome));
//   CellState state = development.Start(context);
//   for (...) {
//     development.Present(context, schedule, state, reading);
//     // A cell reads `reading`.
//     development.Advance(reading, outcome, state);
//   }
#ifndef REGULON_ENGINE_DEVELOPMENT_DEVELOPMENT_H_
#define REGULON_ENGINE_DEVELOPMENT_DEVELOPMENT_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/context/context.h"
#include "engine/development/feedback.h"
#include "engine/development/memory.h"
#include "engine/development/schedule.h"
#include "engine/development/state.h"
#include "engine/genome/genome.h"

namespace regulon {

// Of one reading.
struct Outcome {
  absl::Span<const float> expression;        // [genes]
  absl::Span<const double> logit, activity;  // [elements]
  absl::Span<const double> score;            // [domains]; NaN: not routed
  double gain = 1;
};

class Development {
 public:
  // The genome must outlive it. FailedPrecondition as Feedback::CanFeed;
  // DataLoss where tables don't fit.
  static absl::StatusOr<Development> Create(const Genome& genome);

  const Feedback& feedback() const { return feedback_; }
  // Rate 0 where a domain's memory holds; [domains].
  absl::Span<const MemoryLaw> laws() const { return laws_; }

  // Before any reading. Products in flight are at the level of the start.
  CellState Start(const Context& context) const;

  // What reading state.step + 1 finds: `start` with the state's products and
  // memory, and what the schedule holds at that step.
  void Present(const Context& start, const Schedule& schedule,
               const CellState& state, Context& reading) const;

  // lambda0: the domain's score without the term of its memory. Of scores that
  // are not of mwc elements, all of it.
  double Drive(int domain, const Context& reading,
               const Outcome& outcome) const;

  void Advance(const Context& reading, const Outcome& outcome,
               CellState& state) const;

 private:
  explicit Development(const Genome& genome)
      : genome_(&genome), feedback_(genome) {}
  absl::Status ReadMemory();
  absl::Status ReadScores();

  const Genome* genome_;
  Feedback feedback_;
  std::vector<int> lag_;         // [loops] from 1
  std::vector<MemoryLaw> laws_;  // [domains]
  std::vector<float> coupling_;  // [domains] c, nats
  // Elements whose largest logit or activity is the domain's score; none where
  // the score is another.
  std::vector<std::vector<uint32_t>> scored_;
  bool by_activity_ = false;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DEVELOPMENT_DEVELOPMENT_H_
