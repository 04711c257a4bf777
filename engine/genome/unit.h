// Units of levels and of expression. Declared, never guessed.
//
//   NAME             a quantity of the table in unit.cc: "tpm", "uM", "boolean"
//   counts/10000     counts normalized to that sum per sample
//   log2(tpm+1)      also log10 and ln, with any pseudocount
//   log1p(cpm)       ln(cpm+1)
#ifndef REGULON_ENGINE_GENOME_UNIT_H_
#define REGULON_ENGINE_GENOME_UNIT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regulon {

struct Unit {
  std::string text;        // as declared
  double log_base = 0;     // 0: a linear unit
  double pseudocount = 0;  // added before the logarithm
  bool boolean = false;    // only 0 and 1

  double ToLinear(double value) const;
  double FromLinear(double level) const;
  // Out of range: not finite, below zero on the linear scale, not 0 or 1.
  absl::Status Check(double value) const;
};

// InvalidArgument with a suggestion for text that is no unit.
absl::StatusOr<Unit> ParseUnit(absl::string_view text);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_UNIT_H_
