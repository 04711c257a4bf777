#include "engine/query/group_effects.h"

#include "absl/strings/str_cat.h"

namespace regulon {

absl::Status GroupEffects::Add(absl::string_view group, const Effect& effect) {
  const auto [found, is_new] =
      by_name_.try_emplace(std::string(group), contexts_.size());
  const size_t index = found->second;
  const size_t sums = perturbations_ * genes_.size();
  if (is_new) {
    if ((index + 1) * sums > kMostSums) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "means of ", perturbations_, " perturbations over ", index + 1,
          " groups of ", genes_.size(),
          " genes are more than fit in memory; choose fewer genes"));
    }
    contexts_.push_back(0);
    change_.emplace_back(sums);
    before_.resize(genes_.size());
    all_.resize(genes_.size());
  }
  if (effect.perturbation == 0) {
    ++contexts_[index];
    for (size_t i = 0; i < genes_.size(); ++i) {
      before_[i] += effect.before[genes_[i]];
    }
  }
  if (effect.after.data() == effect.before.data()) return absl::OkStatus();
  double* const change = &change_[index][At(effect.perturbation, 0)];
  for (size_t i = 0; i < genes_.size(); ++i) {
    const int g = genes_[i];
    const double by = double{effect.after[g]} - effect.before[g];
    change[i] += by;
    all_[i] += by;
  }
  return absl::OkStatus();
}

MeanEffect GroupEffects::Mean(int perturbation, size_t gene) const {
  double contexts = 0, change = 0;
  for (size_t group = 0; group < contexts_.size(); ++group) {
    contexts += static_cast<double>(contexts_[group]);
    change += change_[group][At(perturbation, gene)];
  }
  MeanEffect mean;
  mean.before = before_[gene] / contexts;
  mean.change = change / contexts;
  mean.after = mean.before + mean.change;
  if (perturbations_ > 1) {
    mean.others = (all_[gene] - change) / contexts / (perturbations_ - 1);
  }
  return mean;
}

std::vector<double> GroupEffects::Sums(int perturbation, size_t gene) const {
  std::vector<double> sums;
  for (const std::vector<double>& change : change_) {
    sums.push_back(change[At(perturbation, gene)]);
  }
  return sums;
}

}  // namespace regulon
