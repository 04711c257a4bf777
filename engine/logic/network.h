// A Boolean network as a genome holds it: threshold elements over regulators
// that are off or on, and genes that are on if any of their elements is and
// their domain is open.
//
// What counts are the tensors. The rules that a genome carries as text are
// never read.
#ifndef REGULON_ENGINE_LOGIC_NETWORK_H_
#define REGULON_ENGINE_LOGIC_NETWORK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/genome/genome.h"

namespace regulon {

// On iff the weights of the sources that are on add up to `need` or more.
struct NetworkElement {
  struct Input {
    int source;  // a variable, or variables + an earlier element
    int64_t weight;
  };
  std::vector<Input> inputs;
  int64_t need = 0;
};

struct NetworkVariable {
  std::string name;    // the id of the gene, or of a regulator no gene makes
  int gene = -1;       // index in the genome; -1: a regulator alone
  int regulator = -1;  // -1: nothing reads the gene
  // The next value of a gene: on iff one of these elements is. A regulator
  // alone stays as it is.
  std::vector<int> elements;
};

struct Network {
  std::vector<NetworkVariable> variables;  // genes, then regulators alone
  // In the order of the genome's; then those that stand for routed domains:
  // one that is on where a domain is open, and of each of its genes two that
  // say that any of its elements is on, and the domain open as well.
  std::vector<NetworkElement> elements;
  // [domains] the element that is on where it is open; -1: it always is.
  std::vector<int> domain_open;

  // FailedPrecondition that names the gene or element that is not Boolean, or
  // DataLoss where indices are damaged; the message begins with the path.
  static absl::StatusOr<Network> FromGenome(const Genome& genome);
  // Of a genome of several kinds, the genes that are Boolean functions of
  // Boolean regulators. Of the others `genes` [genes] says why they are not, as
  // FromGenome does; here they, and the elements that are not, are of no
  // meaning. DataLoss as above.
  static absl::StatusOr<Network> PartOfGenome(const Genome& genome,
                                              std::vector<absl::Status>& genes);
};

// The variable with that id, symbol or alias; NotFound with a suggestion. The
// network must be this genome's.
absl::StatusOr<int> FindVariable(const Network& network, const Genome& genome,
                                 absl::string_view name);

}  // namespace regulon

#endif  // REGULON_ENGINE_LOGIC_NETWORK_H_
