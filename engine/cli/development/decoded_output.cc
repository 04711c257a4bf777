#include "engine/cli/development/decoded_output.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "engine/cli/development/step_output.h"
#include "engine/cli/expression_output.h"
#include "engine/cli/files.h"
#include "engine/cli/interruption.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/verbs.h"
#include "engine/development/feedback.h"
#include "engine/query/decoded_trajectory.h"
#include "engine/status.h"

namespace regulon {
namespace {

// A decoder's states are of genes.
void NoteUnread(const Query& query, const Schedule& schedule) {
  const Feedback feedback(*query.genome);
  std::set<int> made;
  for (const Feedback::Loop& loop : feedback.loops()) {
    made.insert(loop.regulator);
  }
  std::set<int> told;
  for (const Signal& signal : schedule.signals()) {
    if (made.count(signal.regulator) > 0 ||
        !told.insert(signal.regulator).second) {
      continue;
    }
    Note(
        absl::StrCat("no gene makes ",
                     query.genome->manifest().regulators(signal.regulator).id(),
                     ": the decoder, which reads genes, does not see it held"));
  }
}

}  // namespace

absl::Status PrintDecoded(const Query& query, const Schedule& schedule,
                          int steps, const std::vector<std::string>& genes,
                          bool plot) {
  const absl::Span<const float> time_step =
      query.cell->decoder().time_step.values;
  ASSIGN_OR_RETURN(
      StepOutput output,
      StepOutput::Create(*query.genome, schedule, StepView::kGenes, genes,
                         query.format, plot,
                         DecodedView{time_step.empty() ? 0 : time_step[0]}));
  std::vector<Lane> lanes;
  for (const Context& context : query.contexts) {
    lanes.push_back({&context, &schedule, nullptr});
  }
  const Interruption interruption;
  absl::StatusOr<std::vector<DecodedCourse>> courses;
  {
    Progress progress("trajectory", 1);
    DecodedOptions options;
    options.steps = steps;
    options.on_step = [&](const DecodedStep& step) {
      output.Add(query.contexts[step.lane].name(), step);
    };
    options.on_progress = [&](double share) { progress.Update(share); };
    options.stop = [&] { return interruption.asked(); };
    courses = DecodedTrajectory(*query.cell, lanes, options);
  }
  // Of the steps so far, if it was stopped.
  if (courses.ok() || absl::IsCancelled(courses.status())) {
    RETURN_IF_ERROR(output.Finish());
  }
  RETURN_IF_ERROR(courses.status());
  NoteUnread(query, schedule);
  Caveats caveats(*query.genome, !query.settings.empty() || !schedule.empty());
  for (size_t i = 0; i < courses->size(); ++i) {
    Expressed readings;
    readings.out_of_repertoire = (*courses)[i].start.out_of_repertoire;
    readings.missing = (*courses)[i].start.missing;
    caveats.Add(query.contexts[i], readings);
  }
  caveats.Report();
  return absl::OkStatus();
}

}  // namespace regulon
