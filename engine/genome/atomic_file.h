// A file that appears under its name only once it is whole and on the disk.
#ifndef REGULON_ENGINE_GENOME_ATOMIC_FILE_H_
#define REGULON_ENGINE_GENOME_ATOMIC_FILE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regulon {

class AtomicFile {
 public:
  // InvalidArgument or Unavailable that names the path. Where the file system
  // can, an unfinished file vanishes with the program.
  static absl::StatusOr<std::unique_ptr<AtomicFile>> Create(
      const std::string& path);
  ~AtomicFile();

  // At the end of what was appended before.
  absl::Status Append(absl::string_view bytes);
  // Over what is there.
  absl::Status WriteAt(int64_t offset, absl::string_view bytes);
  // Flushes to the disk and gives it its name, which may have been another's.
  absl::Status Publish();

 private:
  explicit AtomicFile(std::string path) : path_(std::move(path)) {}
  absl::Status Open();
  absl::Status Failed(absl::string_view what) const;

  const std::string path_;
  std::string temporary_;  // empty: the file has no name yet
  int descriptor_ = -1;
};

// The whole of a file at once.
absl::Status WriteAtomically(const std::string& path, absl::string_view bytes);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_ATOMIC_FILE_H_
