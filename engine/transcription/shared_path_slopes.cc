#include "engine/transcription/shared_path_slopes.h"

#include <algorithm>
#include <cmath>

namespace regulon {
namespace {

// to [columns] += from [rows] w [rows, columns], where w is stored.
void Multiply(absl::Span<const double> from, const std::vector<float>& w,
              absl::Span<double> to) {
  if (w.empty()) return;
  for (size_t i = 0; i < from.size(); ++i) {
    const float* row = w.data() + i * to.size();
    for (size_t j = 0; j < to.size(); ++j) to[j] += from[i] * row[j];
  }
}

void MultiplyTransposed(absl::Span<const double> from,
                        const std::vector<float>& w, absl::Span<double> to) {
  if (w.empty()) return;
  for (size_t i = 0; i < to.size(); ++i) {
    const float* row = w.data() + i * from.size();
    for (size_t j = 0; j < from.size(); ++j) to[i] += from[j] * row[j];
  }
}

}  // namespace

PreciseSharedPath::PreciseSharedPath(const SharedTables& tables,
                                     int64_t regulators, int64_t genes)
    : t_(tables),
      regulators_(regulators),
      genes_(genes),
      reading_(Unpacked(t_.reading)),
      attention_(Unpacked(t_.attention)),
      writing_(Unpacked(t_.writing)) {
  if (t_.writing.data != nullptr) latents_ = t_.writing.rows;
  if (regulators > 0) {
    states_ = static_cast<int64_t>(t_.states.size()) / regulators;
  }
}

void PreciseSharedPath::Attend(absl::Span<const double> x,
                               absl::Span<double> kappa) const {
  for (int64_t p = 0; p < states_; ++p) {
    double squares = 0;
    for (int64_t t = 0; t < regulators_; ++t) {
      const double difference = x[t] - t_.states[p * regulators_ + t];
      squares += difference * difference;
    }
    kappa[p] = std::exp(-t_.sharpness[0] * squares);
    if (!t_.mean.empty()) kappa[p] -= t_.mean[p];
  }
}

void PreciseSharedPath::BackwardAttend(absl::Span<const double> x,
                                       absl::Span<const double> kappa,
                                       absl::Span<const double> by_kappa,
                                       absl::Span<double> by_x) const {
  for (int64_t p = 0; p < states_; ++p) {
    if (by_kappa[p] == 0) continue;
    const double attention = kappa[p] + (t_.mean.empty() ? 0 : t_.mean[p]);
    const double factor = -2 * t_.sharpness[0] * attention * by_kappa[p];
    for (int64_t t = 0; t < regulators_; ++t) {
      by_x[t] += factor * (x[t] - t_.states[p * regulators_ + t]);
    }
  }
}

void PreciseSharedPath::Read(absl::Span<const double> x,
                             absl::Span<const double> kappa,
                             absl::Span<double> latents) const {
  std::fill(latents.begin(), latents.end(), 0.0);
  Multiply(x, reading_, latents);
  Multiply(kappa, attention_, latents);
}

void PreciseSharedPath::BackwardRead(absl::Span<const double> by_latents,
                                     absl::Span<double> by_x,
                                     absl::Span<double> by_kappa) const {
  MultiplyTransposed(by_latents, reading_, by_x);
  MultiplyTransposed(by_latents, attention_, by_kappa);
}

double PreciseSharedPath::Write(int64_t gene,
                                absl::Span<const double> latents) const {
  double value = t_.basal.empty() ? 0 : t_.basal[gene];
  for (int64_t i = 0; i < latents_; ++i) {
    value += latents[i] * writing_[i * genes_ + gene];
  }
  return value;
}

void PreciseSharedPath::BackwardWrite(int64_t gene, double by_value,
                                      absl::Span<double> by_latents) const {
  for (int64_t i = 0; i < latents_; ++i) {
    by_latents[i] += by_value * writing_[i * genes_ + gene];
  }
}

}  // namespace regulon
