#include "engine/expression/lzf_filter.h"

#include <hdf5.h>
#include <lzf.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace regulon {
namespace {

constexpr H5Z_filter_t kLzf = 32000;
constexpr size_t kLargestChunk = size_t{1} << 30;

// The third of the filter's parameters is the size of a chunk unpacked.
size_t Unpack(unsigned flags, size_t parameters, const unsigned* parameter,
              size_t bytes, size_t* buffer_size, void** buffer) {
  if ((flags & H5Z_FLAG_REVERSE) == 0) return 0;
  size_t size = parameters >= 3 ? parameter[2] : 2 * bytes;
  size = std::clamp(size, size_t{1}, kLargestChunk);
  for (;;) {
    void* unpacked = H5allocate_memory(size, false);
    if (unpacked == nullptr) return 0;
    const unsigned written =
        lzf_decompress(*buffer, static_cast<unsigned>(bytes), unpacked,
                       static_cast<unsigned>(size));
    if (written > 0) {
      H5free_memory(*buffer);
      *buffer = unpacked;
      *buffer_size = size;
      return written;
    }
    H5free_memory(unpacked);
    if (errno != E2BIG || size >= kLargestChunk) return 0;
    size = std::min(2 * size, kLargestChunk);
  }
}

}  // namespace

bool RegisterLzfFilter() {
  const H5Z_class2_t filter = {H5Z_CLASS_T_VERS, kLzf,    0,      1, "lzf",
                               nullptr,          nullptr, &Unpack};
  return H5Zregister(&filter) >= 0;
}

}  // namespace regulon
