// What became of cells, as tables.
#ifndef REGULON_ENGINE_CLI_DEVELOPMENT_COURSE_OUTPUT_H_
#define REGULON_ENGINE_CLI_DEVELOPMENT_COURSE_OUTPUT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/cli/output/table_writer.h"
#include "engine/genome/genome.h"
#include "engine/query/trajectory.h"

namespace regulon {

// A course under the name that its rows begin with.
struct NamedCourse {
  std::string name;
  const Course* course;
};

// Rows of domains whose memory is beyond its fold. `heading`: what names are.
absl::Status PrintCommitments(absl::Span<const NamedCourse> courses,
                              const std::string& heading, const Genome& genome,
                              Format format);

// Rows of genes and domains that a signal left different: `with` and `without`
// it, as many of each. A table for eyes shows the first of many.
absl::Status PrintRemembered(absl::Span<const NamedCourse> with,
                             absl::Span<const Course> without,
                             const std::string& heading, const Genome& genome,
                             Format format);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_DEVELOPMENT_COURSE_OUTPUT_H_
