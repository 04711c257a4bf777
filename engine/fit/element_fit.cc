#include "engine/fit/element_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/binding/mwc.h"
#include "engine/fit/gene_element.h"
#include "engine/regression/inner_folds.h"
#include "engine/status.h"

namespace regulon {
namespace {

// [m, T], 0 or above.
absl::StatusOr<Eigen::MatrixXd> Activities(const RegulatorLevels& regulators) {
  const FloatRows& levels = regulators.levels;
  Eigen::MatrixXd activity(levels.rows(), levels.cols());
  for (Eigen::Index t = 0; t < levels.cols(); ++t) {
    for (Eigen::Index i = 0; i < levels.rows(); ++i) {
      const absl::Status allowed = regulators.unit.Check(levels(i, t));
      if (!allowed.ok()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "sample #", i, ", regulator #", t, ": ", allowed.message()));
      }
      activity(i, t) =
          std::max(0.0, regulators.unit.ToLinear(double{levels(i, t)}));
    }
  }
  return activity;
}

// log activity less that of the regulator's median level above 0, per column.
struct LogActivities {
  Eigen::MatrixXd log;         // [n, T]
  std::vector<double> centre;  // [T]; NaN where a regulator is never there
};

LogActivities CentredLogs(const Eigen::MatrixXd& activity) {
  LogActivities logs{activity.array().log(), {}};
  for (Eigen::Index t = 0; t < activity.cols(); ++t) {
    std::vector<double> there;
    for (const double log : logs.log.col(t)) {
      if (std::isfinite(log)) there.push_back(log);
    }
    double centre = std::numeric_limits<double>::quiet_NaN();
    if (!there.empty()) {
      const auto middle = there.begin() + there.size() / 2;
      std::nth_element(there.begin(), middle, there.end());
      centre = *middle;
      logs.log.col(t).array() -= centre;
    }
    logs.centre.push_back(centre);
  }
  return logs;
}

// Of element e, into rows by regulator.
struct Affinity {
  uint32_t site;
  float log;
};

void AddElement(const GeneElement& fitted, const std::vector<double>& centre,
                ElementFit& fit, std::vector<std::vector<Affinity>>& rows) {
  const uint32_t element = fit.mwc.closing_energy.size();
  fit.mwc.closing_energy.push_back(
      static_cast<float>(fitted.promoter.closing_energy));
  fit.amplitude.push_back(static_cast<float>(fitted.promoter.amplitude));
  fit.offset.push_back(static_cast<float>(fitted.promoter.offset));
  for (size_t s = 0; s < fitted.regulators.size(); ++s) {
    const int regulator = fitted.regulators[s];
    rows[regulator].push_back(
        {static_cast<uint32_t>(fit.mwc.site_sign.size()),
         static_cast<float>(fitted.promoter.energy[s] - centre[regulator])});
    fit.mwc.site_element.push_back(element);
    fit.mwc.site_sign.push_back(static_cast<float>(fitted.sign[s]));
  }
}

absl::Status Check(const RegulatorLevels& regulators, const FloatRows& residual,
                   absl::Span<const Edge> prior, absl::Span<const int> fold) {
  const Eigen::Index samples = residual.rows();
  if (regulators.levels.rows() != samples ||
      static_cast<Eigen::Index>(fold.size()) != samples) {
    return absl::InvalidArgumentError(
        absl::StrCat("elements are fitted to ", samples,
                     " samples, but levels are given of ",
                     regulators.levels.rows(), " and folds of ", fold.size()));
  }
  if (samples == 0 || *std::min_element(fold.begin(), fold.end()) < 0 ||
      *std::max_element(fold.begin(), fold.end()) == 0) {
    return absl::InvalidArgumentError(
        "elements take at least two inner folds, numbered from 0");
  }
  if (!residual.allFinite()) {
    return absl::InvalidArgumentError(
        "a residual that elements are to explain is missing or not finite");
  }
  for (const Edge& edge : prior) {
    if (edge.regulator < 0 || edge.regulator >= regulators.levels.cols() ||
        edge.target < 0 || edge.target >= residual.cols()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "edge ", edge.regulator, " -> ", edge.target, " is out of range"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ElementFit> FitElements(const RegulatorLevels& regulators,
                                       const FloatRows& residual,
                                       absl::Span<const Edge> prior,
                                       absl::Span<const int> fold,
                                       const ElementOptions& options,
                                       Workers& workers) {
  RETURN_IF_ERROR(Check(regulators, residual, prior, fold));
  ASSIGN_OR_RETURN(const Eigen::MatrixXd activity, Activities(regulators));
  const LogActivities logs = CentredLogs(activity);
  ElementFit fit;
  std::vector<std::vector<Edge>> edges_of(residual.cols());
  for (const Edge& edge : prior) {
    fit.report.signs_given |= edge.sign < 0;
    if (!std::isnan(logs.centre[edge.regulator])) {
      edges_of[edge.target].push_back(edge);
    }
  }
  std::vector<int> genes;
  for (size_t g = 0; g < edges_of.size(); ++g) {
    if (!edges_of[g].empty()) genes.push_back(g);
  }
  std::vector<std::vector<int>> folds = SamplesByFold(fold);
  folds.erase(
      std::remove_if(folds.begin(), folds.end(),
                     [](const auto& samples) { return samples.empty(); }),
      folds.end());
  std::vector<absl::StatusOr<GeneTrial>> trials(genes.size());
  workers.Run(genes.size(), [&](int i, int) {
    trials[i] =
        TryElement(logs.log, residual.col(genes[i]).cast<double>(),
                   edges_of[genes[i]], fit.report.signs_given, folds, options);
  });

  std::vector<std::vector<Affinity>> rows(regulators.levels.cols());
  ElementReport& report = fit.report;
  report.genes_with_regulators = genes.size();
  for (size_t i = 0; i < genes.size(); ++i) {
    RETURN_IF_ERROR(trials[i].status());
    const GeneTrial& trial = *trials[i];
    report.tried_without += trial.without;
    report.tried_with += trial.with;
    if (!trial.kept) continue;
    ++report.genes_with_elements;
    report.kept_without += trial.without;
    report.kept_with += trial.with;
    fit.gene.push_back(genes[i]);
    fit.gain.push_back(1 - trial.with / trial.without);
    AddElement(trial.element, logs.centre, fit, rows);
  }
  fit.mwc.affinity_first.push_back(0);
  const auto log_ratio =
      static_cast<float>(std::log(options.promoter.closed_ratio));
  for (const std::vector<Affinity>& row : rows) {
    for (const Affinity& affinity : row) {
      fit.mwc.affinity_site.push_back(affinity.site);
      fit.mwc.affinity_log.push_back(affinity.log);
      fit.mwc.affinity_log_ratio.push_back(log_ratio);
    }
    fit.mwc.affinity_first.push_back(fit.mwc.affinity_log.size());
  }
  return fit;
}

absl::StatusOr<FloatRows> ElementContribution(const ElementFit& fit,
                                              const RegulatorLevels& regulators,
                                              int genes) {
  ASSIGN_OR_RETURN(const Eigen::MatrixXd activity, Activities(regulators));
  FloatRows contribution = FloatRows::Zero(activity.rows(), genes);
  if (fit.gene.empty()) return contribution;
  MwcTables tables;
  tables.elements = fit.gene.size();
  tables.regulators = activity.cols();
  tables.closing_energy = fit.mwc.closing_energy;
  tables.site_element = fit.mwc.site_element;
  tables.site_sign = fit.mwc.site_sign;
  tables.affinity_first = fit.mwc.affinity_first;
  tables.affinity_site = fit.mwc.affinity_site;
  tables.affinity_log = fit.mwc.affinity_log;
  tables.affinity_log_ratio = fit.mwc.affinity_log_ratio;
  ASSIGN_OR_RETURN(const std::unique_ptr<const ElementKind> mwc,
                   MakeMwc(tables));
  std::vector<double> scratch(mwc->scratch_size());
  std::vector<double> logit(fit.gene.size()), open(fit.gene.size());
  ReadSet reads;
  int64_t flops = 0;
  for (Eigen::Index i = 0; i < activity.rows(); ++i) {
    const Eigen::VectorXd levels = activity.row(i);
    std::vector<uint32_t> present;
    for (Eigen::Index t = 0; t < levels.size(); ++t) {
      if (levels[t] > 0) present.push_back(t);
    }
    BindingInput input;
    input.activity = {levels.data(), static_cast<size_t>(levels.size())};
    input.present = present;
    RETURN_IF_ERROR(mwc->Evaluate(input, absl::MakeSpan(scratch),
                                  {absl::MakeSpan(logit), absl::MakeSpan(open)},
                                  reads, flops));
    for (size_t e = 0; e < fit.gene.size(); ++e) {
      contribution(i, fit.gene[e]) =
          static_cast<float>(fit.offset[e] + fit.amplitude[e] * open[e]);
    }
  }
  return contribution;
}

void PutElements(const ElementFit& fit, absl::Span<const std::string> genes,
                 absl::Span<const int> domain, Draft& draft) {
  draft.mwc = fit.mwc;
  for (const int gene : fit.gene) {
    proto::Element& element = *draft.manifest.add_elements();
    element.set_id(absl::StrCat(genes[gene], ".promoter"));
    element.set_kind(proto::Element::MWC);
    element.set_domain(domain[gene]);
  }
}

void PutAmplitudes(const ElementFit& fit, absl::Span<const int> genes,
                   ExpertDraft& expert) {
  for (size_t i = 0; i < genes.size(); ++i) {
    const auto found =
        std::lower_bound(fit.gene.begin(), fit.gene.end(), genes[i]);
    if (found == fit.gene.end() || *found != genes[i]) continue;
    const int element = found - fit.gene.begin();
    if (expert.any_first.empty()) expert.any_first.push_back(0);
    expert.any_gene.push_back(i);
    expert.any_element.push_back(element);
    expert.any_first.push_back(expert.any_element.size());
    expert.any_amplitude.push_back(fit.amplitude[element]);
    expert.basal.resize(genes.size());
    expert.basal[i] = fit.offset[element];
  }
}

}  // namespace regulon
