// Tables of text: a matrix either way round, and each of the lists.

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/expression/lists.h"
#include "engine/expression/read_expression.h"
#include "tests/fuzz/memory_file.h"

namespace {

using namespace regulon;  // NOLINT: a program of one function

void RequireNamed(const absl::Status& status, const std::string& path) {
  Require(status.ok() || absl::StartsWith(status.message(), path),
          absl::StrCat("an error begins with the file: ", status.message()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const MemoryFile file({reinterpret_cast<const char*>(data), size});
  for (const bool samples_are_rows : {false, true}) {
    ReadOptions options;
    options.unit = "log2_intensity";
    options.samples_are_rows = samples_are_rows;
    options.missing = MissingPolicy::kKeep;
    options.duplicate_genes = DuplicatePolicy::kMean;
    options.duplicate_samples = DuplicatePolicy::kFirst;
    options.most_values = 1 << 20;
    const auto read = ReadExpression(file.path(), options);
    RequireNamed(read.status(), file.path());
    if (!read.ok()) continue;
    Require(read->values.size() == read->samples.size() * read->genes.size(),
            "a value for every sample and gene");
    const size_t genes = read->genes.size();
    for (size_t sample = 0; sample < read->samples.size(); ++sample) {
      const auto row = read->values.begin() + sample * genes;
      Require(std::any_of(row, row + genes,
                          [](float x) { return std::isfinite(x); }),
              "no sample is without a value");
      Require(
          std::none_of(row, row + genes, [](float x) { return std::isinf(x); }),
          "no value is infinite");
    }
  }
  RequireNamed(ReadNames(file.path()).status(), file.path());
  RequireNamed(ReadEdges(file.path()).status(), file.path());
  RequireNamed(ReadPerturbations(file.path()).status(), file.path());
  const auto table = ReadSampleTable(file.path());
  RequireNamed(table.status(), file.path());
  if (table.ok() && !table->columns.empty()) {
    const auto column = table->Column(table->columns[0], table->samples);
    Require(column.ok() && column->size() == table->samples.size(),
            "a column has a text for every sample");
  }
  return 0;
}
