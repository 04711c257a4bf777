#include "tests/fuzz/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace regulon {

MemoryFile::MemoryFile(absl::string_view bytes)
    : descriptor_(memfd_create("input", MFD_CLOEXEC)),
      path_(absl::StrCat("/proc/self/fd/", descriptor_)) {
  Require(descriptor_ >= 0 && write(descriptor_, bytes.data(), bytes.size()) ==
                                  static_cast<ssize_t>(bytes.size()),
          "a file in memory takes the input");
}

MemoryFile::~MemoryFile() { close(descriptor_); }

const std::string& ScratchPath() {
  static const std::string& path = *new std::string(
      absl::StrCat(access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
                   "/regulon_fuzz_", getpid(), ".regulon"));
  return path;
}

void Require(bool holds, absl::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", std::string(what).c_str());
  std::abort();
}

}  // namespace regulon
