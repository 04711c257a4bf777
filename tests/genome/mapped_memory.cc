#include "tests/genome/mapped_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <vector>

#include "engine/genome/header.h"

namespace regulon {

int64_t MappedBytes(const Genome& genome) {
  const auto begin = reinterpret_cast<uint64_t>(genome.mapping());
  const uint64_t end = begin + genome.file_bytes();
  std::ifstream maps("/proc/self/smaps");
  int64_t bytes = 0;
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    uint64_t from, to;
    int64_t kilobytes;
    if (std::sscanf(line.c_str(), "%" SCNx64 "-%" SCNx64, &from, &to) == 2) {
      inside = from < end && to > begin;
    } else if (inside &&
               std::sscanf(line.c_str(), "Rss: %" SCNd64, &kilobytes) == 1) {
      bytes += kilobytes * 1024;
    }
  }
  return bytes;
}

int64_t CachedBytes(const Genome& genome) {
  std::vector<uint8_t> pages((genome.file_bytes() + kPageBytes - 1) /
                             kPageBytes);
  mincore(const_cast<uint8_t*>(genome.mapping()), genome.file_bytes(),
          pages.data());
  return kPageBytes * std::count_if(pages.begin(), pages.end(),
                                    [](uint8_t page) { return page & 1; });
}

bool DropFromCache(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool dropped =
      fsync(descriptor) == 0 &&
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0;
  close(descriptor);
  return dropped;
}

}  // namespace regulon
