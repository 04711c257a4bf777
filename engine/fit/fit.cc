#include "engine/fit/fit.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "engine/fit/draw_domains.h"
#include "engine/fit/element_fit.h"
#include "engine/fit/input_weights.h"
#include "engine/fit/repertoire.h"
#include "engine/fit/share_curve.h"
#include "engine/fit/shared_path_fit.h"
#include "engine/fit/try_encoder.h"
#include "engine/fit/try_gated.h"
#include "engine/regression/dual.h"
#include "engine/regression/inner_folds.h"
#include "engine/regression/kernel_search.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kFolds = 5;           // inner
constexpr int kGenesOfDomain = 64;  // what packed weights are padded to
constexpr int kAutonomyRank = 2;
constexpr double kMostRead = 0.34;  // of all parameters, at the wanted share
constexpr int kMostForEncoder = 300000;  // samples times regulators
constexpr double kPhases = 9;

class Fitter {
 public:
  Fitter(const Problem& train, const FitOptions& options)
      : train_(train), o_(options), workers_(options.threads) {}

  absl::StatusOr<Fitted> Run() {
    RETURN_IF_ERROR(Check());
    RETURN_IF_ERROR(Phase("inputs", &Fitter::StandardizeInputs));
    RETURN_IF_ERROR(Phase("kernel", &Fitter::FitKernel));
    if (o_.encoder) RETURN_IF_ERROR(Phase("encoder", &Fitter::FitEncoder));
    RETURN_IF_ERROR(Phase("regulators", &Fitter::FitRegulators));
    RETURN_IF_ERROR(Phase("domains", &Fitter::FitDomains));
    RETURN_IF_ERROR(Phase("router", &Fitter::FitRouter));
    if (o_.gated) RETURN_IF_ERROR(Phase("gated experts", &Fitter::FitGated));
    if (!o_.prior.empty()) {
      RETURN_IF_ERROR(Phase("elements", &Fitter::FitElementsOfPrior));
    }
    RETURN_IF_ERROR(Phase("genome", &Fitter::MakeGenome));
    return std::move(out_);
  }

 private:
  absl::Status Phase(const char* name, absl::Status (Fitter::*step)()) {
    using Clock = std::chrono::steady_clock;
    const auto done = static_cast<double>(report().phases.size());
    if (o_.on_progress) o_.on_progress(name, done / kPhases);
    const Clock::time_point start = Clock::now();
    RETURN_IF_ERROR((this->*step)());
    const std::chrono::duration<double> taken = Clock::now() - start;
    report().phases.push_back({name, taken.count()});
    return absl::OkStatus();
  }

  absl::Status Check() {
    fold_ = InnerFolds(train_.group, kFolds, o_.seed);
    folds_ = SamplesByFold(fold_);
    groups_ = SamplesByFold(train_.group);
    groups_.erase(std::remove_if(groups_.begin(), groups_.end(),
                                 [](const auto& g) { return g.empty(); }),
                  groups_.end());
    if (train_.samples.size() < 4 || groups_.size() < 2) {
      return absl::InvalidArgumentError(absl::StrCat(
          train_.samples.size(), " samples in ", groups_.size(),
          " groups are too few to choose a penalty by; give at least 4 samples "
          "in 2 groups"));
    }
    return absl::OkStatus();
  }

  absl::Status StandardizeInputs() {
    absl::flat_hash_map<std::string, int> regulators;
    for (size_t t = 0; t < train_.regulators.size(); ++t) {
      regulators[train_.regulators[t]] = static_cast<int>(t);
    }
    for (size_t g = 0; g < train_.genes.size(); ++g) {
      const auto found = regulators.find(train_.genes[g]);
      if (found == regulators.end()) {
        p_.genes.push_back(static_cast<int>(g));
      } else {
        p_.self_genes.push_back(static_cast<int>(g));
        own_.push_back(found->second);
      }
    }
    y_ = train_.values(Eigen::all, p_.genes);
    StandardizerOptions options;
    ASSIGN_OR_RETURN(options.weight, InputWeights(train_.levels, train_.unit,
                                                  y_, fold_, workers_));
    ASSIGN_OR_RETURN(p_.standardizer,
                     Standardizer::Create(train_.levels, train_.unit, options));
    ASSIGN_OR_RETURN(x_, p_.standardizer.Apply(train_.levels));
    return absl::OkStatus();
  }

  absl::Status FitRegulators() {
    if (p_.self_genes.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        p_.self, FitSelfFree(x_, train_.values(Eigen::all, p_.self_genes), own_,
                             fold_, workers_));
    return absl::OkStatus();
  }

  absl::Status FitKernel() {
    KernelChoice choice;
    if (!p_.genes.empty()) {
      ASSIGN_OR_RETURN(const KernelSearch search,
                       ChooseKernel(x_, y_, fold_, MixedGrid(), workers_));
      choice = search.best.choice;
      report().inner_rmse = search.best.rmse;
      if (AtEdge(MixedGrid(), choice)) {
        report().notes.push_back(
            absl::StrCat("the kernel's width ", choice.width, " or penalty ",
                         choice.penalty, " is the last that was tried"));
      }
    }
    report().kernel = choice;
    p_.states = MakeReferenceStates(x_, choice, workers_);
    if (p_.genes.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(model_, KernelRidge::Fit(x_, y_, choice, workers_));
    ASSIGN_OR_RETURN(p_.whole, PathOf(p_.states, model_->alpha(), workers_));
    // An encoder need not leave x centred, as the linear kernel's dual is.
    p_.basal = model_->mean();
    if (p_.whole.linear.rows() > 0) {
      p_.basal -= x_.colwise().mean() * p_.whole.linear;
    }
    // Training residuals are penalty * alpha (dual.h).
    fitted_ = y_ - static_cast<float>(choice.penalty) * model_->alpha();
    fitted_.rowwise() -= model_->mean();
    return absl::OkStatus();
  }

  absl::Status FitEncoder() {
    if (p_.genes.empty()) return absl::OkStatus();
    if (!p_.self_genes.empty()) {
      return NotTried("encoder",
                      "a gene that is a regulator would see itself through the "
                      "others");
    }
    if (!o_.prior.empty()) {
      return NotTried("encoder",
                      "elements of known edges read activities without it");
    }
    if (folds_.size() < 3) return TooFewFolds("encoder");
    if (x_.size() > kMostForEncoder) {
      return NotTried("encoder",
                      absl::StrCat(x_.rows(), " samples of ", x_.cols(),
                                   " regulators would take too long"));
    }
    ASSIGN_OR_RETURN(
        EncoderTrial trial,
        TryEncoder(SensedOf(train_.levels, train_.unit, p_.standardizer, x_),
                   y_, report().kernel, folds_, o_.seed, o_.threads, workers_));
    report().ablations.push_back({"encoder", trial.rmse_without,
                                  trial.rmse_with, trial.kept.has_value()});
    if (!trial.kept.has_value()) return absl::OkStatus();
    x_ = std::move(trial.kept->x);
    p_.encoder = std::move(trial.kept->draft);
    return FitKernel();
  }

  absl::Status TooFewFolds(const char* what) {
    return NotTried(what, "it takes samples of three groups or more");
  }
  absl::Status NotTried(const char* what, const std::string& why) {
    report().notes.push_back(absl::StrCat("no ", what, " was tried: ", why));
    return absl::OkStatus();
  }

  // Everything but the experts is read always: the rank that leaves them room.
  int RankFor(int domains) const {
    const auto n = static_cast<double>(x_.rows());
    const auto inputs = static_cast<double>(x_.cols());
    const auto genes = static_cast<double>(p_.genes.size());
    const double rows = RowsOf(out_.report.kernel, x_);
    const double experts = rows * genes;
    const double fixed = n * inputs + genes + kAutonomyRank * rows * domains +
                         p_.self.linear.size();
    // always <= most / (1 - most) (experts) - share / (1 - most) experts
    const double always = experts * (kMostRead - o_.share) / (1 - kMostRead);
    const double most = (always - fixed) / (rows + genes);
    const double sensible = std::max(1.0, std::min(n, genes) / 4);
    // Where not even a rank of 1 keeps to it, nothing is gained by a bad path.
    return static_cast<int>(most < 1 ? sensible : std::min(most, sensible));
  }

  // At least so many that the share is one of them.
  int DomainsFor(int genes) const {
    const double least = o_.share > 0 ? std::ceil(1 / o_.share) : 1;
    return std::max((genes + kGenesOfDomain - 1) / kGenesOfDomain,
                    static_cast<int>(std::min(least, 100.0)));
  }

  absl::Status FitDomains() {
    const int genes = static_cast<int>(p_.genes.size());
    if (genes == 0) return absl::OkStatus();
    const int wanted = o_.domains > 0 ? std::min(o_.domains, genes)
                                      : std::min(genes, DomainsFor(genes));
    const int rank = o_.rank > 0 ? o_.rank : RankFor(wanted);
    ASSIGN_OR_RETURN(p_.writing, LeadingDirections(fitted_, rank, workers_));
    ASSIGN_OR_RETURN(const FloatRows latents, Onto(fitted_));
    ASSIGN_OR_RETURN(const FloatRows shared,
                     Multiply(latents, p_.writing, workers_));
    beyond_ = fitted_ - shared;
    NamedDomains drawn;
    drawn.domain.assign(genes, -1);
    if (o_.drawn.has_value()) {
      drawn.names = o_.drawn->names;
      for (int i = 0; i < genes; ++i) {
        drawn.domain[i] = o_.drawn->domain[p_.genes[i]];
      }
    }
    ASSIGN_OR_RETURN(
        Domains domains,
        DrawDomains(beyond_, std::move(drawn),
                    o_.drawn.has_value() ? 0 : wanted, o_.seed, workers_));
    p_.domains = std::move(domains.genes);
    p_.domain_names = std::move(domains.names);
    return absl::OkStatus();
  }

  // Values [n, G] along the shared path.
  absl::StatusOr<FloatRows> Onto(const FloatRows& values) {
    const FloatRows across = p_.writing.transpose();
    return Multiply(values, across, workers_);
  }

  absl::Status FitRouter() {
    p_.repertoire = RepertoireDistance(x_, train_.group);
    if (p_.genes.empty()) return absl::OkStatus();
    const FloatRows& alpha = model_->alpha();
    ASSIGN_OR_RETURN(const FloatRows shared_dual, Onto(alpha));
    ASSIGN_OR_RETURN(p_.reading, PathOf(p_.states, shared_dual, workers_));
    ASSIGN_OR_RETURN(const FloatRows shared_alpha,
                     Multiply(shared_dual, p_.writing, workers_));
    const auto directions =
        AutonomyDirections(beyond_, p_.domains, kAutonomyRank, workers_);
    const FloatRows dual =
        OntoDirections(alpha - shared_alpha, p_.domains, directions, workers_);
    ASSIGN_OR_RETURN(p_.autonomy, PathOf(p_.states, dual, workers_));
    fitted_.resize(0, 0);
    beyond_.resize(0, 0);

    ASSIGN_OR_RETURN(held_out_, HeldOutEvidence(Evidence(), workers_));
    ShareEvidence& evidence = held_out_.evidence;
    const PieceSizes sizes = SizesOf(p_);
    evidence.expert_total = sizes.experts;
    evidence.total = sizes.always + sizes.experts;
    curve_ = ShareCurve(evidence);
    ASSIGN_OR_RETURN(
        point_,
        PointAtShare(curve_, static_cast<int>(p_.domains.size()), o_.share));
    thresholds_.assign(p_.domains.size(),
                       static_cast<float>(point_.threshold()));
    return absl::OkStatus();
  }

  EvidenceInput Evidence() const {
    return {x_,           y_,         out_.report.kernel,
            folds_,       p_.domains, static_cast<int>(p_.writing.rows()),
            kAutonomyRank};
  }

  absl::Status FitGated() {
    if (p_.genes.empty()) return absl::OkStatus();
    if (folds_.size() < 3) return TooFewFolds("gated expert");
    ASSIGN_OR_RETURN(
        GatedTrial trial,
        TryGated(Evidence(), held_out_, static_cast<float>(point_.threshold()),
                 point_.top_k(), o_.seed, workers_));
    report().ablations.push_back({"gated experts", trial.rmse_without,
                                  trial.rmse_with, trial.kept.has_value()});
    if (!trial.kept.has_value()) return absl::OkStatus();
    p_.gated = std::move(trial.kept->experts);
    thresholds_ = std::move(trial.kept->threshold);
    return absl::OkStatus();
  }

  absl::Status FitElementsOfPrior() {
    std::vector<std::string> genes;
    for (const int g : p_.genes) genes.push_back(train_.genes[g]);
    const std::vector<Edge> edges =
        MatchEdges(o_.prior, train_.regulators, genes);
    if (edges.empty()) {
      return absl::InvalidArgumentError(
          "no edge of --prior lies between a regulator and a gene of the data");
    }
    ASSIGN_OR_RETURN(const FloatRows residual,
                     OutOfFoldResiduals(model_->inverse(), model_->alpha(),
                                        folds_, workers_));
    FloatRows levels = train_.levels;
    for (Eigen::Index t = 0; t < levels.cols(); ++t) {
      const auto basal = static_cast<float>(train_.unit.FromLinear(
          p_.standardizer.BasalActivity(static_cast<int>(t))));
      levels.col(t) =
          levels.col(t).array().isNaN().select(basal, levels.col(t));
    }
    ASSIGN_OR_RETURN(p_.elements,
                     FitElements({levels, train_.unit}, residual, edges, fold_,
                                 ElementOptions(), workers_));
    const ElementReport& found = p_.elements.report;
    const auto values = static_cast<double>(found.genes_with_elements) *
                        static_cast<double>(y_.rows());
    report().ablations.push_back(
        {absl::StrCat("elements of ", found.genes_with_elements, " of ",
                      found.genes_with_regulators, " genes with known edges"),
         values > 0 ? std::sqrt(found.kept_without / values) : 0,
         values > 0 ? std::sqrt(found.kept_with / values) : 0, values > 0});
    return absl::OkStatus();
  }

  absl::Status MakeGenome() {
    Draft draft = DraftOf(train_, p_);
    proto::Manifest& m = draft.manifest;
    m.set_name(o_.name);
    m.set_title(o_.title);
    proto::Provenance& provenance = *m.mutable_provenance();
    provenance.set_made_by("regulon fit");
    provenance.set_seed(o_.seed);
    provenance.set_observational_fit(!train_.perturbed);
    for (const auto& [name, value] : Metrics()) {
      (*provenance.mutable_metrics())[name] = value;
    }
    if (!p_.genes.empty()) {
      *m.mutable_accuracy_against_share() = {curve_.begin(), curve_.end()};
      m.mutable_routers(0)->set_top_k(point_.top_k());
      draft.router.threshold = std::move(thresholds_);
    }
    out_.draft = std::move(draft);
    out_.pieces = std::move(p_);
    out_.held_out = std::move(held_out_);
    return absl::OkStatus();
  }

  std::map<std::string, double> Metrics() {
    std::map<std::string, double> metrics = {{"samples", train_.samples.size()},
                                             {"groups", groups_.size()}};
    if (!p_.self_genes.empty()) {
      metrics["regulators.inner_rmse"] = p_.self.inner_rmse;
      metrics["regulators.penalty"] = p_.self.penalty;
    }
    if (p_.genes.empty()) return metrics;
    metrics["inner_rmse"] = report().inner_rmse;
    metrics["kernel.width"] = report().kernel.width;
    metrics["kernel.linear_share"] = report().kernel.linear_share;
    metrics["kernel.penalty"] = report().kernel.penalty;
    metrics["shared_path.rank"] = p_.writing.rows();
    return metrics;
  }

  FitReport& report() { return out_.report; }

  const Problem& train_;
  const FitOptions& o_;
  Workers workers_;
  std::vector<int> fold_, own_;
  std::vector<std::vector<int>> folds_, groups_;
  FloatRows x_;       // [n, T] standardized
  FloatRows y_;       // [n, G] genes that are no regulators
  FloatRows fitted_;  // [n, G] less basal
  FloatRows beyond_;  // [n, G] what the experts add to fitted values
  std::optional<KernelRidge> model_;
  HeldOutParts held_out_;
  std::vector<proto::CurvePoint> curve_;
  proto::CurvePoint point_;        // of the wanted share
  std::vector<float> thresholds_;  // [D]
  Pieces p_;
  Fitted out_;
};

}  // namespace

absl::StatusOr<Fitted> Fit(const Problem& train, const FitOptions& options) {
  return Fitter(train, options).Run();
}

absl::Status WriteFitted(const Fitted& fitted, const std::string& path) {
  return WriteGenome(
      fitted.draft,
      [&fitted](int domain) -> absl::StatusOr<ExpertDraft> {
        return ExpertOf(fitted.pieces, domain);
      },
      DType::kF32, path);
}

}  // namespace regulon
