#include "engine/cli/boolean/simulation_question.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/cli/boolean/variable_names.h"
#include "engine/cli/files.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/verbs.h"
#include "engine/status.h"

namespace regulon {
namespace {

class Asker {
 public:
  Asker(const SimulateFlags& flags, const Genome& genome,
        const Network& network)
      : flags_(flags), genome_(genome), network_(network) {}

  absl::StatusOr<SimulationQuestion> Ask() {
    RETURN_IF_ERROR(AskTime());
    RETURN_IF_ERROR(AskNodes());
    for (const std::string& text : flags_.set) {
      ASSIGN_OR_RETURN(const Held set,
                       ParseHeld("--set", text, network_, genome_));
      RETURN_IF_ERROR(Say(set, "--set", text));
      q_.set.push_back(set);
    }
    for (const std::string& text : flags_.clamp) {
      ASSIGN_OR_RETURN(const Held held,
                       ParseHeld("--clamp", text, network_, genome_));
      RETURN_IF_ERROR(Say(held, "--clamp", text));
      q_.held.push_back(held);
    }
    RETURN_IF_ERROR(AskFrom());
    for (const std::string& text : flags_.schedule) {
      RETURN_IF_ERROR(AddSchedule(text));
    }
    return std::move(q_);
  }

 private:
  absl::Status AskTime() {
    const proto::Kinetics& model = genome_.manifest().kinetics();
    double max_time = flags_.max_time;
    std::string max_text = absl::StrCat("--max-time ", max_time);
    if (max_time == 0) {
      max_time = model.max_time();
      max_text = absl::StrCat("the model's max_time of ", max_time);
    }
    if (max_time == 0) {
      max_time = kMaxTime;
      max_text = absl::StrCat("a time of ", max_time);
    }
    q_.time_tick = flags_.tick;
    std::string tick_text = absl::StrCat("--tick ", q_.time_tick);
    if (q_.time_tick == 0) {
      q_.time_tick = model.time_tick();
      tick_text = absl::StrCat("the model's time_tick of ", q_.time_tick);
    }
    if (q_.time_tick == 0) q_.time_tick = max_time / kWindows;
    const double windows = std::floor(max_time / q_.time_tick + 1e-9);
    if (!(windows >= 1 && windows <= std::numeric_limits<int>::max())) {
      const std::string message = absl::StrCat(
          max_text, windows < 1 ? " is shorter than " : " is too long for ",
          tick_text, "; choose --max-time and --tick");
      const bool asked = flags_.max_time != 0 || flags_.tick != 0;
      return asked ? UsageError(message)
                   : absl::InvalidArgumentError(
                         absl::StrCat(genome_.path(), ": ", message));
    }
    q_.windows = static_cast<int>(windows);
    end_ = q_.time_tick * q_.windows;
    if (max_time - end_ > 1e-9 * max_time) {
      Note(absl::StrCat(max_text, " is no multiple of ", tick_text,
                        ": it ends at ", RoundedText(end_)));
    }
    q_.discrete = flags_.update.empty() ? model.discrete_time()
                                        : flags_.update == "discrete";
    return absl::OkStatus();
  }

  absl::StatusOr<int> Named(absl::string_view flag,
                            absl::string_view name) const {
    return NamedVariable(flag, absl::StripAsciiWhitespace(name), network_,
                         genome_);
  }

  absl::Status AskNodes() {
    for (const std::string& name : flags_.nodes) {
      ASSIGN_OR_RETURN(const int variable, Named("--nodes", name));
      if (std::count(q_.visible.begin(), q_.visible.end(), variable) == 0) {
        q_.visible.push_back(variable);
      }
    }
    if (!q_.visible.empty()) return absl::OkStatus();
    for (size_t v = 0; v < network_.variables.size(); ++v) {
      const int gene = network_.variables[v].gene;
      if (gene < 0 || !genome_.manifest().genes(gene).internal()) {
        q_.visible.push_back(static_cast<int>(v));
      }
    }
    return absl::OkStatus();
  }

  // What a flag says of how a variable begins, against what others did.
  absl::Status Say(const Held& held, absl::string_view flag,
                   absl::string_view text) {
    Said said = {held, absl::StrCat(flag, " ", text)};
    for (const Said& other : said_) {
      if (other.held.variable == held.variable &&
          other.held.value != held.value) {
        return UsageError(absl::StrCat(other.text, " and ", said.text, ": '",
                                       network_.variables[held.variable].name,
                                       "' cannot be both"));
      }
    }
    said_.push_back(std::move(said));
    return absl::OkStatus();
  }

  absl::Status AskFrom() {
    q_.from_given = !flags_.from.empty();
    if (flags_.from == "none") return absl::OkStatus();
    for (const std::string& name : SplitNames(flags_.from)) {
      ASSIGN_OR_RETURN(q_.from.emplace_back(), Named("--from", name));
      RETURN_IF_ERROR(Say({q_.from.back(), true}, "--from", flags_.from));
    }
    return absl::OkStatus();
  }

  // NAME=PROBABILITY@TIME, or @FROM..TO or @FROM.. to hold it.
  absl::Status AddSchedule(const std::string& text) {
    const auto wrong = [&text] {
      return UsageError(absl::StrCat(
          "--schedule ", text,
          ": write NAME=1@10 to set it at time 10, NAME=1@10..20 to hold it "
          "from 10 to 20, NAME=1@10.. to hold it to the end; 0.3 in place of "
          "1 for a probability"));
    };
    const size_t equals = text.rfind('=');
    const size_t at = text.rfind('@');
    if (equals == text.npos || equals == 0 || at == text.npos || at < equals) {
      return wrong();
    }
    const absl::string_view when = absl::string_view(text).substr(at + 1);
    const size_t dots = when.find("..");
    const bool holds = dots != when.npos;
    const absl::string_view end =
        holds ? when.substr(dots + 2) : absl::string_view();
    double probability = 0, begin = 0;
    double until = std::numeric_limits<double>::infinity();
    if (!absl::SimpleAtod(text.substr(equals + 1, at - equals - 1),
                          &probability) ||
        !absl::SimpleAtod(when.substr(0, dots), &begin) ||
        (!end.empty() && !absl::SimpleAtod(end, &until)) ||
        !(probability >= 0 && probability <= 1) || !(begin >= 0) ||
        !std::isfinite(begin) || !(until > begin)) {
      return wrong();
    }
    ASSIGN_OR_RETURN(const int variable,
                     Named("--schedule", text.substr(0, equals)));
    if (begin >= end_) {
      return UsageError(absl::StrCat(
          "--schedule ", text, ": the simulation ends at ", RoundedText(end_)));
    }
    for (const Held& held : q_.held) {
      if (held.variable == variable) {
        return UsageError(
            absl::StrCat("--schedule ", text, ": it is clamped throughout"));
      }
    }
    if (!holds) {
      q_.events.push_back({begin, Event::kSet, variable, probability});
      return absl::OkStatus();
    }
    for (const Hold& other : holds_) {
      if (other.variable == variable && begin < other.end &&
          other.begin < until) {
        return UsageError(absl::StrCat("--schedule ", text,
                                       ": it is held at that time already"));
      }
    }
    holds_.push_back({variable, begin, until});
    q_.events.push_back({begin, Event::kHold, variable, probability});
    if (std::isfinite(until)) {
      q_.events.push_back({until, Event::kRelease, variable, 0});
    }
    return absl::OkStatus();
  }

  struct Said {
    Held held;
    std::string text;  // the flag
  };
  struct Hold {
    int variable;
    double begin, end;
  };

  const SimulateFlags& flags_;
  const Genome& genome_;
  const Network& network_;
  SimulationQuestion q_;
  double end_ = 0;  // in the genome's unit of time
  std::vector<Said> said_;
  std::vector<Hold> holds_;
};

}  // namespace

absl::StatusOr<SimulationQuestion> AskSimulation(const SimulateFlags& flags,
                                                 const Genome& genome,
                                                 const Network& network) {
  return Asker(flags, genome, network).Ask();
}

}  // namespace regulon
