#include "engine/cli/output/text_sink.h"

#include <cerrno>

namespace regulon {
namespace {

absl::Status OutputError(int error_number) {
  return absl::ErrnoToStatus(error_number, "cannot write the output");
}

}  // namespace

void TextSink::Write() {
  if (status_.ok() &&
      std::fwrite(text_.data(), 1, text_.size(), out_) != text_.size()) {
    status_ = OutputError(errno);
  }
  text_.clear();
}

absl::Status TextSink::Finish() {
  Write();
  if (!status_.ok()) return status_;
  if (std::fflush(out_) != 0) {
    status_ = OutputError(errno);
  } else if (std::ferror(out_)) {
    status_ = OutputError(EIO);  // of a write that was not ours
  }
  return status_;
}

}  // namespace regulon
