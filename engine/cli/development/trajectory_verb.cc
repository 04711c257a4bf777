#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/development/course_output.h"
#include "engine/cli/development/decoded_output.h"
#include "engine/cli/development/signal_flags.h"
#include "engine/cli/development/step_output.h"
#include "engine/cli/expression_output.h"
#include "engine/cli/files.h"
#include "engine/cli/interruption.h"
#include "engine/cli/output/progress.h"
#include "engine/cli/query_flags.h"
#include "engine/cli/verbs.h"
#include "engine/query/courses.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kSteps = 20;

struct TrajectoryFlags {
  QueryFlags query;
  std::string schedule, state, save_state;
  std::vector<std::string> genes;
  bool domains = false, networks = false, commitments = false;
  bool remembered = false, plot = false, decoder = false;
};

// What a schedule left behind, against the same contexts without it.
absl::Status PrintAfter(const Query& query, const TrajectoryFlags& flags,
                        const Schedule& schedule,
                        absl::Span<const Course> courses,
                        absl::Span<const Course> without) {
  std::vector<NamedCourse> named;
  bool any = false;
  for (size_t i = 0; i < courses.size(); ++i) {
    named.push_back({query.contexts[i].name(), &courses[i]});
    any |= !courses[i].commitments.empty();
  }
  const bool table = query.format == Format::kTable;
  if (flags.commitments || (table && any && !flags.remembered)) {
    if (!flags.commitments) RETURN_IF_ERROR(Print("\n"));
    RETURN_IF_ERROR(
        PrintCommitments(named, "context", *query.genome, query.format));
  }
  if (without.empty() || (!table && !flags.remembered) || flags.commitments) {
    return absl::OkStatus();
  }
  if (schedule.last_change() > courses[0].state.step) {
    Note(absl::StrCat("the schedule goes on to step ",
                      schedule.last_change() - 1,
                      ": what differs is not yet withdrawn from"));
  }
  if (!flags.remembered) {
    bool differs = false;
    for (size_t i = 0; i < courses.size(); ++i) {
      const std::vector<Course> pair = {courses[i], without[i]};
      differs |=
          !DifferentGenes(pair).empty() || !DifferentDomains(pair).empty();
    }
    if (!differs) {
      Note("nothing is left of the schedule: the last step is as without it");
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(Print("\n"));
  }
  return PrintRemembered(named, without, "context", *query.genome,
                         query.format);
}

// What any reading of a context was.
void ReportCaveats(const Query& query, bool sets,
                   absl::Span<const Course> courses) {
  Caveats caveats(*query.genome, sets);
  for (size_t i = 0; i < courses.size(); ++i) {
    Expressed readings;
    readings.out_of_repertoire = courses[i].out_of_repertoire;
    readings.missing = courses[i].missing;
    caveats.Add(query.contexts[i], readings);
  }
  caveats.Report();
}

absl::Status RunTrajectory(const TrajectoryFlags& flags) {
  RETURN_IF_ERROR(CheckUpdate(flags.query));
  if (flags.remembered && flags.schedule.empty()) {
    return UsageError("--remembered goes with a --schedule");
  }
  ASSIGN_OR_RETURN(const Query query, MakeQuery(flags.query));
  Schedule schedule;
  if (!flags.schedule.empty()) {
    ASSIGN_OR_RETURN(schedule, ReadSchedule(flags.schedule, *query.genome));
  }
  if (flags.decoder) {
    return PrintDecoded(query, schedule, flags.query.steps, flags.genes,
                        flags.plot);
  }
  ASSIGN_OR_RETURN(const std::vector<CellState> states,
                   LoadStates(flags.state, query));
  if (!flags.save_state.empty()) {
    RETURN_IF_ERROR(CheckOutput(
        flags.save_state,
        {flags.query.genome, flags.schedule, flags.query.contexts}));
  }
  ASSIGN_OR_RETURN(StepOutput output,
                   StepOutput::Create(*query.genome, schedule,
                                      flags.domains    ? StepView::kDomains
                                      : flags.networks ? StepView::kNetworks
                                                       : StepView::kGenes,
                                      flags.genes, query.format, flags.plot));
  // Beside the lanes with the schedule, as many without.
  const bool withdraws = !schedule.empty() && !schedule.endless();
  std::vector<Lane> lanes;
  for (const bool signals : {true, false}) {
    for (size_t i = 0; i < query.contexts.size(); ++i) {
      if (!signals && !withdraws) continue;
      lanes.push_back({&query.contexts[i], signals ? &schedule : nullptr,
                       states.empty() ? nullptr : &states[i]});
    }
  }
  const size_t shown = query.contexts.size();
  const bool steps = !flags.commitments && !flags.remembered;
  const Interruption interruption;
  absl::StatusOr<std::vector<Course>> courses;
  {
    Progress progress("trajectory", 1);
    TrajectoryOptions options;
    options.steps = flags.query.steps;
    options.on_reading = [&](const Reading& reading) {
      if (!steps || static_cast<size_t>(reading.lane) >= shown) return;
      output.Add(query.contexts[reading.lane].name(), reading);
    };
    options.on_progress = [&](double share) { progress.Update(share); };
    options.stop = [&] { return interruption.asked(); };
    courses = Trajectory(*query.cell, lanes, options);
  }
  // Of the steps so far, if it was stopped.
  if (steps && (courses.ok() || absl::IsCancelled(courses.status()))) {
    RETURN_IF_ERROR(output.Finish());
  }
  RETURN_IF_ERROR(courses.status());
  const absl::Span<const Course> all = *courses;
  ReportCaveats(query, !query.settings.empty() || !schedule.empty(),
                all.subspan(0, shown));
  if (!flags.save_state.empty()) {
    std::vector<CellState> saved;
    for (size_t i = 0; i < shown; ++i) saved.push_back(all[i].state);
    RETURN_IF_ERROR(SaveStates(flags.save_state, query, saved));
  }
  if (schedule.endless() && query.format == Format::kTable) {
    Note(
        "a signal of the schedule is never withdrawn, so nothing is said of "
        "what would be remembered");
  }
  if (flags.plot) return absl::OkStatus();
  return PrintAfter(query, flags, schedule, all.subspan(0, shown),
                    all.subspan(shown));
}

}  // namespace

void AddTrajectory(CLI::App& app, Action& action) {
  auto flags = std::make_shared<TrajectoryFlags>();
  flags->query.steps = kSteps;
  flags->query.trace = true;
  CLI::App* verb = app.add_subcommand(
      "trajectory", "Where a cell goes, step by step, under signals");
  AddQueryFlags(*verb, flags->query);
  verb->get_option("--steps")->capture_default_str();
  verb->add_option("--schedule", flags->schedule,
                   "text of signals, a line each: 'IL4 from 3 to 8 level 1', "
                   "'IL4 from 3', 'IL4 at 3'");
  verb->add_option("--genes", flags->genes, "only these, separated by commas")
      ->delimiter(',')
      ->allow_extra_args(false);
  auto* domains =
      verb->add_flag("--domains", flags->domains,
                     "domains by step, with memory, in place of genes");
  auto* networks = verb->add_flag(
      "--networks", flags->networks,
      "the network by step: its edges, and how many the last step had too");
  auto* commitments = verb->add_flag(
      "--commitments", flags->commitments,
      "only the memories beyond their fold at the end, and what undoes them");
  auto* remembered =
      verb->add_flag("--remembered", flags->remembered,
                     "only what the schedule left different at the end");
  auto* plot =
      verb->add_flag("--plot", flags->plot, "draw the steps as curves");
  domains->excludes(networks)->excludes(commitments)->excludes(remembered);
  networks->excludes(commitments)->excludes(remembered)->excludes(plot);
  commitments->excludes(remembered)->excludes(plot);
  remembered->excludes(plot);
  auto* state = verb->add_option(
      "--state", flags->state,
      "begin where a --save-state ended: memory, products, step");
  auto* save = verb->add_option("--save-state", flags->save_state,
                                "file for the state after the last step");
  auto* decoder = verb->add_flag(
      "--decoder", flags->decoder,
      "steps as the genome's decoder predicts them, fitted to time series");
  for (CLI::Option* other :
       {domains, networks, commitments, remembered, state, save}) {
    decoder->excludes(other);
  }
  verb->footer(
      "Examples:\n"
      "  regulon trajectory t_helper.regulon --schedule il4.txt --steps 12\n"
      "  regulon trajectory stem_cell.regulon --schedule to_A.txt --domains");
  verb->callback(
      [flags, &action] { action = [flags] { return RunTrajectory(*flags); }; });
}

}  // namespace regulon
