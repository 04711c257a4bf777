// A function given as a table, as a sum of products that has no term too many.
#ifndef REGULON_ENGINE_CONVERT_COVER_H_
#define REGULON_ENGINE_CONVERT_COVER_H_

#include <vector>

#include "absl/types/span.h"
#include "engine/logic/rule.h"

namespace regulon {

// table[row] of all 2^n assignments: bit i of `row` is the value of unknown i.
using Table = std::vector<bool>;

// A rule that is true where `on` is and only where `on` or `free` are, with
// unknown i written as unknowns[i]. Both tables have 2^unknowns.size() rows.
// Irredundant sum of products (Minato 1992, IEICE Trans. Fund. E76-A:967).
Rule Cover(const Table& on, const Table& free, absl::Span<const Rule> unknowns);

}  // namespace regulon

#endif  // REGULON_ENGINE_CONVERT_COVER_H_
