// Inputs of fuzz targets as files, and what stops a target.
#ifndef REGULON_TESTS_FUZZ_MEMORY_FILE_H_
#define REGULON_TESTS_FUZZ_MEMORY_FILE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace regulon {

// A file that lives in memory, with a path that can be opened.
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

}  // namespace regulon

#endif  // REGULON_TESTS_FUZZ_MEMORY_FILE_H_
