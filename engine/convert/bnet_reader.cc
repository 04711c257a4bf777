#include <google/protobuf/stubs/common.h>

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "engine/convert/bnet.h"
#include "engine/convert/bnet_names.h"
#include "engine/status.h"

namespace regulon {
namespace {

using namespace bnet;  // NOLINT: the names of one header

struct Line {
  int number;              // from 1
  absl::string_view text;  // without its comment
  std::string target;
  size_t rule0;  // where its rule begins
};

// A name as the text has it, at [begin, end).
struct Token {
  size_t begin, end;
  std::string name;
  bool quoted;
};

bool IsUtf8(absl::string_view text) {
  return google::protobuf::internal::IsStructurallyValidUTF8(
      text.data(), static_cast<int>(text.size()));
}

class Reader {
 public:
  explicit Reader(const SourceText& source) : path_(source.path) {
    absl::string_view text = source.text;
    absl::ConsumePrefix(&text, "\xef\xbb\xbf");  // a byte order mark
    int number = 0;
    for (absl::string_view line : absl::StrSplit(text, '\n')) {
      absl::ConsumeSuffix(&line, "\r");
      lines_.push_back({++number, line, "", 0});
    }
  }

  absl::StatusOr<Imported> Read() {
    imported_.spec.set_name(GenomeNameOf(path_));
    imported_.spec.set_title(absl::StrCat("Boolean rules from ",
                                          path_.substr(path_.rfind('/') + 1)));
    imported_.spec.set_unit("boolean");
    RETURN_IF_ERROR(ReadTargets());
    if (targets_.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path_,
                       ": no gene is here; write lines such as GATA1, "
                       "GATA2 & !PU1"));
    }
    for (const Line& line : lines_) {
      if (line.target.empty()) continue;
      RETURN_IF_ERROR(ReadRule(line));
    }
    for (const std::string& input : inputs_) {
      proto::RegulatorSpec& regulator = *imported_.spec.add_regulator();
      regulator.set_id(input);
      regulator.set_kind(proto::Regulator::SIGNAL);
    }
    if (!inputs_.empty()) {
      imported_.notes.push_back(absl::StrCat(
          path_, ": ", inputs_.size(),
          inputs_.size() == 1 ? " name that no line defines is a free input: "
                              : " names that no line defines are free inputs: ",
          ListedNames(inputs_)));
    }
    return std::move(imported_);
  }

 private:
  template <typename... Words>
  absl::Status Error(const Line& line, size_t at0,
                     const Words&... words) const {
    return absl::InvalidArgumentError(
        absl::StrCat(path_, ":", line.number, ":", at0 + 1, ": ", words...));
  }

  absl::Status ReadTargets() {
    bool first = true;
    for (Line& line : lines_) {
      const size_t comment = FindUnquoted(line.text, '#');
      if (comment != absl::string_view::npos) {
        KeepComment(line.text.substr(comment + 1));
        line.text = line.text.substr(0, comment);
      }
      RETURN_IF_ERROR(CheckText(line));
      if (absl::StripAsciiWhitespace(line.text).empty()) continue;
      if (std::exchange(first, false) && IsHeading(line.text)) continue;
      RETURN_IF_ERROR(ReadTarget(line));
    }
    return absl::OkStatus();
  }

  // In whatever encoding: nothing depends on it.
  void KeepComment(absl::string_view comment) {
    comment = absl::StripAsciiWhitespace(comment);
    absl::StrAppend(
        &imported_.comments,
        IsUtf8(comment) ? std::string(comment) : absl::CHexEscape(comment),
        "\n");
  }

  absl::Status ReadTarget(Line& line) {
    const size_t comma = FindUnquoted(line.text, ',');
    const size_t begin = SkipSpace(line.text, 0);
    if (comma == absl::string_view::npos) {
      return Error(line, begin,
                   "a line is a gene, a comma and its rule, as in GATA1, GATA2 "
                   "& !PU1");
    }
    ASSIGN_OR_RETURN(const Token token,
                     TokenAt(line, begin, line.text.substr(0, comma)));
    if (SkipSpace(line.text, token.end) != comma) {
      return Error(line, token.end,
                   "a gene's name ends at the comma; put a name with '",
                   absl::CHexEscape(
                       line.text.substr(SkipSpace(line.text, token.end), 1)),
                   "' in single quotes");
    }
    if (!token.quoted && IsConstant(token.name)) {
      return Error(line, begin, "'", token.name,
                   "' is a constant and no gene; put it in single quotes if it "
                   "is a name");
    }
    if (!token.quoted && IsNumber(token.name)) {
      return Error(line, begin, "'", token.name,
                   "' is a number and no gene; put it in single quotes if it "
                   "is a name");
    }
    const auto [other, added] = targets_.emplace(token.name, line.number);
    if (!added) {
      return Error(line, begin, "gene '", token.name, "' has a rule in line ",
                   other->second, " already; join the two or remove one");
    }
    line.target = token.name;
    line.rule0 = comma + 1;
    if (SkipSpace(line.text, line.rule0) == line.text.size()) {
      return Error(line, line.text.size(), "gene '", token.name,
                   "' has no rule; write 0, 1 or, for an input, the gene "
                   "itself");
    }
    return absl::OkStatus();
  }

  // The rule in the syntax of genomes: every name in quotes, if it needs them.
  absl::Status ReadRule(const Line& line) {
    std::string written;
    std::vector<std::pair<size_t, size_t>> places;  // there, in the line
    for (size_t at = line.rule0; at < line.text.size();) {
      places.emplace_back(written.size(), at);
      const char c = line.text[at];
      if (IsOperator(c) || absl::ascii_isspace(c)) {
        written += c;
        ++at;
        continue;
      }
      ASSIGN_OR_RETURN(const Token token, TokenAt(line, at, line.text));
      if (!token.quoted && IsConstant(token.name)) {
        const bool on = token.name == "1" || token.name.size() == 4;
        written += on ? "1" : "0";
      } else {
        RETURN_IF_ERROR(AddName(line, token));
        written += QuotedName(token.name);
      }
      written += ' ';  // so that two names stay two
      at = token.end;
    }
    RuleError error;
    const absl::optional<Rule> rule = ParseRule(written, error);
    if (!rule.has_value()) {
      size_t place = line.text.size();
      for (const auto& [there, here] : places) {
        if (there >= error.at0) {
          place = here;
          break;
        }
      }
      if (error.found.empty()) place = line.rule0;
      return Error(line, place, error.what, error.found);
    }
    proto::GeneSpec& gene = *imported_.spec.add_gene();
    gene.set_id(line.target);
    gene.set_rule(rule->ToString());
    return absl::OkStatus();
  }

  absl::Status AddName(const Line& line, const Token& token) {
    if (targets_.contains(token.name) || known_inputs_.contains(token.name)) {
      return absl::OkStatus();
    }
    if (!token.quoted && IsNumber(token.name)) {
      return Error(line, token.begin, "'", token.name,
                   "' is a number; rules hold genes, 0 and 1: put it in single "
                   "quotes if it is a name");
    }
    size_t word0 = 0;
    for (const absl::string_view word :
         absl::StrSplit(token.name, absl::ByAnyChar(" \t"))) {
      if (!token.quoted && IsWordOperator(word)) {
        return Error(line, token.begin + word0, "'", word,
                     "' is no operator here; write & for AND, | for OR and ! "
                     "for NOT");
      }
      word0 += word.size() + 1;
    }
    const size_t space = token.name.find_first_of(" \t");
    if (!token.quoted && space != token.name.npos) {
      return Error(line, token.begin + space, "'", token.name,
                   "' is the name of no gene here: join two names by '&' or "
                   "'|', or put one name in single quotes");
    }
    known_inputs_.insert(token.name);
    inputs_.push_back(token.name);
    return absl::OkStatus();
  }

  absl::StatusOr<Token> TokenAt(const Line& line, size_t begin,
                                absl::string_view text) const {
    Token token = {begin, begin, "", false};
    if (begin < text.size() && text[begin] == '\'') {
      token.quoted = true;
      token.end = EndOfQuoted(text, begin);
      if (token.end == absl::string_view::npos) {
        return Error(line, begin,
                     "a name in single quotes does not end; a quote within is "
                     "written twice");
      }
      token.name = absl::StrReplaceAll(
          text.substr(begin + 1, token.end - begin - 2), {{"''", "'"}});
    } else {
      while (token.end < text.size() && !IsOperator(text[token.end])) {
        if (IsReserved(text[token.end])) {
          return Error(line, token.end, "'", text.substr(token.end, 1),
                       "' is neither '!', '&' nor '|'; put a name that holds "
                       "it in single quotes");
        }
        ++token.end;
      }
      token.name = std::string(absl::StripTrailingAsciiWhitespace(
          text.substr(begin, token.end - begin)));
      token.end = begin + token.name.size();
    }
    if (token.name.empty()) return Error(line, begin, "a name is missing");
    return token;
  }

  absl::Status CheckText(const Line& line) const {
    const absl::string_view text = line.text;
    for (size_t i = 0; i < text.size();) {
      if (absl::ascii_iscntrl(text[i]) && text[i] != '\t') {
        return Error(line, i, "a control character ('",
                     absl::CHexEscape(text.substr(i, 1)), "'); remove it");
      }
      size_t end = i + 1;
      if ((text[i] & 0x80) != 0) {  // with the bytes that go on from it
        while (end < text.size() && (text[end] & 0xc0) == 0x80) ++end;
      }
      if (!IsUtf8(text.substr(i, end - i))) {
        return Error(line, i, "this is not UTF-8; save the file as UTF-8");
      }
      i = end;
    }
    return absl::OkStatus();
  }

  const std::string path_;
  std::vector<Line> lines_;
  absl::flat_hash_map<std::string, int> targets_;  // -> line
  absl::flat_hash_set<std::string> known_inputs_;
  std::vector<std::string> inputs_;  // in the order in which they appear
  Imported imported_;
};

}  // namespace

absl::StatusOr<Imported> ReadBnet(absl::Span<const SourceText> sources) {
  return Reader(sources[0]).Read();
}

}  // namespace regulon
