#include "engine/fit/held_out_evidence.h"

#include <algorithm>
#include <utility>

#include "engine/fit/paths.h"
#include "engine/fit/shared_path_fit.h"
#include "engine/status.h"

namespace regulon {
namespace {

// Rows `at` .. of evidence, from one fold.
absl::Status AddFold(const EvidenceInput& in, const std::vector<int>& test,
                     Eigen::Index at, HeldOutParts& parts, Workers& workers) {
  std::vector<int> train;
  for (int i = 0; i < in.x.rows(); ++i) {
    if (!std::binary_search(test.begin(), test.end(), i)) train.push_back(i);
  }
  const FloatRows values = in.y(train, Eigen::all);
  ASSIGN_OR_RETURN(
      const KernelRidge model,
      KernelRidge::Fit(in.x(train, Eigen::all), values, in.kernel, workers));
  const auto penalty = static_cast<float>(in.kernel.penalty);
  // Training residuals are penalty * alpha (dual.h).
  FloatRows fitted = values - penalty * model.alpha();
  fitted.rowwise() -= model.mean();
  ASSIGN_OR_RETURN(const FloatRows writing,
                   LeadingDirections(fitted, in.rank, workers));
  const auto beyond =
      [&](const FloatRows& values_of) -> absl::StatusOr<FloatRows> {
    ASSIGN_OR_RETURN(const FloatRows latents,
                     Multiply(values_of, writing.transpose(), workers));
    ASSIGN_OR_RETURN(const FloatRows shared,
                     Multiply(latents, writing, workers));
    return FloatRows(values_of - shared);
  };
  ASSIGN_OR_RETURN(const FloatRows contribution, beyond(fitted));
  const auto directions =
      AutonomyDirections(contribution, in.domains, in.autonomy_rank, workers);

  FloatRows open = model.Predict(in.x(test, Eigen::all), workers);
  open.rowwise() -= model.mean();
  FloatRows truth = in.y(test, Eigen::all);
  truth.rowwise() -= model.mean();
  ASSIGN_OR_RETURN(const FloatRows added, beyond(open));
  const Eigen::Index rows = open.rows();
  parts.added.middleRows(at, rows) = added;
  parts.beyond_shared.middleRows(at, rows) = truth - (open - added);
  ShareEvidence& evidence = parts.evidence;
  evidence.scores.middleRows(at, rows) =
      AutonomyScores(OntoDirections(added, in.domains, directions, workers),
                     static_cast<int>(in.domains.size()));
  evidence.open_errors.middleRows(at, rows) =
      DomainErrors(truth, open, in.domains);
  evidence.closed_errors.middleRows(at, rows) =
      DomainErrors(truth, open - added, in.domains);
  evidence.variance += truth.cast<double>().array().square().sum();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<HeldOutParts> HeldOutEvidence(const EvidenceInput& in,
                                             Workers& workers) {
  HeldOutParts parts;
  parts.beyond_shared.resize(in.x.rows(), in.y.cols());
  parts.added.resize(in.x.rows(), in.y.cols());
  ShareEvidence& evidence = parts.evidence;
  const auto domains = static_cast<Eigen::Index>(in.domains.size());
  evidence.scores.resize(in.x.rows(), domains);
  evidence.closed_errors.resize(in.x.rows(), domains);
  evidence.open_errors.resize(in.x.rows(), domains);
  for (const std::vector<int>& genes : in.domains) {
    evidence.expert_parameters.push_back(static_cast<double>(genes.size()) *
                                         RowsOf(in.kernel, in.x));
  }
  Eigen::Index at = 0;
  for (const std::vector<int>& fold : in.folds) {
    RETURN_IF_ERROR(AddFold(in, fold, at, parts, workers));
    at += static_cast<Eigen::Index>(fold.size());
    parts.samples.insert(parts.samples.end(), fold.begin(), fold.end());
  }
  return parts;
}

}  // namespace regulon
