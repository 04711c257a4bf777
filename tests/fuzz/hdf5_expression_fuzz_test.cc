// AnnData and 10x files, whatever they hold: every layer, a column of obs.

#include <cmath>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/expression/hdf5_expression.h"
#include "engine/expression/read_expression.h"
#include "tests/fuzz/hdf5_recipe.h"
#include "tests/fuzz/memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;                  // NOLINT: a program of one function
  const std::string& path = ScratchPath();  // HDF5 wants one on a disk
  WriteHdf5({reinterpret_cast<const char*>(data), size}, path);
  for (const char* layer : {"X", "raw", "layers/a", "hg19"}) {
    ReadOptions options;
    options.unit = "log2_intensity";
    options.layer = layer;
    options.missing = MissingPolicy::kZero;
    options.duplicate_genes = DuplicatePolicy::kFirst;
    options.duplicate_samples = DuplicatePolicy::kMean;
    options.most_values = 1 << 20;
    const auto read = ReadExpression(path, options);
    if (!read.ok()) {
      Require(absl::StartsWith(read.status().message(), path),
              absl::StrCat("an error begins with the file: ",
                           read.status().message()));
      continue;
    }
    Require(read->values.size() == read->samples.size() * read->genes.size(),
            "a value for every sample and gene");
    for (const float value : read->values) {
      Require(std::isfinite(value), "no value is missing");
    }
  }
  (void)ReadObservationColumn(path, "type");
  std::filesystem::remove(path);
  return 0;
}
