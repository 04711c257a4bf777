#include "engine/eval/fitted_genome.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cell/cell.h"
#include "engine/context/context.h"
#include "engine/fit/share_curve.h"
#include "engine/genome/genome.h"
#include "engine/random.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr uint64_t kRouterSeed = 0x526f75746572;

// Sums over contexts.
struct Read {
  double parameters = 0, experts = 0;
};

void AddRead(const Cell& cell, const Answer& answer, Read& read) {
  const Account account = cell.inventory().Measure(answer.reads);
  const Count all = account.Sum();
  const Count experts = account.Sum(-1, -1, static_cast<int>(Role::kExpert));
  read.parameters += static_cast<double>(all.active);
  read.experts += experts.all == 0 ? 0
                                   : static_cast<double>(experts.active) /
                                         static_cast<double>(experts.all);
}

}  // namespace

class FittedGenome::Model {
 public:
  enum class Mode { kEverything, kRouter, kRandom };

  explicit Model(FitOptions options) : options_(std::move(options)) {}

  absl::Status Fit(const Problem& train) {
    open_.reset();
    sparse_.reset();
    genome_.reset();
    ASSIGN_OR_RETURN(Fitted fitted, regulon::Fit(train, options_));
    // Mapped once open, so its name can go at once.
    const std::string path =
        (std::filesystem::temp_directory_path() /
         absl::StrCat("regulon-", getpid(), "-",
                      reinterpret_cast<uintptr_t>(this), ".regulon"))
            .string();
    RETURN_IF_ERROR(WriteFitted(fitted, path));
    KeepResiduals(fitted, train);
    report_ = std::move(fitted.report);
    absl::StatusOr<std::unique_ptr<const Genome>> genome = Genome::Open(path);
    std::remove(path.c_str());
    RETURN_IF_ERROR(genome.status());
    genome_ = *std::move(genome);
    CellOptions cell;
    cell.threads = options_.threads;
    ASSIGN_OR_RETURN(sparse_, Cell::Create(*genome_, cell));
    cell.everything_open = true;
    ASSIGN_OR_RETURN(open_, Cell::Create(*genome_, cell));
    return absl::OkStatus();
  }

  absl::StatusOr<Prediction> Predict(const HeldOut& samples, Mode mode) {
    ASSIGN_OR_RETURN(std::vector<Context> contexts, ContextsOf(samples));
    Cell& cell = mode == Mode::kEverything ? *open_ : *sparse_;
    if (mode == Mode::kRandom) {
      RETURN_IF_ERROR(OpenByChance(contexts));
    }
    Prediction prediction;
    prediction.values.resize(contexts.size(), genome_->manifest().genes_size());
    Answer answer = cell.NewAnswer();
    Read read;
    for (size_t i = 0; i < contexts.size(); ++i) {
      RETURN_IF_ERROR(cell.Express({&contexts[i], 1}, {&answer, 1}));
      std::copy(answer.expression.begin(), answer.expression.end(),
                prediction.values.row(static_cast<int>(i)).data());
      AddRead(cell, answer, read);
    }
    const auto count = static_cast<double>(contexts.size());
    prediction.parameters_read = read.parameters / count;
    prediction.experts_share = read.experts / count;
    if (mode == Mode::kRouter) {
      parameters_read_ = prediction.parameters_read;
    }
    return prediction;
  }

  int64_t parameters() const {
    return open_->inventory()
        .Measure(ReadSet(static_cast<int>(open_->inventory().units().size())))
        .Sum()
        .all;
  }
  double parameters_read() const { return parameters_read_; }
  const FloatRows& residuals(Mode mode) const {
    return mode == Mode::kEverything ? open_residuals_ : sparse_residuals_;
  }
  const FitReport& report() const { return report_; }

 private:
  // [n, G], of training samples by fits that had not seen their inner fold; NaN
  // for genes that are regulators.
  void KeepResiduals(const Fitted& fitted, const Problem& train) {
    open_residuals_ =
        FloatRows::Constant(train.values.rows(), train.values.cols(),
                            std::numeric_limits<float>::quiet_NaN());
    sparse_residuals_ = open_residuals_;
    const HeldOutParts& held_out = fitted.held_out;
    const Pieces& pieces = fitted.pieces;
    if (pieces.domains.empty()) return;
    const FloatRows opened =
        Opened(held_out.evidence.scores, fitted.draft.router.threshold,
               fitted.draft.manifest.routers(0).top_k());
    for (size_t i = 0; i < held_out.samples.size(); ++i) {
      const int sample = held_out.samples[i];
      const auto row = static_cast<Eigen::Index>(i);
      for (size_t d = 0; d < pieces.domains.size(); ++d) {
        for (const int g : pieces.domains[d]) {
          const float left = held_out.beyond_shared(row, g);
          const float added = held_out.added(row, g);
          open_residuals_(sample, pieces.genes[g]) = left - added;
          sparse_residuals_(sample, pieces.genes[g]) =
              left - opened(row, d) * added;
        }
      }
    }
  }

  absl::StatusOr<std::vector<Context>> ContextsOf(const HeldOut& samples) {
    std::vector<Context> contexts;
    for (size_t i = 0; i < samples.samples.size(); ++i) {
      Context& context = contexts.emplace_back(*genome_, samples.samples[i]);
      for (Eigen::Index t = 0; t < samples.levels.cols(); ++t) {
        const float level = samples.levels(static_cast<int>(i), t);
        if (level != level) continue;  // not given
        RETURN_IF_ERROR(context.SetIndex(static_cast<int>(t), level));
      }
    }
    return contexts;
  }

  absl::Status OpenByChance(std::vector<Context>& contexts) {
    const proto::Manifest& manifest = genome_->manifest();
    std::vector<int> routed;
    for (int d = 0; d < manifest.domains_size(); ++d) {
      if (manifest.domains(d).routed()) routed.push_back(d);
    }
    Answer answer = sparse_->NewAnswer();
    for (size_t i = 0; i < contexts.size(); ++i) {
      RETURN_IF_ERROR(sparse_->Express({&contexts[i], 1}, {&answer, 1}));
      int count = 0;
      for (const int d : routed) count += answer.open[d];
      // The first of a random order, a stream per sample.
      Random random(kRouterSeed, i);
      std::vector<uint8_t> open(manifest.domains_size(), 0);
      for (int k = 0; k < count; ++k) {
        std::swap(routed[k], routed[k + random.Below(routed.size() - k)]);
        open[routed[k]] = 1;
      }
      contexts[i].ForceOpen(std::move(open));
    }
    return absl::OkStatus();
  }

  FitOptions options_;
  FitReport report_;
  std::unique_ptr<const Genome> genome_;
  std::unique_ptr<Cell> sparse_, open_;
  FloatRows open_residuals_, sparse_residuals_;
  double parameters_read_ = 0;
};

namespace {

using Mode = FittedGenome::Model::Mode;

class GenomePredictor : public Predictor {
 public:
  GenomePredictor(std::shared_ptr<FittedGenome::Model> model, Mode mode)
      : model_(std::move(model)), mode_(mode) {}

  std::string name() const override {
    switch (mode_) {
      case Mode::kEverything:
        return "genome, everything open";
      case Mode::kRouter:
        return "genome, sparse";
      case Mode::kRandom:
        return "genome, random router";
    }
    return "";
  }
  std::string details() const override {
    if (mode_ != Mode::kEverything) return "";
    const FitReport& report = model_->report();
    return absl::StrCat("width ", report.kernel.width, ", linear share ",
                        report.kernel.linear_share, ", penalty ",
                        report.kernel.penalty, ", inner RMSE ",
                        report.inner_rmse);
  }
  absl::Status Fit(const Problem& train, Workers&) override {
    return mode_ == Mode::kEverything ? model_->Fit(train) : absl::OkStatus();
  }
  absl::StatusOr<Prediction> Predict(const HeldOut& samples,
                                     Workers&) override {
    return model_->Predict(samples, mode_);
  }
  int64_t parameters() const override { return model_->parameters(); }
  absl::StatusOr<std::optional<FloatRows>> OutOfGroupResiduals(
      Workers&) override {
    if (mode_ == Mode::kRandom) return std::optional<FloatRows>();
    return std::optional<FloatRows>(model_->residuals(mode_));
  }

 private:
  const std::shared_ptr<FittedGenome::Model> model_;
  const Mode mode_;
};

}  // namespace

FittedGenome::FittedGenome(FitOptions options)
    : model_(std::make_shared<Model>(std::move(options))) {}
FittedGenome::~FittedGenome() = default;

std::unique_ptr<Predictor> FittedGenome::Everything() {
  return std::make_unique<GenomePredictor>(model_, Mode::kEverything);
}
std::unique_ptr<Predictor> FittedGenome::Sparse() {
  return std::make_unique<GenomePredictor>(model_, Mode::kRouter);
}
std::unique_ptr<Predictor> FittedGenome::RandomRouter() {
  return std::make_unique<GenomePredictor>(model_, Mode::kRandom);
}
double FittedGenome::parameters_read() const {
  return model_->parameters_read();
}
const FitReport& FittedGenome::report() const { return model_->report(); }

}  // namespace regulon
