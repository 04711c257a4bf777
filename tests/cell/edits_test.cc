// Edits that keep what they leave unchanged against the edited contexts read
// from the beginning: bit by bit, for genomes of every make.
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/status.h"
#include "engine/synth/synth.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cell/fitted_genome.h"
#include "tests/cell/same_bits.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/random_spec.h"

namespace regulon::reference {
namespace {

using ::testing::HasSubstr;
using EditOf = std::function<absl::Status(Context&)>;

constexpr DType kDTypes[] = {DType::kF32, DType::kBf16, DType::kI8, DType::kI4};

// One of each kind, for everything that a genome names.
std::vector<EditOf> AllEdits(const Genome& genome) {
  const proto::Manifest& m = genome.manifest();
  std::vector<EditOf> edits = {
      [](Context&) { return absl::OkStatus(); },
      [](Context& context) { return context.SetGain(1.25); },
      [](Context& context) { return context.SetTemperature(0.75); }};
  for (int t = 0; t < m.regulators_size(); ++t) {
    for (const double linear : {0.0, 1.0}) {
      const double level = genome.regulator_units()[t].FromLinear(linear);
      edits.push_back(
          [=](Context& context) { return context.SetIndex(t, level); });
    }
  }
  for (const proto::Element& element : m.elements()) {
    for (const double g : {0.0, 0.5, 1.0}) {
      edits.push_back([&element, g](Context& context) {
        return context.ForceElement(element.id(), g);
      });
    }
    edits.push_back([&element, t = edits.size() % m.regulators_size(),
                     &genome](Context& context) {
      RETURN_IF_ERROR(
          context.SetIndex(t, genome.regulator_units()[t].FromLinear(1)));
      return context.ForceElement(element.id(), 0);
    });
    for (const proto::Gene& gene : m.genes()) {
      edits.push_back([&](Context& context) {
        return context.SetContact(element.id(), gene.id(), 0.25);
      });
    }
  }
  for (const proto::Domain& domain : m.domains()) {
    if (!domain.routed()) continue;
    for (const double shift : {-0.5, 0.5}) {
      edits.push_back([&domain, shift](Context& context) {
        return context.ShiftThreshold(domain.id(), shift);
      });
    }
    edits.push_back(
        [&domain](Context& context) { return context.Require(domain.id()); });
    edits.push_back([&domain](Context& context) {
      RETURN_IF_ERROR(context.SetTopK(1));
      return context.Forbid(domain.id());
    });
  }
  return edits;
}

struct Tally {
  int unchanged = 0, changed = 0, kept = 0;  // kept: changed, the same answer
};

// Every edit of every context, both ways.
void ExpectSameBitsAsExpress(const std::string& path,
                             const std::vector<proto::Context>& messages,
                             int threads, Tally& tally) {
  const OpenedGenome genome(path, {threads, false});
  const std::vector<Context> contexts = genome.Convert(messages);
  const std::vector<EditOf> edits = AllEdits(genome.genome());
  const auto units = static_cast<int>(genome.cell().inventory().units().size());
  std::vector<Context> edited;
  for (const Context& context : contexts) {
    for (const EditOf& edit : edits) {
      edited.push_back(context);
      ASSERT_TRUE(edit(edited.back()).ok());
    }
  }
  const auto expected = genome.cell().Express(edited);
  ASSERT_TRUE(expected.ok()) << expected.status();
  size_t at = 0;
  const auto deliver = [&](const Cell::Edited& e) {
    EXPECT_EQ(e.context * edits.size() + e.edit, at);
    const Answer& answer = (*expected)[at++];
    EXPECT_TRUE(SameBits(*e.after, answer, units))
        << "context " << e.context << ", edit " << e.edit;
    const bool same = e.after->expression == e.before->expression &&
                      e.after->open == e.before->open;
    EXPECT_TRUE(e.changed || same);
    (e.changed ? tally.changed : tally.unchanged) += 1;
    tally.kept += e.changed && same;
    return ::testing::Test::HasFailure() ? absl::InternalError("stop")
                                         : absl::OkStatus();
  };
  const absl::Status status = genome.cell().ExpressEdits(
      contexts, static_cast<int64_t>(edits.size()),
      [&](int64_t edit, Context& context) { return edits[edit](context); },
      deliver);
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_EQ(at, expected->size());
}

TEST(Edits, OfRandomGenomesHaveTheBitsOfExpress) {
  Tally tally;
  for (unsigned seed = 600; seed < 660; ++seed) {
    const proto::GenomeSpec spec = RandomSpec(seed);
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    ASSERT_NO_FATAL_FAILURE(ExpectSameBitsAsExpress(
        WriteSpec(spec, kDTypes[seed % 4]), RandomContexts(spec, 5, seed),
        1 + seed % 3, tally));
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(tally.unchanged, 1000);
  EXPECT_GT(tally.changed, 1000);
  EXPECT_GT(tally.kept, 1000);
}

TEST(Edits, OfFittedGenomesHaveTheBitsOfExpress) {
  Tally tally;
  for (const double size : {0.0, 0.2}) {  // of the encoder's gains
    FittedGenome fit = FitKernelRidge(1);
    fit.draft.encoder = RandomEncoder(static_cast<int>(fit.x.cols()), size, 5);
    fit.draft.repertoire_distance = {40};
    std::vector<proto::Context> contexts;
    for (int i = 0; i < 12; ++i) contexts.push_back(LevelsOf(fit.x.row(i)));
    for (const int threads : {1, 3}) {
      ASSERT_NO_FATAL_FAILURE(ExpectSameBitsAsExpress(
          WriteFitted(fit.draft, fit.experts), contexts, threads, tally));
    }
  }
  EXPECT_GT(tally.changed, 100);
}

// Distances are measured for the repertoire by every context, but become kappa
// only for those that open a domain which attends.
TEST(Edits, OfGenomesWhereOnlyDomainsAttendHaveTheBitsOfExpress) {
  FittedGenome fit = FitKernelRidge(2);
  fit.draft.shared_attention = Dense();
  fit.draft.router.autonomy_reference.clear();
  fit.draft.repertoire_distance = {40};
  std::vector<proto::Context> contexts;
  for (int i = 0; i < 12; ++i) contexts.push_back(LevelsOf(fit.x.row(i)));
  Tally tally;
  for (const int threads : {1, 3}) {
    ASSERT_NO_FATAL_FAILURE(ExpectSameBitsAsExpress(
        WriteFitted(fit.draft, fit.experts), contexts, threads, tally));
  }
  EXPECT_GT(tally.changed, 100);
}

// More contexts than run together, so that batches mix them.
TEST(Edits, OfManyContextsHaveTheBitsOfExpress) {
  for (const DType dtype : kDTypes) {
    SynthOptions options;
    options.regulators = 40;
    options.genes = 60;
    options.domains = 12;
    options.programs = 4;
    options.parameters = 20'000;
    options.dtype = dtype;
    const std::string path =
        absl::StrCat(::testing::TempDir(), "/", BitsOf(dtype), "edits.regulon");
    ASSERT_TRUE(Synthesize(options, path).ok());
    std::vector<proto::Context> contexts;
    for (int i = 0; i < 300; ++i) {
      contexts.push_back(ContextOf(
          {{ProgramId(i % 4), 0.5 + i % 3}, {"SYNTF0001", 0.25 * (i % 5)}}));
    }
    const OpenedGenome genome(path, {2, false});
    const std::vector<Context> all = genome.Convert(contexts);
    const auto units =
        static_cast<int>(genome.cell().inventory().units().size());
    const auto apply = [](int64_t edit, Context& context) {
      return edit < 40 ? context.SetIndex(static_cast<int>(edit), 0)
                       : context.ForceElement("SYNE0003", edit == 41);
    };
    std::vector<Context> edited;
    for (const Context& context : all) {
      for (int edit = 0; edit < 42; ++edit) {
        edited.push_back(context);
        ASSERT_TRUE(apply(edit, edited.back()).ok());
      }
    }
    const auto expected = genome.cell().Express(edited);
    ASSERT_TRUE(expected.ok());
    size_t at = 0;
    const absl::Status status =
        genome.cell().ExpressEdits(all, 42, apply, [&](const Cell::Edited& e) {
          EXPECT_TRUE(SameBits(*e.after, (*expected)[at++], units))
              << e.context << ", " << e.edit;
          return HasFailure() ? absl::InternalError("stop") : absl::OkStatus();
        });
    ASSERT_TRUE(status.ok()) << status;
    ASSERT_EQ(at, expected->size());
  }
}

// Alike to every stage, but a level is now given: one more constant is read.
TEST(Edits, MarkWhatTheyReadWhereTheyChangeNothing) {
  const OpenedGenome genome(ParseSpecText(R"(
    name: "g" unit: "activity"
    regulator { id: "T" } regulator { id: "U" }
    gene { id: "y" }
    element { id: "e" gene: "y"
              mwc { site { binds { regulator: "T" affinity: 2 } } } })"));
  const std::vector<Context> contexts = {genome.Convert(ContextOf({{"T", 1}}))};
  const auto silence = [](int64_t, Context& context) {
    return context.Set("U", 0);
  };
  const auto units = static_cast<int>(genome.cell().inventory().units().size());
  Context absent = contexts[0];
  ASSERT_TRUE(absent.Set("U", 0).ok());
  const auto expected = genome.cell().Express({absent});
  ASSERT_TRUE(expected.ok());
  int delivered = 0;
  ASSERT_TRUE(genome.cell()
                  .ExpressEdits(
                      contexts, 1, silence,
                      [&](const Cell::Edited& e) {
                        ++delivered;
                        EXPECT_FALSE(e.changed);
                        EXPECT_FALSE(SameBits(*e.before, *e.after, units));
                        EXPECT_TRUE(SameBits((*expected)[0], *e.after, units));
                        return absl::OkStatus();
                      })
                  .ok());
  EXPECT_EQ(delivered, 1);
}

TEST(Edits, HandOnWhatGoesWrong) {
  const OpenedGenome genome(ReadModel("laci_o2"));
  const std::vector<Context> contexts = {
      genome.Convert(ContextOf({{"LacI", 260}}))};
  const auto nothing = [](const Cell::Edited&) { return absl::OkStatus(); };
  const absl::Status unknown = genome.cell().ExpressEdits(
      contexts, 1, [](int64_t, Context& c) { return c.Set("LacY", 1); },
      nothing);
  EXPECT_THAT(std::string(unknown.message()), HasSubstr("LacY"));
  const absl::Status infinite = genome.cell().ExpressEdits(
      contexts, 1,
      [](int64_t, Context& context) {
        context.set_name("edited");
        context.Feed(0, std::numeric_limits<double>::infinity());
        return absl::OkStatus();
      },
      nothing);
  EXPECT_THAT(std::string(infinite.message()), HasSubstr("context 'edited'"));
  const absl::Status stopped = genome.cell().ExpressEdits(
      contexts, 1, [](int64_t, Context&) { return absl::OkStatus(); },
      [](const Cell::Edited&) { return absl::CancelledError("enough"); });
  EXPECT_EQ(stopped.message(), "enough");
}

}  // namespace
}  // namespace regulon::reference
