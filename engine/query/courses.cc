#include "engine/query/courses.h"

#include <algorithm>
#include <cmath>

namespace regulon {
namespace {

std::vector<int> Different(absl::Span<const Course> courses,
                           std::vector<double> Course::*values) {
  std::vector<int> found;
  if (courses.empty()) return found;
  const std::vector<double>& first = courses[0].*values;
  for (size_t i = 0; i < first.size(); ++i) {
    for (const Course& course : courses) {
      if (!Differs(first[i], (course.*values)[i])) continue;
      found.push_back(static_cast<int>(i));
      break;
    }
  }
  return found;
}

}  // namespace

bool Differs(double a, double b) {
  return std::abs(a - b) > 1e-3 * std::max({1.0, std::abs(a), std::abs(b)});
}

std::vector<int> DifferentGenes(absl::Span<const Course> courses) {
  return Different(courses, &Course::expression);
}

std::vector<int> DifferentDomains(absl::Span<const Course> courses) {
  return Different(courses, &Course::open);
}

}  // namespace regulon
