// Logical models in SBML-qual (SBML Level 3, package "qual" version 1;
// Chaouiya et al. 2013, BMC Systems Biology 7:135), through libSBML.
//
// A species of levels 0 .. n > 1 becomes n Boolean variables X_b1 .. X_bn, X_bi
// meaning "level i or more" (Van Ham 1979, Lecture Notes in Biomathematics
// 29:326; Didier, Remy and Chaouiya 2011, J. Theor. Biol. 270:177). Levels move
// one step at a time towards the result of the transition:
//
//   X_bi' = (result >= i and X >= i - 1) or X >= i + 1
//
// so that a state with X_b1 >= X_b2 >= ... has only such successors, whatever
// is updated at a time. In other states, which stand for no level, X is read as
// the number of its variables that are on before the first that is off.
#ifndef REGULON_ENGINE_CONVERT_SBML_QUAL_H_
#define REGULON_ENGINE_CONVERT_SBML_QUAL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/convert/rule_model.h"
#include "engine/convert/source.h"

namespace regulon {

// One text. Species go by their names where these are given and tell them
// apart, else by their ids. A species that no transition gives a level is a
// free input. Of function terms that are true together the first counts.
absl::StatusOr<Imported> ReadSbmlQual(absl::Span<const SourceText> sources);

// ResourceExhausted for rules that nest deeper than XML parsers read.
absl::StatusOr<std::string> WriteSbmlQual(const RuleModel& model);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_SBML_QUAL_H_
