// Products become activities: the regulator with a gene's id takes the gene's
// expression as its level of the next step. Regulators without a gene, and held
// ones, stay as they are.
#ifndef REGULON_ENGINE_DEVELOPMENT_FEEDBACK_H_
#define REGULON_ENGINE_DEVELOPMENT_FEEDBACK_H_

#include <random>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"

namespace regulon {

class Feedback {
 public:
  struct Loop {
    int regulator, gene;
  };

  // A gene whose regulator is in another unit has no loop.
  explicit Feedback(const Genome& genome);

  // FailedPrecondition if there is no loop, or if a gene and the regulator of
  // its id differ in unit: then products can't be fed back.
  const absl::Status& CanStep() const { return can_step_; }
  // The same, but OK if there is no loop: for steps that change more.
  const absl::Status& CanFeed() const { return can_feed_; }

  absl::Span<const Loop> loops() const { return loops_; }
  bool all_boolean() const { return all_boolean_; }

  // Products that the context does not give start at zero expression, if the
  // genome takes what is not given for absent.
  void Start(Context& context) const;

  // Synchronous: every product at once. expression: [genes].
  void Feed(absl::Span<const float> expression, Context& context) const;

  // Asynchronous: one of the products that would change, each as likely as the
  // others. False if none would: a fixed point.
  bool FeedOne(absl::Span<const float> expression, std::mt19937_64& random,
               Context& context) const;

  // Whether no product would change: a fixed point.
  bool Settled(absl::Span<const float> expression,
               const Context& context) const;

  // What a context's products are: expression of looped genes <- levels.
  void ReadProducts(const Context& context, absl::Span<float> expression) const;

 private:
  std::vector<Loop> loops_;
  std::vector<double> zero_;  // [loops] the level of no expression
  bool starts_absent_ = false, all_boolean_ = true;
  absl::Status can_step_, can_feed_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_DEVELOPMENT_FEEDBACK_H_
