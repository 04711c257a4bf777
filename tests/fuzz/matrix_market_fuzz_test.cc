// Matrices of 3 genes by 2 samples, and any bytes as a file of names.

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/expression/matrix_market.h"
#include "engine/expression/policies.h"
#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;  // NOLINT: a program of one function
  static const auto& genes = *new MemoryFile(
      "g1\tA\tGene Expression\ng2\tB\tGene Expression\n"
      "g3\tC\tAntibody Capture\n");
  static const auto& barcodes = *new MemoryFile("AAA\nCCC\n");
  const MemoryFile matrix({reinterpret_cast<const char*>(data), size});
  ReadOptions options;
  options.missing = MissingPolicy::kDropGenes;
  ReadReport report;
  auto read = ReadMatrixMarket({matrix.path(), genes.path(), barcodes.path()},
                               options, report);
  Require(
      read.ok() || absl::StartsWith(read.status().message(), matrix.path()),
      absl::StrCat("an error begins with the file: ", read.status().message()));
  if (read.ok()) {
    Require(read->values.size() == 4 && read->genes.size() == 2,
            "two genes are left, of two samples");
    read->unit = *ParseUnit("counts");
    (void)ApplyPolicies(options, *read, report);
  }
  const auto names = ReadGeneNames(matrix.path());
  Require(!names.ok() || names->symbols.empty() ||
              names->symbols.size() == names->ids.size(),
          "a symbol for every gene or none");
  return 0;
}
