// What the tensors of a genome compute, as rules.
#ifndef REGULON_ENGINE_CONVERT_GENOME_RULES_H_
#define REGULON_ENGINE_CONVERT_GENOME_RULES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "engine/genome/genome.h"
#include "engine/logic/network.h"
#include "engine/logic/rule.h"
#include "engine/logic/system.h"

namespace regulon {

class GenomeRules {
 public:
  // FailedPrecondition for a genome that is not Boolean. The genome must
  // outlive it.
  static absl::StatusOr<GenomeRules> Of(const Genome& genome);

  const Network& network() const { return network_; }

  // Of the next value of a variable that is a gene, or of whether an element
  // of the network is on: the text that the genome carries where that is
  // proven to be the same function, else a rule made from the circuit.
  // ResourceExhausted, without a place, for a function too large for that.
  absl::StatusOr<Rule> OfGene(int variable);
  absl::StatusOr<Rule> OfElement(int element);

 private:
  GenomeRules(const Genome& genome, Network network, System system);
  absl::StatusOr<Rule> RuleOf(Literal function, const std::string& written);
  absl::optional<Literal> FunctionOf(const Rule& rule);
  void CallByName(Rule& rule) const;
  int VariableOf(const std::string& name) const;  // -1: of none

  const Genome* genome_;
  Network network_;
  System system_;
  std::vector<int> free_index_;             // [variables]
  std::vector<int> variable_of_regulator_;  // [regulators]
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_GENOME_RULES_H_
