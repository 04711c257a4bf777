#include "engine/fit/make_problem.h"

#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "engine/expression/ensembl_id.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon {
namespace {

std::string SomeOf(const std::vector<std::string>& names) {
  constexpr size_t kShown = 5;
  const bool all = names.size() <= kShown;
  return absl::StrCat(
      absl::StrJoin(names.begin(), all ? names.end() : names.begin() + kShown,
                    ", "),
      all ? "" : absl::StrCat(" and ", names.size() - kShown, " more"));
}

class Maker {
 public:
  Maker(const Expression& expression, const ProblemParts& parts,
        ProblemReport& report)
      : e_(expression), parts_(parts), report_(report) {}

  absl::StatusOr<Problem> Run() {
    RETURN_IF_ERROR(NameGenes());
    RETURN_IF_ERROR(ChooseRegulators());
    RETURN_IF_ERROR(ChooseTargets());
    p_.samples = e_.samples;
    p_.unit = e_.unit;
    Copy(regulators_, p_.levels, p_.regulators, report_.regulator_symbols);
    Copy(genes_, p_.values, p_.genes, report_.symbols);
    RETURN_IF_ERROR(Group());
    RETURN_IF_ERROR(Perturb());
    return std::move(p_);
  }

 private:
  // Ids without versions, and symbols.
  absl::Status NameGenes() {
    int versions = 0;
    for (size_t g = 0; g < e_.genes.size(); ++g) {
      std::string id = WithoutVersion(e_.genes[g]);
      versions += id != e_.genes[g];
      const absl::Status added = names_.AddId(id, static_cast<int>(g));
      if (!added.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat(e_.source, ": gene '", e_.genes[g],
                         "': without its version another gene has that id; "
                         "merge them first"));
      }
      ids_.push_back(std::move(id));
    }
    if (versions > 0) {
      report_.notes.push_back(absl::StrCat(
          versions, " Ensembl ids are used without their version"));
    }
    symbol_.resize(ids_.size());
    for (const auto& [id, symbol] : parts_.symbols) {
      const int gene = names_.FindId(WithoutVersion(id));
      if (gene < 0 || symbol.empty() || !symbol_[gene].empty()) continue;
      symbol_[gene] = symbol;
      if (symbol != ids_[gene]) names_.AddAlias(symbol, gene);
    }
    return absl::OkStatus();
  }

  // Genes of these names in their order, each once; names without data go to
  // `absent`.
  absl::StatusOr<std::vector<int>> Find(const std::vector<std::string>& names,
                                        std::vector<std::string>& absent) {
    std::vector<int> found;
    absl::flat_hash_set<int> taken;
    for (const std::string& name : names) {
      const std::string id = WithoutVersion(name);
      if (!names_.Knows(id)) {
        absent.push_back(name);
        continue;
      }
      ASSIGN_OR_RETURN(const int gene, names_.Find(id));
      if (taken.insert(gene).second) found.push_back(gene);
    }
    return found;
  }

  absl::Status ChooseRegulators() {
    std::vector<std::string> absent;
    ASSIGN_OR_RETURN(regulators_, Find(parts_.regulators, absent));
    if (regulators_.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          e_.source, ": none of the ", parts_.regulators.size(),
          " regulators listed is among its genes, which are named like '",
          ids_.empty() ? "" : ids_[0], "'; give --symbols to translate"));
    }
    if (!absent.empty()) {
      report_.notes.push_back(absl::StrCat(
          absent.size(), " of ", parts_.regulators.size(),
          " regulators have no data and are left out: ", SomeOf(absent)));
    }
    return absl::OkStatus();
  }

  absl::Status ChooseTargets() {
    if (parts_.targets == Targets::kListed) {
      std::vector<std::string> absent;
      ASSIGN_OR_RETURN(genes_, Find(parts_.listed, absent));
      if (!absent.empty()) {
        report_.notes.push_back(absl::StrCat(
            absent.size(), " of ", parts_.listed.size(),
            " targets have no data and are left out: ", SomeOf(absent)));
      }
    } else {
      const absl::flat_hash_set<int> regulators(regulators_.begin(),
                                                regulators_.end());
      for (int g = 0; g < static_cast<int>(ids_.size()); ++g) {
        if (parts_.targets == Targets::kAll || !regulators.contains(g)) {
          genes_.push_back(g);
        }
      }
    }
    if (genes_.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(e_.source,
                       ": no gene is left to predict; with --targets all "
                       "regulators are predicted too"));
    }
    return absl::OkStatus();
  }

  void Copy(const std::vector<int>& genes, FloatRows& to,
            std::vector<std::string>& ids, std::vector<std::string>& symbols) {
    to.resize(e_.samples.size(), genes.size());
    for (const int gene : genes) {
      ids.push_back(ids_[gene]);
      symbols.push_back(symbol_[gene]);
    }
    for (size_t i = 0; i < e_.samples.size(); ++i) {
      for (size_t j = 0; j < genes.size(); ++j) to(i, j) = e_.at(i, genes[j]);
    }
  }

  absl::Status Group() {
    absl::flat_hash_map<std::string, int> numbers;
    for (size_t i = 0; i < e_.samples.size(); ++i) {
      const int next = static_cast<int>(numbers.size());
      const std::string& name =
          parts_.groups.empty() ? e_.samples[i] : parts_.groups[i];
      p_.group.push_back(numbers.try_emplace(name, next).first->second);
    }
    return absl::OkStatus();
  }

  absl::Status Perturb() {
    p_.clamped.resize(e_.samples.size());
    p_.perturbed = !parts_.perturbations.empty();
    absl::flat_hash_map<std::string, int> samples, regulators;
    for (size_t i = 0; i < e_.samples.size(); ++i) samples[e_.samples[i]] = i;
    for (size_t t = 0; t < regulators_.size(); ++t) {
      regulators[ids_[regulators_[t]]] = static_cast<int>(t);
    }
    std::vector<std::string> without;
    for (const Perturbation& perturbation : parts_.perturbations) {
      const auto sample = samples.find(perturbation.sample);
      if (sample == samples.end()) {
        return absl::InvalidArgumentError(
            absl::StrCat("the perturbations name sample '", perturbation.sample,
                         "', which ", e_.source, " does not have",
                         DidYouMean(perturbation.sample, e_.samples)));
      }
      const std::string id = WithoutVersion(perturbation.target);
      int regulator = -1;
      if (names_.Knows(id)) {
        ASSIGN_OR_RETURN(const int gene, names_.Find(id));
        const auto found = regulators.find(ids_[gene]);
        if (found != regulators.end()) regulator = found->second;
      }
      if (regulator < 0) {
        without.push_back(perturbation.target);
        continue;
      }
      p_.clamped[sample->second].push_back(regulator);
      RETURN_IF_ERROR(Clamp(perturbation, sample->second, regulator));
    }
    if (!without.empty()) {
      report_.notes.push_back(
          absl::StrCat(without.size(),
                       " perturbations are of no regulator, and their levels "
                       "stay as measured: ",
                       SomeOf(without)));
    }
    return absl::OkStatus();
  }

  absl::Status Clamp(const Perturbation& perturbation, int sample,
                     int regulator) {
    double level = perturbation.level;
    if (std::isnan(level)) {
      if (perturbation.kind != PerturbationKind::kKnockout) {
        return absl::OkStatus();  // as measured
      }
      level = e_.unit.FromLinear(0);
      if (!std::isfinite(level)) {
        return absl::InvalidArgumentError(absl::StrCat(
            "the knock-out of '", perturbation.target, "' in sample '",
            perturbation.sample, "': the unit ", e_.unit.text,
            " has no zero; give the level of absence as a fourth column"));
      }
    }
    const absl::Status allowed = e_.unit.Check(level);
    if (!allowed.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the perturbation of '", perturbation.target, "' in sample '",
          perturbation.sample, "': ", allowed.message()));
    }
    p_.levels(sample, regulator) = static_cast<float>(level);
    return absl::OkStatus();
  }

  const Expression& e_;
  const ProblemParts& parts_;
  ProblemReport& report_;
  Vocabulary names_{"gene"};
  std::vector<std::string> ids_, symbol_;
  std::vector<int> regulators_, genes_;
  Problem p_;
};

}  // namespace

absl::StatusOr<Problem> MakeProblem(const Expression& expression,
                                    const ProblemParts& parts,
                                    ProblemReport& report) {
  return Maker(expression, parts, report).Run();
}

}  // namespace regulon
