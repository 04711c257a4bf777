#include "engine/expression/policies.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/expression/gene_subset.h"
#include "engine/expression/merge_duplicates.h"
#include "engine/status.h"

namespace regulon {
namespace {

absl::Status CheckNames(const std::vector<std::string>& names,
                        absl::string_view kind, const std::string& source) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty()) continue;
    return absl::InvalidArgumentError(
        absl::StrCat(source, ": ", kind, " ", i + 1, " of ", names.size(),
                     " has no name; give it one"));
  }
  if (!names.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(source, ": there is no ", kind, " in it"));
}

// Per gene, over the values that are there.
struct GeneValues {
  int64_t missing = 0;
  float least = std::numeric_limits<float>::infinity();
  float most = -std::numeric_limits<float>::infinity();
};

std::vector<GeneValues> Summarize(const Expression& expression) {
  std::vector<GeneValues> genes(expression.genes.size());
  const float* value = expression.values.data();
  for (size_t sample = 0; sample < expression.samples.size(); ++sample) {
    for (GeneValues& gene : genes) {
      const float x = *value++;
      if (std::isnan(x)) {
        ++gene.missing;
        continue;
      }
      gene.least = std::min(gene.least, x);
      gene.most = std::max(gene.most, x);
    }
  }
  return genes;
}

// Samples without any value.
void DropEmptySamples(Expression& expression, ReadReport& report) {
  const size_t genes = expression.genes.size();
  std::vector<std::string> kept;
  for (size_t i = 0; i < expression.samples.size(); ++i) {
    const auto row = expression.values.begin() + i * genes;
    if (std::all_of(row, row + genes, [](float x) { return std::isnan(x); })) {
      report.dropped_samples.push_back(expression.samples[i]);
      continue;
    }
    std::copy(row, row + genes,
              expression.values.begin() + kept.size() * genes);
    kept.push_back(expression.samples[i]);
  }
  expression.values.resize(kept.size() * genes);
  expression.samples = std::move(kept);
}

absl::Status RefuseMissing(const Expression& expression, int64_t missing) {
  const auto at =
      std::find_if(expression.values.begin(), expression.values.end(),
                   [](float value) { return std::isnan(value); }) -
      expression.values.begin();
  const auto genes = static_cast<int64_t>(expression.genes.size());
  return absl::FailedPreconditionError(absl::StrCat(
      expression.source, ": ", missing,
      " values are missing, the first of gene '", expression.genes[at % genes],
      "' in sample '", expression.samples[at / genes],
      "'; have them replaced by the gene's mean or by 0, or such genes left "
      "out"));
}

absl::Status TreatMissing(MissingPolicy policy, Expression& expression,
                          ReadReport& report) {
  const std::vector<GeneValues> genes = Summarize(expression);
  for (const GeneValues& gene : genes) report.missing_values += gene.missing;
  if (report.missing_values == 0) return absl::OkStatus();
  if (policy == MissingPolicy::kError) {
    return RefuseMissing(expression, report.missing_values);
  }
  if (policy == MissingPolicy::kZero) {
    for (float& value : expression.values) {
      if (std::isnan(value)) value = 0;
    }
    return absl::OkStatus();
  }
  const auto samples = static_cast<int64_t>(expression.samples.size());
  const int64_t allowed = policy == MissingPolicy::kKeep ? samples - 1 : 0;
  std::vector<bool> keep;
  for (size_t i = 0; i < genes.size(); ++i) {
    keep.push_back(genes[i].missing <= allowed);
    if (!keep.back()) report.dropped_genes.push_back(expression.genes[i]);
  }
  KeepGenes(keep, expression);
  if (expression.genes.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(expression.source,
                     ": every gene has missing values; have them "
                     "replaced instead of such genes left out"));
  }
  if (policy == MissingPolicy::kKeep) DropEmptySamples(expression, report);
  return absl::OkStatus();
}

// Units order values as levels do, so that a gene's least and most decide for
// all between, but for 0 and 1.
absl::Status CheckUnit(const Expression& expression,
                       const std::vector<GeneValues>& genes) {
  const auto first_of = [&](size_t gene, float value) {
    size_t sample = 0;
    while (expression.at(sample, gene) != value) ++sample;
    return expression.samples[sample];
  };
  for (size_t i = 0; i < genes.size(); ++i) {
    if (genes[i].least > genes[i].most) continue;  // no value is there
    for (const float value : {genes[i].least, genes[i].most}) {
      const absl::Status status = expression.unit.Check(value);
      if (status.ok()) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          expression.source, ": gene '", expression.genes[i], "' in sample '",
          first_of(i, value), "': ", status.message(),
          "; declare the unit that the file is in"));
    }
  }
  if (!expression.unit.boolean) return absl::OkStatus();
  for (size_t i = 0; i < expression.values.size(); ++i) {
    if (std::isnan(expression.values[i])) continue;
    const absl::Status status = expression.unit.Check(expression.values[i]);
    if (status.ok()) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        expression.source, ": gene '", expression.genes[i % genes.size()],
        "' in sample '", expression.samples[i / genes.size()],
        "': ", status.message(), "; declare the unit that the file is in"));
  }
  return absl::OkStatus();
}

const char* Treatment(MissingPolicy policy) {
  switch (policy) {
    case MissingPolicy::kKeep:
      return "left to the fit, which takes their gene's mean over training "
             "samples";
    case MissingPolicy::kZero:
      return "0";
    default:
      return "left out with their genes";
  }
}

void WriteNotes(const ReadOptions& options, const std::string& source,
                ReadReport& report) {
  const auto note = [&](const auto&... parts) {
    report.notes.push_back(absl::StrCat(source, ": ", parts...));
  };
  const auto list = [&](const std::vector<std::string>& names,
                        absl::string_view what) {
    if (!names.empty()) note(names.size(), " ", what, ": ", FirstFew(names));
  };
  const auto merging = [](DuplicatePolicy policy) {
    return policy == DuplicatePolicy::kFirst ? "the first is taken"
           : policy == DuplicatePolicy::kSum ? "their sum is taken"
                                             : "their mean is taken";
  };
  list(report.ignored_columns, "columns of text were left out");
  list(report.merged_samples,
       absl::StrCat("names were those of several samples, and ",
                    merging(options.duplicate_samples)));
  list(report.merged_genes,
       absl::StrCat("names were those of several genes, and ",
                    merging(options.duplicate_genes)));
  if (report.missing_values > 0) {
    note(report.missing_values, " values were missing and are ",
         Treatment(options.missing));
  }
  list(report.dropped_genes, "genes were left out for missing values");
  list(report.dropped_samples, "samples without a value were left out");
  list(report.constant_genes, "genes have the same value in every sample");
}

}  // namespace

absl::Status ApplyPolicies(const ReadOptions& options, Expression& expression,
                           ReadReport& report) {
  RETURN_IF_ERROR(CheckNames(expression.samples, "sample", expression.source));
  RETURN_IF_ERROR(CheckNames(expression.genes, "gene", expression.source));
  ASSIGN_OR_RETURN(report.merged_samples,
                   MergeSamples(options.duplicate_samples, expression));
  ASSIGN_OR_RETURN(report.merged_genes,
                   MergeGenes(options.duplicate_genes, expression));
  RETURN_IF_ERROR(TreatMissing(options.missing, expression, report));
  const std::vector<GeneValues> genes = Summarize(expression);
  RETURN_IF_ERROR(CheckUnit(expression, genes));
  for (size_t i = 0; i < genes.size(); ++i) {
    if (genes[i].least == genes[i].most) {
      report.constant_genes.push_back(expression.genes[i]);
    }
  }
  WriteNotes(options, expression.source, report);
  return absl::OkStatus();
}

}  // namespace regulon
