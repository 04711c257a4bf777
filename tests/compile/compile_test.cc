// Each thing that can be wrong with a spec, once, with its place.

#include "engine/compile/compile.h"

#include <gtest/gtest.h>

#include <limits>

#include "absl/strings/str_cat.h"
#include "engine/genome/genome.h"
#include "tests/compile/marked_spec.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

// A genome of one gene and one regulator, and something more.
void ExpectErrorAfter(absl::string_view marked, absl::string_view message) {
  ExpectError(absl::StrCat("name: \"t\" unit: \"tpm\"\n"
                           "gene { id: \"G\" }\n"
                           "regulator { id: \"R\" }\n",
                           marked),
              message);
}

TEST(Compile, NamesGenomesPlainly) {
  ExpectError("^unit: \"tpm\" gene { id: \"G\" }",
              "the genome has no name; add name: \"...\"");
  ExpectError("\n ^name: \"a b\" gene { id: \"G\" }",
              "the name 'a b' may hold letters, digits, '_' and '-' only");
  ExpectError("^name: \"empty\"",
              "the genome has no gene; add gene { id: ... }");
}

TEST(Compile, ReadsTextThatIsUtf8AndEnumeratorsThatAreKnown) {
  ExpectErrorAfter("gene { id: \"H\" ^note: \"M\\374ller\" }",
                   "this text is not UTF-8");
  ExpectErrorAfter("gene { id: \"H\" alias: \"ok\" ^alias: \"\\xff\" }",
                   "this text is not UTF-8");
  ExpectErrorAfter("^link: 7", "link is 7, which means nothing");
  ExpectErrorAfter("router { ^score: 9 }", "score is 9, which means nothing");
}

TEST(Compile, WantsAUnitOfEveryLevel) {
  ExpectError("name: \"t\"\ngene { ^id: \"G\" }",
              "'G' declares no unit, and the genome has none either; add unit: "
              "\"tpm\" or whatever its levels are in");
  ExpectError("name: \"t\" ^unit: \"count\" gene { id: \"G\" }",
              "'count' is no unit; units are boolean, "
              "activity, fold_change, counts, cpm, tpm, ntpm, nx, "
              "log2_intensity, copies_per_cell, heads_per_cell, nM, uM, mM, or "
              "a logarithm such as log2(tpm+1); did you mean 'counts'?");
  ExpectErrorAfter("gene { id: \"H\" ^unit: \"log2(tpm\" }",
                   "'log2(tpm' is no unit; a logarithm reads log2(tpm+1)");
}

TEST(Compile, TellsThingsApart) {
  ExpectErrorAfter("gene { ^id: \"G\" }", "the id 'G' belongs to two genes");
  ExpectErrorAfter("regulator { ^id: \"R\" }",
                   "the id 'R' belongs to two regulators");
  ExpectErrorAfter("domain { id: \"d\" } domain { ^id: \"d\" }",
                   "two domains are called 'd'");
  ExpectErrorAfter("element { id: \"e\" } element { ^id: \"e\" }",
                   "two elements are called 'e'");
  ExpectErrorAfter(
      "gene { id: \"B\" unit: \"boolean\" ^rule: \"B\" } "
      "element { id: \"B\" gene: \"B\" rule: \"1\" }",
      "the rule of 'B.rule': 'B' is an element and a regulator or "
      "gene as well; rename the element");
  ExpectErrorAfter("gene { ^basal: 1 }", "an id is missing");
  ExpectErrorAfter("gene { ^id: \"a\\nb\" }",
                   "an id may not hold control characters");
}

TEST(Compile, SuggestsTheRegulatorThatWasMeant) {
  ExpectErrorAfter(
      "gene { id: \"GATA1\" }\n"
      "element {\n"
      "  id: \"e\" gene: \"G\"\n"
      "  mwc { site { binds { ^regulator: \"GATAX\" kd: 1 } } }\n"
      "}",
      "no regulator or gene is called 'GATAX'; did you mean 'GATA1'?");
  ExpectErrorAfter(
      "gene { id: \"GATA1\" unit: \"boolean\" ^rule: \"GATA2 & R\" }",
      "the rule of 'GATA1.rule': no regulator or gene is called 'GATA2'; did "
      "you mean 'GATA1'?");
  ExpectErrorAfter("element { id: \"e\" ^gene: \"g\" mwc { } }",
                   "element 'e': no gene is called 'g'; did you mean 'G'?");
}

TEST(Compile, NamesTheCandidatesOfAnAmbiguousName) {
  ExpectErrorAfter(
      "regulator { id: \"A\" alias: \"twin\" }\n"
      "regulator { id: \"B\" alias: \"twin\" }\n"
      "element { id: \"e\" gene: \"G\"\n"
      "  threshold { input { ^name: \"twin\" weight: 1 } } }",
      "element 'e': 'twin' names several regulators; use one of their ids: A, "
      "B");
}

TEST(Compile, PutsAGeneInOneDomain) {
  ExpectErrorAfter(
      "domain { id: \"d\" gene: \"G\" }\n"
      "gene { id: \"H\" }\n"
      "domain { id: \"e\" gene: \"H\" ^gene: \"G\" }",
      "gene 'G' is already in domain 'd'; a gene belongs to one domain");
  ExpectErrorAfter("domain { id: \"d\" ^gene: \"H\" }",
                   "no gene is called 'H'");
  ExpectErrorAfter("gene { ^id: \"H\" } domain { id: \"main\" gene: \"G\" }",
                   "gene 'H' is in no domain; name it in one");
}

TEST(Compile, WantsElementsThatAreSomethingAndActOnSomething) {
  ExpectErrorAfter(
      "element { ^id: \"e\" gene: \"G\" }",
      "element 'e' has no mwc, state_table, threshold, linear or rule");
  ExpectErrorAfter("element { ^id: \"e\" mwc { } }",
                   "element 'e' acts on nothing; name a gene or a domain");
  ExpectErrorAfter("element { id: \"e\" ^domain: \"man\" mwc { } }",
                   "no domain is called 'man'; did you mean 'main'?");
  ExpectErrorAfter("element { id: \"e\" gene: \"G\" ^gene: \"G\" mwc { } }",
                   "element 'e' names gene 'G' twice");
  ExpectErrorAfter(
      "element { id: \"e\" gene: \"G\" ^accessibility: 1 rule: \"1\" }",
      "element 'e' is not of the mwc kind, so accessibility does not act on "
      "it");
  ExpectErrorAfter("element { id: \"e\" gene: \"G\" ^strength: 2 mwc { } }",
                   "gene 'G' combines its elements by ANY, which knows no "
                   "strength; add combination: CONTACT to the gene");
}

TEST(Compile, WantsPositionsOnAContig) {
  ExpectErrorAfter("element { id: \"e\" gene: \"G\" ^center0: 5 mwc { } }",
                   "element 'e' needs a contig and a center counted from 0");
  ExpectErrorAfter("gene { id: \"H\" ^tss0: 7 }",
                   "'H' has a position but no contig; add contig: \"chr1\"");
  ExpectErrorAfter("gene { id: \"H\" contig: \"chr1\" ^tss0: -1 }",
                   "a position of -1; it is counted from 0");
}

TEST(Compile, StoresNumbersThatAreFinite) {
  constexpr char kRemedy[] = "; give a finite number of at most 3e38";
  ExpectErrorAfter("gene { id: \"H\" ^basal: nan }",
                   absl::StrCat("'basal' is nan", kRemedy));
  ExpectErrorAfter("gene { id: \"H\" ^basal: 1e39 }",
                   absl::StrCat("'basal' is 1e+39", kRemedy));
  ExpectErrorAfter("regulator { id: \"S\" ^opening_work: inf }",
                   absl::StrCat("'opening_work' is inf", kRemedy));
  ExpectErrorAfter("unnamed: BASAL regulator { id: \"S\" ^log_mean: inf }",
                   absl::StrCat("'log_mean' is inf", kRemedy));
  ExpectErrorAfter(
      "element { id: \"e\" gene: \"G\" mwc { ^closing_energy: inf } }",
      absl::StrCat("'closing_energy' is inf", kRemedy));
  ExpectErrorAfter(
      "element { id: \"e\" gene: \"G\" rule: \"1\" }\n"
      "gene { id: \"H\" ^amplitude: -inf rule: \"0\" }",
      absl::StrCat("'amplitude' is -inf", kRemedy));
  ExpectErrorAfter(
      "domain { id: \"d\" gene: \"G\" ^threshold: nan\n"
      "  gate_weight { regulator: \"R\" weight: 1 } }\n"
      "router { score: GATE }",
      absl::StrCat("'threshold' is nan", kRemedy));
  for (const char* field :
       {"reference", "closed_ratio", "log_sd", "pseudocount"}) {
    ExpectErrorAfter(absl::StrCat("regulator { id: \"S\" ^", field, ": -2 }"),
                     absl::StrCat(field, " is -2; give a number above 0"));
  }
  ExpectErrorAfter("regulator { id: \"S\" ^key: 0 }",
                   "the key of 'S' has no direction: it is zero or not finite");
}

TEST(Compile, MakesARegulatorOfAGeneThatIsNamedAsOne) {
  const Compiled compiled = Compiles(
      "name: \"t\" unit: \"tpm\" regulator { id: \"R\" unit: \"nM\" }\n"
      "gene { id: \"ENSG1\" symbol: \"GATA1\" hgnc: \"HGNC:4170\"\n"
      "  alias: \"GF1\" unit: \"boolean\" }\n"
      "gene { id: \"ENSG2\" rule: \"GF1\" }\n"
      "element { id: \"e\" gene: \"ENSG1\" rule: \"GATA1\" }");
  const proto::Manifest& m = compiled.draft.manifest;
  ASSERT_EQ(m.regulators_size(), 2);  // R is declared, so it stays
  EXPECT_EQ(m.regulators(1).id(), "ENSG1");
  EXPECT_EQ(m.regulators(1).symbol(), "GATA1");
  EXPECT_EQ(m.regulators(1).hgnc(), "HGNC:4170");
  EXPECT_EQ(m.regulators(1).aliases(0), "GF1");
  EXPECT_EQ(m.regulators(1).unit(), "boolean");
  EXPECT_EQ(m.regulators(1).kind(), proto::Regulator::TF);
  EXPECT_EQ(compiled.draft.reference, (std::vector<float>{1, 1}));
}

TEST(Compile, FindsADeclaredRegulatorByTheAliasOfItsGene) {
  const Compiled compiled = Compiles(
      "name: \"t\" unit: \"boolean\" regulator { id: \"GATA1\" }\n"
      "gene { id: \"GATA1\" alias: \"GF1\" rule: \"GF1\" }");
  EXPECT_EQ(compiled.draft.manifest.regulators_size(), 1);
}

TEST(Compile, WarnsOfWhatNothingReads) {
  constexpr char kStart[] = "name: \"t\" unit: \"tpm\" gene { id: \"G\" }\n";
  EXPECT_EQ(FirstWarning(absl::StrCat(kStart, "regulator { ^id: \"R\" }")),
            "nothing reads regulator 'R'");
  EXPECT_EQ(
      FirstWarning(absl::StrCat(
          kStart, "domain { id: \"d\" gene: \"G\" ^memory_coupling: 1 }")),
      "nothing reads memory_coupling of domain 'd'");
  EXPECT_EQ(FirstWarning(absl::StrCat(
                kStart,
                "domain { id: \"d\" gene: \"G\"\n"
                "  ^gate_weight { regulator: \"G\" weight: 1 } }")),
            "nothing reads gate_weight of domain 'd'");
  EXPECT_EQ(FirstWarning(absl::StrCat(
                kStart,
                "domain { id: \"d\" gene: \"G\"\n"
                "  linear { gene: \"G\" regulator: \"G\" weight: 1 }\n"
                "  ^autonomy { rows: 1 columns: 1 value: 1 } }")),
            "nothing reads autonomy of domain 'd'");
  EXPECT_EQ(FirstWarning(absl::StrCat(
                kStart,
                "domain { id: \"d\" gene: \"G\"\n"
                "  linear { gene: \"G\" regulator: \"G\" weight: 1 } }")),
            "none");
}

class Models : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(All, Models,
                         testing::Values("budding_yeast", "glucocorticoid",
                                         "laci_o1", "laci_o2", "laci_o3",
                                         "laci_oid", "myeloid",
                                         "pioneer_enhancer", "toggle_switch",
                                         "two_enhancers"));

TEST_P(Models, CompileWithoutAWarningToTheBytesOfTheBuild) {
  const std::string file = absl::StrCat("models/", GetParam(), ".textproto");
  const std::string path = Scratch("again.regulon");
  const auto warnings = CompileText(ReadBytes(file), file, path);
  ASSERT_TRUE(warnings.ok()) << warnings.status();
  EXPECT_TRUE(warnings->empty()) << (*warnings)[0];
  const std::string built =
      ReadBytes(absl::StrCat("models/", GetParam(), ".regulon"));
  EXPECT_GT(built.size(), 4096u);
  EXPECT_TRUE(ReadBytes(path) == built);
}

TEST(CompileText, RecordsItsSource) {
  const std::string path = Scratch("source.regulon");
  constexpr char kText[] = "name: \"t\" unit: \"tpm\" gene { id: \"G\" }";
  ASSERT_TRUE(CompileText(kText, "some/where/t.textproto", path).ok());
  const auto genome = Genome::Open(path);
  ASSERT_TRUE(genome.ok()) << genome.status();
  const proto::Provenance& provenance = (*genome)->manifest().provenance();
  ASSERT_EQ(provenance.sources_size(), 1);
  EXPECT_EQ(provenance.sources(0).name(), "t.textproto");
  EXPECT_EQ(provenance.sources(0).sha256().size(), 64u);
  EXPECT_FALSE((*genome)->manifest().synthetic());
}

}  // namespace
}  // namespace regulon
