// A matrix of doubles with names, row by row, to a file that appears once it is
// whole: a NumPy array (format 1.0, little-endian float64, without the names)
// where its name ends in .npy, else TSV.
#ifndef REGULON_ENGINE_CLI_EXPLAIN_MATRIX_FILE_H_
#define REGULON_ENGINE_CLI_EXPLAIN_MATRIX_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "engine/genome/atomic_file.h"

namespace regulon {

class MatrixFile {
 public:
  // `corner` heads the column of the rows' names.
  static absl::StatusOr<MatrixFile> Create(
      const std::string& path, absl::string_view corner,
      const std::vector<std::string>& columns, int64_t rows);

  // As many as were said, each of a value per column.
  absl::Status AddRow(absl::string_view name, absl::Span<const double> row);
  absl::Status Finish() { return file_->Publish(); }

 private:
  MatrixFile(std::unique_ptr<AtomicFile> file, bool npy)
      : file_(std::move(file)), npy_(npy) {}

  std::unique_ptr<AtomicFile> file_;
  bool npy_;
  std::string text_;  // kept for its capacity
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_EXPLAIN_MATRIX_FILE_H_
