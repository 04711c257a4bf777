#include <sbml/SBMLTypes.h>
#include <sbml/packages/qual/common/QualExtensionTypes.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/convert/sbml_qual.h"
#include "engine/convert/xml_check.h"
#include "engine/status.h"

// Nothing where libSBML was built without a namespace, as Debian does.
LIBSBML_CPP_NAMESPACE_USE

namespace regulon {
namespace {

// libSBML takes a walk from the first child to each that it is asked for.
constexpr size_t kMostChildren = 64;

bool IsId(const std::string& name) {
  if (name.empty() || absl::ascii_isdigit(name[0])) return false;
  for (const char c : name) {
    if (!absl::ascii_isalnum(c) && c != '_') return false;
  }
  return true;
}

int DepthOf(const Rule& rule) {
  int inside = 0;
  for (const Rule& operand : rule.operands) {
    inside = std::max(inside, DepthOf(operand));
  }
  return 1 + inside;
}

class Writer {
 public:
  explicit Writer(const RuleModel& model)
      : model_(model), namespaces_(3, 1, 1), document_(&namespaces_) {}

  absl::StatusOr<std::string> Write() {
    document_.setPackageRequired("qual", true);
    Model& out = *document_.createModel();
    out.setId(IsId(model_.name) ? model_.name : "model");
    if (!model_.title.empty()) out.setName(model_.title);
    Compartment& cell = *out.createCompartment();
    cell.setId("cell");
    cell.setConstant(true);
    qual_ = static_cast<QualModelPlugin*>(out.getPlugin("qual"));
    if (qual_ == nullptr) {
      return absl::UnimplementedError("libSBML was built without 'qual'");
    }
    ChooseIds();
    for (const RuleModel::Variable& variable : model_.variables) {
      AddSpecies(variable);
    }
    for (const RuleModel::Variable& variable : model_.variables) {
      if (variable.rule.has_value()) AddTransition(variable);
    }
    SourceText text = {"", writeSBMLToStdString(&document_)};
    if (!CheckXml(text).ok()) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "the rule of '", DeepestRule(),
          "' has operators in each other deeper than XML parsers read; write "
          ".bnet"));
    }
    return std::move(text.text);
  }

 private:
  // Names that are ids stay; the others become ids that are still free.
  void ChooseIds() {
    absl::flat_hash_set<std::string> taken = {"cell"};
    for (const RuleModel::Variable& variable : model_.variables) {
      if (IsId(variable.name)) taken.insert(variable.name);
    }
    for (const RuleModel::Variable& variable : model_.variables) {
      std::string& id = id_of_[variable.name];
      id = variable.name;
      if (IsId(id) && id != "cell") continue;
      for (char& c : id) {
        if (!absl::ascii_isalnum(c)) c = '_';
      }
      if (!IsId(id)) id = absl::StrCat("_", id);
      const std::string stem = id;
      for (int i = 2; !taken.insert(id).second; ++i) {
        id = absl::StrCat(stem, "_", i);
      }
    }
  }

  std::string DeepestRule() const {
    int most = 0;
    std::string name;
    for (const RuleModel::Variable& variable : model_.variables) {
      const int depth = variable.rule.has_value() ? DepthOf(*variable.rule) : 0;
      if (depth > most) {
        most = depth;
        name = ShortName(variable.name);
      }
    }
    return name;
  }

  void AddSpecies(const RuleModel::Variable& variable) {
    QualitativeSpecies& species = *qual_->createQualitativeSpecies();
    species.setId(id_of_[variable.name]);
    species.setName(variable.name);
    species.setCompartment("cell");
    species.setConstant(!variable.rule.has_value());
    species.setMaxLevel(1);
  }

  void AddTransition(const RuleModel::Variable& variable) {
    const Rule& rule = *variable.rule;
    Transition& transition = *qual_->createTransition();
    for (const std::string& name : NamesIn(rule)) {
      Input& input = *transition.createInput();
      input.setQualitativeSpecies(id_of_[name]);
      input.setTransitionEffect(INPUT_TRANSITION_EFFECT_NONE);
    }
    Output& output = *transition.createOutput();
    output.setQualitativeSpecies(id_of_[variable.name]);
    output.setTransitionEffect(OUTPUT_TRANSITION_EFFECT_ASSIGNMENT_LEVEL);
    const bool constant = rule.kind == Rule::kConstant;
    transition.createDefaultTerm()->setResultLevel(constant && rule.value);
    if (constant) return;
    FunctionTerm& term = *transition.createFunctionTerm();
    term.setResultLevel(1);
    term.setMath(MathOf(rule).get());
  }

  std::unique_ptr<ASTNode> MathOf(const Rule& rule) {
    const auto node = [](ASTNodeType_t type) {
      return std::make_unique<ASTNode>(type);
    };
    if (rule.kind == Rule::kName) {
      auto equal = node(AST_RELATIONAL_EQ);
      auto name = node(AST_NAME), one = node(AST_INTEGER);
      name->setName(id_of_[rule.name].c_str());
      one->setValue(1);
      equal->addChild(name.release());
      equal->addChild(one.release());
      return equal;
    }
    const auto type = rule.kind == Rule::kNot   ? AST_LOGICAL_NOT
                      : rule.kind == Rule::kAnd ? AST_LOGICAL_AND
                                                : AST_LOGICAL_OR;
    std::vector<std::unique_ptr<ASTNode>> parts;
    for (const Rule& operand : rule.operands) parts.push_back(MathOf(operand));
    for (;;) {
      std::vector<std::unique_ptr<ASTNode>> joined;
      for (size_t i = 0; i < parts.size(); ++i) {
        if (i % kMostChildren == 0) joined.push_back(node(type));
        joined.back()->addChild(parts[i].release());
      }
      if (joined.size() == 1) return std::move(joined[0]);
      parts = std::move(joined);
    }
  }

  const RuleModel& model_;
  QualPkgNamespaces namespaces_;
  SBMLDocument document_;
  QualModelPlugin* qual_ = nullptr;
  absl::flat_hash_map<std::string, std::string> id_of_;  // [name]
};

}  // namespace

absl::StatusOr<std::string> WriteSbmlQual(const RuleModel& model) {
  try {
    return Writer(model).Write();
  } catch (const std::exception& error) {
    return absl::InternalError(absl::StrCat("libSBML failed: ", error.what()));
  }
}

}  // namespace regulon
