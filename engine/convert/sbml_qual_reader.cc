#include <sbml/SBMLTypes.h>
#include <sbml/packages/qual/common/QualExtensionTypes.h>

#include <exception>
#include <memory>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/convert/levels.h"
#include "engine/convert/sbml_ignored.h"
#include "engine/convert/sbml_math.h"
#include "engine/convert/sbml_qual.h"
#include "engine/convert/xml_check.h"
#include "engine/status.h"

// Nothing where libSBML was built without a namespace, as Debian does.
LIBSBML_CPP_NAMESPACE_USE

namespace regulon {
namespace {

// As many variables as a species may become.
constexpr int kMostLevels = 100;
constexpr int64_t kMostNames = 2'000'000;  // of all rules together

// libSBML puts a missing declaration on a line of its own, before the first.
std::string Declared(absl::string_view text) {
  absl::ConsumePrefix(&text, "\xef\xbb\xbf");  // a byte order mark
  return absl::StrCat(absl::StartsWith(text, "<?xml")
                          ? ""
                          : "<?xml version='1.0' encoding='UTF-8'?>",
                      text);
}

class Reader {
 public:
  Reader(const SourceText& source, const SBMLDocument& document)
      : path_(source.path), document_(document) {}

  absl::StatusOr<Imported> Read() {
    RETURN_IF_ERROR(FindModel());
    RETURN_IF_ERROR(AddSpecies());
    RETURN_IF_ERROR(NameSpecies());
    for (unsigned i = 0; i < qual_->getNumTransitions(); ++i) {
      RETURN_IF_ERROR(AddTransition(*qual_->getTransition(i)));
    }
    FillSpec();
    for (const std::string& what : IgnoredBy(document_, *model_, *qual_)) {
      Note(what);
    }
    return std::move(imported_);
  }

 private:
  template <typename... Words>
  absl::Status Error(const SBase& at, const Words&... words) const {
    return absl::InvalidArgumentError(absl::StrCat(
        path_, ":", at.getLine(), ":", at.getColumn(), ": ", words...));
  }
  template <typename... Words>
  void Note(const Words&... words) {
    imported_.notes.push_back(absl::StrCat(path_, ": ", words...));
  }

  absl::Status FindModel() {
    int overlooked = 0;
    std::string first;
    for (unsigned i = 0; i < document_.getNumErrors(); ++i) {
      const SBMLError& error = *document_.getError(i);
      if (error.getSeverity() < LIBSBML_SEV_ERROR) continue;
      const std::vector<std::string> lines =
          absl::StrSplit(error.getMessage(), '\n', absl::SkipWhitespace());
      const std::string what =
          absl::StrCat(error.getLine(), ":", error.getColumn(), ": ",
                       lines.empty() ? "not valid" : OneLine(lines.back()));
      if (error.isXML() || error.getSeverity() > LIBSBML_SEV_ERROR) {
        return absl::InvalidArgumentError(absl::StrCat(path_, ":", what));
      }
      if (overlooked++ == 0) first = what;
    }
    model_ = document_.getModel();
    if (model_ == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          path_,
          ": no <model> is here; give a model in SBML Level 3 with the "
          "package 'qual'"));
    }
    qual_ = static_cast<const QualModelPlugin*>(model_->getPlugin("qual"));
    if (qual_ == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          path_,
          ": the model has no qualitative part; only SBML Level 3 with the "
          "package 'qual' is logical"));
    }
    if (overlooked > 0) {
      Note(overlooked, " departures from the specification were overlooked, ",
           "the first at ", first);
    }
    return absl::OkStatus();
  }

  absl::flat_hash_map<std::string, double> LevelsAskedFor() const {
    absl::flat_hash_map<std::string, double> highest;
    const auto see = [&highest](const std::string& id, double level) {
      double& most = highest[id];
      most = std::max(most, level);
    };
    for (unsigned i = 0; i < qual_->getNumQualitativeSpecies(); ++i) {
      const QualitativeSpecies& species = *qual_->getQualitativeSpecies(i);
      if (!species.isSetInitialLevel()) continue;
      see(species.getId(), species.getInitialLevel());
    }
    for (unsigned i = 0; i < qual_->getNumTransitions(); ++i) {
      const Transition& transition = *qual_->getTransition(i);
      for (unsigned j = 0; j < transition.getNumInputs(); ++j) {
        const Input& input = *transition.getInput(j);
        if (!input.isSetThresholdLevel()) continue;
        see(input.getQualitativeSpecies(), input.getThresholdLevel());
      }
      double result = 0;
      if (transition.isSetDefaultTerm() &&
          transition.getDefaultTerm()->isSetResultLevel()) {
        result = transition.getDefaultTerm()->getResultLevel();
      }
      for (unsigned j = 0; j < transition.getNumFunctionTerms(); ++j) {
        const FunctionTerm& term = *transition.getFunctionTerm(j);
        if (term.isSetResultLevel()) {
          result = std::max<double>(result, term.getResultLevel());
        }
        if (term.isSetMath()) SeeLevels(*term.getMath(), highest);
      }
      for (unsigned j = 0; j < transition.getNumOutputs(); ++j) {
        see(transition.getOutput(j)->getQualitativeSpecies(), result);
      }
    }
    return highest;
  }

  // As declared, or the highest that anything asks for.
  absl::Status AddSpecies() {
    absl::flat_hash_map<std::string, double> highest = LevelsAskedFor();
    std::vector<std::string> undeclared, exceeded;
    for (unsigned i = 0; i < qual_->getNumQualitativeSpecies(); ++i) {
      const QualitativeSpecies& species = *qual_->getQualitativeSpecies(i);
      const std::string& id = species.getId();
      if (id.empty()) return Error(species, "a species has no id; add qual:id");
      if (!species_.try_emplace(id).second) {
        return Error(species, "two species have the id '", id, "'");
      }
      double most = species.getMaxLevel();
      if (!species.isSetMaxLevel()) {
        most = std::max(1.0, highest[id]);
        undeclared.push_back(id);
      }
      if (!(most >= 0 && most <= kMostLevels)) {
        return Error(species, "species '", id, "' has levels 0 to ", most,
                     "; up to ", kMostLevels, " are read");
      }
      species_[id].most = static_cast<int>(most);
      if (highest[id] > std::max(most, 1.0)) {
        exceeded.push_back(absl::StrCat(ShortName(id), " (0 to ", most,
                                        ", asked for ", highest[id], ")"));
      }
    }
    if (!exceeded.empty()) {
      Note(
          "the model asks for levels that species never reach; check the "
          "numbers or the maxLevel: ",
          Listed(exceeded));
    }
    if (!undeclared.empty()) {
      Note(
          "species without a maxLevel have the highest level that the model "
          "asks for: ",
          Listed(undeclared));
    }
    if (species_.empty()) {
      return Error(*model_,
                   "the model has no qualitative species; a logical model "
                   "lists them in <qual:listOfQualitativeSpecies>");
    }
    return absl::OkStatus();
  }

  // By name, unless that is missing or stands for something else as well.
  absl::Status NameSpecies() {
    absl::flat_hash_map<std::string, int> uses;
    const auto name_of = [](const QualitativeSpecies& species) {
      std::string name = species.getName();
      const bool is_line = absl::c_none_of(name, absl::ascii_iscntrl);
      if (!is_line) name = OneLine(name);
      return OneLine(name).empty() ? species.getId() : name;
    };
    for (unsigned i = 0; i < qual_->getNumQualitativeSpecies(); ++i) {
      const QualitativeSpecies& species = *qual_->getQualitativeSpecies(i);
      const std::string name = name_of(species);
      ++uses[name];
      if (name != species.getId()) ++uses[species.getId()];
    }
    std::vector<std::string> by_id;
    absl::flat_hash_set<std::string> variables;
    for (unsigned i = 0; i < qual_->getNumQualitativeSpecies(); ++i) {
      const QualitativeSpecies& species = *qual_->getQualitativeSpecies(i);
      LeveledSpecies& levels = species_[species.getId()];
      levels.name = name_of(species);
      if (uses[levels.name] > 1) {
        if (levels.name != species.getId()) by_id.push_back(species.getId());
        levels.name = species.getId();
      }
      for (int level = 1; level <= std::max(levels.most, 1); ++level) {
        const std::string variable = levels.VariableAt(level);
        if (!variables.insert(variable).second) {
          return Error(species, "two things would be called '", variable,
                       "'; rename a species");
        }
      }
      if (!levels.IsBoolean()) {
        encoded_.push_back(absl::StrCat(levels.name, " (0 to ", levels.most,
                                        ": ", levels.VariableAt(1), " to ",
                                        levels.VariableAt(levels.most), ")"));
      }
    }
    if (!by_id.empty()) {
      Note("species whose names don't tell them apart go by their ids: ",
           Listed(by_id));
    }
    if (!encoded_.empty()) {
      Note(
          "species of several levels became a variable per level, X_bi "
          "meaning \"i or more\", and move one level at a time: ",
          Listed(encoded_));
    }
    return absl::OkStatus();
  }

  absl::Status AddTransition(const Transition& transition) {
    if (transition.getNumFunctionTerms() == 0 &&
        !transition.isSetDefaultTerm()) {
      return absl::OkStatus();  // as some tools write an input
    }
    MathNames names{species_, {}};
    for (unsigned i = 0; i < transition.getNumInputs(); ++i) {
      const Input& input = *transition.getInput(i);
      if (!species_.contains(input.getQualitativeSpecies())) {
        return Error(input, "no species has the id '",
                     input.getQualitativeSpecies(), "'");
      }
      if (input.getTransitionEffect() == INPUT_TRANSITION_EFFECT_CONSUMPTION) {
        return Error(input,
                     "an input is consumed, which logical models don't "
                     "do; write transitionEffect=\"none\"");
      }
      if (!input.getId().empty() && input.isSetThresholdLevel()) {
        names.thresholds[input.getId()] = input.getThresholdLevel();
      }
    }
    std::vector<LeveledResult> results;
    for (unsigned i = 0; i < transition.getNumFunctionTerms(); ++i) {
      const FunctionTerm& term = *transition.getFunctionTerm(i);
      if (!term.isSetMath() || !term.isSetResultLevel()) {
        return Error(term, "a function term has no ",
                     term.isSetMath() ? "resultLevel" : "math");
      }
      absl::StatusOr<Rule> condition = RuleOfMath(*term.getMath(), names);
      if (!condition.ok()) return Error(term, condition.status().message());
      results.push_back({*std::move(condition), term.getResultLevel()});
    }
    const DefaultTerm* otherwise = transition.getDefaultTerm();
    if (otherwise == nullptr || !otherwise->isSetResultLevel()) {
      return Error(transition, "transition '", transition.getId(),
                   "' has no default term with a resultLevel");
    }
    for (unsigned i = 0; i < transition.getNumOutputs(); ++i) {
      RETURN_IF_ERROR(AddOutput(*transition.getOutput(i), results,
                                otherwise->getResultLevel()));
    }
    return absl::OkStatus();
  }

  absl::Status AddOutput(const Output& output,
                         const std::vector<LeveledResult>& results,
                         int otherwise) {
    const std::string& id = output.getQualitativeSpecies();
    const auto species = species_.find(id);
    if (species == species_.end()) {
      return Error(output, "no species has the id '", id, "'");
    }
    if (output.getTransitionEffect() !=
        OUTPUT_TRANSITION_EFFECT_ASSIGNMENT_LEVEL) {
      return Error(output, "species '", id,
                   "' is not assigned a level, as logical models do; write "
                   "transitionEffect=\"assignmentLevel\"");
    }
    const auto in_range = [&](int level) {
      return level >= 0 && level <= species->second.most;
    };
    bool fits = in_range(otherwise);
    for (const LeveledResult& result : results) {
      fits = fits && in_range(result.level);
    }
    if (!fits) {
      return Error(output, "species '", id, "' is given a level out of 0 to ",
                   species->second.most);
    }
    // Each level's rule repeats all conditions.
    for (const LeveledResult& result : results) {
      names_written_ +=
          CountNames(result.condition) * std::max(species->second.most, 1);
    }
    if (names_written_ > kMostNames) {
      return Error(output, "with species '", id, "' the rules of all levels ",
                   "have more than ", kMostNames,
                   " names; use fewer levels or smaller functions");
    }
    if (!rules_.emplace(id, RulesOfLevels(species->second, results, otherwise))
             .second) {
      return Error(output, "species '", id,
                   "' is the output of two transitions; join them");
    }
    return absl::OkStatus();
  }

  void FillSpec() {
    proto::GenomeSpec& spec = imported_.spec;
    spec.set_name(GenomeNameOf(path_));
    spec.set_title(model_->getName().empty()
                       ? absl::StrCat("SBML-qual model from ",
                                      path_.substr(path_.rfind('/') + 1))
                       : OneLine(model_->getName()));
    spec.set_unit("boolean");
    std::vector<std::string> inputs;
    for (unsigned i = 0; i < qual_->getNumQualitativeSpecies(); ++i) {
      const std::string& id = qual_->getQualitativeSpecies(i)->getId();
      const LeveledSpecies& levels = species_[id];
      const auto rules = rules_.find(id);
      const bool renamed = levels.IsBoolean() && levels.name != id;
      if (rules == rules_.end()) inputs.push_back(levels.name);
      for (int level = 1; level <= std::max(levels.most, 1); ++level) {
        if (rules == rules_.end()) {
          proto::RegulatorSpec& input = *spec.add_regulator();
          input.set_id(levels.VariableAt(level));
          input.set_kind(proto::Regulator::SIGNAL);
          if (renamed) input.add_alias(id);
        } else {
          proto::GeneSpec& gene = *spec.add_gene();
          gene.set_id(levels.VariableAt(level));
          gene.set_rule(rules->second[level - 1].ToString());
          if (renamed) gene.add_alias(id);
        }
      }
    }
    if (!inputs.empty()) {
      Note("species that no transition makes are free inputs: ",
           ListedNames(inputs));
    }
  }

  const std::string& path_;
  const SBMLDocument& document_;
  const Model* model_ = nullptr;
  const QualModelPlugin* qual_ = nullptr;
  absl::flat_hash_map<std::string, LeveledSpecies> species_;   // by id
  absl::flat_hash_map<std::string, std::vector<Rule>> rules_;  // by id
  int64_t names_written_ = 0;
  std::vector<std::string> encoded_;
  Imported imported_;
};

}  // namespace

absl::StatusOr<Imported> ReadSbmlQual(absl::Span<const SourceText> sources) {
  const SourceText& source = sources[0];
  RETURN_IF_ERROR(CheckXml(source));
  try {
    const std::unique_ptr<SBMLDocument> document(
        readSBMLFromString(Declared(source.text).c_str()));
    if (document == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat(source.path, ": libSBML reads nothing here"));
    }
    return Reader(source, *document).Read();
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(
        absl::StrCat(source.path, ": libSBML failed: ", error.what()));
  }
}

}  // namespace regulon
