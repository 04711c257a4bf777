#include "engine/convert/checkpoint/parameter_counts.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace regulon {
namespace {

const char* PartOf(const PlannedTensor& tensor) {
  if (absl::StrContains(tensor.label.name, ".norm.")) return "norms";
  switch (tensor.label.stage) {
    case proto::SENSE:
      return "embeddings";
    case proto::ATTEND:
      return "attention";
    case proto::OPEN:
      return "routers";
    case proto::PREDICT:
      return "output";
    default:
      return "experts";
  }
}

}  // namespace

std::vector<ParameterCount> CountParameters(const TransformerPlan& plan) {
  std::vector<ParameterCount> counts;
  ParameterCount total = {"total"};
  for (const PlannedTensor& tensor : TensorsOf(plan, DType::kF32)) {
    ParameterCount one = {PartOf(tensor), tensor.elements(), tensor.elements(),
                          tensor.elements()};
    if (tensor.form == TensorForm::kRows) one.read = tensor.columns;
    if (tensor.label.role == proto::EXPERT) {
      // The open ones are as many in each layer, and all of one size.
      const int expert =
          tensor.label.domain - tensor.label.layer * plan.domains_per_layer();
      if (expert >= plan.top_k) one.active = one.read = 0;
    }
    auto part = std::find_if(
        counts.begin(), counts.end(),
        [&one](const ParameterCount& count) { return count.part == one.part; });
    if (part == counts.end()) part = counts.insert(part, {one.part});
    for (ParameterCount* sum : {&*part, &total}) {
      sum->all += one.all;
      sum->active += one.active;
      sum->read += one.read;
    }
  }
  counts.push_back(total);
  return counts;
}

}  // namespace regulon
