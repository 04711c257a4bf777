#include "engine/expression/lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "tests/expression/scratch_file.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> NamesIn(absl::string_view text) {
  const auto names = ReadNames(WriteText("names", text));
  EXPECT_TRUE(names.ok()) << names.status();
  return names.ok() ? *names : std::vector<std::string>();
}

TEST(Names, AreTheFirstColumn) {
  EXPECT_THAT(NamesIn("A\nB\n"), ElementsAre("A", "B"));
  EXPECT_THAT(NamesIn("\"A\"\r\n\"B\"\r\n"), ElementsAre("A", "B"));
  EXPECT_THAT(NamesIn("# TFs\n\nA\r# more\rB\rA\r"), ElementsAre("A", "B"));
  EXPECT_THAT(NamesIn("TF\tfamily\nA\tx\nB\ty\n"), ElementsAre("A", "B"));
  EXPECT_THAT(NamesIn("gene,score\nA,1\nB,2"), ElementsAre("A", "B"));
  EXPECT_THAT(*ReadNames(WriteGzip("names.gz", "x\nA\n")), ElementsAre("A"));
  EXPECT_THAT(ReadNames(WriteText("names", "A\t1\n\t2\n")).status().message(),
              HasSubstr("names:2:1: a name is missing"));
  EXPECT_THAT(ReadNames(WriteText("names", "gene\n")).status().message(),
              HasSubstr("there is no name in it"));
}

// "REGULATOR TARGET WEIGHT SIGN" of each.
std::vector<std::string> EdgesIn(absl::string_view text) {
  const auto edges = ReadEdges(WriteText("edges", text));
  EXPECT_TRUE(edges.ok()) << edges.status();
  std::vector<std::string> shown;
  if (!edges.ok()) return shown;
  for (const NamedEdge& edge : *edges) {
    shown.push_back(absl::StrCat(edge.regulator, " ", edge.target, " ",
                                 edge.weight, " ", edge.sign));
  }
  return shown;
}

TEST(Edges, HaveASignWhereTheFileHasOne) {
  EXPECT_THAT(EdgesIn("tf\ttarget\tsign\nA\tB\t1\nB\tC\t-1\nC\tC\t0\n"),
              ElementsAre("A B 1 1", "B C -1 -1", "C C 0 0"));
  EXPECT_THAT(EdgesIn("A\tB\t1\nB\tC\t-0.5\n"),
              ElementsAre("A B 1 1", "B C -0.5 -1"));
  EXPECT_THAT(EdgesIn("A\tB\nB\tC\n"), ElementsAre("A B 1 0", "B C 1 0"));
  EXPECT_THAT(EdgesIn("TF\tgene\tweight\nA\tB\t0.2\nB\tC\t0.9\n"),
              ElementsAre("A B 0.2 0", "B C 0.9 0"));
  EXPECT_THAT(EdgesIn("source,target,weight,PMID\nA,B,1,12;34\nA,C,-1,5\n"),
              ElementsAre("A B 1 1", "A C -1 -1"));
  EXPECT_THAT(EdgesIn("A\tB\tactivation\nB\tC\trepression\nC\tA\tunknown\n"),
              ElementsAre("A B 1 1", "B C -1 -1", "C A 0 0"));
  EXPECT_THAT(EdgesIn("target\tmor\tsource\nB\t1\tA\n"),
              ElementsAre("A B 1 1"));
}

TEST(Edges, AreGivenOnce) {
  EXPECT_THAT(EdgesIn("A\tB\t1\nA\tB\t-1\nA\tC\t1\nA\tC\t1\n"),
              ElementsAre("A B 1 0", "A C 1 1"));
}

TEST(Edges, MayBeAMatrixOfTargetsByRegulators) {
  EXPECT_THAT(EdgesIn("A\tB\nT1\t1\t0\nT2\t0\t2\n"),
              ElementsAre("A T1 1 0", "B T1 0 0", "A T2 0 0", "B T2 2 0"));
  EXPECT_THAT(EdgesIn("\"\",\"A\",\"B\"\n\"T1\",1,NA\n\"T2\",0,2\n"),
              ElementsAre("A T1 1 0", "A T2 0 0", "B T2 2 0"));
}

TEST(Edges, NameThePlaceOfAnError) {
  const auto error_of = [](absl::string_view text) {
    return std::string(ReadEdges(WriteText("edges", text)).status().message());
  };
  EXPECT_THAT(error_of("A\tB\nC\n"),
              HasSubstr("edges:2: 1 fields where an edge"));
  EXPECT_THAT(error_of("A\tB\nC\t\n"),
              HasSubstr("edges:2: an edge without a target"));
  EXPECT_THAT(error_of("tf\ttarget\tsign\nA\tB\tup\n"),
              HasSubstr("edges:2:3: 'up' is neither a sign nor a weight"));
  EXPECT_THAT(error_of("A\tB\nT1\t1\t0\nT2\t1\tx\n"),
              HasSubstr("edges:3:3: 'x' is not a number"));
  EXPECT_THAT(error_of(""), HasSubstr("there is no edge"));
}

TEST(SampleTable, GivesColumnsInTheOrderOfTheMatrix) {
  const auto table = ReadSampleTable(
      WriteText("samples", "sample\tgroup\tfold\ns1\ta b\t0\ns2\t\t1\n"));
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(table->samples, ElementsAre("s1", "s2"));
  EXPECT_THAT(table->columns, ElementsAre("group", "fold"));
  EXPECT_THAT(*table->Column("fold", {"s2", "s1"}), ElementsAre("1", "0"));
  EXPECT_THAT(*table->Column("group", {"s1"}), ElementsAre("a b"));
  EXPECT_THAT(table->Column("folds", {"s1"}).status().message(),
              HasSubstr("no column is called 'folds'; did you mean 'fold'?"));
  EXPECT_THAT(table->Column("fold", {"s9"}).status().message(),
              HasSubstr("there is no row for sample 's9'"));
}

TEST(SampleTable, MayLackItsFirstHeaderField) {
  const auto table =
      ReadSampleTable(WriteText("samples", "\"group\"\r\"s1\",\"a\"\r"));
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(*table->Column("group", {"s1"}), ElementsAre("a"));
  const auto error_of = [](absl::string_view text) {
    return std::string(
        ReadSampleTable(WriteText("samples", text)).status().message());
  };
  EXPECT_THAT(error_of("s\tg\na\t1\na\t2\n"),
              HasSubstr("samples:3:1: a second row for sample 'a'"));
  EXPECT_THAT(error_of("s\tg\na\t1\nb\n"), HasSubstr("samples:3: 1 fields"));
  EXPECT_THAT(error_of("s\tg\tx\ty\na\t1\n"), HasSubstr("samples:2: 2 fields"));
}

TEST(Perturbations, HaveAKindAndPerhapsALevel) {
  const auto read = ReadPerturbations(WriteText(
      "p",
      "sample\ttarget\tkind\tlevel\ns1\tA\tknockout\t\n"
      "s1\tB\tset\t2.5\ns2\tA\tknockdown\t0.5\ns3\tC\tOverexpression\tNA\n"));
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), 4);
  EXPECT_EQ((*read)[0].kind, PerturbationKind::kKnockout);
  EXPECT_TRUE(std::isnan((*read)[0].level));
  EXPECT_EQ((*read)[1].sample, "s1");
  EXPECT_EQ((*read)[1].target, "B");
  EXPECT_EQ((*read)[1].kind, PerturbationKind::kSet);
  EXPECT_EQ((*read)[1].level, 2.5);
  EXPECT_EQ((*read)[2].kind, PerturbationKind::kKnockdown);
  EXPECT_EQ((*read)[3].kind, PerturbationKind::kOverexpression);
  EXPECT_EQ(ReadPerturbations(WriteText("p", "s1,A,knockout\n"))->size(), 1);
}

TEST(Perturbations, NameThePlaceOfAnError) {
  const auto error_of = [](absl::string_view text) {
    return std::string(
        ReadPerturbations(WriteText("p", text)).status().message());
  };
  EXPECT_THAT(
      error_of("s1\tA\tknockot\n"),
      HasSubstr("p:1:3: 'knockot' is no kind of perturbation; kinds are "
                "knockout, knockdown, overexpression, set; did you "
                "mean 'knockout'?"));
  EXPECT_THAT(error_of("s1\tA\tset\n"), HasSubstr("p:1:4: to set a target"));
  EXPECT_THAT(error_of("s1\tA\tset\thigh\n"), HasSubstr("p:1:4: 'high'"));
  EXPECT_THAT(error_of("s1\tA\tknockout\ns1\tA\tknockdown\n"),
              HasSubstr("p:2:2: 'A' is perturbed twice in sample 's1'"));
  EXPECT_THAT(error_of("s1\tA\n"), HasSubstr("p:1: 2 fields"));
  EXPECT_THAT(error_of("s1\t\tknockout\n"),
              HasSubstr("a target without a name"));
}

}  // namespace
}  // namespace regulon
