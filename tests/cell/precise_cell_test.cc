// The double-precision passes: forward against what the cell answers, back
// against differences of the forward pass.
#include "engine/cell/precise_cell.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "absl/strings/str_cat.h"
#include "tests/cell/fitted_genome.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/random_spec.h"
#include "tests/reference/reference.h"

namespace regulon::reference {
namespace {

using Coordinate = PreciseCell::Coordinate;

std::unique_ptr<PreciseCell> Precise(const OpenedGenome& genome) {
  auto cell = PreciseCell::Create(genome.genome());
  if (!cell.ok()) throw std::runtime_error(cell.status().ToString());
  std::vector<int> domains(genome.genome().manifest().domains_size());
  std::iota(domains.begin(), domains.end(), 0);
  if (!(*cell)->Load(domains).ok()) throw std::runtime_error("Load");
  return *std::move(cell);
}

void ExpectAnswersOf(const OpenedGenome& genome, const Context& context,
                     double tolerance) {
  const auto cell = Precise(genome);
  PreciseReading reading;
  ASSERT_TRUE(cell->Read(context, reading).ok());
  const auto answers = genome.cell().Express({context});
  ASSERT_TRUE(answers.ok()) << answers.status();
  const Answer& answer = (*answers)[0];
  ASSERT_EQ(reading.opening.open, answer.open);
  double scale = 1;
  for (const float value : answer.expression) {
    scale = std::max(scale, std::abs(double{value}));
  }
  for (size_t g = 0; g < answer.expression.size(); ++g) {
    ASSERT_NEAR(cell->Value(static_cast<int>(g), reading), answer.expression[g],
                tolerance * scale)
        << "gene " << g;
  }
}

std::vector<double> Total(const GeneSlopes& slopes) {
  std::vector<double> total = slopes.shared;
  for (size_t t = 0; t < total.size(); ++t) {
    total[t] += slopes.expert[t];
    for (const auto& element : slopes.elements) total[t] += element.slopes[t];
  }
  return total;
}

struct Tally {
  int compared = 0, kinks = 0;
};

// Every derivative of every gene against differences, but where the answer is
// not smooth.
void CompareSlopes(const OpenedGenome& genome, const Context& context,
                   Coordinate coordinate, Tally& tally) {
  constexpr double kStep = 1e-6;
  const auto cell = Precise(genome);
  const PreciseSense& sense = cell->sense();
  const int genes = genome.genome().manifest().genes_size();
  PreciseReading at;
  ASSERT_TRUE(cell->Read(context, at).ok());
  std::vector<uint32_t> tokens;
  for (int t = 0; t < cell->regulators(); ++t) {
    if (at.sensed[t] > 0) tokens.push_back(t);
  }
  for (const uint32_t t : tokens) {
    const int regulator = static_cast<int>(t);
    const auto read = [&](double by) {
      std::vector<double> activity = at.sensed, x = at.sensed_x;
      const double p = sense.pseudocount(regulator);
      activity[t] = coordinate == Coordinate::kLogActivity
                        ? activity[t] * std::exp(by)
                        : (activity[t] + p) * std::exp(by) - p;
      if (sense.standardizes())
        x[t] = sense.Standardized(regulator, activity[t]);
      PreciseReading reading;
      EXPECT_TRUE(cell->Read(context, activity, x, tokens, reading).ok());
      return reading;
    };
    const PreciseReading same = read(0), more = read(kStep),
                         less = read(-kStep);
    if (less.sensed[t] <= 0 || more.opening.open != less.opening.open) continue;
    for (int g = 0; g < genes; ++g) {
      const double slope = Total(cell->Slopes(g, at, coordinate))[t];
      const double y = cell->Value(g, same), up = cell->Value(g, more),
                   down = cell->Value(g, less);
      const double difference = (up - down) / (2 * kStep);
      const double scale = 1 + std::abs(difference) + std::abs(y);
      // Where there is a kink between, the difference may be off by as much.
      const double bend = std::abs(up - 2 * y + down) / (2 * kStep);
      (bend > 1e-4 * scale ? tally.kinks : tally.compared) += 1;
      ASSERT_NEAR(slope, difference, 1e-6 * scale + 1.01 * bend)
          << "gene " << g << ", regulator " << t;
    }
  }
}

constexpr Coordinate kCoordinates[] = {Coordinate::kLogLevel,
                                       Coordinate::kLogActivity};

TEST(PreciseCell, AnswersAndSlopesOfRandomGenomes) {
  Tally tally;
  for (unsigned seed = 0; seed < 120; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    SCOPED_TRACE(absl::StrCat("seed ", seed, "\n", spec.DebugString()));
    const OpenedGenome genome(spec);
    for (const proto::Context& message : RandomContexts(spec, 4, seed)) {
      if (Evaluate(spec, message).margin < 1e-4) continue;
      SCOPED_TRACE(message.DebugString());
      const Context context = genome.Convert(message);
      ExpectAnswersOf(genome, context, 2e-5);
      for (const Coordinate coordinate : kCoordinates) {
        CompareSlopes(genome, context, coordinate, tally);
      }
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GT(tally.compared, 5000);
  EXPECT_LT(tally.kinks, tally.compared / 20);
}

TEST(PreciseCell, AnswersAndSlopesOfModels) {
  const struct {
    const char* model;
    std::map<std::string, double> levels;
  } cases[] = {
      {"laci_o2", {{"LacI", 260}, {"IPTG", 50}}},
      {"pioneer_enhancer", {}},
      {"two_enhancers", {}},
      {"glucocorticoid", {}},
  };
  for (const auto& [model, levels] : cases) {
    SCOPED_TRACE(model);
    const OpenedGenome genome(ReadModel(model));
    Context context = genome.Convert(ContextOf(levels));
    if (levels.empty()) {
      for (int t = 0; t < genome.genome().manifest().regulators_size(); ++t) {
        ASSERT_TRUE(context.SetIndex(t, 0.7 + 0.4 * t).ok());
      }
    }
    ExpectAnswersOf(genome, context, 1e-6);
    Tally tally;
    for (const Coordinate coordinate : kCoordinates) {
      CompareSlopes(genome, context, coordinate, tally);
    }
    EXPECT_GT(tally.compared, 0);
    EXPECT_EQ(tally.kinks, 0);
  }
}

// Cofactors, modulators of every kind, a miRNA on products of two units.
constexpr char kSignals[] = R"SPEC(
  name: "signals" unit: "tpm"
  regulator { id: "A" unit: "activity" closed_ratio: 0.01 opening_work: 0.5 }
  regulator { id: "B" unit: "log2(tpm+1)" }
  regulator { id: "S" unit: "activity" kind: SIGNAL }
  regulator { id: "miR" unit: "activity" }
  cofactor { regulator: "B" target: "A" weight: 0.75 }
  gene { id: "g" basal: 1 amplitude: 3 combination: CONTACT
         contig: "c" tss0: 10000 }
  gene { id: "h" basal: 2 unit: "log2(tpm+1)" }
  element { id: "e" gene: "g" contig: "c" center0: 60000 strength: 2
            mwc { closing_energy: 1
                  site { binds { regulator: "A" affinity: 4 } }
                  site { represses: true binds { regulator: "B" affinity: 0.5 }
                         binds { regulator: "A" affinity: 1 } } } }
  element { id: "f" gene: "g" contig: "c" center0: 12000
            state_table { state { value: 0.25 }
                          state { value: 1 energy: -1
                                  binds { regulator: "B" count: 2 } } } }
  element { id: "k" gene: "h"
            mwc { closing_energy: 0
                  site { binds { regulator: "A" affinity: 2 } } } }
  domain { id: "dg" gene: "g" threshold: -20 }
  domain { id: "dh" gene: "h" threshold: -20 }
  router { score: ACTIVITY weighting: SOFTMAX_TOPK }
  mark { id: "H3K27ac" weight: 0.75 }
  boundary { id: "b" contig: "c" position0: 30000 insulation: 0.25 }
  modulator { regulator: "S" gain: 0.5 }
  modulator { regulator: "S" temperature: 0.75 }
  modulator { regulator: "S" closing_shift: 0.5 }
  modulator { regulator: "S" closing_shift: -1 element: "k" }
  modulator { regulator: "S" threshold_shift: 0.5 }
  silencing { regulator: "miR" gene: "g" weight: 0.5 }
  silencing { regulator: "miR" gene: "h" weight: 2 }
)SPEC";

TEST(PreciseCell, AnswersAndSlopesOfSignalsAndEdits) {
  const OpenedGenome genome(ParseSpecText(kSignals));
  proto::Context plain =
      ContextOf({{"A", 2}, {"B", 1.5}, {"S", 0.5}, {"miR", 0.25}});
  proto::Context edited = plain;
  edited.set_gain(1.5);
  edited.set_temperature(0.5);
  (*edited.mutable_element())["f"] = 0.5;
  (*(*edited.mutable_mark())["H3K27ac"].mutable_element())["e"] = 2;
  edited.add_cut_boundary("b");
  for (const proto::Context& message : {plain, edited}) {
    SCOPED_TRACE(message.DebugString());
    const Context context = genome.Convert(message);
    ExpectAnswersOf(genome, context, 1e-6);
    Tally tally;
    for (const Coordinate coordinate : kCoordinates) {
      CompareSlopes(genome, context, coordinate, tally);
    }
    EXPECT_EQ(tally.compared, 2 * 4 * 2);
    EXPECT_EQ(tally.kinks, 0);
  }
}

TEST(PreciseCell, AnswersAndSlopesOfFittedGenomes) {
  Tally tally;
  for (const double encoder : {0.0, 0.3}) {
    FittedGenome fit = FitKernelRidge(2);
    if (encoder > 0) {
      fit.draft.encoder =
          RandomEncoder(static_cast<int>(fit.x.cols()), encoder, 5);
    }
    const OpenedGenome genome(WriteFitted(fit.draft, fit.experts));
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    for (int i = 0; i < 3; ++i) {
      proto::Context message = LevelsOf(Eigen::VectorXd::NullaryExpr(
          fit.x.cols(), [&] { return normal(random); }));
      if (i == 2) (*message.mutable_regulators())["R3"] = 0;
      const Context context = genome.Convert(message);
      ExpectAnswersOf(genome, context, 2e-5);
      for (const Coordinate coordinate : kCoordinates) {
        CompareSlopes(genome, context, coordinate, tally);
      }
    }
  }
  EXPECT_GT(tally.compared, 1000);
  EXPECT_LT(tally.kinks, tally.compared / 100);
}

}  // namespace
}  // namespace regulon::reference
