// The flags of `perturb`, and the perturbations that they ask for.
#ifndef REGULON_ENGINE_CLI_PERTURB_QUESTION_H_
#define REGULON_ENGINE_CLI_PERTURB_QUESTION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/cli/query_flags.h"
#include "engine/genome/genome.h"
#include "engine/query/perturb.h"

namespace CLI {
class App;
}

namespace regulon {

struct PerturbFlags {
  QueryFlags query;
  std::vector<std::string> knock_out, knock_down, over_express, scale, to,
      element, move, cut_boundary;  // each repeatable: one combination
  std::string dose, screen;
  std::vector<std::string> pairs, genes;
  int top = 0, runs = 1, resamples = 1000;
  bool active = false, domains = false, network = false, full = false;
  std::string group_by;
};

void AddPerturbFlags(CLI::App& verb, PerturbFlags& flags);

enum class Asks { kEffects, kScreen, kPairs };

struct PerturbQuestion {
  Asks asks = Asks::kEffects;
  std::vector<NamedEdits> perturbations;  // kPairs: what is paired
  int pairs_of_top = 0;  // kPairs: of those that do most; 0: of all
};

// UsageError for flags that do not go together or are not of their form.
absl::StatusOr<PerturbQuestion> MakePerturbQuestion(const PerturbFlags& flags,
                                                    const Genome& genome);

// Says where factors multiply a level that a context has not.
void NoteScalesOfNothing(const std::vector<NamedEdits>& perturbations,
                         const std::vector<Context>& contexts,
                         const Genome& genome);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_PERTURB_QUESTION_H_
