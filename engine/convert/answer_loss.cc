#include "engine/convert/answer_loss.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "engine/cell/cell.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kSlice = 64;  // contexts whose answers are held at once

// Welford's mean and squared deviations of each gene, and the differences.
class Tally {
 public:
  explicit Tally(int genes) : genes_(genes) {}

  void Add(int gene, double before, double after) {
    Gene& g = genes_[gene];
    const double shift = before - g.mean;
    g.mean += shift / ++g.count;
    g.squares += shift * (before - g.mean);
    const double difference = std::abs(after - before);
    squared_ += difference * difference;
    largest_ = std::max(largest_, difference);
  }

  Deviation Result() const {
    double squares = 0;
    int64_t count = 0;
    for (const Gene& g : genes_) {
      squares += g.squares;
      count += g.count;
    }
    if (count == 0) return {};
    return {std::sqrt(squared_ / count), largest_, std::sqrt(squares / count)};
  }

 private:
  struct Gene {
    int64_t count = 0;
    double mean = 0, squares = 0;
  };
  std::vector<Gene> genes_;
  double squared_ = 0, largest_ = 0;
};

// y of softplus(y) = expression > 0.
double BeforeSoftplus(double expression) {
  return expression + std::log(-std::expm1(-expression));
}

}  // namespace

absl::StatusOr<AnswerLoss> MeasureAnswerLoss(
    const Genome& before, const Genome& after,
    absl::Span<const Context> contexts) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Cell> old,
                   Cell::Create(before, CellOptions()));
  ASSIGN_OR_RETURN(const std::unique_ptr<Cell> now,
                   Cell::Create(after, CellOptions()));
  const int genes = before.manifest().genes_size();
  const bool softplus = before.manifest().link() == proto::SOFTPLUS;
  AnswerLoss loss;
  Tally expression(genes), before_link(genes);
  const size_t most = std::min(contexts.size(), kSlice);
  std::vector<Answer> old_answers(most, old->NewAnswer());
  std::vector<Answer> new_answers(most, now->NewAnswer());
  while (!contexts.empty()) {
    const absl::Span<const Context> slice = contexts.subspan(0, kSlice);
    contexts.remove_prefix(slice.size());
    RETURN_IF_ERROR(old->Express(
        slice, absl::MakeSpan(old_answers).subspan(0, slice.size())));
    RETURN_IF_ERROR(now->Express(
        slice, absl::MakeSpan(new_answers).subspan(0, slice.size())));
    for (size_t i = 0; i < slice.size(); ++i) {
      const Answer &a = old_answers[i], &b = new_answers[i];
      for (size_t d = 0; d < a.open.size(); ++d) {
        loss.opened_otherwise += a.open[d] != b.open[d];
      }
      for (int g = 0; g < genes; ++g) {
        expression.Add(g, a.expression[g], b.expression[g]);
        if (softplus && a.expression[g] > 0 && b.expression[g] > 0) {
          before_link.Add(g, BeforeSoftplus(a.expression[g]),
                          BeforeSoftplus(b.expression[g]));
        }
      }
    }
  }
  loss.expression = expression.Result();
  if (softplus) loss.before_link = before_link.Result();
  return loss;
}

}  // namespace regulon
