// What the fuzz targets do with a genome: everything that reads its tensors.
#ifndef REGULON_TESTS_FUZZ_EXERCISE_H_
#define REGULON_TESTS_FUZZ_EXERCISE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"

namespace regulon {

// A file that lives in memory, with a path that Genome::Open can open.
class MemoryFile {
 public:
  explicit MemoryFile(absl::string_view bytes);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  int descriptor_;
  std::string path_;
};

// A path in memory for what must be written under a name; the same in every
// call of a process.
const std::string& ScratchPath();

// Stops the program: what holds for every input does not hold.
void Require(bool holds, absl::string_view what);

// Verifies the tensors and lets a cell answer, once without a regulator and
// once with some of them. Any answer is finite; the first error is returned.
absl::Status Exercise(const Genome& genome);
// The same for contexts that were read.
absl::Status Exercise(const Genome& genome,
                      const std::vector<Context>& contexts);

}  // namespace regulon

#endif  // REGULON_TESTS_FUZZ_EXERCISE_H_
