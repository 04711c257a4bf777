#include "engine/cli/boolean/screen_output.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/cli/boolean/variable_names.h"
#include "engine/cli/files.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/output/table_writer.h"
#include "engine/control/screen.h"
#include "engine/status.h"

namespace regulon {

absl::Status PrintScreen(const LogicQuestion& question, bool pairs,
                         const std::vector<Phenotype>& phenotypes) {
  const bool shares =
      question.updating == Updating::kSynchronous && question.from.empty();
  std::vector<std::string> columns = {"clamps", "attractors"};
  std::vector<Formula> formulas;
  for (const Phenotype& phenotype : phenotypes) {
    columns.push_back(absl::StrCat(phenotype.name, " always"));
    columns.push_back(absl::StrCat(phenotype.name, " sometimes"));
    if (shares) columns.push_back(absl::StrCat(phenotype.name, " share"));
    formulas.push_back([&question, &phenotype](System& system) {
      return WatchOf(phenotype.formula, question, system);
    });
  }
  const auto table =
      TableWriter::Create(question.format, std::move(columns), stdout);
  int64_t incomplete = 0;
  {
    Progress progress("screen", 1);
    ScreenOptions options;
    options.pairs = pairs;
    options.updating = question.updating;
    options.from = question.from;
    options.on_progress = [&progress](double share) { progress.Update(share); };
    RETURN_IF_ERROR(
        Screen(question.network, question.held, formulas, options,
               [&](const ScreenRow& row) {
                 std::vector<Value> values = {
                     ClampsText(question.network, row.clamps), row.attractors};
                 for (const ScreenedPhenotype& phenotype : row.phenotypes) {
                   values.push_back(phenotype.always);
                   values.push_back(phenotype.sometimes);
                   if (!shares) continue;
                   values.push_back(phenotype.share ? Value(*phenotype.share)
                                                    : Value(std::monostate()));
                 }
                 table->AddRow(values);
                 incomplete += !row.complete;
                 return absl::OkStatus();
               }));
  }
  if (incomplete > 0) {
    Note(absl::StrCat("not all attractors are known under ", incomplete,
                      " of these clamps: their counts are lower bounds"));
  }
  return table->Finish();
}

}  // namespace regulon
