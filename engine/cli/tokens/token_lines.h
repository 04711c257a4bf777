// Sequences of token ids as people write them: a line each, ids between spaces
// or commas.
#ifndef REGULON_ENGINE_CLI_TOKENS_TOKEN_LINES_H_
#define REGULON_ENGINE_CLI_TOKENS_TOKEN_LINES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/genome/header.h"
#include "engine/line_reader.h"

namespace regulon {

struct NamedTokens {
  std::string name;  // the number of its line, from 1
  std::vector<int32_t> tokens;
};

// One thread at a time. Ids are 0 .. vocabulary - 1.
class TokenLines {
 public:
  // One sequence, of the flag --tokens.
  static TokenLines OfFlag(std::string text, int64_t vocabulary);
  // gzip or plain; "-": the standard input. Empty lines are left out.
  static absl::StatusOr<TokenLines> OfFile(const std::string& path,
                                           int64_t vocabulary);

  // False at the end. InvalidArgument, with PATH:LINE:NUMBER of the id among
  // those of its line, for what is no id of the vocabulary.
  absl::StatusOr<bool> Next(NamedTokens& sequence);

  // What a corpus of them is called, and the hash of its text: at the end.
  std::string CorpusName() const;
  std::string CorpusSha256();
  double ShareRead() const { return lines_ ? lines_->ShareRead() : -1; }

 private:
  explicit TokenLines(int64_t vocabulary)
      : vocabulary_(vocabulary), sha256_(std::make_unique<Sha256OfParts>()) {}
  std::string Place(size_t number) const;
  absl::Status Parse(absl::string_view line, std::vector<int32_t>& tokens);

  int64_t vocabulary_;
  std::optional<std::string> flag_;    // until it is given
  std::unique_ptr<LineReader> lines_;  // null: of a flag
  std::unique_ptr<Sha256OfParts> sha256_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_TOKENS_TOKEN_LINES_H_
