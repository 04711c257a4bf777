// How far the answers of one genome are from those of another.
#ifndef REGULON_ENGINE_CONVERT_ANSWER_LOSS_H_
#define REGULON_ENGINE_CONVERT_ANSWER_LOSS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"

namespace regulon {

// Over all contexts and genes, in the genes' units.
struct Deviation {
  double rms = 0, largest = 0;  // of |after - before|
  // Across contexts of `before`: the root mean square over genes of each one's
  // standard deviation.
  double sd = 0;
};

struct AnswerLoss {
  Deviation expression;
  // Before the link, where that is softplus; answers that it rounded to 0 are
  // left out.
  absl::optional<Deviation> before_link;
  // Pairs of a context and a domain that is open in one of the two alone.
  int64_t opened_otherwise = 0;
};

// One reading of each context by both. The genomes have the same regulators,
// genes and domains. An error as of Cell::Create and Cell::Express.
absl::StatusOr<AnswerLoss> MeasureAnswerLoss(
    const Genome& before, const Genome& after,
    absl::Span<const Context> contexts);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_ANSWER_LOSS_H_
