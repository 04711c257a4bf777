// Lines of a text file, gzip or plain, that end in LF, CRLF or a bare CR.
#ifndef REGULON_ENGINE_LINE_READER_H_
#define REGULON_ENGINE_LINE_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct gzFile_s;  // zlib's

namespace regulon {

// One thread at a time. Holds one block of the file, or one line where that is
// longer.
class LineReader {
 public:
  // An error for what is not a regular file, which messages call `path`.
  static absl::StatusOr<LineReader> Open(const std::string& path);
  // Of a file, pipe or terminal, which messages call `name`. Takes the
  // descriptor and closes it, an error or not.
  static absl::StatusOr<LineReader> FromDescriptor(int descriptor,
                                                   const std::string& name);

  // False at the end of the file. The line is without its end and stands until
  // the next call; a byte order mark before the first is left out. DataLoss
  // for a damaged or cut gzip file; InvalidArgument for a line above 1 GiB.
  absl::StatusOr<bool> Next(absl::string_view* line);

  // What of the file is unpacked already and not yet given, until the next
  // call.
  absl::string_view Ahead() const {
    return absl::string_view(buffer_.data() + begin_, end_ - begin_);
  }
  // All that is not yet given, for who wants no lines; ResourceExhausted above
  // `most` bytes.
  absl::StatusOr<std::string> Rest(size_t most);
  // How much of the file is read, 0..1; -1 where its size is not known.
  double ShareRead() const;

  // Tells `on_text` all that is unpacked from the start of the file on, block
  // by block. Before any other call.
  void Watch(std::function<void(absl::string_view)> on_text);

  int64_t number() const { return number_; }  // of the last line, from 1
  const std::string& path() const { return path_; }
  // "PATH:LINE", and with a field's number from 1, "PATH:LINE:FIELD".
  std::string Place(int64_t field = 0) const;

 private:
  struct Close {
    void operator()(gzFile_s* file) const;
  };

  LineReader(std::unique_ptr<gzFile_s, Close> file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}

  static absl::StatusOr<LineReader> From(gzFile_s* file, std::string name,
                                         int64_t size);
  absl::Status Fill();

  std::unique_ptr<gzFile_s, Close> file_;
  std::string path_;
  std::vector<char> buffer_;
  size_t begin_ = 0, end_ = 0;  // what of the buffer is still to be given
  bool at_end_ = false, after_cr_ = false;
  int64_t number_ = 0;
  int64_t size_ = -1;  // of the file, packed; -1: not known
  std::function<void(absl::string_view)> on_text_;  // may be empty
};

// The first bytes of a file, unpacked; fewer where it is shorter.
absl::StatusOr<std::string> FirstBytes(const std::string& path, size_t count);
// Whether that unpacks it.
absl::StatusOr<bool> IsGzip(const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_LINE_READER_H_
