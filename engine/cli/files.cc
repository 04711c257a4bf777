#include "engine/cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kMostBytes = size_t{1} << 31;  // what protobuf can read

absl::Status Failed(const std::string& what) {
  return absl::UnavailableError(absl::StrCat(
      what, ": ", std::strerror(errno),
      errno == ENOSPC ? "; free some space or write elsewhere" : ""));
}

}  // namespace

absl::StatusOr<int> OpenInput(const std::string& path, bool* is_pipe) {
  *is_pipe = false;
  if (path == "-") {
    const int copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) return Failed(ShownName(path));
    return copy;
  }
  // To open a pipe without a writer would wait for one.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return Failed(path);
  struct stat facts;
  if (fstat(descriptor, &facts) != 0 ||
      fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK) !=
          0) {
    const absl::Status failed = Failed(path);
    close(descriptor);
    return failed;
  }
  *is_pipe = S_ISFIFO(facts.st_mode);
  return descriptor;
}

absl::Status NothingWritten(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": a pipe that nothing is written to; give a file"));
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  bool is_pipe = false;
  ASSIGN_OR_RETURN(const int descriptor, OpenInput(path, &is_pipe));
  std::FILE* const file = fdopen(descriptor, "rb");
  if (file == nullptr) {
    const absl::Status failed = Failed(ShownName(path));
    close(descriptor);
    return failed;
  }
  std::string content;
  char buffer[1 << 16];
  while (const size_t got = std::fread(buffer, 1, sizeof(buffer), file)) {
    content.append(buffer, got);
    if (content.size() > kMostBytes) break;
  }
  const absl::Status status =
      std::ferror(file) != 0 ? Failed(ShownName(path))
      : content.size() > kMostBytes
          ? absl::ResourceExhaustedError(absl::StrCat(
                ShownName(path), ": a text of more than 2 GiB; split it"))
          : absl::OkStatus();
  std::fclose(file);
  if (!status.ok()) return status;
  if (is_pipe && content.empty()) return NothingWritten(path);
  return content;
}

absl::Status CheckOutput(const std::string& output,
                         const std::vector<std::string>& inputs) {
  std::error_code ignored;
  for (const std::string& input : inputs) {
    if (std::filesystem::equivalent(input, output, ignored)) {
      return absl::InvalidArgumentError(
          absl::StrCat(output, ": this is ",
                       input == output ? "the input as well"
                                       : absl::StrCat("the input ", input),
                       ", and would be overwritten; give the output another "
                       "name"));
    }
  }
  if (access(output.c_str(), F_OK) == 0 && access(output.c_str(), W_OK) != 0) {
    return absl::PermissionDeniedError(absl::StrCat(
        output,
        ": the file is there and may not be written; give the output "
        "another name or remove it"));
  }
  return absl::OkStatus();
}

std::string ShownName(const std::string& path) {
  return path == "-" ? "<stdin>" : path;
}

absl::Status Print(absl::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() ||
      std::fflush(stdout) != 0) {
    return Failed("cannot write the output");
  }
  return absl::OkStatus();
}

void Note(absl::string_view line) {
  std::string shown(line);
  for (char& c : shown) {
    if (absl::ascii_isspace(c)) c = ' ';
    if (absl::ascii_iscntrl(c)) c = '?';
  }
  std::fprintf(stderr, "regulon: %s\n", shown.c_str());
}

absl::StatusOr<TemporaryFolder> TemporaryFolder::Create() {
  const char* place = std::getenv("TMPDIR");
  std::string path = absl::StrCat(
      place == nullptr || *place == '\0' ? "/tmp" : place, "/regulon.XXXXXX");
  if (mkdtemp(&path[0]) == nullptr) {
    return Failed(absl::StrCat(path, ": cannot make a temporary folder"));
  }
  return TemporaryFolder(path);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, "")) {}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::File(absl::string_view name) const {
  return absl::StrCat(path_, "/", name);
}

}  // namespace regulon
