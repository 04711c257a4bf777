// Many samples as a few: cells that are alike, averaged.
//
// Samples are projected on 32 random directions of signs (Achlioptas 2003),
// on a logarithmic scale, and divided in two again and again by 2-means, the
// parts getting metacells in proportion to their sums of squares.
#ifndef REGULON_ENGINE_EXPRESSION_METACELLS_H_
#define REGULON_ENGINE_EXPRESSION_METACELLS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/expression/expression.h"
#include "engine/workers.h"

namespace regulon {

// Above this number of samples a fit works on metacells: one of n samples takes
// time n^3 and memory n^2.
inline constexpr int kSamplesForMetacells = 10000;

struct MetacellOptions {
  int most = 4000;    // metacells; at least the number of groups
  uint64_t seed = 1;  // of the directions
};

struct Metacells {
  // Samples "metacell_1", ...; levels are means on the linear scale of the
  // unit, written in the unit.
  Expression expression;
  std::vector<int> metacell_of;  // [samples]
  std::vector<int> sizes;        // [metacells], samples in each
  std::vector<int> group;        // [metacells], of its samples
};

// `group` is one number >= 0 per sample, or empty for a single group: samples
// of different groups never share a metacell. The same answer, to the bit, for
// any number of workers. InvalidArgument for more groups than `most`, for
// missing values and for a boolean unit. Takes 128 bytes per sample beside the
// answer.
absl::StatusOr<Metacells> MakeMetacells(const Expression& expression,
                                        absl::Span<const int> group,
                                        const MetacellOptions& options,
                                        Workers& workers);

}  // namespace regulon

#endif  // REGULON_ENGINE_EXPRESSION_METACELLS_H_
