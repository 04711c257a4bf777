// LacI against flow cytometry (Razo-Mejia et al. 2018), without refitting.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {
namespace {

struct Condition {
  std::string strain_operator;
  double tetramers, iptg_um;
  double measured, predicted;  // fold change
};

// Means over days of each operator, strain and inducer level. The strains
// without a reporter ("auto") and without LacI ("delta") are the controls that
// fold changes were computed from.
std::vector<Condition> MeansOf(const std::string& path) {
  std::map<std::tuple<std::string, double, double>, std::pair<double, int>>
      sums;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line,
            "date,username,operator,binding_energy,rbs,repressors,IPTG_uM,"
            "mean_YFP_A,mean_YFP_bgcorr_A,fold_change_A");
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    double tetramers, iptg_um, fold_change;
    if (cells.size() != 10 || !absl::SimpleAtod(cells[5], &tetramers) ||
        !absl::SimpleAtod(cells[6], &iptg_um) ||
        !absl::SimpleAtod(cells[9], &fold_change)) {
      ADD_FAILURE() << "not a measurement: " << line;
      continue;
    }
    if (cells[4] == "auto" || cells[4] == "delta") continue;
    auto& [sum, count] = sums[{cells[2], tetramers, iptg_um}];
    sum += fold_change;
    ++count;
  }
  std::vector<Condition> means;
  for (const auto& [key, sum] : sums) {
    const auto& [strain_operator, tetramers, iptg_um] = key;
    means.push_back(
        {strain_operator, tetramers, iptg_um, sum.first / sum.second, 0});
  }
  return means;
}

void Predict(std::vector<Condition>& conditions) {
  const std::map<std::string, std::string> models = {
      {"O1", "laci_o1"}, {"O2", "laci_o2"}, {"O3", "laci_o3"}};
  for (const auto& [strain_operator, model] : models) {
    const OpenedGenome genome(ReadModel(model));
    for (Condition& c : conditions) {
      if (c.strain_operator != strain_operator) continue;
      // Each tetramer has two heads that bind DNA.
      c.predicted = genome
                        .Express(ContextOf(
                            {{"LacI", 2 * c.tetramers}, {"IPTG", c.iptg_um}}))
                        .expression[0];
    }
  }
}

struct Fit {
  double r2, rmse;
};

Fit FitOf(const std::vector<Condition>& conditions) {
  double mean = 0, residual = 0, total = 0;
  for (const Condition& c : conditions) mean += c.measured / conditions.size();
  for (const Condition& c : conditions) {
    residual += std::pow(c.measured - c.predicted, 2);
    total += std::pow(c.measured - mean, 2);
  }
  return {1 - residual / total, std::sqrt(residual / conditions.size())};
}

TEST(LacIMeasured, IsPredictedForEveryOperatorStrainAndInducer) {
  const char* shared = std::getenv("REGULON_SHARED");
  if (shared == nullptr) GTEST_SKIP() << "skipped: no ../shared";
  std::vector<Condition> all =
      MeansOf(absl::StrCat(shared, "/data/laci/flow_master.csv"));
  ASSERT_EQ(all.size(), 216u);
  Predict(all);
  const Fit fit = FitOf(all);
  RecordProperty("r2_all", absl::StrCat(fit.r2));
  RecordProperty("rmse_all", absl::StrCat(fit.rmse));
  EXPECT_GE(fit.r2, 0.979);
  EXPECT_LE(fit.rmse, 0.0553);

  // K_A and K_I were estimated on O2 with 260 heads: without it, prediction.
  std::vector<Condition> unseen;
  for (const Condition& c : all) {
    if (c.strain_operator != "O2" || c.tetramers != 130) unseen.push_back(c);
  }
  ASSERT_EQ(unseen.size(), 204u);
  const Fit on_unseen = FitOf(unseen);
  RecordProperty("r2_unseen", absl::StrCat(on_unseen.r2));
  RecordProperty("rmse_unseen", absl::StrCat(on_unseen.rmse));
  EXPECT_GE(on_unseen.r2, 0.978);
}

}  // namespace
}  // namespace regulon::reference
