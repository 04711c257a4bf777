#include <cmath>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/fitting/eval_modes.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/verbs.h"
#include "engine/eval/bootstrap.h"
#include "engine/eval/fitted_genome.h"
#include "engine/eval/mean_predictor.h"
#include "engine/eval/nearest_neighbour.h"
#include "engine/eval/noise_ceiling.h"
#include "engine/eval/predictions_table.h"
#include "engine/eval/protocol.h"
#include "engine/eval/reduced_rank.h"
#include "engine/eval/ridge.h"
#include "engine/eval/twins.h"
#include "engine/regression/inner_folds.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr char kSparse[] = "genome, sparse";

// Texts as numbers in the order in which they come; -1 for none.
std::vector<int> Numbered(const std::vector<std::string>& texts) {
  absl::flat_hash_map<std::string, int> numbers;
  std::vector<int> out;
  for (const std::string& text : texts) {
    if (text.empty()) {
      out.push_back(-1);
      continue;
    }
    const int next = static_cast<int>(numbers.size());
    out.push_back(numbers.try_emplace(text, next).first->second);
  }
  return out;
}

absl::StatusOr<std::vector<int>> FoldsOf(const EvalFlags& flags,
                                         const Problem& problem) {
  if (flags.fold.empty()) {
    return InnerFolds(problem.group, flags.folds, flags.fit.seed);
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> texts,
                   SampleColumn(flags.data, flags.fold, problem.samples));
  return Numbered(texts);
}

void WarnOfTwins(const Problem& problem, const std::vector<int>& fold) {
  const auto twins = TwinsAcrossFolds(problem, fold);
  if (twins.empty()) return;
  std::string names;
  for (size_t i = 0; i < std::min<size_t>(twins.size(), 5); ++i) {
    const auto& [a, b] = twins[i];
    absl::StrAppend(&names, names.empty() ? "" : ", ", problem.samples[a],
                    " and ", problem.samples[b]);
  }
  Note(absl::StrCat(twins.size(),
                    " samples have the very levels of one in another fold, so "
                    "every figure here flatters: ",
                    names, twins.size() > 5 ? " and others" : ""));
}

// Everybody who is judged, in the order of fitting: the sparse genome's reading
// is the budget of reduced-rank ridge.
class Field {
 public:
  static absl::StatusOr<Field> Create(const EvalFlags& flags,
                                      const Problem& problem,
                                      const std::vector<int>& fold,
                                      FitOptions options) {
    Field field;
    field.genome_ = std::make_unique<FittedGenome>(std::move(options));
    const FittedGenome* genome = field.genome_.get();
    auto& all = field.predictors_;
    all.push_back(std::make_unique<MeanPredictor>());
    all.push_back(std::make_unique<NearestNeighbour>());
    all.push_back(std::make_unique<RidgePredictor>(LinearRidge()));
    all.push_back(std::make_unique<RidgePredictor>(MixedKernelRidge()));
    all.push_back(field.genome_->Everything());
    all.push_back(field.genome_->Sparse());
    all.push_back(field.genome_->RandomRouter());
    all.push_back(std::make_unique<ReducedRankRidge>(
        [genome] { return genome->parameters_read(); }));
    for (const std::string& path : flags.predictions) {
      ASSIGN_OR_RETURN(PredictionsTable table,
                       PredictionsTable::Read(path, problem, fold));
      all.push_back(std::make_unique<PredictionsTable>(std::move(table)));
    }
    return field;
  }

  std::vector<Predictor*> predictors() const {
    std::vector<Predictor*> all;
    for (const auto& predictor : predictors_) all.push_back(predictor.get());
    return all;
  }

 private:
  std::unique_ptr<FittedGenome> genome_;
  std::vector<std::unique_ptr<Predictor>> predictors_;
};

Value Known(double value) {
  return value < 0 ? Value(std::monostate()) : Value(value);
}

// A row per predictor; differences are RMSE less that of the sparse genome,
// over the groups of samples.
absl::Status PrintTable(const Problem& problem, const ProtocolResult& result,
                        Format format) {
  auto table = TableWriter::Create(
      format,
      {"predictor", "RMSE", "RMSE low", "RMSE high", "R2", "median gene R2",
       "parameters read", "share read", "experts open", "90 % intervals hold",
       "worse than sparse by", "by low", "by high", "seconds"},
      stdout);
  const Judged judged = result.judged(problem.values);
  std::vector<GroupSquares> sparse;
  for (const Judgement& judgement : result.judgements) {
    if (judgement.name == kSparse) {
      sparse = SquaresByGroup(judged, judgement.predicted, problem.group);
    }
  }
  for (const Judgement& judgement : result.judgements) {
    const Scores scores = Score(judged, judgement.predicted);
    const auto squares =
        SquaresByGroup(judged, judgement.predicted, problem.group);
    const Comparison own = BootstrapRmse(squares);
    const bool compared = judgement.name != kSparse;
    const Comparison against = ComparePaired(squares, sparse);
    const auto difference = [compared](double value) {
      return compared ? Value(value) : Value(std::monostate());
    };
    table->AddRow({judgement.name, scores.rmse, own.low, own.high, scores.r2,
                   scores.median_gene_r2, Known(judgement.parameters_read),
                   judgement.parameters > 0
                       ? Known(judgement.parameters_read / judgement.parameters)
                       : Value(std::monostate()),
                   judgement.parameters > 0 ? Known(judgement.experts_share)
                                            : Value(std::monostate()),
                   judgement.coverage.has_value()
                       ? Value(judgement.coverage->group_share())
                       : Value(std::monostate()),
                   difference(against.difference), difference(against.low),
                   difference(against.high),
                   judgement.fit_seconds + judgement.predict_seconds});
  }
  return table->Finish();
}

// The settings that the first fold's fit chose.
void TellSettings(const ProtocolResult& result) {
  for (const Judgement& judgement : result.judgements) {
    if (judgement.details.empty() || judgement.details[0].empty()) continue;
    Note(absl::StrCat(judgement.name, ", fold 0: ", judgement.details[0]));
  }
}

// A gene that is a regulator tells its own level to whoever reads regulators,
// so it is no test of anybody.
absl::Status LeaveOutRegulators(Data& data) {
  Problem& problem = data.problem;
  const absl::flat_hash_set<std::string> regulators(problem.regulators.begin(),
                                                    problem.regulators.end());
  std::vector<int> kept;
  std::vector<std::string> genes, symbols;
  for (size_t g = 0; g < problem.genes.size(); ++g) {
    if (regulators.contains(problem.genes[g])) continue;
    kept.push_back(static_cast<int>(g));
    genes.push_back(problem.genes[g]);
    symbols.push_back(data.names.symbols[g]);
  }
  if (kept.size() == problem.genes.size()) return absl::OkStatus();
  if (kept.empty()) {
    return absl::InvalidArgumentError(
        "every gene to predict is a regulator, and predictors read its own "
        "level; judge by --leave-target-out or --gold");
  }
  Note(absl::StrCat(problem.genes.size() - kept.size(),
                    " genes are regulators, whose own level predictors read; "
                    "they are not judged"));
  problem.genes = std::move(genes);
  data.names.symbols = std::move(symbols);
  problem.values = FloatRows(problem.values(Eigen::all, kept));
  return absl::OkStatus();
}

absl::Status TellNoise(const EvalFlags& flags, const Problem& problem,
                       const ProtocolResult& result) {
  if (flags.replicates.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<std::string> texts,
                   SampleColumn(flags.data, flags.replicates, problem.samples));
  const std::vector<int> replicate = Numbered(texts);
  const Judged judged = result.judged(problem.values);
  const Scores mean = Score(judged, result.judgements[0].predicted);
  const NoiseCeiling noise =
      MeasureNoise(problem.values, replicate, mean.rmse * mean.rmse);
  Note(absl::StrCat(
      "noise ceiling: who knew every condition's true mean would have RMSE ",
      RoundedText(noise.rmse), " and R2 ", RoundedText(noise.r2),
      ", for so much do replicates differ (", noise.replicated_groups, " of ",
      noise.groups,
      " groups of them have more than one sample); to go below takes what the "
      "sample's own regulators say of its noise"));
  return absl::OkStatus();
}

}  // namespace

absl::Status EvalPredictions(const EvalFlags& flags, Format format) {
  ASSIGN_OR_RETURN(Data data, ReadData(flags.data));
  RETURN_IF_ERROR(LeaveOutRegulators(data));
  const Problem& problem = data.problem;
  ASSIGN_OR_RETURN(FitOptions options,
                   FitOptionsOf(flags.fit, flags.data, data));
  ASSIGN_OR_RETURN(const std::vector<int> fold, FoldsOf(flags, problem));
  WarnOfTwins(problem, fold);
  ASSIGN_OR_RETURN(const Field field,
                   Field::Create(flags, problem, fold, std::move(options)));
  ProtocolResult result;
  {
    Progress progress("eval", 1);
    ProtocolOptions protocol;
    protocol.progress = [&progress](const ProtocolStep& step) {
      progress.Update((step.fold + double(step.predictor) / step.predictors) /
                      step.folds);
      return absl::OkStatus();
    };
    Workers workers(flags.data.threads);
    ASSIGN_OR_RETURN(result, RunProtocol(problem, fold, field.predictors(),
                                         protocol, workers));
  }
  TellSettings(result);
  RETURN_IF_ERROR(TellNoise(flags, problem, result));
  return PrintTable(problem, result, format);
}

}  // namespace regulon
