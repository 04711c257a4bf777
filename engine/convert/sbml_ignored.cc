#include "engine/convert/sbml_ignored.h"

#include "absl/strings/str_cat.h"

// Nothing where libSBML was built without a namespace, as Debian does.
LIBSBML_CPP_NAMESPACE_USE

namespace regulon {
namespace {

bool HasRemarks(const SBase& part) {
  return part.isSetNotes() || part.isSetAnnotation();
}

}  // namespace

std::vector<std::string> IgnoredBy(const SBMLDocument& document,
                                   const Model& model,
                                   const QualModelPlugin& qual) {
  int initial_levels = 0, signs = 0;
  int remarks = HasRemarks(document) + HasRemarks(model);
  for (unsigned i = 0; i < qual.getNumQualitativeSpecies(); ++i) {
    const QualitativeSpecies& species = *qual.getQualitativeSpecies(i);
    initial_levels += species.isSetInitialLevel();
    remarks += HasRemarks(species);
  }
  for (unsigned i = 0; i < qual.getNumTransitions(); ++i) {
    const Transition& transition = *qual.getTransition(i);
    remarks += HasRemarks(transition);
    for (unsigned j = 0; j < transition.getNumInputs(); ++j) {
      signs += transition.getInput(j)->isSetSign();
      remarks += HasRemarks(*transition.getInput(j));
    }
  }
  std::vector<std::string> lines;
  const auto add = [&lines](unsigned count, const char* what) {
    if (count > 0) lines.push_back(absl::StrCat("ignored: ", count, " ", what));
  };
  add(initial_levels, "initial levels; choose where to start when asking");
  add(signs, "signs of inputs; they follow from the rules");
  add(remarks, "notes and annotations");
  if (model.getNumCompartments() > 1) {
    add(model.getNumCompartments(), "compartments");
  }
  add(model.getNumSpecies() + model.getNumReactions() + model.getNumRules() +
          model.getNumEvents() + model.getNumConstraints() +
          model.getNumParameters(),
      "species, reactions, rules, events, constraints and parameters of the "
      "part that is not qualitative");
  for (unsigned i = 0; i < document.getNumPlugins(); ++i) {
    const std::string& package = document.getPlugin(i)->getPackageName();
    if (package != "qual") {
      lines.push_back(absl::StrCat("ignored: the package '", package, "'"));
    }
  }
  add(document.getNumUnknownPackages(), "packages that libSBML doesn't know");
  return lines;
}

}  // namespace regulon
