#include "engine/cli/files.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

absl::Status Failed(const std::string& what) {
  return absl::UnavailableError(absl::StrCat(
      what, ": ", std::strerror(errno),
      errno == ENOSPC ? "; free some space or write elsewhere" : ""));
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) return Failed(path);
  std::string content;
  char buffer[1 << 16];
  while (const size_t got = std::fread(buffer, 1, sizeof(buffer), file)) {
    content.append(buffer, got);
  }
  const bool failed = std::ferror(file) != 0;
  if (file != stdin) std::fclose(file);
  if (failed) return Failed(path);
  return content;
}

absl::Status Print(absl::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() ||
      std::fflush(stdout) != 0) {
    return Failed("cannot write the output");
  }
  return absl::OkStatus();
}

void Note(absl::string_view line) {
  std::fprintf(stderr, "regulon: %.*s\n", static_cast<int>(line.size()),
               line.data());
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
