#include "engine/cli/tokens/token_lines.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/cli/files.h"
#include "engine/status.h"

namespace regulon {

TokenLines TokenLines::OfFlag(std::string text, int64_t vocabulary) {
  TokenLines lines(vocabulary);
  lines.sha256_->Add(text);
  lines.flag_ = std::move(text);
  return lines;
}

absl::StatusOr<TokenLines> TokenLines::OfFile(const std::string& path,
                                              int64_t vocabulary) {
  TokenLines lines(vocabulary);
  bool is_pipe = false;
  ASSIGN_OR_RETURN(const int descriptor, OpenInput(path, &is_pipe));
  ASSIGN_OR_RETURN(LineReader reader,
                   LineReader::FromDescriptor(descriptor, ShownName(path)));
  lines.lines_ = std::make_unique<LineReader>(std::move(reader));
  lines.lines_->Watch([sha256 = lines.sha256_.get()](absl::string_view text) {
    sha256->Add(text);
  });
  return lines;
}

std::string TokenLines::Place(size_t number) const {
  return lines_ ? lines_->Place(static_cast<int64_t>(number))
                : absl::StrCat("--tokens, number ", number);
}

absl::Status TokenLines::Parse(absl::string_view line,
                               std::vector<int32_t>& tokens) {
  tokens.clear();
  for (const absl::string_view word :
       absl::StrSplit(line, absl::ByAnyChar(" \t,"), absl::SkipEmpty())) {
    int64_t id = 0;
    const bool is_number = absl::SimpleAtoi(word, &id);
    if (is_number && id >= 0 && id < vocabulary_) {
      tokens.push_back(static_cast<int32_t>(id));
      continue;
    }
    return absl::InvalidArgumentError(
        absl::StrCat(Place(tokens.size() + 1), ": '", word, "' is ",
                     is_number ? "not in the vocabulary" : "no token id",
                     "; give numbers ", "from 0 to ", vocabulary_ - 1));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> TokenLines::Next(NamedTokens& sequence) {
  if (lines_ == nullptr) {
    if (!flag_.has_value()) return false;
    sequence.name = "1";
    const std::string text = *std::exchange(flag_, std::nullopt);
    RETURN_IF_ERROR(Parse(text, sequence.tokens));
    if (!sequence.tokens.empty()) return true;
    return absl::InvalidArgumentError("--tokens: no token id is in it");
  }
  absl::string_view line;
  while (true) {
    ASSIGN_OR_RETURN(const bool more, lines_->Next(&line));
    if (!more) return false;
    RETURN_IF_ERROR(Parse(line, sequence.tokens));
    if (sequence.tokens.empty()) continue;
    sequence.name = absl::StrCat(lines_->number());
    return true;
  }
}

std::string TokenLines::CorpusName() const {
  if (lines_ == nullptr) return "--tokens";
  return lines_->path().substr(lines_->path().rfind('/') + 1);
}

std::string TokenLines::CorpusSha256() { return Hex(sha256_->Finish()); }

}  // namespace regulon
