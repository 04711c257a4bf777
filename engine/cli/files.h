// Files and terminals, as the verbs use them.
#ifndef REGULON_ENGINE_CLI_FILES_H_
#define REGULON_ENGINE_CLI_FILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace regulon {

// The whole of a file, or of the standard input for "-", up to 2 GiB. The error
// names it. A named pipe that nobody writes to is an error and is not waited
// for.
absl::StatusOr<std::string> ReadFile(const std::string& path);

// A descriptor of a file to read from, or of the standard input for "-", the
// caller's to close. To open a named pipe does not wait for a writer, whom it
// then lacks: what is read is empty.
absl::StatusOr<int> OpenInput(const std::string& path, bool* is_pipe);

// The error for an empty pipe.
absl::Status NothingWritten(const std::string& path);

// What messages call a file that ReadFile reads.
std::string ShownName(const std::string& path);

// Text to the standard output; an error where it cannot be written.
absl::Status Print(absl::string_view text);

// A line on the standard error: line breaks within become spaces, and other
// control characters, which might come from any file, question marks.
void Note(absl::string_view line);

// An error where `output` is one of the inputs, by whatever path or link, or a
// file that is there and may not be written. Writers replace a file as a whole,
// which needs no permission of its own.
absl::Status CheckOutput(const std::string& output,
                         const std::vector<std::string>& inputs);

// A folder that is gone, with what it holds, when this is.
class TemporaryFolder {
 public:
  static absl::StatusOr<TemporaryFolder> Create();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  ~TemporaryFolder();
  std::string File(absl::string_view name) const;

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_FILES_H_
