// What an SBML file holds beside its logic.
#ifndef REGULON_ENGINE_CONVERT_SBML_IGNORED_H_
#define REGULON_ENGINE_CONVERT_SBML_IGNORED_H_

#include <sbml/SBMLTypes.h>
#include <sbml/packages/qual/common/QualExtensionTypes.h>

#include <string>
#include <vector>

namespace regulon {

// A line per kind of thing that is not read.
std::vector<std::string> IgnoredBy(
    const LIBSBML_CPP_NAMESPACE_QUALIFIER SBMLDocument& document,
    const LIBSBML_CPP_NAMESPACE_QUALIFIER Model& model,
    const LIBSBML_CPP_NAMESPACE_QUALIFIER QualModelPlugin& qual);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_SBML_IGNORED_H_
