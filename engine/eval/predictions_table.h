// Another tool's predictions, from a table of genes by samples or the
// transpose, judged like any predictor. How they were made cannot be seen here:
// that no held-out value was used is its author's word.
#ifndef REGULON_ENGINE_EVAL_PREDICTIONS_TABLE_H_
#define REGULON_ENGINE_EVAL_PREDICTIONS_TABLE_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/eval/predictor.h"
#include "engine/expression/expression.h"

namespace regulon {

class PredictionsTable : public Predictor {
 public:
  // A TSV or CSV, perhaps packed by gzip, in the unit of the problem; which way
  // it lies is told by its names. Other samples and genes in it are ignored.
  // InvalidArgument names held-out samples (fold at least 0), genes or values
  // that are missing.
  static absl::StatusOr<PredictionsTable> Read(const std::string& path,
                                               const Problem& problem,
                                               absl::Span<const int> fold);
  // Of a table in memory, [samples, genes] or [genes, samples].
  static absl::StatusOr<PredictionsTable> Create(const Expression& table,
                                                 const Problem& problem,
                                                 absl::Span<const int> fold);

  // The path.
  std::string name() const override { return name_; }
  absl::Status Fit(const Problem&, Workers&) override {
    return absl::OkStatus();
  }
  // NotFound for a sample that was not held out.
  absl::StatusOr<Prediction> Predict(const HeldOut& samples,
                                     Workers& workers) override;
  int64_t parameters() const override { return -1; }

 private:
  PredictionsTable() = default;

  std::string name_;
  absl::flat_hash_map<std::string, int> row_of_;  // sample
  FloatRows values_;                              // [held out, G]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EVAL_PREDICTIONS_TABLE_H_
