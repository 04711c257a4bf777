// Dictionaries of tokens and medians: any text is read or refused in one line,
// and what is read is whole. The text up to the first NUL or, without one, all
// of it is the dictionary, and the medians too.

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/geneformer/token_dictionary.h"
#include "tests/fuzz/memory_file.h"

namespace {

using regulon::Require;

void RequireOneLine(const absl::Status& status) {
  Require(absl::StartsWith(status.message(), "fuzz.json:"),
          absl::StrCat("an error begins with the file: ", status.message()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace regulon;  // NOLINT: a program of one function
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string tokens = text.substr(0, text.find('\0'));
  const std::string medians =
      tokens.size() < size ? text.substr(tokens.size() + 1) : tokens;
  constexpr int64_t kVocabulary = 64;
  const auto dictionary =
      TokenDictionary::FromJson(tokens, "fuzz.json", kVocabulary);
  if (!dictionary.ok()) {
    RequireOneLine(dictionary.status());
    return 0;
  }
  int64_t genes = 0;
  for (int32_t token = 0; token < kVocabulary; ++token) {
    if (!dictionary->IsGene(token)) continue;
    ++genes;
    Require(dictionary->TokenOf(dictionary->NameOf(token)) == token,
            "a gene's name finds its token");
  }
  Require(genes == dictionary->genes(), "genes are those of the tokens");
  const auto read = ReadMedians(medians, "fuzz.json", *dictionary);
  if (!read.ok()) {
    RequireOneLine(read.status());
    return 0;
  }
  for (int32_t token = 0; token < kVocabulary; ++token) {
    Require(read->of_token[token] >= 0, "no median is negative");
    Require(read->of_token[token] == 0 || dictionary->IsGene(token),
            "only genes have medians");
  }
  return 0;
}
