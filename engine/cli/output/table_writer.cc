#include "engine/cli/output/table_writer.h"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/output/formats.h"

namespace regulon {
namespace {

struct NamedFormat {
  Format format;
  const char* name;
  FormatFactory* make;
};

constexpr NamedFormat kFormats[] = {
    {Format::kTable, "table", MakeTableFormat},
    {Format::kTsv, "tsv", MakeTsvFormat},
    {Format::kJson, "json", MakeJsonFormat},
};

absl::Status OutputError(int error_number) {
  return absl::ErrnoToStatus(error_number, "cannot write the output");
}

}  // namespace

absl::StatusOr<Format> ParseFormat(absl::string_view name) {
  std::string known;
  for (const NamedFormat& entry : kFormats) {
    if (name == entry.name) return entry.format;
    absl::StrAppend(&known, known.empty() ? "" : ", ", entry.name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("unknown output format '", name, "'; known: ", known));
}

std::unique_ptr<TableWriter> TableWriter::Create(
    Format format, std::vector<std::string> columns, std::FILE* out) {
  for (const NamedFormat& entry : kFormats) {
    if (format != entry.format) continue;
    std::unique_ptr<TableWriter> writer = entry.make(std::move(columns), out);
    writer->AppendHeader(&writer->text_);
    writer->WriteText();
    return writer;
  }
  std::abort();  // an enumerator without its line in kFormats
}

TableWriter::TableWriter(std::vector<std::string> columns, std::FILE* out)
    : columns_(std::move(columns)), out_(out) {}

void TableWriter::AddRow(absl::Span<const Value> row) {
  if (finished_ || row.size() != columns_.size()) std::abort();
  if (!status_.ok()) return;
  AppendRow(row, &text_);
  WriteText();
}

absl::Status TableWriter::Finish() {
  if (finished_) return status_;
  finished_ = true;
  if (!status_.ok()) return status_;
  AppendEnd(&text_);
  WriteText();
  if (!status_.ok()) return status_;
  if (std::fflush(out_) != 0) {
    status_ = OutputError(errno);
  } else if (std::ferror(out_)) {
    status_ = OutputError(EIO);  // of a write that was not ours
  }
  return status_;
}

void TableWriter::WriteText() {
  if (std::fwrite(text_.data(), 1, text_.size(), out_) != text_.size()) {
    status_ = OutputError(errno);
  }
  text_.clear();
}

}  // namespace regulon
