#include "engine/convert/maboss_config.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon::maboss {
namespace {

constexpr double kMostSamples = 2147483648.0;

// They change how numbers are drawn, or what else is printed.
constexpr const char* kIgnored[] = {"use_physrandgen",
                                    "use_glibcrandgen",
                                    "use_mtrandgen",
                                    "seed_pseudorandom",
                                    "display_traj",
                                    "thread_count",
                                    "statdist_traj_count",
                                    "statdist_cluster_threshold",
                                    "statdist_similarity_cache_max_size"};

class Parser {
 public:
  Parser(Tokens& tokens, const std::map<std::string, int>& nodes)
      : tokens_(tokens), nodes_(nodes) {
    config_.internal.resize(nodes.size());
    taken_.resize(nodes.size());
    names_.resize(nodes.size());
    for (const auto& [name, index] : nodes) names_[index] = name;
  }

  absl::StatusOr<Config> Run() {
    while (tokens_.Next().kind != Token::kEnd) {
      if (tokens_.TakeSymbol(";")) continue;
      RETURN_IF_ERROR(ParseStatement());
      RETURN_IF_ERROR(tokens_.Need(";"));
    }
    if (config_.time_tick > config_.max_time) {
      config_.notes.push_back(
          tokens_.NoteAt(time_tick_, "a time_tick of ", config_.time_tick,
                         " is longer than the max_time of ", config_.max_time,
                         "; there is but one window, which ends there"));
    }
    std::sort(config_.ignored.begin(), config_.ignored.end());
    config_.ignored.erase(
        std::unique(config_.ignored.begin(), config_.ignored.end()),
        config_.ignored.end());
    return std::move(config_);
  }

 private:
  absl::Status ParseStatement() {
    const Token& first = tokens_.Next();
    if (first.kind == Token::kParameter) {
      const Place place = first.place;
      const std::string name = tokens_.Take().text;
      RETURN_IF_ERROR(tokens_.Need("="));
      ASSIGN_OR_RETURN(const double value, ParseValue());
      const auto [known, is_new] = config_.parameters.emplace(name, value);
      if (!is_new && known->second != value) {
        // So does MaBoSS.
        config_.notes.push_back(
            tokens_.NoteAt(place, "the parameter $", name, " is ", value,
                           " from here on, no longer ", known->second,
                           "; for the .bnd the last value counts"));
        known->second = value;
      }
      return absl::OkStatus();
    }
    if (tokens_.TakeSymbol("[")) return ParseGroup();
    if (first.kind != Token::kName) {
      return tokens_.Wrong("a setting, a $parameter or a node");
    }
    const bool of_node =
        tokens_.Ahead(1).kind == Token::kSymbol && tokens_.Ahead(1).text == ".";
    return of_node ? ParseNodeAttribute() : ParseSetting();
  }

  absl::StatusOr<double> Valued(const absl::StatusOr<Expression>& parsed) {
    if (!parsed.ok()) return parsed.status();
    const Meanings meanings = {&config_.parameters, nullptr, nullptr, &tokens_};
    ASSIGN_OR_RETURN(const Expression resolved, Resolve(*parsed, meanings));
    const double value = Evaluate(resolved, {});
    if (std::isfinite(value)) return value;
    return tokens_.ErrorAt(parsed->place, "this comes out as ", value,
                           "; a finite number is needed");
  }
  absl::StatusOr<double> ParseValue() {
    return Valued(ParseExpression(tokens_, Language::kCfg));
  }
  absl::StatusOr<double> ParseOneValue() {
    return Valued(ParseOperand(tokens_, Language::kCfg));
  }

  absl::StatusOr<int> ParseNode() {
    const Place place = tokens_.Next().place;
    ASSIGN_OR_RETURN(const std::string name,
                     tokens_.NeedName("the name of a node"));
    const auto found = nodes_.find(name);
    if (found != nodes_.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [known, index] : nodes_) names.push_back(known);
    return tokens_.ErrorAt(place, "the .bnd has no node '", name, "'",
                           DidYouMean(name, names));
  }

  absl::StatusOr<bool> OffOrOn(const std::string& what, double value,
                               const Place& place) const {
    if (value == 0 || value == 1) return value == 1;
    return tokens_.ErrorAt(place, what, " is ", value,
                           "; it is 0 or 1, FALSE or TRUE");
  }

  absl::Status TakeFirstValues(int node, const Place& place) {
    if (taken_[node]) {
      return tokens_.ErrorAt(place, "the first value of '", names_[node],
                             "' is given twice; remove one");
    }
    taken_[node] = true;
    return absl::OkStatus();
  }

  absl::Status ParseNodeAttribute() {
    const Place place = tokens_.Next().place;
    ASSIGN_OR_RETURN(const int node, ParseNode());
    RETURN_IF_ERROR(tokens_.Need("."));
    const Place attribute_place = tokens_.Next().place;
    ASSIGN_OR_RETURN(std::string attribute,
                     tokens_.NeedName("the name of an attribute"));
    absl::AsciiStrToLower(&attribute);
    RETURN_IF_ERROR(tokens_.Need("="));
    if (attribute == "schedule") return ParseSchedule(node);
    const Place value_place = tokens_.Next().place;
    ASSIGN_OR_RETURN(const double value, ParseValue());
    if (attribute == "istate") {
      RETURN_IF_ERROR(TakeFirstValues(node, place));
      if (value > 0 && value != 1) {
        return tokens_.ErrorAt(
            value_place, "a first value of ", value,
            "; it is 0, 1 or, for either, -1. A probability goes with a group: "
            "[",
            names_[node], "].istate = 0.5 [0], 0.5 [1];");
      }
      if (value >= 0) {  // below: at random
        config_.initial.push_back({{node}, {{1, {value != 0}}}});
      }
    } else if (attribute == "is_internal") {
      ASSIGN_OR_RETURN(config_.internal[node],
                       OffOrOn(attribute, value, value_place));
    } else if (attribute == "refstate" || attribute == "in_graph") {
      config_.ignored.push_back(attribute);
    } else {
      return tokens_.ErrorAt(attribute_place, "'", attribute,
                             "' is not known of a node; istate, is_internal, "
                             "refstate and schedule are");
    }
    return absl::OkStatus();
  }

  absl::Status ParseSchedule(int node) {
    do {
      const Place place = tokens_.Next().place;
      ASSIGN_OR_RETURN(const double time, ParseOneValue());
      RETURN_IF_ERROR(tokens_.Need(":"));
      const Place at = tokens_.Next().place;
      ASSIGN_OR_RETURN(const double probability, ParseOneValue());
      if (time < 0) {
        return tokens_.ErrorAt(place, "a time of ", time, "; it is from 0");
      }
      if (!(probability >= 0 && probability <= 1)) {
        return tokens_.ErrorAt(at, "a probability of ", probability,
                               "; it is from 0 to 1");
      }
      config_.schedule.push_back({node, time, probability});
    } while (tokens_.TakeSymbol(","));
    return absl::OkStatus();
  }

  // [A, B].istate = 0.5 [0, 1], 0.5 [1, 0]
  absl::Status ParseGroup() {
    Config::Group group;
    do {
      const Place place = tokens_.Next().place;
      ASSIGN_OR_RETURN(const int node, ParseNode());
      RETURN_IF_ERROR(TakeFirstValues(node, place));
      group.nodes.push_back(node);
    } while (tokens_.TakeSymbol(","));
    RETURN_IF_ERROR(tokens_.Need("]"));
    RETURN_IF_ERROR(tokens_.Need("."));
    const Place place = tokens_.Next().place;
    ASSIGN_OR_RETURN(const std::string attribute, tokens_.NeedName("'istate'"));
    if (!absl::EqualsIgnoreCase(attribute, "istate")) {
      return tokens_.ErrorAt(place, "'", attribute,
                             "' is not known of a group of nodes; istate is");
    }
    RETURN_IF_ERROR(tokens_.Need("="));
    double sum = 0;
    do {
      ASSIGN_OR_RETURN(group.outcomes.emplace_back(),
                       ParseOutcome(group.nodes.size()));
      sum += group.outcomes.back().weight;
    } while (tokens_.TakeSymbol(","));
    if (!(sum > 0) || !std::isfinite(sum)) {
      return tokens_.ErrorAt(place, "these probabilities sum to ", sum,
                             "; one must be above 0");
    }
    if (std::abs(sum - 1) > 1e-6) {
      config_.notes.push_back(tokens_.NoteAt(
          place, "these probabilities sum to ", sum,
          " and were taken as weights: each is divided by that"));
    }
    config_.initial.push_back(std::move(group));
    return absl::OkStatus();
  }

  absl::StatusOr<Config::Outcome> ParseOutcome(size_t nodes) {
    Config::Outcome outcome;
    const Place place = tokens_.Next().place;
    ASSIGN_OR_RETURN(outcome.weight, ParseOneValue());
    if (outcome.weight < 0) {
      return tokens_.ErrorAt(place, "a probability of ", outcome.weight,
                             "; it is 0 or more");
    }
    const Place values = tokens_.Next().place;
    RETURN_IF_ERROR(tokens_.Need("["));
    do {
      const Place at = tokens_.Next().place;
      ASSIGN_OR_RETURN(const double value, ParseOneValue());
      ASSIGN_OR_RETURN(const bool on, OffOrOn("a value in '[ ]'", value, at));
      outcome.on.push_back(on);
    } while (tokens_.TakeSymbol(","));
    RETURN_IF_ERROR(tokens_.Need("]"));
    if (outcome.on.size() == nodes) return outcome;
    return tokens_.ErrorAt(values, outcome.on.size(), " values for ", nodes,
                           " nodes; give one each");
  }

  absl::Status ParseSetting() {
    const Place place = tokens_.Next().place;
    std::string name = tokens_.Take().text;
    absl::AsciiStrToLower(&name);
    RETURN_IF_ERROR(tokens_.Need("="));
    const Place value_place = tokens_.Next().place;
    ASSIGN_OR_RETURN(const double value, ParseValue());
    if (name == "time_tick") time_tick_ = place;
    if (name == "time_tick" || name == "max_time") {
      if (!(value > 0)) {
        return tokens_.ErrorAt(place, name, " is ", value,
                               "; it must be above 0");
      }
      (name == "time_tick" ? config_.time_tick : config_.max_time) = value;
    } else if (name == "sample_count") {
      if (!(value >= 1 && value <= kMostSamples)) {
        return tokens_.ErrorAt(place, "sample_count is ", value,
                               "; it is from 1 to ", kMostSamples);
      }
      config_.sample_count = std::floor(value);
    } else if (name == "discrete_time") {
      ASSIGN_OR_RETURN(config_.discrete_time,
                       OffOrOn(name, value, value_place));
    } else {
      return Ignore(name, place);
    }
    return absl::OkStatus();
  }

  absl::Status Ignore(const std::string& name, const Place& place) {
    std::vector<std::string> known = {"time_tick", "max_time", "sample_count",
                                      "discrete_time"};
    for (const char* ignored : kIgnored) {
      if (name == ignored) {
        config_.ignored.push_back(name);
        return absl::OkStatus();
      }
      known.push_back(ignored);
    }
    return tokens_.ErrorAt(place, "no setting is called '", name, "'",
                           DidYouMean(name, known));
  }

  Tokens& tokens_;
  const std::map<std::string, int>& nodes_;
  std::vector<std::string> names_;  // [nodes]
  std::vector<bool> taken_;         // [nodes] first values given
  Place time_tick_;
  Config config_;
};

}  // namespace

absl::StatusOr<Config> ParseConfig(Tokens& tokens,
                                   const std::map<std::string, int>& nodes) {
  return Parser(tokens, nodes).Run();
}

}  // namespace regulon::maboss
