// Places in a genome, as the lines of BED and BEDPE files give them.
//
//   RETURN_IF_ERROR(ForEachInterval(lines, [](const IntervalLine& line) {
//     ASSIGN_OR_RETURN(const Interval interval, line.IntervalAt(0));
//     ...
//   }));
#ifndef REGULON_ENGINE_CONTEXT_INTERVALS_H_
#define REGULON_ENGINE_CONTEXT_INTERVALS_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/line_reader.h"

namespace regulon {

struct Interval {
  absl::string_view contig;
  int64_t start0 = 0, end0 = 0;  // [start0, end0), counted from 0
};

// Views of a line and of the path that messages begin with.
class IntervalLine {
 public:
  // Cells are cut at tabs, or at blanks where there is no tab.
  IntervalLine(absl::string_view path, int64_t number, absl::string_view line);

  // Neither blank nor a comment.
  bool has_cells() const { return !cells_.empty(); }
  // "track" or "browser", with which BED speaks to a browser.
  bool IsHeading() const;
  const std::vector<absl::string_view>& cells() const { return cells_; }

  // Of three cells from `cell` on. InvalidArgument where it starts after its
  // end; one of no length lies between two bases.
  absl::StatusOr<Interval> IntervalAt(size_t cell) const;
  // A number in [least, most].
  absl::StatusOr<double> NumberAt(size_t cell, absl::string_view what,
                                  double least, double most) const;

  // "PATH:LINE:COLUMN: words", the column that of a cell, or of the line's end
  // where there is no such cell.
  template <typename... Words>
  absl::Status Error(size_t cell, const Words&... words) const {
    return absl::InvalidArgumentError(
        absl::StrCat(Place(cell), ": ", words...));
  }

 private:
  std::string Place(size_t cell) const;

  absl::string_view path_, line_;
  int64_t number_;
  std::vector<absl::string_view> cells_;
};

// Each line that holds an interval, up to the first error.
absl::Status ForEachInterval(
    LineReader& lines,
    absl::FunctionRef<absl::Status(const IntervalLine& line)> each);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_INTERVALS_H_
