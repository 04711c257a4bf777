#include "engine/convert/change_dtype.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "engine/cell/cell.h"
#include "engine/convert/drawn_contexts.h"
#include "engine/convert/recode.h"
#include "engine/genome/derive.h"
#include "engine/genome/tensors.h"
#include "tests/cell/fitted_genome.h"
#include "tests/convert/small_genomes.h"

namespace regulon {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using Metrics = std::map<std::string, double>;

Metrics MetricsIn(const Genome& genome) {
  const auto& metrics = genome.manifest().provenance().metrics();
  return {metrics.begin(), metrics.end()};
}

std::unique_ptr<const Genome> Fitted() {
  const reference::FittedGenome fitted = reference::FitKernelRidge(1);
  return Opened(reference::WriteFitted(fitted.draft, fitted.experts));
}

DTypeChange Change(const Genome& parent, const ChangeDTypeOptions& options,
                   const std::string& name) {
  const auto change = ChangeDType(parent, options, Scratch(name));
  EXPECT_TRUE(change.ok()) << change.status();
  return change.ok() ? *change : DTypeChange();
}

ChangeDTypeOptions To(DType dtype) {
  ChangeDTypeOptions options;
  options.dtype = dtype;
  return options;
}

std::vector<Answer> Answers(const Genome& genome,
                            const std::vector<Context>& contexts) {
  auto cell = Cell::Create(genome, CellOptions());
  EXPECT_TRUE(cell.ok()) << cell.status();
  auto answers = (*cell)->Express(contexts);
  EXPECT_TRUE(answers.ok()) << answers.status();
  return *std::move(answers);
}

// The definition, in two passes.
Deviation Recomputed(const std::vector<std::vector<double>>& before,
                     const std::vector<std::vector<double>>& after) {
  Deviation deviation;
  double squares = 0, squared = 0, count = 0;
  for (size_t g = 0; g < before[0].size(); ++g) {
    double mean = 0;
    for (const auto& context : before) mean += context[g] / before.size();
    for (size_t c = 0; c < before.size(); ++c) {
      const double difference = after[c][g] - before[c][g];
      deviation.largest = std::max(deviation.largest, std::abs(difference));
      squared += difference * difference;
      squares += (before[c][g] - mean) * (before[c][g] - mean);
      ++count;
    }
  }
  deviation.rms = std::sqrt(squared / count);
  deviation.sd = std::sqrt(squares / count);
  return deviation;
}

std::vector<std::vector<double>> ExpressionOf(
    const std::vector<Answer>& answers) {
  std::vector<std::vector<double>> rows;
  for (const Answer& answer : answers) {
    rows.emplace_back(answer.expression.begin(), answer.expression.end());
  }
  return rows;
}

TEST(ChangeDType, StoresTheLossThatARecomputationFinds) {
  for (const auto& parent :
       {SmallSynthetic(DType::kF32, "parent.regulon"), Fitted()}) {
    const std::vector<Context> contexts = DrawContexts(*parent, 64);
    const auto before = Answers(*parent, contexts);
    double last_rms = 1e-9;
    for (const DType dtype : {DType::kBf16, DType::kI8, DType::kI4}) {
      SCOPED_TRACE(NameOf(dtype));
      const DTypeChange change = Change(*parent, To(dtype), "child.regulon");
      const auto child = Opened(Scratch("child.regulon"));
      const auto after = Answers(*child, contexts);
      const Deviation expected =
          Recomputed(ExpressionOf(before), ExpressionOf(after));
      const Metrics metrics = MetricsIn(*child);
      EXPECT_EQ(metrics, MetricsOf(change));
      EXPECT_GT(expected.sd, 0);
      EXPECT_NEAR(metrics.at("dtype.answers_sd") / expected.sd, 1, 1e-9);
      EXPECT_NEAR(
          metrics.at("dtype.answers_rms") / (expected.rms / expected.sd), 1,
          1e-9);
      EXPECT_NEAR(metrics.at("dtype.answers_largest") /
                      (expected.largest / expected.sd),
                  1, 1e-9);
      EXPECT_GT(metrics.at("dtype.answers_rms"), last_rms);
      last_rms = metrics.at("dtype.answers_rms");
      EXPECT_LT(last_rms, 0.3);
      EXPECT_EQ(metrics.at("dtype.contexts"), 64);
      for (size_t c = 0; c < contexts.size(); ++c) {
        EXPECT_EQ(before[c].open, after[c].open);
      }
      EXPECT_EQ(metrics.at("dtype.opened_otherwise"), 0);
      EXPECT_EQ(metrics.at("dtype.weights_rms"),
                MeasureWeightLoss(*parent, *child).rms);
      EXPECT_EQ(change.bytes_before, parent->file_bytes());
      EXPECT_EQ(change.bytes_after, child->file_bytes());
      EXPECT_LT(change.bytes_after, change.bytes_before);
      const proto::Provenance& provenance = child->manifest().provenance();
      EXPECT_EQ(provenance.parent_sha256(), parent->manifest_sha256());
      EXPECT_THAT(provenance.made_by(), StartsWith("regulon convert --dtype "));
    }
  }
}

TEST(ChangeDType, AlsoComparesWhatSoftplusIsTakenOf) {
  const auto parent = SmallSynthetic(DType::kF32, "parent.regulon");
  const DTypeChange change = Change(*parent, To(DType::kI4), "child.regulon");
  // The same file with the identity for a link.
  proto::Manifest manifest = parent->manifest();
  manifest.set_link(proto::IDENTITY);
  ASSERT_TRUE(WriteDerived(*parent, manifest, {}, Scratch("a.regulon")).ok());
  const auto child = Opened(Scratch("child.regulon"));
  manifest = child->manifest();
  manifest.set_link(proto::IDENTITY);
  ASSERT_TRUE(WriteDerived(*child, manifest, {}, Scratch("b.regulon")).ok());
  const std::vector<Context> contexts = DrawContexts(*parent, 64);
  const Deviation expected = Recomputed(
      ExpressionOf(Answers(*Opened(Scratch("a.regulon")), contexts)),
      ExpressionOf(Answers(*Opened(Scratch("b.regulon")), contexts)));
  ASSERT_TRUE(change.answers.before_link.has_value());
  EXPECT_NEAR(change.answers.before_link->rms / expected.rms, 1, 1e-4);
  EXPECT_NEAR(change.answers.before_link->sd / expected.sd, 1, 1e-4);
  EXPECT_NEAR(change.answers.before_link->largest / expected.largest, 1, 1e-3);
  EXPECT_FALSE(
      Change(*Fitted(), To(DType::kI4), "f.regulon").answers.before_link);
}

TEST(ChangeDType, TakesTheContextsThatItIsGiven) {
  const auto parent = SmallSynthetic(DType::kF32, "parent.regulon");
  ChangeDTypeOptions options = To(DType::kI8);
  options.contexts.emplace_back(*parent, "one");
  ASSERT_TRUE(options.contexts[0].Set("program_A", 1).ok());
  proto::Provenance::Source source;
  source.set_name("mine.tsv");
  options.contexts_source = source;
  const DTypeChange one = Change(*parent, options, "one.regulon");
  EXPECT_EQ(one.contexts, 1);
  // One context does not vary: its differences are absolute.
  EXPECT_EQ(one.answers.expression.sd, 0);
  EXPECT_GT(one.answers.expression.rms, 0);
  EXPECT_EQ(MetricsOf(one).at("dtype.answers_rms"), one.answers.expression.rms);
  const auto child = Opened(Scratch("one.regulon"));
  const proto::Provenance& provenance = child->manifest().provenance();
  EXPECT_EQ(provenance.sources(provenance.sources_size() - 1).name(),
            "mine.tsv");
}

TEST(ChangeDType, KeepsWhatTheParentSaidOfItself) {
  const auto parent = SmallSynthetic(DType::kF32, "parent.regulon");
  Change(*parent, To(DType::kI4), "child.regulon");
  const auto child = Opened(Scratch("child.regulon"));
  Change(*child, To(DType::kF32), "grandchild.regulon");
  const Metrics metrics = MetricsIn(*Opened(Scratch("grandchild.regulon")));
  EXPECT_EQ(metrics.at("dtype.weights_rms"), 0);
  // Products with integers round what they multiply, those with f32 do not.
  EXPECT_GT(metrics.at("dtype.answers_rms"), 0);
  EXPECT_LT(metrics.at("dtype.answers_rms"), 0.01);
  EXPECT_EQ(metrics.at("dtype.before.answers_rms"),
            MetricsIn(*child).at("dtype.answers_rms"));
}

TEST(ChangeDType, IsTheSameFileEachTime) {
  const auto parent = SmallSynthetic(DType::kF32, "parent.regulon");
  Change(*parent, To(DType::kI8), "a.regulon");
  Change(*parent, To(DType::kI8), "b.regulon");
  EXPECT_TRUE(ReadBytes(Scratch("a.regulon")) ==
              ReadBytes(Scratch("b.regulon")));
}

TEST(ChangeDType, RefusesWhatChangesNothing) {
  const auto int8 = SmallSynthetic(DType::kI8, "int8.regulon");
  auto status = ChangeDType(*int8, To(DType::kI8), Scratch("no.regulon"));
  EXPECT_EQ(status.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.status().message()),
              HasSubstr("its experts are stored in int8 already"));
  WriteBytes(Scratch("logic.regulon"), CompiledBytes(R"(
      name: "logic"
      unit: "boolean"
      gene { id: "A" rule: "B" }
      gene { id: "B" rule: "!A" })"));
  const auto logic = Opened(Scratch("logic.regulon"));
  status = ChangeDType(*logic, To(DType::kI8), Scratch("no.regulon"));
  EXPECT_EQ(status.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.status().message()),
              HasSubstr("no domain of it holds a matrix"));
  EXPECT_EQ(ReadBytes(Scratch("no.regulon")), "");
}

TEST(ChangeDType, LeavesNothingOfADamagedParent) {
  const std::string folder = Scratch("damaged");
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const auto parent = SmallSynthetic(DType::kF32, "sound.regulon");
  std::string bytes = ReadBytes(parent->path());
  bytes[parent->BytesOf(ExpertMatrices(*parent)[7]).begin + 3] ^= 1;
  WriteBytes(Scratch("damaged.regulon"), bytes);
  const auto damaged = Opened(Scratch("damaged.regulon"));
  const auto status =
      ChangeDType(*damaged, To(DType::kI8), folder + "/x.regulon").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("is damaged"));
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

// What Sense makes of the levels, with the constants of EmptyFit.
std::vector<double> Standardized(const Context& context) {
  std::vector<double> x;
  for (const double level : context.levels()) {
    x.push_back((std::log(level + 1) - 4) / 0.5);
  }
  return x;
}

TEST(DrawnContexts, HaveTheSpreadThatSenseTakesAway) {
  const auto genome = Fitted();
  double sum = 0, squares = 0, count = 0;
  for (const Context& context : DrawContexts(*genome, 400)) {
    for (const double x : Standardized(context)) {
      sum += x;
      squares += x * x;
      ++count;
    }
  }
  EXPECT_EQ(count, 400 * genome->manifest().regulators_size());
  EXPECT_NEAR(sum / count, 0, 0.05);
  EXPECT_NEAR(squares / count, 1, 0.05);
}

TEST(DrawnContexts, AreReferenceStatesWhereThereIsARepertoire) {
  reference::FittedGenome fitted = reference::FitKernelRidge(1);
  fitted.draft.repertoire_distance = {1};
  const auto genome =
      Opened(reference::WriteFitted(fitted.draft, fitted.experts));
  const auto samples = static_cast<int>(fitted.x.rows());
  EXPECT_EQ(DrawContexts(*genome, 64).size(), static_cast<size_t>(samples));
  const std::vector<Context> contexts = DrawContexts(*genome, 16);
  ASSERT_EQ(contexts.size(), 16u);
  EXPECT_EQ(contexts[3].name(), "drawn_4");
  for (int c = 0; c < 16; ++c) {
    const std::vector<double> x = Standardized(contexts[c]);
    for (size_t t = 0; t < x.size(); ++t) {
      EXPECT_NEAR(x[t], fitted.x(c * samples / 16, t), 1e-6);
    }
  }
}

}  // namespace
}  // namespace regulon
