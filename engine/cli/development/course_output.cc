#include "engine/cli/development/course_output.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/query/courses.h"

namespace regulon {
namespace {

constexpr int kMostRows = 30;  // of a kind, of a table for eyes

std::string Undo(const Commitment& commitment) {
  const double work = std::abs(commitment.distance);
  if (commitment.distance <= 0) return "it is being lost";
  return absl::StrCat(
      commitment.high ? "a drive lower by " : "opening work of ",
      RoundedText(work));
}

}  // namespace

absl::Status PrintCommitments(absl::Span<const NamedCourse> courses,
                              const std::string& heading, const Genome& genome,
                              Format format) {
  auto table = TableWriter::Create(format,
                                   {heading, "domain", "step", "remembers",
                                    "memory", "nats_to_fold", "undone_by"},
                                   stdout);
  for (const NamedCourse& named : courses) {
    for (const Commitment& c : named.course->commitments) {
      table->AddRow({named.name, genome.manifest().domains(c.domain).id(),
                     c.step, std::string(c.high ? "open" : "shut"), c.memory,
                     c.distance, Undo(c)});
    }
  }
  return table->Finish();
}

absl::Status PrintRemembered(absl::Span<const NamedCourse> with,
                             absl::Span<const Course> without,
                             const std::string& heading, const Genome& genome,
                             Format format) {
  auto table = TableWriter::Create(
      format, {heading, "what", "name", "with_signals", "without"}, stdout);
  int left_out = 0;
  const auto add = [&](const std::string& name, const char* what,
                       const std::vector<int>& which, const auto& id,
                       const std::vector<double>& a,
                       const std::vector<double>& b) {
    int rows = 0;
    for (const int i : which) {
      if (format == Format::kTable && rows++ >= kMostRows) {
        ++left_out;
        continue;
      }
      table->AddRow({name, std::string(what), id(i), a[i], b[i]});
    }
  };
  for (size_t i = 0; i < with.size(); ++i) {
    const std::vector<Course> pair = {*with[i].course, without[i]};
    add(
        with[i].name, "domain", DifferentDomains(pair),
        [&](int d) { return genome.manifest().domains(d).id(); }, pair[0].open,
        pair[1].open);
    add(
        with[i].name, "gene", DifferentGenes(pair),
        [&](int g) { return genome.manifest().genes(g).id(); },
        pair[0].expression, pair[1].expression);
  }
  const absl::Status status = table->Finish();
  if (status.ok() && left_out > 0) {
    Note(absl::StrCat(left_out, " more rows; --format tsv has all"));
  }
  return status;
}

}  // namespace regulon
