#include "engine/query/perturb.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "engine/eval/bootstrap.h"
#include "engine/query/group_effects.h"
#include "engine/query/interactions.h"
#include "engine/query/screen.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/random_spec.h"

namespace regulon {
namespace {

using reference::ContextOf;
using reference::OpenedGenome;
using reference::ParseSpecText;
using reference::ReadModel;
using ::testing::ElementsAre;

struct Kept {
  int64_t context;
  int perturbation;
  std::vector<float> before, after, open_before, open_after, direct_after;
  std::vector<double> others;

  double change(int g) const { return double{after[g]} - before[g]; }
};

std::vector<float> Copy(absl::Span<const float> values) {
  return {values.begin(), values.end()};
}

std::vector<Kept> Effects(const OpenedGenome& genome,
                          const std::vector<Context>& contexts,
                          const std::vector<NamedEdits>& perturbations,
                          const PerturbOptions& options = {}) {
  std::vector<Kept> all;
  const absl::Status status = Perturb(
      genome.cell(), contexts, perturbations, options, [&](const Effect& e) {
        all.push_back({e.context,
                       e.perturbation,
                       Copy(e.before),
                       Copy(e.after),
                       Copy(e.open_before),
                       Copy(e.open_after),
                       Copy(e.direct_after),
                       {e.others.begin(), e.others.end()}});
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  return all;
}

NamedEdits Of(const OpenedGenome& genome,
              const std::vector<std::pair<EditKind, std::string>>& texts) {
  NamedEdits perturbation;
  for (const auto& [kind, text] : texts) {
    const auto edit = ParseEdit(kind, text, genome.genome());
    EXPECT_TRUE(edit.ok()) << edit.status();
    perturbation.edits.push_back(*edit);
  }
  perturbation.name = EditsText(perturbation.edits, genome.genome());
  return perturbation;
}

// g is read where its enhancer is open at least half of the time.
constexpr char kLocus[] = R"(
  name: "locus" unit: "fold_change"
  regulator { id: "T" unit: "activity" }
  gene { id: "g" basal: 0.25 }
  element { id: "e" gene: "g"
            mwc { closing_energy: 0.5
                  site { binds { regulator: "T" affinity: 9
                                 closed_ratio: 0.1 } } } }
  domain { id: "d" gene: "g" threshold: 0 })";

TEST(Perturb, DeletingAClosedEnhancerChangesNothing) {
  const OpenedGenome genome(ParseSpecText(kLocus));
  const auto effects = Effects(genome, {genome.Convert(ContextOf({{"T", 0}}))},
                               {Of(genome, {{EditKind::kElement, "e=off"}})});
  ASSERT_EQ(effects.size(), 1);
  EXPECT_THAT(effects[0].open_before, ElementsAre(0));
  EXPECT_EQ(effects[0].after, effects[0].before);
  EXPECT_EQ(effects[0].open_after, effects[0].open_before);
}

TEST(Perturb, DeletingTheOnlyOpenEnhancerLeavesTheBasalValue) {
  const OpenedGenome genome(ParseSpecText(kLocus));
  const auto effects = Effects(genome, {genome.Convert(ContextOf({{"T", 1}}))},
                               {Of(genome, {{EditKind::kElement, "e=off"}}),
                                Of(genome, {{EditKind::kKnockOut, "T"}})});
  EXPECT_GT(effects[0].before[0], 0.75f);
  for (const Kept& effect : effects) {
    EXPECT_THAT(effect.after, ElementsAre(0.25f));
    EXPECT_THAT(effect.open_after, ElementsAre(0));
  }
}

// By hand, of the contacts that models/two_enhancers.textproto lists.
TEST(Perturb, CuttingTheBoundaryActivatesTheGeneBehindIt) {
  const OpenedGenome genome(ReadModel("two_enhancers"));
  const auto effects =
      Effects(genome, {genome.Convert(ContextOf({{"TF_B", 1}}))},
              {Of(genome, {{EditKind::kCutBoundary, "boundary"}}),
               Of(genome, {{EditKind::kElement, "enh_far=off"}})});
  const int a = genome.genome().genes().FindId("geneA");
  const int b = genome.genome().genes().FindId("geneB");
  const double promoter = 0.0630144, far = 0.000298024;
  const double norm = promoter + 20 * far;
  EXPECT_NEAR(effects[0].before[b], (0.9 * promoter + 0.5 * 20 * far) / norm,
              1e-5);
  EXPECT_NEAR(effects[0].after[b],
              (0.9 * promoter + 0.5 * 20 * 20 * far) / norm, 1e-5);
  EXPECT_GT(effects[0].change(b), 0.8) << "ectopic activation";
  EXPECT_EQ(effects[0].change(a), 0) << "on its own side";
  EXPECT_NEAR(effects[1].after[b], 0.9 * promoter / norm, 1e-5);
  EXPECT_LT(effects[1].change(a), 0);
}

TEST(Perturb, IsWhatExpressSaysOfTheEditedContext) {
  for (unsigned seed = 700; seed < 716; ++seed) {
    const proto::GenomeSpec spec = reference::RandomSpec(seed);
    const std::string path = reference::WriteSpec(spec);
    const OpenedGenome genome(path), other(path, {3, false});
    const auto contexts =
        genome.Convert(reference::RandomContexts(spec, 4, seed));
    std::vector<NamedEdits> all = EveryKnockOut(genome.genome());
    for (const NamedEdits& off : EveryElementOff(genome.genome())) {
      const auto both = Together(all[0], off, genome.genome());
      ASSERT_TRUE(both.ok());
      all.push_back(off);
      all.push_back(*both);
    }
    const auto effects = Effects(genome, contexts, all);
    const auto again = Effects(other, contexts, all);
    ASSERT_EQ(effects.size(), contexts.size() * all.size());
    for (size_t i = 0; i < effects.size(); ++i) {
      const Kept& effect = effects[i];
      ASSERT_EQ(effect.context * all.size() + effect.perturbation, i);
      Context edited = contexts[effect.context];
      for (const Edit& edit : all[effect.perturbation].edits) {
        ASSERT_TRUE(ApplyEdit(genome.genome(), edit, false, edited).ok());
      }
      const auto answers =
          genome.cell().Express({contexts[effect.context], edited});
      ASSERT_TRUE(answers.ok());
      ASSERT_EQ(effect.before, (*answers)[0].expression) << "seed " << seed;
      ASSERT_EQ(effect.after, (*answers)[1].expression)
          << "seed " << seed << ", " << all[effect.perturbation].name;
      ASSERT_EQ(again[i].after, effect.after);
    }
  }
}

// Products feed back: the direct effect is one reading, the total one holds
// what is edited and lets the others follow.
TEST(Perturb, TellsDirectFromTotalEffects) {
  const OpenedGenome genome(ReadModel("myeloid"));
  const std::vector<Context> contexts = {
      genome.Convert(ContextOf({{"GATA2", 1}})),
      genome.Convert(ContextOf({{"GATA1", 1}, {"CEBPA", 1}, {"PU1", 1}}))};
  const std::vector<NamedEdits> knock_outs = EveryKnockOut(genome.genome());
  PerturbOptions options;
  options.express.steps = 7;
  const auto effects = Effects(genome, contexts, knock_outs, options);
  ASSERT_EQ(effects.size(), contexts.size() * knock_outs.size());
  bool differs = false;
  for (const Kept& effect : effects) {
    Context set = contexts[effect.context], held = set;
    const int t = knock_outs[effect.perturbation].edits[0].target;
    ASSERT_TRUE(set.SetIndex(t, 0).ok());
    ASSERT_TRUE(held.ClampIndex(t, 0).ok());
    const auto direct = Express(genome.cell(), {set}, ExpressOptions());
    const auto total = Express(genome.cell(), {held}, options.express);
    const auto wild =
        Express(genome.cell(), {contexts[effect.context]}, options.express);
    ASSERT_TRUE(direct.ok() && total.ok() && wild.ok());
    EXPECT_EQ(effect.direct_after, (*direct)[0].expression);
    EXPECT_EQ(effect.after, (*total)[0].expression);
    EXPECT_EQ(effect.before, (*wild)[0].expression);
    differs |= effect.after != effect.direct_after;
  }
  EXPECT_TRUE(differs);
}

// y = (1/2 + 1/2) / 2 of two enhancers; z has one with two sites.
constexpr char kAdditive[] = R"(
  name: "additive" unit: "fold_change"
  regulator { id: "A" unit: "activity" }
  regulator { id: "B" unit: "activity" }
  gene { id: "y" combination: CONTACT }
  gene { id: "z" }
  element { id: "a" gene: "y"
            state_table { state { value: 0 }
                          state { value: 1 binds { regulator: "A" kd: 1 } } } }
  element { id: "b" gene: "y"
            state_table { state { value: 0 }
                          state { value: 1 binds { regulator: "B" kd: 1 } } } }
  element { id: "c" gene: "z"
            state_table { state { value: 0 }
                          state { value: 1 binds { regulator: "A" kd: 1 }
                                           binds { regulator: "B" kd: 1 } } } }
)";

TEST(Interactions, AreZeroWhereEffectsAddUp) {
  const OpenedGenome genome(ParseSpecText(kAdditive));
  const std::vector<Context> contexts = {
      genome.Convert(ContextOf({{"A", 1}, {"B", 1}}))};
  std::vector<NamedEdits> all = EveryKnockOut(genome.genome());
  const auto pairs = PairsOf(2);
  ASSERT_THAT(pairs, ElementsAre(std::make_pair(0, 1)));
  all.push_back(*Together(all[0], all[1], genome.genome()));
  const std::vector<int> genes = {0, 1};
  Interactions interactions(2, pairs, genes);
  std::vector<Interaction> each;
  ASSERT_TRUE(Perturb(genome.cell(), contexts, all, PerturbOptions(),
                      [&](const Effect& effect) {
                        interactions.Add(effect,
                                         [&](int, const Interaction& at) {
                                           each.push_back(at);
                                         });
                        return absl::OkStatus();
                      })
                  .ok());
  ASSERT_EQ(each.size(), 2);
  EXPECT_EQ(each[0].a, -0.25);
  EXPECT_EQ(each[0].b, -0.25);
  EXPECT_EQ(each[0].both, -0.5);
  EXPECT_EQ(each[0].beyond(), 0);
  // Either knock-out takes all of z.
  EXPECT_LT(each[1].both, 0);
  EXPECT_EQ(each[1].both, each[1].a);
  EXPECT_EQ(each[1].beyond(), -each[1].a);
  const auto rows = interactions.Ranked();
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0].largest.gene, 1);
  EXPECT_NEAR(rows[0].interaction, std::abs(each[1].a) / std::sqrt(2), 1e-12);
}

TEST(Screen, RanksByTheRootMeanSquare) {
  const OpenedGenome genome(ParseSpecText(kAdditive));
  const std::vector<Context> contexts = {
      genome.Convert(ContextOf({{"A", 1}})),
      genome.Convert(ContextOf({{"A", 1}, {"B", 3}}))};
  const std::vector<int> genes = {0};
  Screen screen(2, genes);
  ASSERT_TRUE(Perturb(genome.cell(), contexts, EveryKnockOut(genome.genome()),
                      PerturbOptions(),
                      [&](const Effect& effect) {
                        screen.Add(effect);
                        return absl::OkStatus();
                      })
                  .ok());
  const auto rows = screen.Ranked();
  ASSERT_EQ(rows.size(), 2);
  // A: -1/4 in both; B: 0 and -3/8.
  EXPECT_EQ(rows[0].perturbation, 1);
  EXPECT_NEAR(rows[0].rms, 0.375 / std::sqrt(2), 1e-7);
  EXPECT_EQ(rows[0].changed, 1);
  EXPECT_NEAR(rows[0].change, -0.375, 1e-7);
  EXPECT_EQ(rows[1].perturbation, 0);
  EXPECT_EQ(rows[1].rms, 0.25);
  EXPECT_EQ(rows[1].direct_rms, 0.25);
  EXPECT_EQ(rows[1].changed, 2);
}

TEST(Perturb, HasTheMeanOfTheOthersBeside) {
  const OpenedGenome genome(ParseSpecText(kAdditive));
  std::vector<NamedEdits> all = EveryKnockOut(genome.genome());
  all.push_back(*Together(all[0], all[1], genome.genome()));
  PerturbOptions options;
  options.mean_of_others = true;
  const auto effects = Effects(
      genome, {genome.Convert(ContextOf({{"A", 1}, {"B", 1}}))}, all, options);
  ASSERT_EQ(effects.size(), 3);
  // Changes of y: -1/4, -1/4, -1/2.
  EXPECT_EQ(effects[0].others[0], -0.375);
  EXPECT_EQ(effects[1].others[0], -0.375);
  EXPECT_EQ(effects[2].others[0], -0.25);
  EXPECT_EQ(effects[2].change(0), -0.5);
  EXPECT_TRUE(Effects(genome, {genome.Convert(ContextOf({{"A", 1}}))}, {all[0]},
                      options)[0]
                  .others.empty());
}

TEST(GroupEffects, MeansOverContextsWithIntervalsOverGroups) {
  const OpenedGenome genome(ParseSpecText(kAdditive));
  // Changes of y without A: -1/4 and -1/4 in one group, -3/8 in the other.
  const std::vector<Context> contexts = {
      genome.Convert(ContextOf({{"A", 1}})),
      genome.Convert(ContextOf({{"A", 1}, {"B", 1}})),
      genome.Convert(ContextOf({{"A", 3}}))};
  const std::string groups[] = {"one", "one", "two"};
  const std::vector<int> genes = {0};
  GroupEffects means(2, genes);
  ASSERT_TRUE(Perturb(genome.cell(), contexts, EveryKnockOut(genome.genome()),
                      PerturbOptions(),
                      [&](const Effect& effect) {
                        return means.Add(groups[effect.context], effect);
                      })
                  .ok());
  EXPECT_THAT(means.contexts(), ElementsAre(2, 1));
  const MeanEffect mean = means.Mean(0, 0);
  EXPECT_NEAR(mean.change, -0.875 / 3, 1e-7);
  EXPECT_NEAR(mean.before, (0.25 + 0.5 + 0.375) / 3, 1e-7);
  EXPECT_NEAR(mean.after, mean.before + mean.change, 1e-12);
  EXPECT_NEAR(mean.others, means.Mean(1, 0).change, 1e-12);
  // Of two groups a resample is one of them alone, or both.
  const GroupResamples resamples(means.contexts(), {1000, 1});
  const auto interval = resamples.MeanOf(means.Sums(0, 0));
  EXPECT_NEAR(interval.low, -0.375, 1e-7);
  EXPECT_NEAR(interval.high, -0.25, 1e-7);
}

TEST(Perturb, RefusesEditsOfTheSameThing) {
  const OpenedGenome genome(ParseSpecText(kAdditive));
  const auto out = EveryKnockOut(genome.genome());
  EXPECT_FALSE(Together(out[0], out[0], genome.genome()).ok());
  const absl::Status status = Perturb(
      genome.cell(), {}, {{"twice", {out[0].edits[0], out[0].edits[0]}}},
      PerturbOptions(), [](const Effect&) { return absl::OkStatus(); });
  EXPECT_FALSE(status.ok());
}

}  // namespace
}  // namespace regulon
