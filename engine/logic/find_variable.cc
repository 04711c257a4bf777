#include "absl/strings/match.h"
#include "engine/logic/network.h"

namespace regulon {

absl::StatusOr<int> FindVariable(const Network& network, const Genome& genome,
                                 absl::string_view name) {
  const absl::StatusOr<int> gene = genome.genes().Find(name);
  if (gene.ok()) return *gene;
  const absl::StatusOr<int> regulator = genome.regulators().Find(name);
  if (!regulator.ok()) {
    // Of two failures that which helps more.
    const bool suggests =
        absl::StrContains(regulator.status().message(), "did you mean") &&
        !absl::StrContains(gene.status().message(), "did you mean");
    return suggests ? regulator.status() : gene.status();
  }
  for (size_t v = 0; v < network.variables.size(); ++v) {
    if (network.variables[v].regulator == *regulator) {
      return static_cast<int>(v);
    }
  }
  return regulator.status();
}

}  // namespace regulon
