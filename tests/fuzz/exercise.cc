#include "tests/fuzz/exercise.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/cell/cell.h"
#include "engine/status.h"

namespace regulon {

absl::Status Exercise(const Genome& genome,
                      const std::vector<Context>& contexts) {
  CellOptions options;
  options.threads = 1;
  ASSIGN_OR_RETURN(const std::unique_ptr<Cell> cell,
                   Cell::Create(genome, options));
  ASSIGN_OR_RETURN(const std::vector<Answer> answers, cell->Express(contexts));
  for (const Answer& answer : answers) {
    for (const float level : answer.expression) {
      Require(std::isfinite(level), "an answer is finite");
    }
    cell->inventory().Measure(answer.reads);
  }
  return absl::OkStatus();
}

absl::Status Exercise(const Genome& genome) {
  const absl::Status verified = genome.VerifyTensors();
  std::vector<Context> contexts = {Context(genome, "none"),
                                   Context(genome, "some")};
  const auto regulators = static_cast<int>(genome.regulator_units().size());
  for (int t = 0; t < std::min(regulators, 8); ++t) {
    (void)contexts[1].SetIndex(t, t % 3 == 0 ? 1 : 0.5);
  }
  RETURN_IF_ERROR(Exercise(genome, contexts));
  return verified;
}

}  // namespace regulon
