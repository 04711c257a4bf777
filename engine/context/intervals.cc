#include "engine/context/intervals.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "engine/status.h"

namespace regulon {

IntervalLine::IntervalLine(absl::string_view path, int64_t number,
                           absl::string_view line)
    : path_(path), line_(line), number_(number) {
  if (absl::StripAsciiWhitespace(line).empty() || line[0] == '#') return;
  if (!absl::StrContains(line, '\t')) {
    cells_ = absl::StrSplit(line, ' ', absl::SkipEmpty());
    return;
  }
  cells_ = absl::StrSplit(line, '\t');
  for (absl::string_view& cell : cells_) {
    cell = absl::StripAsciiWhitespace(cell);
  }
}

bool IntervalLine::IsHeading() const {
  if (cells_.empty()) return false;
  // Cut at a tab, the word may stand with what it says.
  const absl::string_view word = cells_[0].substr(0, cells_[0].find(' '));
  return word == "track" || word == "browser";
}

std::string IntervalLine::Place(size_t cell) const {
  const size_t column0 =
      cell < cells_.size() ? cells_[cell].data() - line_.data() : line_.size();
  return absl::StrCat(path_, ":", number_, ":", column0 + 1);
}

absl::StatusOr<Interval> IntervalLine::IntervalAt(size_t cell) const {
  if (cells_.size() < cell + 3) {
    return Error(cells_.size(),
                 "a line of BED has a sequence, a start and an end");
  }
  Interval interval{cells_[cell], 0, 0};
  if (interval.contig.empty()) {
    return Error(cell, "the name of a sequence is missing");
  }
  for (const int bound : {1, 2}) {
    int64_t& value = bound == 1 ? interval.start0 : interval.end0;
    if (!absl::SimpleAtoi(cells_[cell + bound], &value) || value < 0) {
      return Error(cell + bound, "'", cells_[cell + bound],
                   "' is not a place in a sequence; BED counts bases from 0");
    }
  }
  if (interval.start0 > interval.end0) {
    return Error(cell + 2, "an interval that ends at ", interval.end0,
                 " cannot start at ", interval.start0,
                 "; the end is the base after the last");
  }
  return interval;
}

absl::StatusOr<double> IntervalLine::NumberAt(size_t cell,
                                              absl::string_view what,
                                              double least, double most) const {
  double value = 0;
  if (!absl::SimpleAtod(cells_[cell], &value) ||
      !(value >= least && value <= most)) {
    return Error(cell, what, " of '", cells_[cell], "'; give a number from ",
                 least, " to ", most);
  }
  return value;
}

absl::Status ForEachInterval(
    LineReader& lines,
    absl::FunctionRef<absl::Status(const IntervalLine&)> each) {
  for (;;) {
    absl::string_view text;
    ASSIGN_OR_RETURN(const bool more, lines.Next(&text));
    if (!more) return absl::OkStatus();
    const IntervalLine line(lines.path(), lines.number(), text);
    if (line.has_cells() && !line.IsHeading()) RETURN_IF_ERROR(each(line));
  }
}

}  // namespace regulon
