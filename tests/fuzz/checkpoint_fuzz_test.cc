// Folders with an index and one shard: what is accepted gives every tensor one
// place.

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/convert/checkpoint/checkpoint.h"
#include "tests/fuzz/memory_file.h"

namespace {

void Write(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  regulon::Require(
      file != nullptr &&
          std::fwrite(text.data(), 1, text.size(), file) == text.size() &&
          std::fclose(file) == 0,
      "a file is written");
}

// Two tensors without elements, "a" and "b".
const std::string& Folder() {
  static const std::string& folder = *new std::string([] {
    std::string path = regulon::ScratchPath() + ".folder";
    mkdir(path.c_str(), 0700);
    const std::string header =
        R"({"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},)"
        R"("b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})";
    std::string length(8, '\0');
    length[0] = static_cast<char>(header.size());
    Write(path + "/one.safetensors", length + header);
    return path;
  }());
  return folder;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;  // NOLINT: a program of one function
  Write(absl::StrCat(Folder(), "/", kIndexName),
        std::string(reinterpret_cast<const char*>(data), size));
  const auto checkpoint = Checkpoint::Open(Folder());
  if (!checkpoint.ok()) {
    Require(checkpoint.status().message().find(Folder()) == 0,
            absl::StrCat("an error begins with the file: ",
                         checkpoint.status().message()));
    return 0;
  }
  Require(checkpoint->files().size() == 1 && checkpoint->tensors().size() == 2,
          "the index gives both tensors to the one shard");
  return 0;
}
