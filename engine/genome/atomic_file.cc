#include "engine/genome/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/status.h"

namespace regulon {
namespace {

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::Create(
    const std::string& path) {
  if (path.empty()) {
    return absl::InvalidArgumentError(": name a file to write");
  }
  // A link stays one: what it points to is replaced.
  std::error_code error;
  std::string target = path;
  if (std::filesystem::is_symlink(path, error)) {
    target = std::filesystem::weakly_canonical(path, error).string();
    if (error) target = path;
  }
  std::unique_ptr<AtomicFile> file(new AtomicFile(std::move(target)));
  RETURN_IF_ERROR(file->Open());
  return file;
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) close(descriptor_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

absl::Status AtomicFile::Failed(absl::string_view what) const {
  return absl::UnavailableError(absl::StrCat(
      path_, ": cannot ", what, ": ", std::strerror(errno),
      errno == ENOSPC ? "; free some space or write elsewhere" : ""));
}

absl::Status AtomicFile::Open() {
  struct stat info;
  if (stat(path_.c_str(), &info) == 0 && !S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ": this is not a regular file; name another"));
  }
  // A file without a name leaves nothing behind, however the program ends.
  descriptor_ =
      open(FolderOf(path_).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0644);
  if (descriptor_ >= 0) return absl::OkStatus();
  std::string name = absl::StrCat(path_, ".XXXXXX");
  descriptor_ = mkostemp(&name[0], O_CLOEXEC);
  if (descriptor_ < 0) return Failed("create the file");
  temporary_ = name;
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(descriptor_, 0666 & ~mask);
  return absl::OkStatus();
}

absl::Status AtomicFile::Append(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(descriptor_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return Failed("write");
    bytes.remove_prefix(put);
  }
  return absl::OkStatus();
}

absl::Status AtomicFile::WriteAt(int64_t offset, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = pwrite(descriptor_, bytes.data(), bytes.size(), offset);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return Failed("write");
    bytes.remove_prefix(put);
    offset += put;
  }
  return absl::OkStatus();
}

absl::Status AtomicFile::Publish() {
  if (fsync(descriptor_) != 0) return Failed("write");
  if (temporary_.empty()) {
    // A nameless file gets a name beside the wanted one: link does not replace.
    const std::string self = absl::StrCat("/proc/self/fd/", descriptor_);
    for (int attempt = 0; temporary_.empty(); ++attempt) {
      const std::string name = absl::StrCat(path_, ".", getpid(), "-", attempt);
      if (linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(),
                 AT_SYMLINK_FOLLOW) == 0) {
        temporary_ = name;
      } else if (errno != EEXIST || attempt == 100) {
        return Failed("name the file");
      }
    }
  }
  if (rename(temporary_.c_str(), path_.c_str()) != 0) {
    return Failed("rename the file");
  }
  temporary_.clear();
  const int folder = open(FolderOf(path_).c_str(), O_RDONLY | O_CLOEXEC);
  if (folder >= 0) {
    fsync(folder);
    close(folder);
  }
  return absl::OkStatus();
}

absl::Status WriteAtomically(const std::string& path, absl::string_view bytes) {
  ASSIGN_OR_RETURN(const auto file, AtomicFile::Create(path));
  RETURN_IF_ERROR(file->Append(bytes));
  return file->Publish();
}

}  // namespace regulon
