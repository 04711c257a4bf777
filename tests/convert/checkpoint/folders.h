// Folders for checkpoints, in the test's own.
#ifndef REGULON_TESTS_CONVERT_CHECKPOINT_FOLDERS_H_
#define REGULON_TESTS_CONVERT_CHECKPOINT_FOLDERS_H_

#include <filesystem>
#include <string>

#include "tests/genome/genome_bytes.h"
#include "tests/transformer/tiny_checkpoint.h"

namespace regulon {

// Empty at first.
class Folder {
 public:
  explicit Folder(const std::string& name) : path_(Scratch(name)) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directory(path_);
  }
  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  const std::string path_;
};

}  // namespace regulon

#endif  // REGULON_TESTS_CONVERT_CHECKPOINT_FOLDERS_H_
