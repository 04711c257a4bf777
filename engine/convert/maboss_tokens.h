// The words of MaBoSS's two languages, .bnd and .cfg, with their places.
//
// Names are letters, digits and '_'; keywords may be in any case: node, not,
// and, or, xor. $name is a parameter and @name an attribute of the node.
// Comments are // to the end of the line, /* to */, and lines that begin with
// '#'; they may hold any bytes.
#ifndef REGULON_ENGINE_CONVERT_MABOSS_TOKENS_H_
#define REGULON_ENGINE_CONVERT_MABOSS_TOKENS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/convert/source.h"

namespace regulon::maboss {

struct Place {
  int line = 1, column = 1;  // in bytes
};

struct Token {
  enum Kind {
    kEnd,
    kName,       // text
    kParameter,  // text without '$'
    kAttribute,  // text without '@'
    kNumber,     // number
    kString,     // text
    kSymbol,     // text: "{", "==", ... and "!", "&", "|", "^", "node"
  };
  Kind kind = kEnd;
  std::string text;
  double number = 0;
  Place place;
};

// Walks over the tokens of one text, whose last is kEnd.
class Tokens {
 public:
  // InvalidArgument with the place of what is no token.
  static absl::StatusOr<Tokens> Of(const SourceText& source);

  const Token& Next() const { return tokens_[at_]; }
  const Token& Ahead(int by) const {
    return tokens_[std::min(at_ + by, tokens_.size() - 1)];
  }
  const Token& Take() {
    return at_ + 1 < tokens_.size() ? tokens_[at_++] : tokens_[at_];
  }
  bool AtSymbol(absl::string_view symbol) const {
    return Next().kind == Token::kSymbol && Next().text == symbol;
  }
  bool TakeSymbol(absl::string_view symbol) {
    if (!AtSymbol(symbol)) return false;
    Take();
    return true;
  }
  // An error that names what stands there instead.
  absl::Status Need(absl::string_view symbol);
  absl::StatusOr<std::string> NeedName(absl::string_view what);
  absl::Status Wrong(absl::string_view wanted) const;

  // "path:line:column: ...", and an InvalidArgument that says it.
  template <typename... Words>
  std::string NoteAt(const Place& place, const Words&... words) const {
    return absl::StrCat(path_, ":", place.line, ":", place.column, ": ",
                        words...);
  }
  template <typename... Words>
  absl::Status ErrorAt(const Place& place, const Words&... words) const {
    return absl::InvalidArgumentError(NoteAt(place, words...));
  }

 private:
  explicit Tokens(std::string path) : path_(std::move(path)) {}

  std::string path_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
};

}  // namespace regulon::maboss

#endif  // REGULON_ENGINE_CONVERT_MABOSS_TOKENS_H_
