#include "engine/line_reader.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kBlock = size_t{1} << 17;
constexpr size_t kLongestLine = size_t{1} << 30;

absl::StatusOr<gzFile> OpenFile(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) {
    const int error = errno;
    const std::string what = absl::StrCat(path, ": ", std::strerror(error));
    return error == ENOENT ? absl::NotFoundError(what)
                           : absl::FailedPreconditionError(what);
  }
  if (!S_ISREG(status.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, S_ISDIR(status.st_mode) ? ": is a folder" : ": is no plain file",
        "; give a file"));
  }
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": ", std::strerror(errno)));
  }
  gzbuffer(file, kBlock);
  return file;
}

// Bytes read, fewer only at the end of the file.
absl::StatusOr<size_t> ReadBlock(gzFile file, const std::string& path,
                                 char* into, size_t size) {
  const int count = gzread(file, into, static_cast<unsigned>(size));
  int code = Z_OK;
  const char* what = gzerror(file, &code);
  if (count < 0 || (code != Z_OK && code != Z_STREAM_END)) {
    if (code == Z_ERRNO) {
      return absl::FailedPreconditionError(
          absl::StrCat(path, ": ", std::strerror(errno)));
    }
    return absl::DataLossError(absl::StrCat(
        path, ": a damaged gzip file (",
        code == Z_BUF_ERROR ? "it ends too early" : what, "); fetch it again"));
  }
  return static_cast<size_t>(count);
}

}  // namespace

void LineReader::Close::operator()(gzFile_s* file) const { gzclose(file); }

absl::StatusOr<LineReader> LineReader::Open(const std::string& path) {
  ASSIGN_OR_RETURN(const gzFile opened, OpenFile(path));
  struct stat facts;
  return From(opened, path,
              stat(path.c_str(), &facts) == 0 ? facts.st_size : -1);
}

absl::StatusOr<LineReader> LineReader::FromDescriptor(int descriptor,
                                                      const std::string& name) {
  struct stat facts;
  const bool sized = fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
  const gzFile opened = gzdopen(descriptor, "rb");
  if (opened == nullptr) {
    close(descriptor);
    return absl::ResourceExhaustedError(
        absl::StrCat(name, ": there is no memory to read it"));
  }
  gzbuffer(opened, kBlock);
  return From(opened, name, sized ? facts.st_size : -1);
}

absl::StatusOr<LineReader> LineReader::From(gzFile_s* file, std::string name,
                                            int64_t size) {
  LineReader reader(std::unique_ptr<gzFile_s, Close>(file), std::move(name));
  reader.size_ = size;
  RETURN_IF_ERROR(reader.Fill());
  absl::string_view start(reader.buffer_.data(), reader.end_);
  if (absl::ConsumePrefix(&start, kByteOrderMark)) {
    reader.begin_ = kByteOrderMark.size();
  }
  return reader;
}

// Reads a block behind what is left of the last.
absl::Status LineReader::Fill() {
  const size_t left = end_ - begin_;
  if (left > kLongestLine) {
    return absl::InvalidArgumentError(absl::StrCat(
        path_, ":", number_ + 1,
        ": a line longer than 1 GiB; is this a text file? If it has more "
        "samples than genes, write it with a row per sample"));
  }
  if (begin_ > 0) std::copy_n(buffer_.data() + begin_, left, buffer_.data());
  begin_ = 0;
  end_ = left;
  if (buffer_.size() < left + kBlock) {
    buffer_.resize(std::max(left + kBlock, 2 * buffer_.size()));
  }
  ASSIGN_OR_RETURN(
      const size_t count,
      ReadBlock(file_.get(), path_, buffer_.data() + left, kBlock));
  if (on_text_) on_text_({buffer_.data() + left, count});
  end_ += count;
  at_end_ = count == 0;
  return absl::OkStatus();
}

absl::StatusOr<bool> LineReader::Next(absl::string_view* line) {
  size_t scanned = begin_;
  for (;;) {
    if (after_cr_ && scanned < end_) {  // the LF of a CRLF
      after_cr_ = false;
      if (buffer_[scanned] == '\n') begin_ = ++scanned;
    }
    const char* const data = buffer_.data();
    while (scanned < end_ && data[scanned] != '\n' && data[scanned] != '\r') {
      ++scanned;
    }
    if (scanned < end_ || at_end_) break;
    const size_t length = scanned - begin_;
    RETURN_IF_ERROR(Fill());
    scanned = begin_ + length;
  }
  if (begin_ == end_) return false;
  *line = absl::string_view(buffer_.data() + begin_, scanned - begin_);
  after_cr_ = scanned < end_ && buffer_[scanned] == '\r';
  begin_ = std::min(scanned + 1, end_);
  ++number_;
  return true;
}

absl::StatusOr<std::string> LineReader::Rest(size_t most) {
  std::string text(Ahead());
  while (!at_end_) {
    begin_ = end_;
    RETURN_IF_ERROR(Fill());
    text.append(buffer_.data(), end_);
    if (text.size() > most) {
      return absl::ResourceExhaustedError(absl::StrCat(
          path_, ": a text of more than ", most >> 20, " MiB; split it"));
    }
  }
  begin_ = end_;
  return text;
}

void LineReader::Watch(std::function<void(absl::string_view)> on_text) {
  on_text_ = std::move(on_text);
  on_text_({buffer_.data(), end_});
}

double LineReader::ShareRead() const {
  if (size_ <= 0) return -1;
  return std::min(1.0, static_cast<double>(gzoffset(file_.get())) /
                           static_cast<double>(size_));
}

std::string LineReader::Place(int64_t field) const {
  return field == 0 ? absl::StrCat(path_, ":", number_)
                    : absl::StrCat(path_, ":", number_, ":", field);
}

absl::StatusOr<std::string> FirstBytes(const std::string& path, size_t count) {
  ASSIGN_OR_RETURN(const gzFile opened, OpenFile(path));
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(opened, &gzclose);
  std::string bytes(count, '\0');
  ASSIGN_OR_RETURN(const size_t read,
                   ReadBlock(opened, path, &bytes[0], count));
  bytes.resize(read);
  return bytes;
}

absl::StatusOr<bool> IsGzip(const std::string& path) {
  ASSIGN_OR_RETURN(const gzFile opened, OpenFile(path));
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(opened, &gzclose);
  return gzdirect(opened) == 0;
}

}  // namespace regulon
