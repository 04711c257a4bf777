// In what two courses differ: of the same start under two schedules, or with
// and without one, which is what is remembered of it.
#ifndef REGULON_ENGINE_QUERY_COURSES_H_
#define REGULON_ENGINE_QUERY_COURSES_H_

#include <vector>

#include "absl/types/span.h"
#include "engine/query/trajectory.h"

namespace regulon {

// By more than a thousandth, relative where either is above 1.
bool Differs(double a, double b);

// Genes whose expression, or domains whose share of readings open, is not the
// same in all of the courses; ascending.
std::vector<int> DifferentGenes(absl::Span<const Course> courses);
std::vector<int> DifferentDomains(absl::Span<const Course> courses);

}  // namespace regulon

#endif  // REGULON_ENGINE_QUERY_COURSES_H_
