#include "engine/convert/drawn_contexts.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "engine/genome/tensors.h"
#include "engine/random.h"

namespace regulon {
namespace {

constexpr uint64_t kSeed = 1;

}  // namespace

std::vector<Context> DrawContexts(const Genome& genome, int count) {
  const auto floats = [&genome](const char* name) {
    return genome.F32(genome.Find(name));
  };
  const absl::Span<const float> reference = floats(tensors::kReference),
                                pseudocount = floats(tensors::kPseudocount),
                                mean = floats(tensors::kLogMean),
                                sd = floats(tensors::kLogSd),
                                states = floats(tensors::kReferenceStates);
  const size_t regulators = genome.manifest().regulators_size();
  // Elsewhere a fitted genome extrapolates, and says so.
  const bool fitted = !floats(tensors::kRepertoireDistance).empty() &&
                      regulators > 0 && states.size() >= regulators;
  const int64_t stored = fitted ? states.size() / regulators : 0;
  if (fitted) count = std::min<int64_t>(count, stored);
  std::vector<Context> contexts;
  for (int i = 0; i < count; ++i) {
    Context& context =
        contexts.emplace_back(genome, absl::StrCat("drawn_", i + 1));
    if (sd.size() != regulators) continue;
    Random random(kSeed, i);
    const float* state =
        fitted ? &states[i * stored / count * regulators] : nullptr;
    for (size_t t = 0; t < regulators; ++t) {
      const double x = fitted ? state[t] : random.NearlyNormal();
      if (!(sd[t] > 0)) continue;
      const Unit& unit = genome.regulator_units()[t];
      const double activity = std::exp(mean[t] + sd[t] * x) - pseudocount[t];
      const double level =
          unit.boolean
              ? (x > 0 ? 1.0 : 0.0)
              : unit.FromLinear(std::max(activity, 0.0) * reference[t]);
      // A level that the unit does not allow: not given.
      context.SetIndex(static_cast<int>(t), level).IgnoreError();
    }
  }
  return contexts;
}

}  // namespace regulon
