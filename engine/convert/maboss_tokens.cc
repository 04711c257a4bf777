#include "engine/convert/maboss_tokens.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "engine/status.h"

namespace regulon::maboss {
namespace {

bool BeginsName(char c) { return absl::ascii_isalpha(c) || c == '_'; }
bool ContinuesName(char c) { return absl::ascii_isalnum(c) || c == '_'; }

class Lexer {
 public:
  explicit Lexer(absl::string_view text) : text_(text) {}

  // The next token, or what is wrong and where.
  bool Scan(Token& token, std::string& wrong) {
    token = Token();
    if (!SkipBlanks(token.place, wrong)) return false;
    token.place = place_;
    if (at_ == text_.size()) return true;
    const char c = text_[at_];
    if (BeginsName(c)) {
      ScanName(token);
      return true;
    }
    if ((c == '$' || c == '@') && at_ + 1 < text_.size() &&
        BeginsName(text_[at_ + 1])) {
      token.kind = c == '$' ? Token::kParameter : Token::kAttribute;
      Step(1);
      token.text = TakeName();
      return true;
    }
    if (absl::ascii_isdigit(c) || (c == '.' && at_ + 1 < text_.size() &&
                                   absl::ascii_isdigit(text_[at_ + 1]))) {
      return ScanNumber(token, wrong);
    }
    if (c == '"') return ScanString(token, wrong);
    return ScanSymbol(token, wrong);
  }

 private:
  void Step(size_t bytes) {
    for (; bytes > 0; --bytes, ++at_) {
      ++place_.column;
      if (text_[at_] == '\n') place_ = {place_.line + 1, 1};
    }
  }
  bool At(absl::string_view prefix) const {
    return absl::StartsWith(text_.substr(at_), prefix);
  }
  void StepToLineEnd() {
    const size_t end = text_.find('\n', at_);
    Step((end == text_.npos ? text_.size() : end) - at_);
  }

  bool SkipBlanks(Place& place, std::string& wrong) {
    while (at_ < text_.size()) {
      if (absl::ascii_isspace(text_[at_])) {
        Step(1);
      } else if (At("//") || (text_[at_] == '#' && place_.column == 1)) {
        StepToLineEnd();
      } else if (At("/*")) {
        place = place_;
        const size_t end = text_.find("*/", at_ + 2);
        if (end == text_.npos) {
          wrong = "this comment does not end; add '*/'";
          return false;
        }
        Step(end + 2 - at_);
      } else {
        break;
      }
    }
    return true;
  }

  std::string TakeName() {
    const size_t begin = at_;
    while (at_ < text_.size() && ContinuesName(text_[at_])) Step(1);
    return std::string(text_.substr(begin, at_ - begin));
  }

  void ScanName(Token& token) {
    token.text = TakeName();
    static constexpr struct {
      const char* word;
      const char* symbol;
    } kWords[] = {{"not", "!"},
                  {"and", "&"},
                  {"or", "|"},
                  {"xor", "^"},
                  {"node", "node"}};
    token.kind = Token::kName;
    for (const auto& [word, symbol] : kWords) {
      if (!absl::EqualsIgnoreCase(token.text, word)) continue;
      token.kind = Token::kSymbol;
      token.text = symbol;
      break;
    }
  }

  bool ScanNumber(Token& token, std::string& wrong) {
    const size_t begin = at_;
    const auto digits = [this] {
      while (at_ < text_.size() && absl::ascii_isdigit(text_[at_])) Step(1);
    };
    digits();
    if (at_ < text_.size() && text_[at_] == '.') {
      Step(1);
      digits();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      size_t sign = at_ + 1;
      if (sign < text_.size() && (text_[sign] == '+' || text_[sign] == '-')) {
        ++sign;
      }
      if (sign < text_.size() && absl::ascii_isdigit(text_[sign])) {
        Step(sign - at_);
        digits();
      }
    }
    const absl::string_view word = text_.substr(begin, at_ - begin);
    token.kind = Token::kNumber;
    if ((at_ < text_.size() && ContinuesName(text_[at_])) ||
        !absl::SimpleAtod(word, &token.number)) {
      wrong = absl::StrCat("'", word,
                           at_ < text_.size() ? text_.substr(at_, 1) : "",
                           "' is no number; a name begins with a letter");
      return false;
    }
    return true;
  }

  bool ScanString(Token& token, std::string& wrong) {
    token.kind = Token::kString;
    for (Step(1); at_ < text_.size() && text_[at_] != '"'; Step(1)) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) Step(1);
      token.text.push_back(text_[at_]);
    }
    if (at_ == text_.size()) {
      wrong = "this text does not end; add '\"'";
      return false;
    }
    Step(1);
    return true;
  }

  bool ScanSymbol(Token& token, std::string& wrong) {
    token.kind = Token::kSymbol;
    for (const char* symbol : {"==", "!=", "<=", ">=", "&&", "||"}) {
      if (!At(symbol)) continue;
      token.text = symbol;
      if (token.text == "&&" || token.text == "||") token.text.pop_back();
      Step(2);
      return true;
    }
    const char c = text_[at_];
    if (absl::StrContains("{}()[];:,.=?+-*/<>!&|^", absl::string_view(&c, 1))) {
      token.text = std::string(1, c);
      Step(1);
      return true;
    }
    if (c == '#') {
      wrong =
          "what depends on the time or the population, '#...', cannot be "
          "read; rates must depend on the nodes alone";
    } else {
      wrong = absl::StrCat("'", absl::CHexEscape(text_.substr(at_, 1)),
                           "' means nothing here; remove it");
    }
    return false;
  }

  const absl::string_view text_;
  size_t at_ = 0;
  Place place_;
};

}  // namespace

absl::StatusOr<Tokens> Tokens::Of(const SourceText& source) {
  Tokens tokens(source.path);
  Lexer lexer(source.text);
  std::string wrong;
  do {
    if (!lexer.Scan(tokens.tokens_.emplace_back(), wrong)) {
      return tokens.ErrorAt(tokens.tokens_.back().place, wrong);
    }
  } while (tokens.tokens_.back().kind != Token::kEnd);
  return tokens;
}

absl::Status Tokens::Wrong(absl::string_view wanted) const {
  const Token& next = Next();
  switch (next.kind) {
    case Token::kEnd:
      return ErrorAt(next.place, "the file ends where ", wanted, " is needed");
    case Token::kNumber:
      return ErrorAt(next.place, wanted, " is needed here, not ", next.number);
    default:
      return ErrorAt(next.place, wanted, " is needed here, not '",
                     next.kind == Token::kParameter   ? "$"
                     : next.kind == Token::kAttribute ? "@"
                                                      : "",
                     absl::Utf8SafeCHexEscape(next.text), "'");
  }
}

absl::Status Tokens::Need(absl::string_view symbol) {
  if (TakeSymbol(symbol)) return absl::OkStatus();
  return Wrong(absl::StrCat("'", symbol, "'"));
}

absl::StatusOr<std::string> Tokens::NeedName(absl::string_view what) {
  if (Next().kind != Token::kName) return Wrong(what);
  return Take().text;
}

}  // namespace regulon::maboss
