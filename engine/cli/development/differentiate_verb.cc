#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cli/development/course_output.h"
#include "engine/cli/development/signal_flags.h"
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

constexpr int kSteps = 1000;
constexpr size_t kMostNames = 8;  // in a cell of a table
constexpr size_t kMostRows = 40;  // of genes, of a table for eyes

struct DifferentiateFlags {
  QueryFlags query;
  std::vector<std::string> schedules;
  std::string state, list = "outcomes";
};

// The courses of one start under each schedule; the last is without any.
struct Fates {
  const Genome& genome;
  Format format;
  std::vector<std::string> names;   // [courses]
  std::vector<Schedule> schedules;  // [courses - 1]
  std::vector<Course> courses;
  int steps;

  std::vector<NamedCourse> Named() const {
    std::vector<NamedCourse> named;
    for (size_t i = 0; i < courses.size(); ++i) {
      named.push_back({names[i], &courses[i]});
    }
    return named;
  }
};

std::string OpenDomains(const Course& course, const Genome& genome) {
  std::vector<std::string> open;
  for (size_t d = 0; d < course.open.size(); ++d) {
    const proto::Domain& domain = genome.manifest().domains(d);
    if (domain.routed() && course.open[d] > 0) open.push_back(domain.id());
  }
  const size_t more = open.size() - std::min(open.size(), kMostNames);
  open.resize(open.size() - more);
  return absl::StrCat(absl::StrJoin(open, ","),
                      more > 0 ? absl::StrCat(" and ", more, " more") : "");
}

absl::Status PrintOutcomes(const Fates& fates) {
  auto table = TableWriter::Create(
      fates.format,
      {"schedule", "last_signal", "stable_by", "period", "open_domains",
       "remembered_domains", "remembered_genes"},
      stdout);
  for (size_t i = 0; i < fates.courses.size(); ++i) {
    const Course& course = fates.courses[i];
    Value last, domains, genes;
    if (i < fates.schedules.size()) {
      const Schedule& schedule = fates.schedules[i];
      if (schedule.endless()) {
        last = std::string("not withdrawn");
      } else {
        last = std::max<int64_t>(schedule.last_change() - 1, 0);
      }
      const std::vector<Course> pair = {course, fates.courses.back()};
      domains = static_cast<int64_t>(DifferentDomains(pair).size());
      genes = static_cast<int64_t>(DifferentGenes(pair).size());
    }
    const bool stable = course.period > 0;
    table->AddRow({fates.names[i], last,
                   stable ? Value(course.stable_step) : Value(),
                   stable ? Value(course.period) : Value(),
                   OpenDomains(course, fates.genome), domains, genes});
  }
  RETURN_IF_ERROR(table->Finish());
  for (size_t i = 0; i < fates.courses.size(); ++i) {
    if (fates.courses[i].period > 0) continue;
    Note(absl::StrCat(fates.names[i], ": not stable within ", fates.steps,
                      " steps: what is shown is its last; give more --steps"));
  }
  return absl::OkStatus();
}

// What differs between any of the courses: a row each, a column per course for
// eyes, else a row per course.
template <typename Id>
absl::Status PrintDifferent(const Fates& fates, const char* what,
                            const std::vector<int>& which, const Id& id,
                            std::vector<double> Course::*values,
                            const char* value) {
  if (fates.format != Format::kTable) {
    auto table =
        TableWriter::Create(fates.format, {"schedule", what, value}, stdout);
    for (size_t i = 0; i < fates.courses.size(); ++i) {
      for (const int j : which) {
        table->AddRow({fates.names[i], id(j), (fates.courses[i].*values)[j]});
      }
    }
    return table->Finish();
  }
  std::vector<std::string> heading = {what};
  heading.insert(heading.end(), fates.names.begin(), fates.names.end());
  auto table = TableWriter::Create(Format::kTable, heading, stdout);
  for (size_t row = 0; row < which.size() && row < kMostRows; ++row) {
    std::vector<Value> cells = {id(which[row])};
    for (const Course& course : fates.courses) {
      cells.emplace_back((course.*values)[which[row]]);
    }
    table->AddRow(cells);
  }
  RETURN_IF_ERROR(table->Finish());
  if (which.size() > kMostRows) {
    Note(absl::StrCat(which.size() - kMostRows, " more ", what,
                      "s differ; --list ", what, "s --format tsv has all"));
  }
  return absl::OkStatus();
}

absl::Status PrintDomains(const Fates& fates) {
  const auto id = [&](int d) {
    return fates.genome.manifest().domains(d).id();
  };
  return PrintDifferent(fates, "domain", DifferentDomains(fates.courses), id,
                        &Course::open, "open");
}

absl::Status PrintGenes(const Fates& fates) {
  const auto id = [&](int g) { return fates.genome.manifest().genes(g).id(); };
  return PrintDifferent(fates, "gene", DifferentGenes(fates.courses), id,
                        &Course::expression, "expression");
}

// The share of edges that the networks of end states have in common.
absl::Status PrintNetworks(const Fates& fates) {
  ASSIGN_OR_RETURN(const Wiring wiring, Wiring::Create(fates.genome));
  std::vector<std::string> heading = {"jaccard"};
  heading.insert(heading.end(), fates.names.begin(), fates.names.end());
  const bool wide = fates.format == Format::kTable;
  if (!wide) heading = {"schedule", "other", "jaccard"};
  auto table = TableWriter::Create(fates.format, heading, stdout);
  for (size_t i = 0; i < fates.courses.size(); ++i) {
    std::vector<Value> row = {fates.names[i]};
    for (size_t j = 0; j < fates.courses.size(); ++j) {
      const double jaccard =
          wiring.Jaccard(fates.courses[i].network, fates.courses[j].network);
      row.emplace_back(jaccard);
      if (!wide) table->AddRow({fates.names[i], fates.names[j], jaccard});
    }
    if (wide) table->AddRow(row);
  }
  return table->Finish();
}

absl::Status PrintFates(const Fates& fates, const std::string& list) {
  const auto commitments = [&] {
    return PrintCommitments(fates.Named(), "schedule", fates.genome,
                            fates.format);
  };
  const auto remembered = [&] {
    std::vector<NamedCourse> with = fates.Named();
    with.pop_back();
    const std::vector<Course> without(with.size(), fates.courses.back());
    return PrintRemembered(with, without, "schedule", fates.genome,
                           fates.format);
  };
  if (list == "domains") return PrintDomains(fates);
  if (list == "genes") return PrintGenes(fates);
  if (list == "networks") return PrintNetworks(fates);
  if (list == "commitments") return commitments();
  if (list == "remembered") return remembered();
  RETURN_IF_ERROR(PrintOutcomes(fates));
  if (fates.format != Format::kTable) return absl::OkStatus();
  if (!DifferentDomains(fates.courses).empty()) {
    RETURN_IF_ERROR(Print("\n"));
    RETURN_IF_ERROR(PrintDomains(fates));
  }
  RETURN_IF_ERROR(Print("\n"));
  RETURN_IF_ERROR(PrintGenes(fates));
  RETURN_IF_ERROR(Print("\n"));
  RETURN_IF_ERROR(PrintNetworks(fates));
  const bool any = std::any_of(
      fates.courses.begin(), fates.courses.end(),
      [](const Course& course) { return !course.commitments.empty(); });
  if (!any) return absl::OkStatus();
  RETURN_IF_ERROR(Print("\n"));
  return commitments();
}

// What any reading was, under any schedule.
void ReportCaveats(const Query& query, absl::Span<const Course> courses) {
  Expressed readings;
  for (const Course& course : courses) {
    readings.out_of_repertoire |= course.out_of_repertoire;
    readings.missing.resize(course.missing.size());
    for (size_t d = 0; d < course.missing.size(); ++d) {
      readings.missing[d] |= course.missing[d];
    }
  }
  Caveats caveats(*query.genome, true);  // schedules set levels
  caveats.Add(query.contexts[0], readings);
  caveats.Report();
}

// "to_A" of "schedules/to_A.txt".
std::string NameOf(const std::string& path) {
  const std::string file = path.substr(path.rfind('/') + 1);
  const size_t dot = file.rfind('.');
  return dot == 0 || dot == std::string::npos ? file : file.substr(0, dot);
}

absl::Status RunDifferentiate(const DifferentiateFlags& flags) {
  RETURN_IF_ERROR(CheckUpdate(flags.query));
  ASSIGN_OR_RETURN(const Query query, MakeQuery(flags.query));
  if (query.contexts.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        flags.query.contexts, ": ", query.contexts.size(),
        " contexts; schedules are compared from one start, so give one"));
  }
  ASSIGN_OR_RETURN(const std::vector<CellState> states,
                   LoadStates(flags.state, query));
  Fates fates = {*query.genome, query.format, {}, {}, {}, flags.query.steps};
  const auto piped =
      std::count(flags.schedules.begin(), flags.schedules.end(), "-") +
      (flags.query.contexts == "-");
  if (piped > 1) {
    return UsageError("'-', the standard input, can be read once");
  }
  for (const std::string& path : flags.schedules) {
    ASSIGN_OR_RETURN(Schedule schedule, ReadSchedule(path, *query.genome));
    fates.schedules.push_back(std::move(schedule));
    fates.names.push_back(NameOf(path));
    if (std::count(fates.names.begin(), fates.names.end(), fates.names.back()) >
        1) {
      fates.names.back() = path;
    }
  }
  fates.names.push_back("(none)");
  std::vector<Lane> lanes;
  const CellState* state = states.empty() ? nullptr : states.data();
  for (const Schedule& schedule : fates.schedules) {
    lanes.push_back({query.contexts.data(), &schedule, state});
  }
  lanes.push_back({query.contexts.data(), nullptr, state});
  const Interruption interruption;
  {
    Progress progress("differentiate", 1);
    TrajectoryOptions options;
    options.steps = flags.query.steps;
    options.until_stable = true;
    options.on_progress = [&](double share) { progress.Update(share); };
    options.stop = [&] { return interruption.asked(); };
    ASSIGN_OR_RETURN(fates.courses, Trajectory(*query.cell, lanes, options));
  }
  RETURN_IF_ERROR(PrintFates(fates, flags.list));
  ReportCaveats(query, fates.courses);
  return absl::OkStatus();
}

}  // namespace

void AddDifferentiate(CLI::App& app, Action& action) {
  auto flags = std::make_shared<DifferentiateFlags>();
  flags->query.steps = kSteps;
  flags->query.trace = true;
  CLI::App* verb = app.add_subcommand(
      "differentiate",
      "What a cell becomes under one schedule of signals or another");
  AddQueryFlags(*verb, flags->query);
  verb->get_option("--steps")->capture_default_str();
  verb->add_option("--schedule", flags->schedules,
                   "text of signals, as 'regulon trajectory' reads; give it "
                   "for each one to compare")
      ->required()
      ->allow_extra_args(false);
  verb->add_option("--list", flags->list,
                   "of tsv and json, which table; a table for eyes has all")
      ->check(CLI::IsMember({"outcomes", "domains", "genes", "networks",
                             "commitments", "remembered"}))
      ->capture_default_str();
  verb->add_option("--state", flags->state,
                   "begin where 'regulon trajectory --save-state' ended");
  verb->footer(
      "Example:\n"
      "  regulon differentiate stem_cell.regulon --schedule to_A.txt "
      "--schedule to_B.txt");
  verb->callback([flags, &action] {
    action = [flags] { return RunDifferentiate(*flags); };
  });
}

}  // namespace regulon
