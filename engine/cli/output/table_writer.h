// Writes a table of results as aligned text, TSV or JSON.
//
//   std::unique_ptr<TableWriter> writer =
//       TableWriter::Create(Format::kTsv, {"gene", "tpm"}, stdout);
//   writer->AddRow({"GATA1", 3.5});
//   return writer->Finish();
//
// No file outside this folder knows the formats. A new one is a class in a .cc
// beside tsv_format.cc, its line in formats.h and its line in table_writer.cc.
#ifndef REGULON_ENGINE_CLI_OUTPUT_TABLE_WRITER_H_
#define REGULON_ENGINE_CLI_OUTPUT_TABLE_WRITER_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/cli/output/text_sink.h"

namespace regulon {

enum class Format {
  kTable,  // for people: rounded numbers, columns as wide as the first 1,000
           // rows need, which are held back until they are known
  kTsv,    // a header line; numbers read back as the same float or double
  kJson,   // an array of objects, one per line; non-finite numbers are null
};

// InvalidArgument that lists the known names for any other than "table",
// "tsv" and "json".
absl::StatusOr<Format> ParseFormat(absl::string_view name);

// std::monostate: nothing, an empty cell or null.
using Value = std::variant<std::string, double, int64_t, bool, std::monostate>;

// Not thread-safe.
class TableWriter {
 public:
  // `out` stays the caller's, who closes it after Finish(). A pipe closed by
  // its reader is an error here only in a program that ignores SIGPIPE.
  static std::unique_ptr<TableWriter> Create(Format format,
                                             std::vector<std::string> columns,
                                             std::FILE* out);

  virtual ~TableWriter() = default;
  TableWriter(const TableWriter&) = delete;
  TableWriter& operator=(const TableWriter&) = delete;

  // A value per column. Does nothing once a write has failed.
  void AddRow(absl::Span<const Value> row);

  // Completes and flushes the output, which is unusable without. The first
  // error of any write, with its cause: "...: No space left on device".
  absl::Status Finish();

 protected:
  TableWriter(std::vector<std::string> columns, std::FILE* out);
  const std::vector<std::string>& columns() const { return columns_; }

 private:
  // What a format is: each appends to `text` whatever is ready to be written.
  virtual void AppendHeader(std::string* text) = 0;
  virtual void AppendRow(absl::Span<const Value> row, std::string* text) = 0;
  virtual void AppendEnd(std::string* text) = 0;

  const std::vector<std::string> columns_;
  TextSink sink_;
  bool finished_ = false;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_TABLE_WRITER_H_
