#include "engine/context/context_stream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/context/level_cell.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kIgnored = -1, kLabel = -2;  // columns without a regulator

template <typename... Parts>
absl::Status Wrong(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

bool IsSkipped(absl::string_view line) {
  return line.empty() || line[0] == '#' ||
         absl::StripLeadingAsciiWhitespace(line).empty();
}

absl::string_view FirstCell(absl::string_view line) {
  return absl::StripAsciiWhitespace(line.substr(0, line.find('\t')));
}

}  // namespace

bool IsContextStream(absl::string_view start) {
  for (const absl::string_view line :
       absl::StrSplit(start, absl::ByAnyChar("\r\n"))) {
    if (!IsSkipped(line)) return FirstCell(line) == "context";
  }
  return false;
}

absl::StatusOr<ContextStream> ContextStream::Create(const Genome& genome,
                                                    LineReader lines,
                                                    absl::string_view label) {
  ContextStream stream(genome, std::move(lines));
  RETURN_IF_ERROR(stream.ReadHeader(label));
  return stream;
}

// The next that is not skipped.
absl::StatusOr<bool> ContextStream::NextLine(absl::string_view* line) {
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, lines_.Next(line));
    if (!more || !IsSkipped(*line)) return more;
  }
}

absl::Status ContextStream::ReadHeader(absl::string_view label) {
  absl::string_view line;
  ASSIGN_OR_RETURN(const bool more, NextLine(&line));
  if (!more || FirstCell(line) != "context") {
    return Wrong(more ? lines_.Place(1) : lines_.path(),
                 ": the first header cell must be 'context', and the others "
                 "name regulators");
  }
  std::vector<bool> seen(genome_->manifest().regulators_size());
  for (const absl::string_view cell : absl::StrSplit(line, '\t')) {
    regulators_.push_back(kIgnored);
    const size_t column = regulators_.size();
    if (column == 1) continue;
    const absl::string_view name = absl::StripAsciiWhitespace(cell);
    if (!label.empty() && name == label) {
      if (has_labels_) {
        return Wrong(lines_.Place(column), ": a second column is called '",
                     name, "'; rename one");
      }
      has_labels_ = true;
      regulators_.back() = kLabel;
      continue;
    }
    const absl::StatusOr<int> index =
        FindRegulator(*genome_, name, ignored_.size());
    if (!index.ok()) {
      ignored_.push_back(
          absl::StrCat(lines_.Place(column),
                       ": column ignored: ", index.status().message()));
      continue;
    }
    if (seen[*index]) {
      return Wrong(lines_.Place(column), ": a second column for regulator '",
                   genome_->manifest().regulators(*index).id(), "'; keep one");
    }
    seen[*index] = true;
    regulators_.back() = *index;
  }
  return absl::OkStatus();
}

absl::Status ContextStream::ReadRow(absl::string_view line, Context& context,
                                    std::string& label) {
  const absl::string_view name = FirstCell(line);
  if (name.empty()) {
    return Wrong(lines_.Place(1), ": this context has no name");
  }
  context.Restart(name);
  const char* at = line.data();
  const char* const end = at + line.size();
  size_t column = 0;
  for (;; ++at, ++column) {
    // Most cells of most tables are empty.
    const char* const start = at;
    while (at != end && *at != '\t') ++at;
    if (at != start && column < regulators_.size()) {
      const int regulator = regulators_[column];
      const absl::string_view cell(start, at - start);
      if (regulator >= 0) {
        const absl::Status status = SetFromCell(cell, regulator, context);
        if (!status.ok()) {
          return Wrong(lines_.Place(column + 1), ": ", status.message());
        }
      } else if (regulator == kLabel) {
        label = std::string(absl::StripAsciiWhitespace(cell));
      }
    }
    if (at == end) break;
  }
  if (column + 1 != regulators_.size()) {
    return Wrong(lines_.Place(), ": ", column + 1,
                 " cells where the header has ", regulators_.size());
  }
  return absl::OkStatus();
}

absl::StatusOr<int> ContextStream::Next(absl::Span<Context> contexts) {
  labels_.resize(has_labels_ ? contexts.size() : 1);
  size_t count = 0;
  absl::string_view line;
  while (count < contexts.size()) {
    ASSIGN_OR_RETURN(const bool more, NextLine(&line));
    if (!more) break;
    std::string& label = labels_[has_labels_ ? count : 0];
    label.clear();
    RETURN_IF_ERROR(ReadRow(line, contexts[count], label));
    ++count;
  }
  contexts_read_ += static_cast<int64_t>(count);
  if (contexts_read_ == 0 && !contexts.empty()) {
    return Wrong(lines_.path(), ": there is no context in it");
  }
  labels_.resize(has_labels_ ? count : 0);
  return static_cast<int>(count);
}

}  // namespace regulon
