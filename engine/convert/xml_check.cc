#include "engine/convert/xml_check.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

constexpr size_t kMostBytes = size_t{1} << 28;
constexpr int kMostDepth = 250;

class Check {
 public:
  explicit Check(const SourceText& source)
      : path_(source.path), text_(source.text) {}

  absl::Status Run() {
    if (text_.size() > kMostBytes) return Wrong("a text of more than 256 MiB");
    const size_t zero = text_.find('\0');
    if (zero != text_.npos) {
      at_ = zero;
      return Wrong("a zero byte; save the file as UTF-8");
    }
    int depth = 0;
    for (;;) {
      at_ = text_.find('<', at_);
      if (at_ == text_.npos) return absl::OkStatus();
      const absl::string_view tag = text_.substr(at_);
      if (absl::StartsWith(tag, "<!--")) {
        if (!Skip("-->")) return absl::OkStatus();
      } else if (absl::StartsWith(tag, "<![CDATA[")) {
        if (!Skip("]]>")) return absl::OkStatus();
      } else if (absl::StartsWith(tag, "<!")) {
        return Wrong(
            "a document type; SBML has none: remove <!DOCTYPE ...> with the "
            "entities that it declares");
      } else if (absl::StartsWith(tag, "<?")) {
        const size_t begin = at_;
        if (!Skip("?>")) return absl::OkStatus();
        if (!IsUtf8(text_.substr(begin, at_ - begin))) {
          at_ = begin;
          return Wrong("declares another encoding; save the file as UTF-8");
        }
      } else if (absl::StartsWith(tag, "</")) {
        --depth;
        ++at_;
      } else {
        const size_t begin = at_;
        if (!SkipTag()) return absl::OkStatus();
        if (text_[at_ - 2] == '/') continue;
        if (++depth > kMostDepth) {
          at_ = begin;
          return Wrong(absl::StrCat("elements in each other more than ",
                                    kMostDepth, " deep; flatten them"));
        }
      }
    }
  }

 private:
  absl::Status Wrong(absl::string_view what) const {
    const absl::string_view before = text_.substr(0, at_);
    const size_t line = 1 + std::count(before.begin(), before.end(), '\n');
    return absl::InvalidArgumentError(absl::StrCat(
        path_, ":", line, ":", at_ - (before.rfind('\n') + 1) + 1, ": ", what));
  }

  bool Skip(absl::string_view end) {
    const size_t found = text_.find(end, at_);
    if (found == text_.npos) return false;
    at_ = found + end.size();
    return true;
  }

  // Values of attributes may hold '>'.
  bool SkipTag() {
    char quote = '\0';
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        ++at_;
        return true;
      }
    }
    return false;
  }

  static bool IsUtf8(absl::string_view declaration) {
    const std::string text = absl::AsciiStrToLower(declaration);
    const size_t at = text.find("encoding");
    return at == text.npos ||
           absl::StartsWith(text.substr(at + 8), "=\"utf-8\"") ||
           absl::StartsWith(text.substr(at + 8), "='utf-8'");
  }

  const std::string& path_;
  const absl::string_view text_;
  size_t at_ = 0;
};

}  // namespace

absl::Status CheckXml(const SourceText& source) { return Check(source).Run(); }

}  // namespace regulon
