#include "engine/specialize/specialize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/convert/change_dtype.h"
#include "engine/genome/tensors.h"
#include "engine/logic/network.h"
#include "tests/cell/fitted_genome.h"
#include "tests/genome/genome_bytes.h"
#include "tests/ledger/poison.h"
#include "tests/query/figures.h"
#include "tests/query/four_domains.h"
#include "tests/specialize/specialized.h"

namespace regulon::reference {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// B's domain opens a step after S, and shuts again a step after that.
constexpr char kPulse[] = R"(
    name: "pulse" unit: "boolean" regulator { id: "S" }
    gene { id: "A" rule: "S & !B" } gene { id: "B" rule: "A" }
    domain { id: "a" gene: "A" }
    domain { id: "b" gene: "B" threshold: 0.5 }
    router { score: ACTIVITY })";

proto::Context Named(const std::string& name,
                     const std::map<std::string, double>& levels) {
  proto::Context context = ContextOf(levels);
  context.set_name(name);
  return context;
}

class FourDomains : public ::testing::Test {
 protected:
  FourDomains() : parent_(ParseSpecText(kFourDomains)) {
    made_ = *SpecializeFor(parent_, {a_, none_}, 0, path_);
  }

  const proto::Context a_ = Named("a", {{"RA", 1}}),
                       b_ = Named("b", {{"RB", 1}}),
                       c_ = Named("c", {{"RC", 1}}), none_ = Named("none", {}),
                       all_ = Named("all", {{"RA", 1}, {"RB", 1}, {"RC", 1}});
  const OpenedGenome parent_;
  Specialized made_;
  std::string path_;
};

TEST_F(FourDomains, LoseTheExpertsThatNeverOpenedAndNothingElse) {
  EXPECT_THAT(made_.dropped, ElementsAre(1, 2));
  EXPECT_EQ(made_.dropped_before, 0);
  EXPECT_EQ(made_.domains, 4);
  EXPECT_EQ(made_.routed, 3);
  EXPECT_EQ(made_.expert_parameters_before, 4);
  EXPECT_EQ(made_.expert_parameters, 1);
  EXPECT_EQ(made_.parameters_before, 21);
  EXPECT_EQ(made_.parameters, 18);
  EXPECT_EQ(made_.openings, 0);
  EXPECT_EQ(made_.bound, 1);
  const OpenedGenome child(path_);
  EXPECT_TRUE(child.genome().VerifyTensors().ok());
  EXPECT_EQ(made_.bytes, child.genome().file_bytes());
  EXPECT_LT(made_.bytes, made_.bytes_before);
  int kept = 0;
  for (const proto::TensorEntry& entry :
       parent_.genome().manifest().tensors()) {
    const int domain = static_cast<int>(entry.domain_plus_one()) - 1;
    const int here = child.genome().Find(entry.name(), 0, domain);
    if (domain == 1 || domain == 2) {
      EXPECT_EQ(here, Genome::kNoTensor) << entry.name();
      continue;
    }
    ASSERT_NE(here, Genome::kNoTensor) << entry.name();
    EXPECT_EQ(child.genome().manifest().tensors(here).crc32c(), entry.crc32c());
    ++kept;
  }
  EXPECT_EQ(kept, child.genome().manifest().tensors_size());
}

TEST_F(FourDomains, SayWhereTheyComeFrom) {
  const OpenedGenome child(path_);
  const proto::Manifest& m = child.genome().manifest();
  ASSERT_EQ(m.specializations_size(), 1);
  const proto::Specialization& made = m.specializations(0);
  EXPECT_EQ(made.parent_sha256(), parent_.genome().manifest_sha256());
  EXPECT_EQ(made.corpus(), "corpus.tsv");
  EXPECT_EQ(made.corpus_sha256(), "c0");
  EXPECT_EQ(made.contexts(), 2u);
  EXPECT_EQ(made.probability(), 0);
  EXPECT_EQ(made.at_most(), 1);
  EXPECT_THAT(made.dropped(), ElementsAre(1, 2));
  EXPECT_EQ(m.provenance().parent_sha256(), parent_.genome().manifest_sha256());
  EXPECT_FALSE(m.domains(0).dropped());
  EXPECT_TRUE(m.domains(1).dropped());
}

TEST_F(FourDomains, MarkWhatWouldOpenADroppedDomain) {
  const OpenedGenome child(path_);
  const Answer answer = child.Express(all_);
  EXPECT_THAT(answer.expression, ElementsAre(6, 0.25f, 0, 0, 2));
  EXPECT_THAT(answer.open, ElementsAre(1, 0, 0, 1));
  EXPECT_THAT(answer.missing, ElementsAre(0, 1, 1, 0));
  EXPECT_TRUE(answer.out_of_repertoire);
  const Answer inside = child.Express(a_);
  EXPECT_FALSE(inside.out_of_repertoire);
  EXPECT_THAT(inside.missing, ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(parent_.Express(all_).missing, IsEmpty());
}

// An answer that was filled before is filled anew.
TEST_F(FourDomains, UnmarkAnAnswerThatIsUsedAgain) {
  const OpenedGenome child(path_);
  std::vector<Answer> answers = {child.cell().NewAnswer()};
  for (const auto& [context, marked] :
       {std::pair(b_, true), std::pair(a_, false), std::pair(b_, true)}) {
    ASSERT_TRUE(child.cell()
                    .Express({child.Convert(context)}, absl::MakeSpan(answers))
                    .ok());
    EXPECT_EQ(answers[0].out_of_repertoire, marked);
    EXPECT_EQ(answers[0].missing[1], marked);
  }
}

// What is not there does not open for being told to.
TEST_F(FourDomains, StayMarkedWhateverIsForcedOpen) {
  const OpenedGenome child(path_), everything(path_, {1, true});
  const Answer all = everything.Express(none_);
  EXPECT_THAT(all.open, ElementsAre(1, 0, 0, 1));
  EXPECT_THAT(all.missing, ElementsAre(0, 1, 1, 0));
  EXPECT_TRUE(all.out_of_repertoire);
  EXPECT_EQ(all.flops, all.flops_everything_open);
  std::vector<Context> contexts(2, child.Convert(none_));
  contexts[0].ForceOpen({1, 1, 0, 0});
  contexts[1].ForceOpen({1, 0, 0, 0});
  const auto answers = child.cell().Express(contexts);
  ASSERT_TRUE(answers.ok());
  EXPECT_THAT((*answers)[0].open, ElementsAre(1, 0, 0, 1));
  EXPECT_THAT((*answers)[0].missing, ElementsAre(0, 1, 0, 0));
  EXPECT_TRUE((*answers)[0].out_of_repertoire);
  EXPECT_FALSE((*answers)[1].out_of_repertoire);
}

TEST_F(FourDomains, SpecializeAgain) {
  const OpenedGenome child(path_);
  EXPECT_EQ(Count(child, {all_, b_}).openings(1), 2);
  std::string path;
  const auto again = SpecializeFor(child, {b_, none_}, 0, path);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_THAT(again->dropped, ElementsAre(0));
  EXPECT_EQ(again->dropped_before, 2);
  const OpenedGenome grandchild(path);
  const proto::Manifest& m = grandchild.genome().manifest();
  ASSERT_EQ(m.specializations_size(), 2);
  EXPECT_EQ(m.specializations(1).parent_sha256(),
            child.genome().manifest_sha256());
  EXPECT_THAT(m.specializations(0).dropped(), ElementsAre(1, 2));
  EXPECT_THAT(m.specializations(1).dropped(), ElementsAre(0));
  EXPECT_EQ(ExpectPartOf(child, grandchild, {a_, b_, c_, none_, all_}), 4);
  EXPECT_EQ(ExpectPartOf(parent_, grandchild, {a_, b_, c_, none_, all_}), 4);
}

TEST_F(FourDomains, RefuseWhereThereIsNothingToDrop) {
  const std::string untouched = Scratch("untouched.regulon");
  const OpenedGenome child(path_);
  for (const OpenedGenome* genome : {&parent_, &child}) {
    const std::string what = genome == &child ? "1 routed" : "3 routed";
    const auto nothing =
        Specialize(genome->genome(), Count(*genome, {all_, all_}),
                   {0.5, "all.tsv", "", ""}, untouched);
    EXPECT_EQ(nothing.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(nothing.status().message()),
                HasSubstr("there is nothing to drop: each of the " + what +
                          " domains that it has opens in more than 0.5 of the "
                          "2 contexts of all.tsv"));
  }
  EXPECT_EQ(ReadBytes(untouched), "");
  std::string path;
  const auto shut = SpecializeFor(parent_, {all_}, 1, path);
  ASSERT_TRUE(shut.ok());
  EXPECT_THAT(shut->dropped, ElementsAre(0, 1, 2));
  EXPECT_EQ(shut->openings, 1);
  EXPECT_EQ(ExpectPartOf(parent_, OpenedGenome(path), {all_, none_}), 1);
}

TEST_F(FourDomains, RefuseWhatIsNoCorpusOrNoProbability) {
  const std::string path = Scratch("refused.regulon");
  const OpeningTally one = Count(parent_, {a_});
  for (const double probability : {-0.1, 1.5, std::nan("")}) {
    EXPECT_EQ(
        Specialize(parent_.genome(), one, {probability, "x", "", ""}, path)
            .status()
            .code(),
        absl::StatusCode::kInvalidArgument);
  }
  const auto empty =
      Specialize(parent_.genome(), OpeningTally(4), {0, "x.tsv", "", ""}, path);
  EXPECT_EQ(empty.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(empty.status().message()),
              HasSubstr("x.tsv: there is no context in it"));
  EXPECT_EQ(
      Specialize(parent_.genome(), OpeningTally(3), {}, path).status().code(),
      absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadBytes(path), "");
}

TEST_F(FourDomains, RefuseADamagedParent) {
  std::string bytes = ReadBytes(parent_.genome().path());
  const int tensor = parent_.genome().Find(tensors::kAnyAmplitude, 0, 1);
  bytes[parent_.genome().BytesOf(tensor).begin] ^= 1;
  const std::string damaged = Scratch("damaged.regulon");
  WriteBytes(damaged, bytes);
  const std::string path = Scratch("of_damaged.regulon");
  const auto genome = Genome::Open(damaged);
  ASSERT_TRUE(genome.ok());
  const auto made =
      Specialize(**genome, Count(parent_, {a_}), {0, "x", "", ""}, path);
  EXPECT_EQ(made.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReadBytes(path), "");
}

TEST_F(FourDomains, ReadWhatTheirLedgerSays) {
  const Poisoned poisoned = Poison(path_, {a_, b_, all_, none_});
  EXPECT_TRUE(poisoned.lies.empty()) << poisoned.lies[0];
  const Figures f(OpenedGenome(path_), {a_, all_, none_});
  EXPECT_EQ(f.At("all", "domains_missing"), 2);
  EXPECT_EQ(f.At("all", "domains_open"), 2);
  EXPECT_EQ(f.At("a", "domains_missing"), 0);
  EXPECT_EQ(f.At("(union)", "domains_missing"), 2);
  EXPECT_EQ(f.At("(union)", "unopened_domains", "corpus:contexts"), 0);
  EXPECT_FALSE(Figures(parent_, {a_}).Has("a", "domains_missing"));
}

// Every reading of a run counts, of the corpus and of a later question.
TEST(SpecializedPulse, IsMarkedWhereAnyStepWouldOpenADroppedDomain) {
  const OpenedGenome parent(ParseSpecText(kPulse));
  const std::vector<proto::Context> on = {ContextOf({{"S", 1}})},
                                    off = {ContextOf({{"S", 0}})};
  ExpressOptions steps;
  steps.steps = 5;
  std::string path;
  EXPECT_FALSE(SpecializeFor(parent, on, 0, path, steps).ok());
  ASSERT_TRUE(SpecializeFor(parent, on, 0, path).ok());
  const OpenedGenome child(path);
  for (const Update update : {Update::kSync, Update::kAsync}) {
    steps.update = update;
    for (const int runs : {1, 3}) {
      if (update == Update::kSync && runs > 1) continue;
      steps.runs = runs;
      for (const auto& [contexts, marked] :
           {std::pair(on, true), std::pair(off, false)}) {
        const auto result =
            Express(child.cell(), child.Convert(contexts), steps);
        ASSERT_TRUE(result.ok()) << result.status();
        EXPECT_EQ((*result)[0].out_of_repertoire, marked);
        EXPECT_THAT((*result)[0].missing, ElementsAre(0, marked));
      }
    }
  }
}

TEST(SpecializedPulse, IsNoNetworkAnyMore) {
  const OpenedGenome parent(ParseSpecText(kPulse));
  EXPECT_TRUE(Network::FromGenome(parent.genome()).ok());
  std::string path;
  ASSERT_TRUE(SpecializeFor(parent, {ContextOf({})}, 0, path).ok());
  const auto network = Network::FromGenome(OpenedGenome(path).genome());
  EXPECT_EQ(network.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(network.status().message()),
              HasSubstr("specialized: the rules of domain 'b' were dropped"));
}

class Fit : public ::testing::Test {
 protected:
  // Domain 2 opens always, the others never.
  Fit() : fit_(FitKernelRidge(6)) {
    fit_.draft.shared_attention = Dense();
    fit_.draft.router.autonomy_reference.clear();
    fit_.draft.router.threshold = {1e9, 1e9, 0, 1e9, 1e9};
    fit_.draft.manifest.add_accuracy_against_share()->set_r2(0.5);
    context_ = LevelsOf(fit_.x.row(0));
  }

  FittedGenome fit_;
  proto::Context context_;
};

TEST_F(Fit, KeepsWhatItsRouterReads) {
  const OpenedGenome parent(WriteFitted(fit_.draft, fit_.experts));
  std::string path;
  ASSERT_TRUE(SpecializeFor(parent, {context_}, 0, path).ok());
  const OpenedGenome child(path);
  const Genome& genome = child.genome();
  for (const int d : {0, 1, 3, 4}) {
    EXPECT_NE(genome.Find(tensors::kInputs, 0, d), Genome::kNoTensor);
    EXPECT_NE(genome.Find(tensors::kAutonomy, 0, d), Genome::kNoTensor);
    EXPECT_EQ(genome.Find(tensors::kLinear, 0, d), Genome::kNoTensor);
    EXPECT_EQ(genome.Find(tensors::kReferenceValues, 0, d), Genome::kNoTensor);
  }
  EXPECT_NE(genome.Find(tensors::kReferenceStates), Genome::kNoTensor);
  EXPECT_EQ(genome.manifest().accuracy_against_share_size(), 0);
  EXPECT_EQ(ExpectPartOf(parent, child, {context_}), 0);
  const Poisoned poisoned = Poison(path, {context_}, {500, 1});
  EXPECT_TRUE(poisoned.lies.empty()) << poisoned.lies[0];
}

// A tensor that no query can read is not stored.
TEST_F(Fit, KeepsReferenceStatesOnlyWhereSomethingReadsThem) {
  std::string path;
  const auto has_states = [&](const FittedGenome& fit) {
    const OpenedGenome parent(WriteFitted(fit.draft, fit.experts));
    EXPECT_TRUE(SpecializeFor(parent, {context_}, 1, path).ok());
    const OpenedGenome child(path);
    EXPECT_EQ(ExpectPartOf(parent, child, {context_}), 1);
    const bool has =
        child.genome().Find(tensors::kReferenceStates) != Genome::kNoTensor;
    for (const char* name :
         {tensors::kReferenceSharpness, tensors::kReferenceMean}) {
      EXPECT_EQ(child.genome().Find(name) != Genome::kNoTensor, has);
    }
    return has;
  };
  EXPECT_FALSE(has_states(fit_));
  const FittedGenome whole = FitKernelRidge(6);
  FittedGenome shared = fit_, router = fit_, repertoire = fit_;
  shared.draft.shared_attention = whole.draft.shared_attention;
  EXPECT_TRUE(has_states(shared));
  router.draft.router.autonomy_reference =
      whole.draft.router.autonomy_reference;
  EXPECT_TRUE(has_states(router));
  repertoire.draft.repertoire_distance = {1};
  EXPECT_TRUE(has_states(repertoire));
}

TEST_F(Fit, CanBeStoredInAnotherDtype) {
  const OpenedGenome parent(WriteFitted(fit_.draft, fit_.experts));
  std::string path;
  ASSERT_TRUE(SpecializeFor(parent, {context_}, 0, path).ok());
  const OpenedGenome child(path);
  ChangeDTypeOptions options;
  options.dtype = DType::kI8;
  const std::string small = Scratch("int8.regulon");
  const auto changed = ChangeDType(child.genome(), options, small);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->answers.opened_otherwise, 0);
  const OpenedGenome recoded(small);
  EXPECT_EQ(recoded.genome().manifest().specializations_size(), 1);
  const Answer answer = recoded.Express(context_);
  EXPECT_FALSE(answer.out_of_repertoire);
  EXPECT_THAT(answer.open, ElementsAre(0, 0, 1, 0, 0));
  // And the other way round, with the scales of what is dropped.
  const std::string int8 = Scratch("int8_parent.regulon");
  ASSERT_TRUE(ChangeDType(parent.genome(), options, int8).ok());
  const OpenedGenome of_int8(int8);
  ASSERT_TRUE(SpecializeFor(of_int8, {context_}, 0, path).ok());
  const OpenedGenome small_child(path);
  EXPECT_EQ(ExpectPartOf(of_int8, small_child, {context_}), 0);
  for (const proto::TensorEntry& entry :
       small_child.genome().manifest().tensors()) {
    if (entry.role() != proto::EXPERT) continue;
    EXPECT_EQ(entry.domain_plus_one(), 3u) << entry.name();
  }
}

}  // namespace
}  // namespace regulon::reference
