// From an expression matrix and lists to a problem: which genes are regulators,
// which are to be predicted, which samples belong together, whose activity an
// experiment set.
#ifndef REGULON_ENGINE_FIT_MAKE_PROBLEM_H_
#define REGULON_ENGINE_FIT_MAKE_PROBLEM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/expression/expression.h"
#include "engine/expression/lists.h"
#include "engine/regression/problem.h"

namespace regulon {

enum class Targets {
  kNotRegulators,  // every gene of the matrix that is no regulator
  kAll,            // regulators too, each without itself among its inputs
  kListed,
};

struct ProblemParts {
  std::vector<std::string> regulators;  // ids or symbols, as listed
  Targets targets = Targets::kNotRegulators;
  std::vector<std::string> listed;  // kListed
  // Pairs of gene id and symbol; none: names are the ids of the matrix.
  std::vector<std::pair<std::string, std::string>> symbols;
  // [samples] a text each, equal for samples of a group; none: each alone.
  std::vector<std::string> groups;
  std::vector<Perturbation> perturbations;
};

struct ProblemReport {
  std::vector<std::string> notes;    // a line each: what was left out, and why
  std::vector<std::string> symbols;  // [genes] symbol or empty
  std::vector<std::string> regulator_symbols;  // [regulators]
};

// A regulator or target without data is left out with a note, as are versions
// of Ensembl ids. Levels of a perturbed regulator are those of its activity: a
// knock-out's are 0 on the linear scale, others' the level given, or else the
// measured one. InvalidArgument where nothing is left, a symbol is ambiguous, a
// perturbation names no sample or regulator, or the unit has no zero for a
// knock-out without a level.
absl::StatusOr<Problem> MakeProblem(const Expression& expression,
                                    const ProblemParts& parts,
                                    ProblemReport& report);

}  // namespace regulon

#endif  // REGULON_ENGINE_FIT_MAKE_PROBLEM_H_
