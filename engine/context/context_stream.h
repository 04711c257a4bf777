// Contexts from a table with a row for each, one after another: what is in
// memory at once does not grow with their number.
//
//   context  tissue  GATA1  SPI1      The first header cell is "context", the
//   c1       a       2.5              others name regulators; a level is in its
//   c2       b       0      1e3       regulator's own unit.
//
// An empty cell: not given; "0": absent. Empty lines and lines that begin with
// '#' are skipped. Two contexts may have one name.
#ifndef REGULON_ENGINE_CONTEXT_CONTEXT_STREAM_H_
#define REGULON_ENGINE_CONTEXT_CONTEXT_STREAM_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"
#include "engine/line_reader.h"

namespace regulon {

// Whether a text that starts so is such a table.
bool IsContextStream(absl::string_view start);

// One thread at a time. The genome must outlive it.
class ContextStream {
 public:
  // Reads the header. The texts of a column called `label` go into labels();
  // "": of none. InvalidArgument with PATH:LINE:COLUMN.
  static absl::StatusOr<ContextStream> Create(const Genome& genome,
                                              LineReader lines,
                                              absl::string_view label = "");

  // Fills contexts of this genome anew, from the first on, and returns how
  // many: fewer than there are only at the end of the table. InvalidArgument
  // with PATH:LINE:COLUMN, and for a table without any context; DataLoss for a
  // damaged gzip file.
  absl::StatusOr<int> Next(absl::Span<Context> contexts);

  // Of the contexts of the last Next().
  absl::Span<const std::string> labels() const { return labels_; }
  bool has_labels() const { return has_labels_; }

  const std::string& path() const { return lines_.path(); }
  // A line for each column left out, and why.
  const std::vector<std::string>& ignored() const { return ignored_; }
  int64_t contexts_read() const { return contexts_read_; }
  // How much of the file is read, 0..1; -1 where its size is not known.
  double ShareRead() const { return lines_.ShareRead(); }

 private:
  ContextStream(const Genome& genome, LineReader lines)
      : genome_(&genome), lines_(std::move(lines)) {}

  absl::StatusOr<bool> NextLine(absl::string_view* line);
  absl::Status ReadHeader(absl::string_view label);
  absl::Status ReadRow(absl::string_view line, Context& context,
                       std::string& label);

  const Genome* genome_;
  LineReader lines_;
  std::vector<int> regulators_;  // of columns; negative: none
  bool has_labels_ = false;
  std::vector<std::string> labels_;
  std::vector<std::string> ignored_;
  int64_t contexts_read_ = 0;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CONTEXT_CONTEXT_STREAM_H_
