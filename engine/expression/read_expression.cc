#include "engine/expression/read_expression.h"

#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/expression/delimited_matrix.h"
#include "engine/expression/hdf5_expression.h"
#include "engine/expression/matrix_market.h"
#include "engine/expression/policies.h"
#include "engine/line_reader.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr absl::string_view kHdf5Signature("\x89HDF\r\n\x1a\n", 8);

struct Foreign {
  absl::string_view signature;
  const char* what;
};
constexpr Foreign kForeign[] = {
    {"PK\x03\x04", "a ZIP archive or a spreadsheet; export it as TSV"},
    {"PAR1", "Parquet; write it as TSV or .h5ad"},
    {"RDX", "R's own format; write it as TSV"},
    {"BZh", "packed by bzip2; pack it by gzip"},
    {"\xFD"
     "7zXZ",
     "packed by xz; pack it by gzip"},
    {"\x1f\x8b", "packed twice by gzip; unpack it once"},
};

absl::StatusOr<Expression> ReadAny(const std::string& path,
                                   const ReadOptions& options,
                                   ReadReport& report) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    ASSIGN_OR_RETURN(const MatrixMarketFiles files,
                     FindMatrixMarketFiles(path));
    return ReadMatrixMarket(files, options, report);
  }
  const absl::StatusOr<std::string> start = FirstBytes(path, 64);
  if (!start.ok()) return start.status();
  if (absl::StartsWith(*start, kHdf5Signature)) {
    ASSIGN_OR_RETURN(const bool packed, IsGzip(path));
    if (packed) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": HDF5 packed by gzip; unpack it first"));
    }
    return ReadHdf5Expression(path, options, report);
  }
  if (absl::StartsWith(*start, "%%MatrixMarket")) {
    ASSIGN_OR_RETURN(const MatrixMarketFiles files,
                     FindMatrixMarketFiles(path));
    return ReadMatrixMarket(files, options, report);
  }
  for (const Foreign& format : kForeign) {
    if (absl::StartsWith(*start, format.signature)) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": is ", format.what));
    }
  }
  return ReadDelimitedMatrix(path, options, report);
}

}  // namespace

absl::StatusOr<Expression> ReadExpression(const std::string& path,
                                          const ReadOptions& options,
                                          ReadReport* report) {
  if (options.unit.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": its unit is not declared; give it, as in log2(tpm+1)"));
  }
  ASSIGN_OR_RETURN(Unit unit, ParseUnit(options.unit));
  ReadReport own;
  ReadReport& noted = report == nullptr ? own : *report;
  noted = ReadReport();
  try {
    ASSIGN_OR_RETURN(Expression expression, ReadAny(path, options, noted));
    expression.unit = std::move(unit);
    RETURN_IF_ERROR(ApplyPolicies(options, expression, noted));
    return expression;
  } catch (const std::bad_alloc&) {
  } catch (const std::length_error&) {
  }
  return absl::ResourceExhaustedError(absl::StrCat(
      path,
      ": memory does not suffice; take fewer samples or genes into the "
      "file"));
}

}  // namespace regulon
