#include "engine/cli/files.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

constexpr size_t kMostBytes = size_t{1} << 31;  // what protobuf can read

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
    if (content.size() > kMostBytes) break;
  }
  const absl::Status status =
      std::ferror(file) != 0 ? Failed(ShownName(path))
      : content.size() > kMostBytes
          ? absl::ResourceExhaustedError(absl::StrCat(
                ShownName(path), ": a text of more than 2 GiB; split it"))
          : absl::OkStatus();
  if (file != stdin) std::fclose(file);
  if (!status.ok()) return status;
  return content;
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
