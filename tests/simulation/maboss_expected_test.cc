// MaBoSS's own published results, read from where they stand beside the
// checkout. benchmarks/maboss_expected.py does the same with as many
// trajectories as MaBoSS ran.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/convert/maboss.h"
#include "gtest/gtest.h"
#include "tests/simulation/simulated.h"

namespace regulon::reference {
namespace {

using Nodes = std::set<std::string>;

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Table {
  const char* name;
  const char* network;
  int64_t samples;
};

class MabossTable : public ::testing::TestWithParam<Table> {};

TEST_P(MabossTable, IsWithinThreeStandardErrorsOfOurs) {
  const char* shared = std::getenv("REGULON_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
  const std::string folder = absl::StrCat(shared, "/reference/maboss/");
  const std::string bnd = absl::StrCat(folder, GetParam().network, ".bnd");
  const std::string cfg = absl::StrCat(folder, GetParam().name, ".cfg");
  const std::vector<SourceText> sources = {{bnd, Read(bnd)}, {cfg, Read(cfg)}};
  const absl::StatusOr<Imported> imported = ReadMaboss(sources);
  ASSERT_TRUE(imported.ok()) << imported.status();
  Simulated simulated(imported->spec);
  const proto::KineticsSpec& asked = imported->spec.kinetics();
  simulated.question.time_tick = asked.time_tick();
  simulated.question.windows =
      static_cast<int>(std::lround(asked.max_time() / asked.time_tick()));
  simulated.question.discrete = asked.discrete_time();
  simulated.question.visible.clear();
  for (int g = 0; g < imported->spec.gene_size(); ++g) {
    if (!imported->spec.gene(g).internal()) {
      simulated.question.visible.push_back(g);
    }
  }
  simulated.options.samples = GetParam().samples;
  const Simulation run = simulated.Run();
  std::map<Nodes, const std::vector<Estimate>*> ours;
  for (const Simulation::State& state : run.states) {
    Nodes on;
    for (const int v : state.on) on.insert(simulated.network.variables[v].name);
    ours[on] = &state.windows;
  }

  const std::string table =
      Read(absl::StrCat(folder, "expected/", GetParam().name, "_probtraj.csv"));
  int entries = 0, close = 0, window = -1;
  for (const absl::string_view line :
       absl::StrSplit(table, '\n', absl::SkipEmpty())) {
    if (window++ < 0) continue;  // the heading
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    for (size_t i = 5; i + 2 < cells.size(); i += 3) {
      double p = 0, error = 0;
      ASSERT_TRUE(absl::SimpleAtod(cells[i + 1], &p) &&
                  absl::SimpleAtod(cells[i + 2], &error));
      Nodes on;
      if (cells[i] != "<nil>") {
        for (const absl::string_view node : absl::StrSplit(cells[i], " -- ")) {
          on.emplace(node);
        }
      }
      const auto found = ours.find(on);
      const Estimate estimate =
          found == ours.end() ? Estimate() : (*found->second)[window - 1];
      ++entries;
      // Theirs are rounded to six digits.
      close += std::abs(p - estimate.probability) <=
               3 * std::hypot(error, estimate.error) + 1e-6;
    }
  }
  EXPECT_EQ(window, simulated.question.windows);
  EXPECT_GT(entries, 100);
  EXPECT_GE(close, 0.99 * entries) << close << " of " << entries;
}

INSTANTIATE_TEST_SUITE_P(
    Published, MabossTable,
    ::testing::Values(Table{"cellcycle", "cellcycle", 100000},
                      Table{"cellfate", "cellfate", 20000},
                      Table{"cellfate_schedule", "cellfate", 10000},
                      Table{"ewing_full", "ewing_full", 1000}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace regulon::reference
