#include "tests/expression/scratch_file.h"

#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace regulon {
namespace {

std::string PathOf(absl::string_view name) {
  const std::string path = absl::StrCat(testing::TempDir(), "/", name);
  std::filesystem::create_directories(
      std::filesystem::path(path).parent_path());
  return path;
}

}  // namespace

std::string WriteText(absl::string_view name, absl::string_view text) {
  const std::string path = PathOf(name);
  std::ofstream(path, std::ios::binary).write(text.data(), text.size());
  return path;
}

std::string WriteGzip(absl::string_view name, absl::string_view text) {
  const std::string path = PathOf(name);
  const gzFile file = gzopen(path.c_str(), "wb");
  EXPECT_EQ(gzwrite(file, text.data(), text.size()),
            static_cast<int>(text.size()));
  EXPECT_EQ(gzclose(file), Z_OK);
  return path;
}

}  // namespace regulon
