#include "benchmarks/peers/routed_experts.h"

#include <algorithm>
#include <numeric>

#include "engine/status.h"

namespace regulon {

absl::Status RoutedExperts::Open(const PackedExperts& experts) {
  shape_ = experts.shape();
  ASSIGN_OR_RETURN(layer_, experts.Layer());
  return absl::OkStatus();
}

absl::Status RoutedExperts::Run(const RoutedCall& call, float* y) {
  Group(call);
  std::fill_n(y, call.contexts * shape_.width, 0.0f);
  return layer_->Run(readers_, 0, readers_.size(),
                     {call.x, nullptr, nullptr, nullptr}, workers_, y);
}

// Experts ascending, as is the order of a layer whose experts are of one size.
void RoutedExperts::Group(const RoutedCall& call) {
  const int choices = call.contexts * call.k;
  next_.assign(shape_.experts + 1, 0);
  for (int i = 0; i < choices; ++i) ++next_[call.chosen[i] + 1];
  std::partial_sum(next_.begin(), next_.end(), next_.begin());
  choice_.resize(choices);
  for (int i = 0; i < choices; ++i) choice_[next_[call.chosen[i]]++] = i;
  readers_.Clear();
  for (int i = 0; i < choices; ++i) {
    const int choice = choice_[i];
    const auto expert = static_cast<int>(call.chosen[choice]);
    readers_.AddContext(choice / call.k, call.weight[choice]);
    if (i + 1 == next_[expert]) readers_.EndDomain(expert);
  }
}

}  // namespace regulon
