// A FILE* whose text a test can read.
#ifndef REGULON_TESTS_CLI_OUTPUT_CAPTURED_FILE_H_
#define REGULON_TESTS_CLI_OUTPUT_CAPTURED_FILE_H_

#include <cstdio>
#include <cstdlib>
#include <string>

namespace regulon {

class CapturedFile {
 public:
  CapturedFile() : file_(open_memstream(&data_, &size_)) {}
  ~CapturedFile() {
    std::fclose(file_);
    std::free(data_);
  }
  CapturedFile(const CapturedFile&) = delete;
  CapturedFile& operator=(const CapturedFile&) = delete;

  std::FILE* get() { return file_; }

  // All that was written, flushed or not.
  std::string Text() {
    std::fflush(file_);
    return std::string(data_, size_);
  }

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
  std::FILE* file_;
};

}  // namespace regulon

#endif  // REGULON_TESTS_CLI_OUTPUT_CAPTURED_FILE_H_
