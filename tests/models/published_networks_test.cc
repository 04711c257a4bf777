// The Boolean networks of BoolODE (Pratapa et al. 2020), read from where they
// stand beside the checkout.
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"
#include "tests/reference/state_space.h"

namespace regulon::reference {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// Lines of "target, rule" after a comment and a heading.
proto::GenomeSpec SpecOf(const std::string& shared, const std::string& name) {
  proto::GenomeSpec spec;
  spec.set_name(name);
  spec.set_unit("boolean");
  std::ifstream file(
      absl::StrCat(shared, "/reference/bnet/boolode/", name, ".bnet"));
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#' || absl::StartsWith(line, "targets,")) {
      continue;
    }
    const std::vector<std::string> parts =
        absl::StrSplit(line, absl::MaxSplits(',', 1));
    proto::GeneSpec& gene = *spec.add_gene();
    gene.set_id(std::string(absl::StripAsciiWhitespace(parts[0])));
    gene.set_rule(std::string(absl::StripAsciiWhitespace(parts.at(1))));
  }
  return spec;
}

class PublishedNetwork : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("REGULON_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
    shared_ = shared;
  }
  std::vector<Attractor> Attractors(const std::string& name) const {
    const OpenedGenome genome(SpecOf(shared_, name));
    return AttractorsOf(Successors(genome.cell()));
  }

  std::string shared_;
};

// Cortical area development: Emx2 and Coup behind, Fgf8, Pax6 and Sp8 in front.
TEST_F(PublishedNetwork, mCadHasTwoFixedPoints) {
  const auto attractors = Attractors("mCAD");
  EXPECT_THAT(attractors, SizeIs(2));
  EXPECT_THAT(Basins(attractors, 1), ElementsAre(28, 4));
}

// BEELINE's variant of Krumsiek's network.
TEST_F(PublishedNetwork, HscHasSixFixedPointsAndTwoCycles) {
  const auto attractors = Attractors("HSC");
  EXPECT_THAT(attractors, SizeIs(8));
  EXPECT_THAT(Basins(attractors, 1), ElementsAre(480, 224, 184, 128, 128, 8));
  EXPECT_THAT(Basins(attractors, 2), ElementsAre(832, 64));
}

TEST_F(PublishedNetwork, GsdHasThreeFixedPoints) {
  const auto attractors = Attractors("GSD");
  EXPECT_THAT(attractors, SizeIs(3));
  EXPECT_THAT(Basins(attractors, 1), ElementsAre(267120, 256448, 720));
}

}  // namespace
}  // namespace regulon::reference
