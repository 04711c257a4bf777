#include "engine/eval/predictions_table.h"

#include <cmath>
#include <new>
#include <stdexcept>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/expression/delimited_matrix.h"
#include "engine/status.h"

namespace regulon {
namespace {

using Names = std::vector<std::string>;
using Places = absl::flat_hash_map<std::string, int>;

constexpr int kShown = 5;

absl::StatusOr<Places> PlacesOf(const Names& names, const std::string& source) {
  Places places;
  for (size_t i = 0; i < names.size(); ++i) {
    if (!places.emplace(names[i], i).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          source, ": '", names[i], "' stands twice; keep one of them"));
    }
  }
  return places;
}

int Known(const Places& places, const Names& names) {
  int known = 0;
  for (const std::string& name : names) known += places.contains(name);
  return known;
}

absl::Status CheckAll(const Places& places, const Names& wanted,
                      const char* what, const std::string& source) {
  std::string missing;
  int count = 0;
  for (const std::string& name : wanted) {
    if (places.contains(name)) continue;
    if (++count <= kShown) absl::StrAppend(&missing, " '", name, "'");
  }
  if (count == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      source, ": ", count, " of ", wanted.size(), " ", what,
      " missing:", missing, count > kShown ? " and others" : "",
      "; a table of predictions gives each held-out sample and each gene"));
}

}  // namespace

absl::StatusOr<PredictionsTable> PredictionsTable::Read(
    const std::string& path, const Problem& problem,
    absl::Span<const int> fold) {
  try {
    ReadReport report;
    ASSIGN_OR_RETURN(const Expression table,
                     ReadDelimitedMatrix(path, ReadOptions(), report));
    return Create(table, problem, fold);
  } catch (const std::bad_alloc&) {
  } catch (const std::length_error&) {
  }
  return absl::ResourceExhaustedError(
      absl::StrCat(path, ": memory does not suffice"));
}

absl::StatusOr<PredictionsTable> PredictionsTable::Create(
    const Expression& table, const Problem& problem,
    absl::Span<const int> fold) {
  Names held;
  for (size_t i = 0; i < problem.samples.size(); ++i) {
    if (fold[i] >= 0) held.push_back(problem.samples[i]);
  }
  ASSIGN_OR_RETURN(Places samples, PlacesOf(table.samples, table.source));
  ASSIGN_OR_RETURN(Places genes, PlacesOf(table.genes, table.source));
  const bool crossed = Known(samples, problem.genes) + Known(genes, held) >
                       Known(genes, problem.genes) + Known(samples, held);
  if (crossed) samples.swap(genes);
  RETURN_IF_ERROR(CheckAll(samples, held, "held-out samples", table.source));
  RETURN_IF_ERROR(CheckAll(genes, problem.genes, "genes", table.source));

  PredictionsTable made;
  made.name_ = table.source;
  made.values_.resize(held.size(), problem.genes.size());
  for (size_t i = 0; i < held.size(); ++i) {
    made.row_of_[held[i]] = i;
    const int64_t sample = samples[held[i]];
    for (size_t g = 0; g < problem.genes.size(); ++g) {
      const int64_t gene = genes[problem.genes[g]];
      const float value =
          crossed ? table.at(gene, sample) : table.at(sample, gene);
      if (!std::isfinite(value)) {
        return absl::InvalidArgumentError(
            absl::StrCat(table.source, ": gene '", problem.genes[g],
                         "' of sample '", held[i], "' has no value; give one"));
      }
      made.values_(i, g) = value;
    }
  }
  return made;
}

absl::StatusOr<Prediction> PredictionsTable::Predict(const HeldOut& samples,
                                                     Workers&) {
  Prediction prediction;
  prediction.values.resize(samples.samples.size(), values_.cols());
  for (size_t i = 0; i < samples.samples.size(); ++i) {
    const auto found = row_of_.find(samples.samples[i]);
    if (found == row_of_.end()) {
      return absl::NotFoundError(absl::StrCat(
          name_, ": no prediction for sample '", samples.samples[i], "'"));
    }
    prediction.values.row(i) = values_.row(found->second);
  }
  return prediction;
}

}  // namespace regulon
