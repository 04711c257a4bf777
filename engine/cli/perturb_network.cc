#include "engine/cli/perturb_network.h"

#include <utility>

#include "engine/cli/explain/explainer.h"
#include "engine/cli/explain/network_output.h"
#include "engine/query/edit.h"
#include "engine/status.h"

namespace regulon {

absl::Status PrintNetworkChange(Cell& cell, const Context& context,
                                const NamedEdits& perturbation,
                                absl::Span<const int> genes, int top,
                                int threads, Format format) {
  const Genome& genome = cell.genome();
  Context edited = context;
  edited.set_name(perturbation.name);
  RETURN_IF_ERROR(ApplyEdits(genome, perturbation.edits, false, edited));
  NamedNetwork networks[2];
  for (const Context* one : {&context, &std::as_const(edited)}) {
    // Elements are forced in the reference as well: what differs is levels.
    Context reference(genome, "reference");
    const absl::Span<const float> forced = one->forced_elements();
    for (size_t e = 0; e < forced.size(); ++e) {
      if (forced[e] >= 0) {
        RETURN_IF_ERROR(reference.ForceElement(
            genome.manifest().elements(static_cast<int>(e)).id(), forced[e]));
      }
    }
    NamedNetwork& network = networks[one != &context];
    network.context = one->name();
    Explainer explainer(cell, reference, threads);
    ASSIGN_OR_RETURN(network.edges, explainer.Network(*one, genes, 0));
  }
  return PrintDiff(genome, networks[0], networks[1], top, format);
}

}  // namespace regulon
