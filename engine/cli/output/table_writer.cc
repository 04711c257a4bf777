#include "engine/cli/output/table_writer.h"

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
    writer->AppendHeader(writer->sink_.text());
    writer->sink_.Write();
    return writer;
  }
  std::abort();  // an enumerator without its line in kFormats
}

TableWriter::TableWriter(std::vector<std::string> columns, std::FILE* out)
    : columns_(std::move(columns)), sink_(out) {}

void TableWriter::AddRow(absl::Span<const Value> row) {
  if (finished_ || row.size() != columns_.size()) std::abort();
  if (!sink_.ok()) return;
  AppendRow(row, sink_.text());
  sink_.Write();
}

absl::Status TableWriter::Finish() {
  if (!finished_ && sink_.ok()) AppendEnd(sink_.text());
  finished_ = true;
  return sink_.Finish();
}

}  // namespace regulon
