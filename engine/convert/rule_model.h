// A logical model as one rule per variable: what formats are written from.
#ifndef REGULON_ENGINE_CONVERT_RULE_MODEL_H_
#define REGULON_ENGINE_CONVERT_RULE_MODEL_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "engine/genome/genome.h"
#include "engine/logic/rule.h"
#include "proto/spec.pb.h"

namespace regulon {

struct RuleModel {
  struct Variable {
    std::string name;
    absl::optional<Rule> rule;  // of its next value; a free input has none
  };
  std::string name, title;
  std::vector<Variable> variables;  // names are unique
  std::vector<std::string> notes;   // a line each: what else there was
};

// The rules of a spec that has nothing but rules. FailedPrecondition names what
// else it has.
absl::StatusOr<RuleModel> RulesOfSpec(const proto::GenomeSpec& spec);

// What the tensors of a genome compute. The rule that a genome carries as text
// is used where it is proven to be that function; otherwise a rule is made from
// the elements. FailedPrecondition for a genome that is not Boolean, and
// ResourceExhausted, with the gene, for a function too large to be one rule.
absl::StatusOr<RuleModel> RulesOfGenome(const Genome& genome);

// As RulesOfGenome, with rates, first values and schedules: what `simulate`
// reads of the genome, it reads of what is compiled from this.
absl::StatusOr<proto::GenomeSpec> SpecOfGenome(const Genome& genome);

// A spec of Boolean genes; inputs become regulators of kind SIGNAL.
proto::GenomeSpec SpecOfRules(const RuleModel& model);

// The name that a genome may have for a file: "/x/T helper.bnet" ->
// "T_helper".
std::string GenomeNameOf(const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_RULE_MODEL_H_
