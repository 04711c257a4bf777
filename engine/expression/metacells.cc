#include "engine/expression/metacells.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/expression/bisect.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kDimensions = 32;
constexpr int kSamplesPerTask = 256;

absl::Span<const float> RowOf(const Expression& expression, int64_t sample) {
  const size_t genes = expression.genes.size();
  return absl::MakeSpan(expression.values).subspan(sample * genes, genes);
}

// [samples, kDimensions]. Linear levels count in relation to the sample's mean,
// so that depth of sequencing does not separate cells.
std::vector<float> Project(const Expression& expression, uint64_t seed,
                           Workers& workers) {
  std::mt19937_64 random(seed);
  std::vector<float> signs(expression.genes.size() * kDimensions);
  uint64_t bits = 0;
  for (size_t i = 0; i < signs.size(); ++i) {
    if (i % 64 == 0) bits = random();
    signs[i] = (bits >> (i % 64) & 1) != 0 ? 1.0f : -1.0f;
  }
  const auto samples = static_cast<int64_t>(expression.samples.size());
  std::vector<float> points(samples * kDimensions, 0);
  const bool linear = expression.unit.log_base == 0;
  const auto project = [&](int64_t sample) {
    const absl::Span<const float> row = RowOf(expression, sample);
    float* point = &points[sample * kDimensions];
    double sum = 0;
    for (const float value : row) sum += value;
    const double mean = sum > 0 ? sum / row.size() : 1;
    for (size_t gene = 0; gene < row.size(); ++gene) {
      if (row[gene] == 0) continue;
      const auto x =
          linear ? static_cast<float>(std::log1p(row[gene] / mean)) : row[gene];
      const float* sign = &signs[gene * kDimensions];
      for (int k = 0; k < kDimensions; ++k) point[k] += sign[k] * x;
    }
  };
  workers.Run(
      static_cast<int>((samples + kSamplesPerTask - 1) / kSamplesPerTask),
      [&](int task, int) {
        const int64_t first = int64_t{task} * kSamplesPerTask;
        for (int64_t i = first; i < std::min(samples, first + kSamplesPerTask);
             ++i) {
          project(i);
        }
      });
  return points;
}

// The mean level of some samples for each gene, in the unit.
void Average(const Expression& expression, absl::Span<const int> samples,
             absl::Span<float> into) {
  const Unit& unit = expression.unit;
  const double at_zero = unit.ToLinear(0);
  std::vector<double> sum(into.size(), 0);
  for (const int sample : samples) {
    const absl::Span<const float> row = RowOf(expression, sample);
    for (size_t gene = 0; gene < row.size(); ++gene) {
      sum[gene] += row[gene] == 0 ? at_zero : unit.ToLinear(row[gene]);
    }
  }
  for (size_t gene = 0; gene < into.size(); ++gene) {
    into[gene] =
        static_cast<float>(unit.FromLinear(sum[gene] / samples.size()));
  }
}

absl::Status CheckInput(const Expression& expression,
                        absl::Span<const int> group) {
  if (!group.empty() && group.size() != expression.samples.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(expression.source, ": ", group.size(), " groups for ",
                     expression.samples.size(), " samples"));
  }
  if (expression.unit.boolean) {
    return absl::InvalidArgumentError(
        absl::StrCat(expression.source,
                     ": boolean levels have no mean; take fewer samples"));
  }
  if (std::any_of(expression.values.begin(), expression.values.end(),
                  [](float value) { return std::isnan(value); })) {
    return absl::InvalidArgumentError(absl::StrCat(
        expression.source,
        ": metacells of missing values; have them replaced first"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Metacells> MakeMetacells(const Expression& expression,
                                        absl::Span<const int> group,
                                        const MetacellOptions& options,
                                        Workers& workers) {
  RETURN_IF_ERROR(CheckInput(expression, group));
  const auto samples = static_cast<int64_t>(expression.samples.size());
  const auto group_of = [&](int sample) {
    return group.empty() ? 0 : group[sample];
  };
  std::vector<int> order(samples);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return group_of(a) < group_of(b); });
  std::map<int, int64_t> size_of;
  for (const int sample : order) ++size_of[group_of(sample)];
  const auto groups = static_cast<int64_t>(size_of.size());
  if (groups > options.most) {
    return absl::InvalidArgumentError(absl::StrCat(
        expression.source, ": ", groups, " groups for at most ", options.most,
        " metacells, which hold samples of one group each; give fewer groups"));
  }

  std::vector<Part> wholes;
  int64_t begin = 0;
  for (const auto& [number, size] : size_of) {
    const int64_t share = 1 + (options.most - groups) * size / samples;
    wholes.push_back(
        {begin, begin + size, static_cast<int>(std::min(size, share))});
    begin += size;
  }
  const std::vector<Part> parts =
      Bisect(Project(expression, options.seed, workers), kDimensions,
             std::move(wholes), absl::MakeSpan(order), workers);

  Metacells metacells;
  const size_t genes = expression.genes.size();
  metacells.expression.genes = expression.genes;
  metacells.expression.symbols = expression.symbols;
  metacells.expression.unit = expression.unit;
  metacells.expression.source = expression.source;
  metacells.expression.values.resize(parts.size() * genes);
  metacells.metacell_of.resize(samples);
  for (size_t i = 0; i < parts.size(); ++i) {
    metacells.expression.samples.push_back(absl::StrCat("metacell_", i + 1));
    metacells.sizes.push_back(static_cast<int>(parts[i].end - parts[i].begin));
    metacells.group.push_back(group_of(order[parts[i].begin]));
    for (int64_t at = parts[i].begin; at < parts[i].end; ++at) {
      metacells.metacell_of[order[at]] = static_cast<int>(i);
    }
  }
  workers.Run(static_cast<int>(parts.size()), [&](int task, int) {
    Average(
        expression,
        absl::MakeSpan(order).subspan(parts[task].begin, metacells.sizes[task]),
        absl::MakeSpan(metacells.expression.values)
            .subspan(task * genes, genes));
  });
  return metacells;
}

}  // namespace regulon
