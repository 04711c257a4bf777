#include "engine/development/schedule.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <system_error>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/charconv.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/context/context.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int64_t kMostSteps = 1000000000;

struct Word {
  std::string text;
  size_t column = 0;  // from 1
  bool quoted = false;
};

class LineParser {
 public:
  // `probe`: any context of the genome.
  LineParser(const Genome& genome, absl::string_view line, std::string where,
             Context& probe)
      : genome_(genome), line_(line), where_(std::move(where)), probe_(probe) {}

  // False where the line says nothing.
  absl::StatusOr<bool> Parse(Signal& signal) {
    ASSIGN_OR_RETURN(const Word name, Next());
    if (IsEnd(name)) return false;
    const absl::StatusOr<int> regulator = genome_.regulators().Find(name.text);
    if (!regulator.ok()) {
      return Wrong(name, regulator.status().message());
    }
    signal.regulator = *regulator;
    signal.column = static_cast<int>(name.column);
    RETURN_IF_ERROR(ParseSteps(signal));
    ASSIGN_OR_RETURN(const Word level, Next());
    if (IsEnd(level)) return Checked(signal, name);
    if (level.text != "level") return Unexpected(level, "'level' or the end");
    ASSIGN_OR_RETURN(const Word number, Next());
    const char* end = number.text.data() + number.text.size();
    const auto read = absl::from_chars(number.text.data(), end, signal.level);
    if (IsEnd(number) || read.ec != std::errc() || read.ptr != end) {
      return Unexpected(number, "a level, as in 'level 1'");
    }
    ASSIGN_OR_RETURN(const Word rest, Next());
    if (!IsEnd(rest)) return Unexpected(rest, "the end of the line");
    return Checked(signal, number);
  }

 private:
  static bool IsEnd(const Word& word) {
    return word.text.empty() && !word.quoted;
  }

  template <typename... Words>
  absl::Status Wrong(const Word& at, const Words&... words) const {
    return absl::InvalidArgumentError(
        absl::StrCat(where_, ":", at.column, ": ", words...));
  }

  absl::Status Unexpected(const Word& found, absl::string_view wanted) const {
    return Wrong(found,
                 IsEnd(found) ? std::string("the line ends")
                              : absl::StrCat("'", absl::CHexEscape(found.text),
                                             "' stands"),
                 " where ", wanted,
                 " is expected; write 'NAME from STEP to STEP level LEVEL' or "
                 "'NAME at STEP'");
  }

  absl::StatusOr<bool> Checked(const Signal& signal, const Word& at) const {
    const absl::Status status = probe_.SetIndex(signal.regulator, signal.level);
    if (!status.ok()) return Wrong(at, status.message());
    return true;
  }

  absl::Status ParseSteps(Signal& signal) {
    ASSIGN_OR_RETURN(const Word when, Next());
    const bool pulse = when.text == "at";
    if (!pulse && when.text != "from")
      return Unexpected(when, "'from' or 'at'");
    Word word;
    RETURN_IF_ERROR(ParseStep(signal.first, word));
    if (pulse) signal.last = signal.first;
    const size_t before = at_;
    ASSIGN_OR_RETURN(const Word to, Next());
    if (pulse || to.text != "to") {
      at_ = before;
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(ParseStep(signal.last, word));
    if (signal.last < signal.first) {
      return Wrong(word, "it ends in step ", signal.last,
                   ", before it starts in step ", signal.first);
    }
    return absl::OkStatus();
  }

  absl::Status ParseStep(int64_t& step, Word& word) {
    ASSIGN_OR_RETURN(word, Next());
    if (!absl::c_all_of(word.text, absl::ascii_isdigit) ||
        !absl::SimpleAtoi(word.text, &step) || step < 1 || step > kMostSteps) {
      return Unexpected(word, "a step, counted from 1,");
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Word> Next() {
    while (at_ < line_.size() && absl::ascii_isspace(line_[at_])) ++at_;
    Word word;
    word.column = at_ + 1;
    if (at_ == line_.size() || line_[at_] == '#') return word;
    if (line_[at_] != '\'') {
      while (at_ < line_.size() && !absl::ascii_isspace(line_[at_]) &&
             line_[at_] != '#') {
        word.text += line_[at_++];
      }
      return word;
    }
    word.quoted = true;
    for (++at_; at_ < line_.size(); ++at_) {
      if (line_[at_] == '\'') {
        const bool twice = at_ + 1 < line_.size() && line_[at_ + 1] == '\'';
        ++at_;
        if (!twice) return word;
      }
      word.text += line_[at_];
    }
    return Wrong(word, "a quote that is not closed");
  }

  const Genome& genome_;
  const absl::string_view line_;
  const std::string where_;
  Context& probe_;
  size_t at_ = 0;
};

}  // namespace

absl::StatusOr<Schedule> Schedule::Parse(const Genome& genome,
                                         absl::string_view text,
                                         absl::string_view name) {
  Schedule schedule;
  Context probe(genome, "");
  // Of regulator and first step, the place in signals_.
  std::map<std::pair<int, int64_t>, size_t> starts;
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    const std::string where = absl::StrCat(name, ":", number);
    Signal signal;
    signal.line = number;
    LineParser parser(genome, line, where, probe);
    ASSIGN_OR_RETURN(const bool says, parser.Parse(signal));
    if (!says) continue;
    // Those that were read do not overlap: if any is held with this one, the
    // last to start before this one ends is.
    const auto after = starts.upper_bound({signal.regulator, signal.last});
    if (after != starts.begin()) {
      const Signal& other = schedule.signals_[std::prev(after)->second];
      if (other.regulator == signal.regulator && signal.first <= other.last) {
        return absl::InvalidArgumentError(absl::StrCat(
            where, ":", signal.column, ": '",
            genome.manifest().regulators(signal.regulator).id(),
            "' is held in step ", std::max(signal.first, other.first),
            " by this line and by line ", other.line,
            "; let one end before the other starts"));
      }
    }
    starts[{signal.regulator, signal.first}] = schedule.signals_.size();
    schedule.signals_.push_back(signal);
  }
  return schedule;
}

int64_t Schedule::last_change() const {
  int64_t last = 0;
  for (const Signal& signal : signals_) {
    last = std::max(
        last, signal.last == Signal::kEndless ? signal.first : signal.last + 1);
  }
  return last;
}

bool Schedule::endless() const {
  return absl::c_any_of(signals_, [](const Signal& signal) {
    return signal.last == Signal::kEndless;
  });
}

}  // namespace regulon
