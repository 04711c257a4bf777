#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/fitting/eval_modes.h"
#include "engine/cli/verbs.h"
#include "engine/network/aupr.h"
#include "engine/network/folds.h"
#include "engine/network/perturbation_scores.h"
#include "engine/network/recover.h"
#include "engine/regression/inner_folds.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kFewest = 3;  // experiments of a series

class NetworkTable {
 public:
  NetworkTable(const std::vector<NamedEdge>& gold, Format format)
      : gold_(gold),
        table_(TableWriter::Create(format,
                                   {"scores", "AUPR", "AUPR of chance", "edges",
                                    "regulators", "targets", "pairs"},
                                   stdout)) {}

  absl::Status Add(const std::string& name, const EdgeScores& scores) {
    ASSIGN_OR_RETURN(const NetworkScore score, ScoreNetwork(scores, gold_));
    table_->AddRow({name, score.area, score.prevalence, score.edges,
                    score.regulators, score.targets, score.pairs});
    return absl::OkStatus();
  }
  absl::Status Finish() { return table_->Finish(); }

 private:
  const std::vector<NamedEdge>& gold_;
  std::unique_ptr<TableWriter> table_;
};

// Half of the targets at a time, neighbours on the chromosome together.
absl::Status FromExpression(const EvalFlags& flags, const Problem& problem,
                            const std::vector<NamedEdge>& gold,
                            Workers& workers, NetworkTable& table) {
  absl::flat_hash_set<std::string> targets;
  for (const NamedEdge& edge : gold) targets.insert(edge.target);
  std::vector<std::string> names;
  std::vector<int> genes;
  for (size_t g = 0; g < problem.genes.size(); ++g) {
    if (!targets.contains(problem.genes[g])) continue;
    names.push_back(problem.genes[g]);
    genes.push_back(static_cast<int>(g));
  }
  const std::vector<int> run =
      NeighbourRuns(LocusNumbers(names), flags.neighbours);
  const std::vector<int> fold =
      InnerFolds(run, flags.gold_folds, flags.fit.seed);
  std::vector<int> sizes(flags.gold_folds);
  for (const int f : fold) ++sizes[f];
  if (*std::min_element(sizes.begin(), sizes.end()) == 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the ", names.size(), " targets of ", flags.gold, " do not make ",
        flags.gold_folds,
        " folds with neighbours kept together; lower --neighbours"));
  }
  Note(absl::StrCat("folds of ", absl::StrJoin(sizes, ", "), " targets"));
  std::vector<int> fold_of(problem.genes.size(), -1);
  std::vector<int> run_of(problem.genes.size(), -1);
  for (size_t i = 0; i < genes.size(); ++i) {
    fold_of[genes[i]] = fold[i];
    run_of[genes[i]] = run[i];
  }
  const std::vector<Edge> known =
      MatchEdges(gold, problem.regulators, problem.genes);
  const std::pair<const char*, RecoverOptions> ways[] = {
      {"mRNA alone", {false, false, true}},
      {"activities from known edges", {false, true, false}},
      {"likeness to known targets", {true, false, false}},
      {"all of them", {}}};
  for (const auto& [name, options] : ways) {
    ASSIGN_OR_RETURN(const EdgeScores scores,
                     RecoverHeldOut(problem, known, fold_of, run_of, options,
                                    workers, nullptr));
    RETURN_IF_ERROR(table.Add(name, scores));
  }
  return absl::OkStatus();
}

// Samples with a single target, a series per kind that has enough.
absl::StatusOr<std::map<PerturbationKind, PerturbationSeries>> SeriesOf(
    const EvalFlags& flags, const Problem& problem) {
  ASSIGN_OR_RETURN(const std::vector<Perturbation> perturbations,
                   ReadPerturbations(flags.data.perturbations));
  absl::flat_hash_map<std::string, int> sample_of;
  for (size_t i = 0; i < problem.samples.size(); ++i) {
    sample_of[problem.samples[i]] = static_cast<int>(i);
  }
  std::map<PerturbationKind, PerturbationSeries> series;
  for (const Perturbation& perturbation : perturbations) {
    const int sample = sample_of.at(perturbation.sample);
    if (problem.clamped[sample].size() != 1 ||
        problem.regulators[problem.clamped[sample][0]] != perturbation.target) {
      continue;
    }
    PerturbationSeries& one = series[perturbation.kind];
    one.experiments.push_back({sample, problem.clamped[sample][0]});
    const bool up = perturbation.kind == PerturbationKind::kOverexpression;
    one.direction = up ? -1 : 1;
  }
  series.erase(PerturbationKind::kSet);  // up or down
  for (auto at = series.begin(); at != series.end();) {
    if (at->second.experiments.size() >= kFewest) {
      ++at;
      continue;
    }
    Note(absl::StrCat("a kind of perturbation with ",
                      at->second.experiments.size(),
                      " regulators is left out: too few to centre on"));
    at = series.erase(at);
  }
  if (series.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(flags.data.perturbations,
                     ": no kind of perturbation is "
                     "of three regulators or more"));
  }
  return series;
}

absl::Status FromPerturbations(const EvalFlags& flags, const Problem& problem,
                               NetworkTable& table) {
  ASSIGN_OR_RETURN(const auto series, SeriesOf(flags, problem));
  std::vector<PerturbationSeries> all;
  for (const auto& [kind, one] : series) {
    all.push_back(one);
    const char* name = kind == PerturbationKind::kKnockout ? "knock-outs"
                       : kind == PerturbationKind::kKnockdown
                           ? "knock-downs"
                           : "over-expression";
    for (const double indirect : {0.0, 0.5}) {
      ASSIGN_OR_RETURN(const EdgeScores scores,
                       ScorePerturbations(problem, {&one, 1}, {indirect}));
      RETURN_IF_ERROR(table.Add(
          absl::StrCat(name, indirect > 0 ? ", less indirect" : ", z"),
          scores));
    }
  }
  if (all.size() < 2) return absl::OkStatus();
  for (const double indirect : {0.0, 0.5}) {
    ASSIGN_OR_RETURN(const EdgeScores scores,
                     ScorePerturbations(problem, all, {indirect}));
    RETURN_IF_ERROR(table.Add(
        indirect > 0 ? "all kinds, less indirect" : "all kinds, z", scores));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status EvalNetwork(const EvalFlags& flags, Format format) {
  DataFlags all_genes = flags.data;
  if (all_genes.targets.empty()) all_genes.targets = "all";
  ASSIGN_OR_RETURN(Data data, ReadData(all_genes));
  FillMissing(data.problem.values);
  FillMissing(data.problem.levels);
  ASSIGN_OR_RETURN(std::vector<NamedEdge> edges, ReadEdges(flags.gold));
  const std::vector<NamedEdge> gold = WithIds(std::move(edges), data);
  Note(
      "universe: the gold standard's regulators x its targets that have data, "
      "without self-edges");
  NetworkTable table(gold, format);
  Workers workers(flags.data.threads);
  RETURN_IF_ERROR(
      flags.data.perturbations.empty()
          ? FromExpression(flags, data.problem, gold, workers, table)
          : FromPerturbations(flags, data.problem, table));
  return table.Finish();
}

}  // namespace regulon
