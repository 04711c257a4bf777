// How an expression matrix is to be read, and what was done in reading it.
#ifndef REGULON_ENGINE_EXPRESSION_READ_OPTIONS_H_
#define REGULON_ENGINE_EXPRESSION_READ_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace regulon {

// What a missing value becomes.
enum class MissingPolicy {
  kError,
  // NaN, for a caller that knows what to do with it; samples and genes without
  // any value are left out.
  kKeep,
  kZero,       // 0, as it stands in the file: 0 of a logarithm is no absence
  kDropGenes,  // genes with a missing value are left out
};

// What becomes of several rows or columns of one name.
enum class DuplicatePolicy {
  kError,
  kMean,   // the mean of the values that are there, as they stand
  kFirst,  // the first in the file
  kSum,    // what the values that are there add up to: of counts
};

struct ReadOptions {
  std::string unit;  // required: text of ParseUnit; declared, never guessed
  // Text and Matrix Market without files of names: a row is a sample and not a
  // gene. AnnData and 10x files say so themselves.
  bool samples_are_rows = false;
  // AnnData: "X", "layers/NAME" or "raw". 10x files of several genomes: the
  // name of one.
  std::string layer = "X";
  // AnnData: the column of `var` that holds the genes' ids; "": its index.
  std::string gene_ids;
  MissingPolicy missing = MissingPolicy::kError;
  DuplicatePolicy duplicate_genes = DuplicatePolicy::kError;
  DuplicatePolicy duplicate_samples = DuplicatePolicy::kError;
  // Samples times genes that may be read, 4 bytes each; by default 16 GiB.
  int64_t most_values = int64_t{1} << 32;
};

// What a person should know of the reading.
struct ReadReport {
  int64_t missing_values = 0;                // in the file, merged ones too
  std::vector<std::string> constant_genes;   // kept
  std::vector<std::string> dropped_genes;    // for missing values
  std::vector<std::string> dropped_samples;  // likewise
  std::vector<std::string> merged_genes;     // names that several rows had
  std::vector<std::string> merged_samples;   // likewise
  std::vector<std::string> ignored_columns;  // of text, in a table of numbers
  std::vector<std::string> notes;            // all of it, a line each
};

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_READ_OPTIONS_H_
