#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "engine/genome/tensors.h"
#include "engine/query/assignments.h"
#include "engine/query/open_set_tally.h"
#include "engine/query/repertoire.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr uint64_t kContextsAtOnce = 64;

struct Levels {
  double absent, reference;  // in the regulator's unit
};

absl::StatusOr<Levels> LevelsOf(const Genome& genome, int regulator) {
  const Unit& unit = genome.regulator_units()[regulator];
  // Not stored where nothing reads it.
  const auto references = genome.F32(genome.Find(tensors::kReference));
  const size_t r = regulator;
  const double reference = r < references.size() ? references[r] : 1;
  const Levels levels = {unit.FromLinear(0), unit.FromLinear(reference)};
  if (!std::isfinite(levels.absent)) {
    return absl::FailedPreconditionError(absl::StrCat(
        genome.path(), ": regulator '",
        genome.manifest().regulators(regulator).id(), "' is in ", unit.text,
        ", in which nothing is absent; give its level"));
  }
  return levels;
}

}  // namespace

absl::StatusOr<Repertoire> OpenSetsOfInputs(Cell& cell, const Context& base,
                                            const RepertoireOptions& options) {
  const Genome& genome = cell.genome();
  const proto::Manifest& manifest = genome.manifest();
  Repertoire repertoire;
  std::vector<Levels> levels;
  for (int r = 0; r < manifest.regulators_size(); ++r) {
    if (!std::isnan(base.levels()[r]) ||
        genome.genes().FindId(manifest.regulators(r).id()) >= 0) {
      continue;
    }
    repertoire.inputs.push_back(r);
    ASSIGN_OR_RETURN(const Levels of_input, LevelsOf(genome, r));
    levels.push_back(of_input);
  }
  Assignments assignments(static_cast<int>(repertoire.inputs.size()),
                          options.most, options.seed);
  repertoire.all = assignments.all();
  repertoire.assignments = assignments.count();

  const uint64_t batch = std::min(kContextsAtOnce, assignments.count());
  std::vector<Context> contexts(batch, base);
  std::vector<Answer> answers(batch, cell.NewAnswer());
  OpenSetTally tally;
  for (uint64_t first = 0; first < assignments.count(); first += batch) {
    const uint64_t count = std::min(batch, assignments.count() - first);
    for (uint64_t c = 0; c < count; ++c) {
      const std::vector<bool> values = assignments.Next();
      for (size_t k = 0; k < values.size(); ++k) {
        RETURN_IF_ERROR(contexts[c].SetIndex(
            repertoire.inputs[k],
            values[k] ? levels[k].reference : levels[k].absent));
      }
    }
    RETURN_IF_ERROR(cell.Express(absl::MakeConstSpan(contexts).first(count),
                                 absl::MakeSpan(answers).first(count)));
    for (uint64_t c = 0; c < count; ++c) {
      std::vector<int> open;
      for (size_t d = 0; d < answers[c].open.size(); ++d) {
        if (answers[c].Selects(d)) open.push_back(static_cast<int>(d));
      }
      tally.Add(open);
    }
    if (options.on_progress) {
      options.on_progress(static_cast<double>(first + count) /
                          assignments.count());
    }
  }

  tally.StoreTo(repertoire, false);
  return repertoire;
}

}  // namespace regulon
