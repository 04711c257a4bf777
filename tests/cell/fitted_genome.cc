#include "tests/cell/fitted_genome.h"

#include <Eigen/Cholesky>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <stdexcept>

#include "absl/strings/str_cat.h"

namespace regulon::reference {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kSamples = 40, kRegulators = 21, kGenes = 30, kDomains = 5;
constexpr int kSharedRank = 3, kAutonomyRank = 2;
constexpr double kLogMean = 4, kLogSd = 0.5;

MatrixXd RandomMatrix(int rows, int columns, std::mt19937& random) {
  std::normal_distribution<double> normal;
  return MatrixXd::NullaryExpr(rows, columns, [&] { return normal(random); });
}

// exp(-nu ||at - x_p||^2) of every sample p, without its mean.
VectorXd Attention(const MatrixXd& x, const VectorXd& at) {
  return (-FittedGenome::kNu *
          (x.rowwise() - at.transpose()).rowwise().squaredNorm())
      .array()
      .exp();
}

VectorXd AttentionMean(const MatrixXd& x) {
  VectorXd mean = VectorXd::Zero(x.rows());
  for (int i = 0; i < x.rows(); ++i) mean += Attention(x, x.row(i));
  return mean / static_cast<double>(x.rows());
}

// The leading right singular vectors.
MatrixXd Leading(const MatrixXd& matrix, int rank) {
  return Eigen::JacobiSVD<MatrixXd>(matrix, Eigen::ComputeThinV)
      .matrixV()
      .leftCols(rank);
}

std::vector<float> Floats(const VectorXd& values) {
  return {values.data(), values.data() + values.size()};
}

MatrixXd ToDouble(const Dense& dense) {
  MatrixXd out(dense.rows, dense.columns);
  for (int64_t i = 0; i < out.size(); ++i) {
    out(i / dense.columns, i % dense.columns) = dense.values[i];
  }
  return out;
}

}  // namespace

Dense DenseOf(const MatrixXd& values) {
  Dense dense{values.rows(), values.cols(), {}};
  for (int64_t i = 0; i < values.size(); ++i) {
    dense.values.push_back(
        static_cast<float>(values(i / values.cols(), i % values.cols())));
  }
  return dense;
}

Draft EmptyFit(int regulators, int genes, int domains) {
  Draft draft;
  proto::Manifest& m = draft.manifest;
  m.set_name("fitted");
  m.set_unnamed(proto::BASAL);
  m.add_routers()->set_score(proto::Router::AUTONOMY);
  for (int t = 0; t < regulators; ++t) {
    proto::Regulator& regulator = *m.add_regulators();
    regulator.set_id(absl::StrCat("R", t));
    regulator.set_unit("tpm");
  }
  for (int g = 0; g < genes; ++g) {
    proto::Gene& gene = *m.add_genes();
    gene.set_id(absl::StrCat("g", g));
    gene.set_unit("tpm");
    gene.set_domain(g % domains);
  }
  for (int d = 0; d < domains; ++d) {
    proto::Domain& domain = *m.add_domains();
    domain.set_id(absl::StrCat("d", d));
    domain.set_routed(true);
  }
  draft.reference.assign(regulators, 1);
  draft.pseudocount.assign(regulators, 1);
  draft.log_mean.assign(regulators, kLogMean);
  draft.log_sd.assign(regulators, kLogSd);
  return draft;
}

EncoderDraft RandomEncoder(int regulators, double size, unsigned seed) {
  constexpr int kWidth = 4, kLatents = 3, kBlocks = 2, kHeads = 2;
  std::mt19937 random(seed);
  EncoderDraft e;
  e.token = DenseOf(RandomMatrix(regulators, kWidth, random));
  e.level = DenseOf(RandomMatrix(regulators, kWidth, random));
  e.latent = DenseOf(RandomMatrix(kLatents, kWidth, random));
  e.cross = DenseOf(RandomMatrix(kBlocks * 4 * kWidth, kWidth, random));
  e.self = DenseOf(RandomMatrix(kBlocks * 4 * kWidth, kWidth, random));
  e.sharpness = DenseOf(RandomMatrix(kBlocks * 2, kHeads, random));
  e.gain = DenseOf(size * RandomMatrix(regulators, kWidth, random));
  const MatrixXd pairs = size * RandomMatrix(regulators, 2, random) / 4;
  e.pair_weight = DenseOf(pairs).values;
  for (int t = 0; t <= regulators; ++t) e.pair_first.push_back(2 * t);
  for (int t = 0; t < regulators; ++t) {
    e.pair_target.push_back((t + 1) % regulators);
    e.pair_target.push_back((t + 5) % regulators);
  }
  return e;
}

proto::Context LevelsOf(const VectorXd& x) {
  proto::Context context;
  for (int t = 0; t < x.size(); ++t) {
    (*context.mutable_regulators())[absl::StrCat("R", t)] =
        std::exp(kLogMean + kLogSd * x[t]) - 1;
  }
  return context;
}

VectorXd FittedGenome::Predict(const VectorXd& at) const {
  const auto kernel = [this](const VectorXd& a) {
    return VectorXd((1 - kMix) * (x * a) + kMix * Attention(x, a));
  };
  VectorXd mean = VectorXd::Zero(x.rows());
  for (int i = 0; i < x.rows(); ++i) mean += kernel(x.row(i));
  mean /= static_cast<double>(x.rows());
  VectorXd centred = kernel(at) - mean;
  centred.array() -= centred.mean();
  return y.colwise().mean().transpose() + dual.transpose() * centred;
}

VectorXd FittedGenome::Scores(const VectorXd& at) const {
  const VectorXd kappa = Attention(x, at) - AttentionMean(x);
  VectorXd scores(experts.size());
  for (size_t d = 0; d < experts.size(); ++d) {
    scores[d] =
        (ToDouble(draft.router.autonomy[d]).transpose() * at +
         ToDouble(draft.router.autonomy_reference[d]).transpose() * kappa)
            .squaredNorm();
  }
  return scores;
}

FittedGenome FitKernelRidge(unsigned seed) {
  std::mt19937 random(seed);
  FittedGenome fit;
  fit.x = RandomMatrix(kSamples, kRegulators, random);
  fit.x.rowwise() -= fit.x.colwise().mean().eval();
  fit.y = RandomMatrix(kSamples, kGenes, random);

  MatrixXd kappa(kSamples, kSamples);
  const VectorXd mean = AttentionMean(fit.x);
  for (int i = 0; i < kSamples; ++i) {
    kappa.row(i) = Attention(fit.x, fit.x.row(i)) - mean;
  }
  MatrixXd gram = (1 - FittedGenome::kMix) * fit.x * fit.x.transpose() +
                  FittedGenome::kMix * kappa;
  gram.colwise() -= gram.rowwise().mean().eval();
  gram.diagonal().array() += FittedGenome::kPenalty;
  fit.dual = gram.ldlt().solve(fit.y.rowwise() - fit.y.colwise().mean());

  // y = mean + x linear + kappa attention, all of it.
  const MatrixXd linear =
      (1 - FittedGenome::kMix) * fit.x.transpose() * fit.dual;
  const MatrixXd attention = FittedGenome::kMix * fit.dual;
  const MatrixXd write =
      Leading(fit.x * linear + kappa * attention, kSharedRank);
  fit.draft = EmptyFit(kRegulators, kGenes, kDomains);
  Draft& draft = fit.draft;
  draft.basal = Floats(fit.y.colwise().mean().transpose());
  draft.shared_reading = DenseOf(linear * write);
  draft.shared_attention = DenseOf(attention * write);
  draft.shared_writing = DenseOf(write.transpose());
  draft.reference_states = DenseOf(fit.x);
  draft.reference_sharpness = {FittedGenome::kNu};
  draft.reference_mean = Floats(mean);
  const MatrixXd linear_left = linear - linear * write * write.transpose();
  const MatrixXd attention_left =
      attention - attention * write * write.transpose();
  for (int d = 0; d < kDomains; ++d) {
    MatrixXd own_linear(kRegulators, kGenes / kDomains);
    MatrixXd own_attention(kSamples, kGenes / kDomains);
    for (int i = 0; i < kGenes / kDomains; ++i) {
      own_linear.col(i) = linear_left.col(d + i * kDomains);
      own_attention.col(i) = attention_left.col(d + i * kDomains);
    }
    ExpertDraft& expert = fit.experts.emplace_back();
    for (int t = 0; t < kRegulators; ++t) expert.inputs.push_back(t);
    expert.linear = DenseOf(own_linear);
    expert.reference_values = DenseOf(own_attention);
    const MatrixXd leading =
        Leading(fit.x * own_linear + kappa * own_attention, kAutonomyRank);
    draft.router.autonomy.push_back(DenseOf(own_linear * leading));
    draft.router.autonomy_reference.push_back(DenseOf(own_attention * leading));
  }
  MatrixXd scores(kSamples, kDomains);
  for (int i = 0; i < kSamples; ++i) {
    scores.row(i) = fit.Scores(fit.x.row(i));
  }
  for (int d = 0; d < kDomains; ++d) {
    std::sort(scores.col(d).begin(), scores.col(d).end());
    draft.router.threshold.push_back(
        static_cast<float>(scores(kSamples / 2, d)));
  }
  return fit;
}

std::string WriteFitted(const Draft& draft,
                        const std::vector<ExpertDraft>& experts) {
  static int files = 0;
  const char* folder = std::getenv("TEST_TMPDIR");
  const std::string path = absl::StrCat(folder != nullptr ? folder : "/tmp",
                                        "/fitted", ++files, ".regulon");
  const absl::Status status = WriteGenome(
      draft, [&experts](int d) { return experts[d]; }, DType::kF32, path);
  if (!status.ok()) throw std::runtime_error(status.ToString());
  return path;
}

}  // namespace regulon::reference
