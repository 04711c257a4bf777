#include "engine/convert/rule_model.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/genome/genome.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/convert/rule_program.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

absl::StatusOr<RuleModel> RulesOfBytes(const std::string& bytes) {
  const std::string path = Scratch("rules.regulon");
  WriteBytes(path, bytes);
  const auto genome = Genome::Open(path);
  if (!genome.ok()) return genome.status();
  return RulesOfGenome(**genome);
}

absl::StatusOr<RuleModel> RulesOfText(const std::string& spec) {
  return RulesOfBytes(
      CompiledBytes(absl::StrCat("name: \"t\" unit: \"boolean\" ", spec)));
}

std::string RuleOf(const RuleModel& model, const std::string& name) {
  for (const RuleModel::Variable& variable : model.variables) {
    if (variable.name != name) continue;
    return variable.rule.has_value() ? variable.rule->ToString() : "an input";
  }
  return "no variable";
}

TEST(RulesOfGenome, AreThoseItWasMadeFrom) {
  const auto model = RulesOfText(
      "gene { id: \"A\" rule: \"(B | !C) & !(D & (A | B))\" }"
      "gene { id: \"B\" rule: \"1\" } gene { id: \"C\" rule: \"C\" }"
      "regulator { id: \"D\" kind: SIGNAL }");
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(RuleOf(*model, "A"), "(B | !C) & !(D & (A | B))");
  EXPECT_EQ(RuleOf(*model, "B"), "1");
  EXPECT_EQ(RuleOf(*model, "C"), "C");
  EXPECT_EQ(RuleOf(*model, "D"), "an input");
}

// A symbol or an alias is known to this genome alone.
TEST(RulesOfGenome, CallGenesByTheirIds) {
  const auto model = RulesOfText(
      "gene { id: \"A\" alias: \"Alpha\" rule: \"!B\" }"
      "gene { id: \"B\" rule: \"Alpha & !Gamma\" }"
      "regulator { id: \"C\" symbol: \"Gamma\" kind: SIGNAL }");
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(RuleOf(*model, "B"), "A & !C");
}

// The text is annotation: the tensors say what a genome computes.
TEST(RulesOfGenome, AreNotItsTextWhereThatIsWrong) {
  const std::string bytes = CompiledBytes(
      "name: \"t\" unit: \"boolean\" gene { id: \"A\" rule: \"A & B\" }"
      "regulator { id: \"B\" }");
  proto::Manifest manifest = ManifestOf(bytes);
  for (const std::string text : {"A | B", "A & X", "A & ", "A.rule", ""}) {
    manifest.mutable_genes(0)->set_rule(text);
    const auto model = RulesOfBytes(WithManifest(bytes, manifest));
    ASSERT_TRUE(model.ok()) << model.status();
    EXPECT_EQ(RuleOf(*model, "A"), "A & B") << text;
  }
  manifest.mutable_genes(0)->set_rule("B & !(!A | 0)");
  EXPECT_EQ(RuleOf(*RulesOfBytes(WithManifest(bytes, manifest)), "A"), "B & A");
}

// Each gate of weights -2 to 2 of three regulators, against its sum.
TEST(RulesOfGenome, WriteWeightsOut) {
  std::string spec;
  for (const char* name : {"x", "y", "z"}) {
    absl::StrAppend(&spec, "regulator { id: \"", name, "\" } ");
  }
  struct Gate {
    int weights[3];
    double threshold;
  };
  std::map<std::string, Gate> gates;
  for (int i = 0; i < 125; ++i) {
    for (const double threshold : {-1.5, -0.5, 0.0, 0.5, 1.0, 2.5}) {
      const Gate gate = {{i % 5 - 2, i / 5 % 5 - 2, i / 25 - 2}, threshold};
      const std::string gene = absl::StrCat("g", gates.size());
      absl::StrAppend(&spec, "gene { id: \"", gene, "\" } element { id: \"e",
                      gene, "\" gene: \"", gene,
                      "\" threshold { threshold: ", threshold);
      for (int k = 0; k < 3; ++k) {
        absl::StrAppend(&spec, " input { name: \"", std::string(1, "xyz"[k]),
                        "\" weight: ", gate.weights[k], " }");
      }
      absl::StrAppend(&spec, " } } ");
      gates[gene] = gate;
    }
  }
  const auto model = RulesOfText(spec);
  ASSERT_TRUE(model.ok()) << model.status();
  for (const auto& [gene, gate] : gates) {
    const RuleProgram program(
        RuleOf(*model, gene),
        [](const std::string& name) { return name[0] - 'x'; });
    uint64_t expected = 0;
    for (int state = 0; state < 8; ++state) {
      double sum = 0;
      for (int k = 0; k < 3; ++k) sum += (state >> k & 1) * gate.weights[k];
      expected |= uint64_t{sum > gate.threshold} << state;
    }
    EXPECT_EQ(program.Run({0xaa, 0xcc, 0xf0}) & 0xff, expected)
        << RuleOf(*model, gene);
  }
}

TEST(RulesOfGenome, JoinElementsOfAGeneAndThoseTheyShare) {
  const auto model = RulesOfText(
      "regulator { id: \"a\" } regulator { id: \"b\" } regulator { id: \"c\" }"
      "gene { id: \"G\" } gene { id: \"H\" }"
      "element { id: \"both\" rule: \"a & b\" }"
      "element { id: \"e\" gene: \"G\" rule: \"both & !c\" }"
      "element { id: \"f\" gene: \"G\" gene: \"H\" rule: \"c & !both\" }");
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(RuleOf(*model, "G"), "!c & a & b | c & (!a | !b)");
  EXPECT_EQ(RuleOf(*model, "H"), "c & (!a | !b)");
}

// x1 ^ x2 ^ ... written out doubles with each name.
TEST(RulesOfGenome, SayWhichGeneIsTooLargeForARule) {
  std::string spec =
      "regulator { id: \"x0\" } element { id: \"p0\" rule: \"x0\" } ";
  for (int i = 1; i < 40; ++i) {
    absl::StrAppend(&spec, "regulator { id: \"x", i, "\" } element { id: \"p",
                    i, "\" rule: \"p", i - 1, " & !x", i, " | !p", i - 1,
                    " & x", i, "\" } ");
  }
  const auto model =
      RulesOfText(spec + "gene { id: \"parity\" rule: \"p39\" }");
  EXPECT_EQ(model.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(model.status().message()),
              HasSubstr("gene 'parity': its function shares parts"));
}

TEST(RulesOfGenome, AreOfBooleanGenomesOnly) {
  const auto model = RulesOfBytes(
      CompiledBytes("name: \"t\" unit: \"tpm\" gene { id: \"A\" }"));
  EXPECT_EQ(model.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(model.status().message()),
              HasSubstr("'A' is in tpm"));
}

// Each kind of condition, an input with a first value and a rate of nothing.
constexpr char kMoving[] =
    "gene { id: \"A\" rule: \"B | S\" internal: true"
    "  up { rate: 0.1 } up { rule: \"B & !C\" rate: 2.5 }"
    "  down { rule: \"1\" rate: 0.3 } }"
    "gene { id: \"B\" rule: \"!A\" down { rate: 0 } up { rate: 7 } }"
    "gene { id: \"C\" rule: \"A\" } regulator { id: \"S\" kind: SIGNAL }"
    "kinetics { max_time: 4 time_tick: 0.5 samples: 300 discrete_time: true"
    "  initial { name: \"A\" name: \"S\" state { weight: 0.1 on: \"A\" }"
    "    state { weight: 0.9 on: \"A\" on: \"S\" } }"
    "  schedule { name: \"S\" time: 1.2 probability: 0.7 } }";

TEST(SpecOfGenome, HasItsRatesFirstValuesAndSchedule) {
  const std::string path = Scratch("moving.regulon");
  const std::string bytes =
      CompiledBytes(absl::StrCat("name: \"t\" unit: \"boolean\" ", kMoving));
  WriteBytes(path, bytes);
  const auto genome = Genome::Open(path);
  ASSERT_TRUE(genome.ok()) << genome.status();
  const auto spec = SpecOfGenome(**genome);
  ASSERT_TRUE(spec.ok()) << spec.status();
  ASSERT_EQ(spec->gene(0).up_size(), 2);
  EXPECT_EQ(spec->gene(0).up(0).rule(), "");
  EXPECT_EQ(spec->gene(0).up(0).rate(), 0.1);
  EXPECT_EQ(spec->gene(0).up(1).rule(), "B & !C");
  EXPECT_EQ(spec->gene(0).down(0).rule(), "1");
  EXPECT_TRUE(spec->gene(0).internal());
  EXPECT_EQ(spec->gene(1).down(0).rate(), 0);
  EXPECT_EQ(spec->gene(2).up_size() + spec->gene(2).down_size(), 0);
  const proto::KineticsSpec& kinetics = spec->kinetics();
  EXPECT_EQ(kinetics.samples(), 300);
  EXPECT_TRUE(kinetics.discrete_time());
  EXPECT_THAT(kinetics.initial(0).name(), ElementsAre("A", "S"));
  EXPECT_EQ(kinetics.initial(0).state(1).weight(), 0.9);
  EXPECT_THAT(kinetics.initial(0).state(1).on(), ElementsAre("A", "S"));
  EXPECT_EQ(kinetics.schedule(0).time(), 1.2);
  // What is compiled from it is the genome again, tensor for tensor.
  const proto::Manifest manifest = ManifestOf(bytes);
  const proto::Manifest again =
      ManifestOf(CompiledBytes(spec->ShortDebugString()));
  ASSERT_EQ(again.tensors_size(), manifest.tensors_size());
  for (int i = 0; i < manifest.tensors_size(); ++i) {
    EXPECT_EQ(again.tensors(i).name(), manifest.tensors(i).name());
    EXPECT_EQ(again.tensors(i).crc32c(), manifest.tensors(i).crc32c())
        << manifest.tensors(i).name();
  }
}

TEST(SpecOfGenome, WritesConditionsOutWhereTheirTextIsGone) {
  const std::string path = Scratch("moving.regulon");
  const std::string bytes =
      CompiledBytes(absl::StrCat("name: \"t\" unit: \"boolean\" ", kMoving));
  proto::Manifest manifest = ManifestOf(bytes);
  for (proto::Element& element : *manifest.mutable_elements()) {
    element.set_rule("A");
  }
  WriteBytes(path, WithManifest(bytes, manifest));
  const auto genome = Genome::Open(path);
  ASSERT_TRUE(genome.ok()) << genome.status();
  const auto spec = SpecOfGenome(**genome);
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_EQ(spec->gene(0).up(1).rule(), "B & !C");
}

TEST(RulesOfGenome, SayThatTheyLeaveRatesOut) {
  const auto model =
      RulesOfText("gene { id: \"A\" rule: \"A\" up { rule: \"1\" rate: 2 } }");
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_THAT(model->notes, ElementsAre(HasSubstr(".textproto keeps them")));
}

TEST(SpecOfRules, IsWhatRulesOfSpecReads) {
  RuleModel model;
  model.name = "n";
  model.title = "a title";
  model.variables.push_back({"Ca2+", *ParseRule("x | !'Ca2+'")});
  model.variables.push_back({"x", absl::nullopt});
  const auto again = RulesOfSpec(SpecOfRules(model));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->name, "n");
  EXPECT_EQ(again->title, "a title");
  EXPECT_EQ(RuleOf(*again, "Ca2+"), "x | !'Ca2+'");
  EXPECT_EQ(RuleOf(*again, "x"), "an input");
  EXPECT_THAT(again->notes, IsEmpty());
}

TEST(GenomeNameOf, IsMadeOfTheFileName) {
  EXPECT_EQ(GenomeNameOf("/x.y/T helper-2.bnet"), "T_helper-2");
  EXPECT_EQ(GenomeNameOf("cortex"), "cortex");
  EXPECT_EQ(GenomeNameOf(".bnet"), "_bnet");
}

}  // namespace
}  // namespace regulon
