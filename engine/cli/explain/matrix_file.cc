#include "engine/cli/explain/matrix_file.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/output/number_text.h"
#include "engine/status.h"

namespace regulon {
namespace {

// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html: the
// magic, version 1.0, the length of the description, and the description, which
// fills up to a multiple of 64 bytes and ends in a line break.
std::string NpyHeader(int64_t rows, size_t columns) {
  std::string description =
      absl::StrCat("{'descr': '<f8', 'fortran_order': False, 'shape': (", rows,
                   ", ", columns, "), }");
  constexpr size_t kBefore = 10, kMultiple = 64;
  while ((kBefore + description.size() + 1) % kMultiple != 0) {
    description += ' ';
  }
  description += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(description.size() % 256);
  header += static_cast<char>(description.size() / 256);
  return header + description;
}

}  // namespace

absl::StatusOr<MatrixFile> MatrixFile::Create(
    const std::string& path, absl::string_view corner,
    const std::vector<std::string>& columns, int64_t rows) {
  const bool npy = absl::EndsWith(path, ".npy");
  ASSIGN_OR_RETURN(std::unique_ptr<AtomicFile> file, AtomicFile::Create(path));
  std::string header;
  if (npy) {
    header = NpyHeader(rows, columns.size());
  } else {
    absl::StrAppend(&header, corner);
    for (const std::string& column : columns) {
      absl::StrAppend(&header, "\t", column);
    }
    header += '\n';
  }
  RETURN_IF_ERROR(file->Append(header));
  return MatrixFile(std::move(file), npy);
}

absl::Status MatrixFile::AddRow(absl::string_view name,
                                absl::Span<const double> row) {
  if (npy_) {
    // The machines that run this are little-endian, as genome files are.
    return file_->Append(
        absl::string_view(reinterpret_cast<const char*>(row.data()),
                          row.size() * sizeof(double)));
  }
  text_.assign(name.data(), name.size());
  for (const double value : row) {
    text_ += '\t';
    AppendExact(value, &text_);
  }
  text_ += '\n';
  return file_->Append(text_);
}

}  // namespace regulon
