#include "engine/query/opening_tally.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

constexpr double kDoubt = 0.05;

// Kullback-Leibler divergence of coins, nats; p, q in [0, 1].
double Divergence(double p, double q) {
  double sum = 0;
  if (p > 0) sum += p * std::log(p / q);
  if (p < 1) sum += (1 - p) * std::log((1 - p) / (1 - q));
  return sum;
}

}  // namespace

double OpeningBound(int64_t openings, int64_t samples, int64_t domains) {
  if (samples == 0) return 1;
  const auto n = static_cast<double>(samples);
  const double reach = std::log(static_cast<double>(domains) / kDoubt) / n;
  if (openings == 0) return std::min(1.0, reach);
  const double p = static_cast<double>(openings) / n;
  double low = p, high = 1;
  // To the last bit of a double.
  for (double middle = (low + high) / 2; low < middle && middle < high;
       middle = (low + high) / 2) {
    (Divergence(p, middle) < reach ? low : high) = middle;
  }
  return high;
}

OpeningTally::OpeningTally(int domains, size_t most_marks)
    : most_marks_(most_marks), openings_(domains), sample_openings_(domains) {}

void OpeningTally::Count(absl::Span<const uint8_t> open) {
  ++contexts_;
  for (size_t d = 0; d < openings_.size(); ++d) openings_[d] += open[d];
}

void OpeningTally::Add(absl::Span<const uint8_t> open) {
  Count(open);
  ++samples_;
  for (size_t d = 0; d < open.size(); ++d) sample_openings_[d] += open[d];
}

void OpeningTally::AddCounts(int64_t contexts, int64_t samples,
                             absl::Span<const int64_t> openings,
                             absl::Span<const int64_t> sample_openings) {
  contexts_ += contexts;
  samples_ += samples;
  for (size_t d = 0; d < openings_.size(); ++d) {
    openings_[d] += openings[d];
    sample_openings_[d] += sample_openings[d];
  }
}

absl::Status OpeningTally::AddOfGroup(absl::string_view group,
                                      absl::Span<const uint8_t> open) {
  Count(open);
  if (group.empty()) {
    ++without_group_;
    return absl::OkStatus();
  }
  auto known = groups_.find(group);
  if (known == groups_.end()) {
    if ((groups_.size() + 1) * openings_.size() > most_marks_) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "more than ", groups_.size(), " groups of ", openings_.size(),
          " domains are more than fit in ", "memory; give larger groups"));
    }
    known = groups_.emplace(group, std::vector<bool>(openings_.size())).first;
    ++samples_;
  }
  std::vector<bool>& opened = known->second;
  for (size_t d = 0; d < open.size(); ++d) {
    if (open[d] == 0 || opened[d]) continue;
    opened[d] = true;
    ++sample_openings_[d];
  }
  return absl::OkStatus();
}

}  // namespace regulon
