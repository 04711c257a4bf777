#include "engine/fit/domains_from.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::vector<std::string>& Genes() {
  static const auto& genes =
      *new std::vector<std::string>{"A", "B", "C", "D", "E"};
  return genes;
}

constexpr char kCoordinates[] =
    "track name=genes\n"
    "# a comment\n"
    "chr1\t100\t200\tA\t0\t+\n"
    "chr1\t250\t301\tB\t0\t-\r\n"  // starts at base 300
    "chr1\t250\t301\tC\n"          // middle: 275
    "chr2\t0\t10\tD\n"
    "chr2\t0\t10\tOTHER\n";

std::string BedError(const std::string& coordinates,
                     const std::string& intervals) {
  return std::string(DomainsFromBed(Genes(), {"genes.bed", coordinates},
                                    {"tads.bed", intervals})
                         .status()
                         .message());
}

std::string ListError(const std::string& list) {
  return std::string(
      DomainsFromRegulons(Genes(), {"list.tsv", list}).status().message());
}

TEST(DomainsFromBed, HoldTheGenesThatStartInThem) {
  const auto domains = DomainsFromBed(
      Genes(), {"genes.bed", kCoordinates},
      {"tads.bed", "chr1\t0\t300\tleft\nchr1\t300\t900\nchr3\t0\t5\tempty\n"});
  ASSERT_TRUE(domains.ok()) << domains.status();
  EXPECT_THAT(domains->domain, ElementsAre(0, 1, 0, -1, -1));
  EXPECT_THAT(domains->names, ElementsAre("left", "chr1:300-900"));
  EXPECT_THAT(domains->notes,
              ElementsAre("genes.bed: 1 gene without coordinates: E",
                          "tads.bed: 1 gene in no interval: D"));
}

TEST(DomainsFromBed, AreTheSmallestThatHoldAGene) {
  const auto domains = DomainsFromBed(
      Genes(), {"genes.bed", kCoordinates},
      {"tads.bed",
       "chr1 0 1000 outer\nchr1 90 280 inner\nchr1 90 280 equal\n"});
  ASSERT_TRUE(domains.ok()) << domains.status();
  EXPECT_THAT(domains->domain, ElementsAre(1, 0, 1, -1, -1));
  EXPECT_THAT(domains->names, ElementsAre("outer", "inner"));
}

TEST(DomainsFromBed, TakeTheFirstLineOfAGene) {
  const auto domains =
      DomainsFromBed(Genes(), {"genes.bed", "1\t5\t6\tA\r1\t50\t60\tA\r"},
                     {"tads.bed", "1\t0\t10\tx\n1\t40\t90\ty\n"});
  ASSERT_TRUE(domains.ok()) << domains.status();
  EXPECT_THAT(domains->names, ElementsAre("x"));
  EXPECT_EQ(domains->notes.back(),
            "genes.bed: 1 gene with a second line, which is not used: A");
}

TEST(DomainsFromBed, SayWhereAFileIsWrong) {
  const std::string good = "chr1\t0\t300\n";
  EXPECT_THAT(BedError(kCoordinates, "chr1\t0\n"),
              StartsWith("tads.bed:1:7: a line of BED has"));
  EXPECT_THAT(BedError(kCoordinates, good + "chr1\t7\t5x\n"),
              StartsWith("tads.bed:2:8: '5x' is not a place"));
  EXPECT_THAT(BedError(kCoordinates, "chr1\t-7\t5\n"),
              StartsWith("tads.bed:1:6: '-7' is not a place"));
  EXPECT_THAT(BedError(kCoordinates, "chr1\t5\t5\n"),
              StartsWith("tads.bed:1:8: an interval from 5 to its start"));
  EXPECT_THAT(BedError(kCoordinates, "chr1\t6\t5\n"),
              StartsWith("tads.bed:1:8: an interval that ends at 5"));
  EXPECT_THAT(BedError(kCoordinates, good + good),
              StartsWith("tads.bed:2:1: a second domain is called chr1:0-300"));
  EXPECT_THAT(BedError("chr1\t0\t300\n", good),
              StartsWith("genes.bed:1:11: this line names no gene"));
  EXPECT_THAT(BedError(kCoordinates, "1\t0\t300\n"),
              HasSubstr("none of the 5 genes falls in an interval"));
}

TEST(DomainsFromRegulons, HoldTheGenesListed) {
  const auto domains = DomainsFromRegulons(
      Genes(), {"list.tsv",
                "regulon\tgene\nheat\tA\nheat\tZ\ncold\tB\ncold\tA\nnone\tY\n"
                "heat\tD\tmore\n"});
  ASSERT_TRUE(domains.ok()) << domains.status();
  EXPECT_THAT(domains->domain, ElementsAre(0, 1, -1, 0, -1));
  EXPECT_THAT(domains->names, ElementsAre("heat", "cold"));
  EXPECT_THAT(
      domains->notes,
      ElementsAre(
          "list.tsv: 2 genes without a domain: C, E",
          "list.tsv: 1 gene listed for a second domain, which is not used: A",
          "list.tsv: 2 genes that the expression table does not have: Z, Y"));
}

TEST(DomainsFromRegulons, SayWhereAListIsWrong) {
  EXPECT_THAT(ListError("heat\tA\n\ncold\n"),
              StartsWith("list.tsv:3:5: a line names a domain"));
  EXPECT_THAT(ListError("heat\tQ\n"),
              HasSubstr("none of the 5 genes is listed"));
  EXPECT_THAT(ListError(""), HasSubstr("none of the 5 genes is listed"));
}

TEST(ClusterTheOthers, PutsThemIntoFurtherDomains) {
  NamedDomains domains;
  domains.domain = {0, -1, 0, -1, -1, -1};
  domains.names = {"cluster1"};
  FloatRows profiles(6, 2);
  profiles << 1, 1,  //
      1, 0,          //
      1, 1,          //
      0, 1,          //
      2, 0,          //
      0, 3;
  Workers workers(1);
  ClusterOptions options;
  options.clusters = 0;  // two genes each
  ASSERT_TRUE(ClusterTheOthers(profiles, options, workers, domains).ok());
  ASSERT_THAT(domains.names, ElementsAre("cluster1", "cluster1_", "cluster2"));
  EXPECT_EQ(domains.domain[1], domains.domain[4]);
  EXPECT_EQ(domains.domain[3], domains.domain[5]);
  EXPECT_NE(domains.domain[1], domains.domain[3]);
  EXPECT_EQ(domains.domain[0], 0);
  EXPECT_THAT(domains.notes.back(),
              StartsWith("4 genes in no domain of the file make 2"));
}

}  // namespace
}  // namespace regulon
