// Dense genomes that are something older: a linear regression, kernel ridge
// regression, and a mixture-of-experts layer of the Mixtral type.
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/reference.h"

namespace regulon::reference {
namespace {

using Vector = std::vector<double>;
using Rows = std::vector<Vector>;

constexpr double kLogMean = 4, kLogSd = 0.5;

proto::GenomeSpec DenseSpec(int regulators, int genes) {
  proto::GenomeSpec spec;
  spec.set_name("dense");
  spec.set_unit("tpm");
  for (int t = 0; t < regulators; ++t) {
    proto::RegulatorSpec& regulator = *spec.add_regulator();
    regulator.set_id(absl::StrCat("T", t));
    regulator.set_log_mean(kLogMean);
    regulator.set_log_sd(kLogSd);
  }
  for (int g = 0; g < genes; ++g) spec.add_gene()->set_id(absl::StrCat("g", g));
  return spec;
}

// Levels that standardize to x.
proto::Context LevelsOf(const Vector& x) {
  proto::Context context;
  for (size_t t = 0; t < x.size(); ++t) {
    (*context.mutable_regulators())[absl::StrCat("T", t)] =
        std::exp(kLogMean + kLogSd * x[t]) - 1;
  }
  return context;
}

Rows RandomRows(int rows, int columns, std::mt19937& random) {
  std::normal_distribution<double> normal;
  Rows out(rows, Vector(columns));
  for (Vector& row : out) {
    for (double& value : row) value = normal(random);
  }
  return out;
}

// A x = b by elimination with the largest pivot.
Vector Solve(Rows a, Vector b) {
  const size_t n = b.size();
  for (size_t i = 0; i < n; ++i) {
    size_t pivot = i;
    for (size_t r = i; r < n; ++r) {
      if (std::abs(a[r][i]) > std::abs(a[pivot][i])) pivot = r;
    }
    std::swap(a[i], a[pivot]);
    std::swap(b[i], b[pivot]);
    for (size_t r = i + 1; r < n; ++r) {
      const double factor = a[r][i] / a[i][i];
      for (size_t c = i; c < n; ++c) a[r][c] -= factor * a[i][c];
      b[r] -= factor * b[i];
    }
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t c = i + 1; c < n; ++c) b[i] -= a[i][c] * b[c];
    b[i] /= a[i][i];
  }
  return b;
}

double Dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// S = V = W = delta = 0 and no threshold: y = b + L x (Inferelator-type).
TEST(LinearGenome, EqualsTheRegressionItHolds) {
  constexpr int kRegulators = 9, kSamples = 40;
  std::mt19937 random(1);
  const Rows x = RandomRows(kSamples, kRegulators, random);
  std::normal_distribution<double> noise;
  // Least squares with an intercept, by the normal equations.
  Rows normal(kRegulators + 1, Vector(kRegulators + 1, 0));
  Vector right(kRegulators + 1, 0);
  for (const Vector& row : x) {
    Vector with_one = row;
    with_one.push_back(1);
    const double y = 3 + row[0] - 2 * row[4] + 0.1 * noise(random);
    for (int i = 0; i <= kRegulators; ++i) {
      for (int j = 0; j <= kRegulators; ++j) {
        normal[i][j] += with_one[i] * with_one[j];
      }
      right[i] += with_one[i] * y;
    }
  }
  const Vector coefficients = Solve(normal, right);
  ASSERT_NEAR(coefficients[4], -2, 0.1);

  proto::GenomeSpec spec = DenseSpec(kRegulators, 1);
  spec.mutable_gene(0)->set_basal(coefficients[kRegulators]);
  proto::DomainSpec& domain = *spec.add_domain();
  domain.set_id("d");
  domain.add_gene("g0");
  for (int t = 0; t < kRegulators; ++t) {
    proto::LinearSpec& linear = *domain.add_linear();
    linear.set_gene("g0");
    linear.set_regulator(absl::StrCat("T", t));
    linear.set_weight(coefficients[t]);
  }
  const OpenedGenome genome(spec);
  for (Vector row : RandomRows(20, kRegulators, random)) {
    const proto::Context context = LevelsOf(row);
    row.push_back(1);
    const double predicted = Dot(row, coefficients);
    EXPECT_NEAR(Evaluate(spec, context).expression[0], predicted, 1e-9);
    EXPECT_NEAR(genome.Express(context).expression[0], predicted,
                1e-6 * std::max(1.0, std::abs(predicted)));
  }
}

// Every domain open and W = 0: attention to the training samples is the closed
// form y = k(x)^T (K + ridge I)^-1 Y.
TEST(GenomeOfReferenceStates, EqualsKernelRidge) {
  constexpr int kRegulators = 20, kSamples = 30, kGenes = 6;
  constexpr double kSharpness = 0.02, kRidge = 0.1;
  std::mt19937 random(2);
  const Rows x = RandomRows(kSamples, kRegulators, random);
  const Rows y = RandomRows(kGenes, kSamples, random);
  const auto kernel = [](const Vector& a, const Vector& b) {
    double square = 0;
    for (size_t i = 0; i < a.size(); ++i) {
      square += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return std::exp(-kSharpness * square);
  };
  Rows k(kSamples, Vector(kSamples));
  for (int i = 0; i < kSamples; ++i) {
    for (int j = 0; j < kSamples; ++j) {
      k[i][j] = kernel(x[i], x[j]) + (i == j) * kRidge;
    }
  }
  Rows dual;  // [genes][samples]
  for (const Vector& gene : y) dual.push_back(Solve(k, gene));

  proto::GenomeSpec spec = DenseSpec(kRegulators, kGenes);
  proto::MatrixSpec& states =
      *spec.mutable_reference_states()->mutable_states();
  spec.mutable_reference_states()->set_sharpness(kSharpness);
  states.set_rows(kSamples);
  states.set_columns(kRegulators);
  for (const Vector& sample : x) {
    states.mutable_value()->Add(sample.begin(), sample.end());
  }
  for (int d = 0; d < 2; ++d) {
    proto::DomainSpec& domain = *spec.add_domain();
    domain.set_id(absl::StrCat("d", d));
    proto::MatrixSpec& values = *domain.mutable_reference_values();
    values.set_rows(kSamples);
    values.set_columns(kGenes / 2);
    for (int p = 0; p < kSamples; ++p) {
      for (int g = d; g < kGenes; g += 2) values.add_value(dual[g][p]);
    }
    for (int g = d; g < kGenes; g += 2) domain.add_gene(absl::StrCat("g", g));
  }
  const OpenedGenome genome(spec);
  for (const Vector& row : RandomRows(20, kRegulators, random)) {
    const proto::Context context = LevelsOf(row);
    const Result slow = Evaluate(spec, context);
    const Answer fast = genome.Express(context);
    Vector attention;
    for (const Vector& sample : x) attention.push_back(kernel(row, sample));
    for (int g = 0; g < kGenes; ++g) {
      const double predicted = Dot(attention, dual[g]);
      EXPECT_NEAR(slow.expression[g], predicted, 1e-9);
      EXPECT_NEAR(fast.expression[g], predicted, 1e-5);
    }
  }
}

void FillMatrix(int rows, int columns, std::mt19937& random,
                proto::MatrixSpec& matrix) {
  std::normal_distribution<double> normal(0, 1 / std::sqrt(rows));
  matrix.set_rows(rows);
  matrix.set_columns(columns);
  for (int i = 0; i < rows * columns; ++i) matrix.add_value(normal(random));
}

// A learned gate over all regulators, the best two renormalized, SwiGLU.
TEST(MixtralTypeLayer, EqualsItsFloat64Reference) {
  constexpr int kRegulators = 64, kDomains = 8, kHidden = 112, kGenesEach = 32;
  std::mt19937 random(3);
  proto::GenomeSpec spec = DenseSpec(kRegulators, kDomains * kGenesEach);
  spec.mutable_router()->set_score(proto::Router::GATE);
  spec.mutable_router()->set_weighting(proto::Router::SOFTMAX_TOPK);
  spec.mutable_router()->set_top_k(2);
  spec.mutable_router()->set_renormalize(true);
  std::normal_distribution<double> normal;
  for (int d = 0; d < kDomains; ++d) {
    proto::DomainSpec& domain = *spec.add_domain();
    domain.set_id(absl::StrCat("d", d));
    domain.set_threshold(-1e30);
    for (int g = 0; g < kGenesEach; ++g) {
      domain.add_gene(absl::StrCat("g", d * kGenesEach + g));
    }
    for (int t = 0; t < kRegulators; ++t) {
      domain.add_regulator(absl::StrCat("T", t));
      proto::GateWeightSpec& gate = *domain.add_gate_weight();
      gate.set_regulator(absl::StrCat("T", t));
      gate.set_weight(normal(random) / 8);
    }
    FillMatrix(kRegulators, kHidden, random, *domain.mutable_gate());
    FillMatrix(kRegulators, kHidden, random, *domain.mutable_up());
    FillMatrix(kHidden, kGenesEach, random, *domain.mutable_down());
  }
  const OpenedGenome genome(spec);
  for (const Vector& row : RandomRows(12, kRegulators, random)) {
    const proto::Context context = LevelsOf(row);
    const Result slow = Evaluate(spec, context);
    const Answer fast = genome.Express(context);
    ASSERT_GT(slow.margin, 1e-4);
    EXPECT_EQ(std::vector<bool>(fast.open.begin(), fast.open.end()), slow.open);
    double weight = 0, largest = 0;
    int open = 0;
    for (int d = 0; d < kDomains; ++d) {
      EXPECT_NEAR(fast.weight[d], slow.weight[d], 1e-5);
      weight += fast.weight[d];
      open += fast.open[d];
    }
    EXPECT_EQ(open, 2);
    EXPECT_NEAR(weight, 1, 1e-6);
    for (int g = 0; g < spec.gene_size(); ++g) {
      EXPECT_NEAR(fast.expression[g], slow.expression[g], 1e-5);
      largest = std::max(largest, std::abs(slow.expression[g]));
    }
    EXPECT_GT(largest, 0.1);
  }
}

}  // namespace
}  // namespace regulon::reference
