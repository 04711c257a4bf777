// Text on its way to a file, and the first thing that goes wrong on it.
#ifndef REGULON_ENGINE_CLI_OUTPUT_TEXT_SINK_H_
#define REGULON_ENGINE_CLI_OUTPUT_TEXT_SINK_H_

#include <cstdio>
#include <string>

#include "absl/status/status.h"

namespace regulon {

class TextSink {
 public:
  // `out` stays the caller's. A pipe closed by its reader is an error here only
  // in a program that ignores SIGPIPE.
  explicit TextSink(std::FILE* out) : out_(out) {}

  bool ok() const { return status_.ok(); }
  // What Write() is to write; empty after it.
  std::string* text() { return &text_; }
  // Nothing once a write has failed.
  void Write();
  // Writes and flushes. The first error of any write, with its cause.
  absl::Status Finish();

 private:
  std::FILE* const out_;
  std::string text_;  // kept for its capacity
  absl::Status status_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_OUTPUT_TEXT_SINK_H_
