// What the fuzz targets do with a genome: everything that reads its tensors.
#ifndef REGULON_TESTS_FUZZ_EXERCISE_H_
#define REGULON_TESTS_FUZZ_EXERCISE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"
#include "tests/fuzz/memory_file.h"

namespace regulon {

// Verifies the tensors and lets a cell answer, once without a regulator and
// once with some of them. Any answer is finite; the first error is returned.
absl::Status Exercise(const Genome& genome);
// The same for contexts that were read.
absl::Status Exercise(const Genome& genome,
                      const std::vector<Context>& contexts);

}  // namespace regulon

#endif  // REGULON_TESTS_FUZZ_EXERCISE_H_
