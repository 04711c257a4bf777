#include "tests/models/expected_attractors.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <stdexcept>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace regulon {
namespace {

Clamps ParseClamps(absl::string_view text) {
  Clamps held;
  if (text == "nothing") return held;
  for (absl::string_view clamp : absl::StrSplit(text, ' ')) {
    const bool on = absl::ConsumeSuffix(&clamp, "=1");
    if (!on && !absl::ConsumeSuffix(&clamp, "=0")) {
      throw std::runtime_error(absl::StrCat("not held: ", clamp));
    }
    held[std::string(clamp)] = on;
  }
  return held;
}

void Parse(const std::string& line, std::vector<ExpectedAttractors>& all) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(line, absl::MaxSplits(' ', 1));
  const auto& [word, rest] = parts;
  if (word == "hold") {
    all.emplace_back();
    all.back().title = line;
    all.back().held = ParseClamps(rest);
    return;
  }
  if (all.empty()) throw std::runtime_error("not under a 'hold': " + line);
  ExpectedAttractors& expected = all.back();
  size_t number;
  if (word == "point" || word == "cycle") {
    expected.attractors.push_back(line);
  } else if (word == "synchronous") {
    expected.synchronous.push_back(rest);
  } else if (word == "asynchronous") {
    expected.asynchronous.push_back(rest);
  } else if (word == "trap_spaces" && absl::SimpleAtoi(rest, &number)) {
    expected.trap_spaces = number;
  } else {
    throw std::runtime_error("does not read: " + line);
  }
}

std::string Text(const Genes& genes) {
  return genes.empty() ? "" : absl::StrCat(" ", absl::StrJoin(genes, " "));
}

}  // namespace

bool ExpectedAttractors::ListsCycles() const {
  return std::none_of(
      attractors.begin(), attractors.end(),
      [](const std::string& line) { return absl::StrContains(line, " of "); });
}

std::vector<Genes> ExpectedAttractors::Points() const {
  std::vector<Genes> points;
  for (const std::string& line : attractors) {
    if (!absl::StartsWith(line, "point ")) continue;
    points.push_back(Words(line.substr(line.find(':') + 1)));
  }
  return points;
}

std::vector<ExpectedAttractors> ReadExpected(const std::string& model) {
  std::ifstream file(absl::StrCat("tests/models/expected/", model, ".txt"));
  if (!file) throw std::runtime_error("nothing is known of " + model);
  std::vector<ExpectedAttractors> all;
  for (std::string line; std::getline(file, line);) {
    line = line.substr(0, line.find('#'));
    absl::StripAsciiWhitespace(&line);
    if (!line.empty()) Parse(line, all);
  }
  return all;
}

std::vector<std::string> Lines(const System& system,
                               const std::vector<Attractor>& attractors,
                               bool list_cycles) {
  std::vector<std::string> lines;
  for (const Attractor& attractor : attractors) {
    const bool is_point = attractor.size == BigUnsigned(1);
    std::string line =
        absl::StrCat(is_point ? "point " : "cycle ",
                     attractor.basin ? attractor.basin->ToString() : "?");
    if (is_point || list_cycles) {
      std::vector<std::string> states;
      for (const State& state : attractor.states) {
        states.push_back(Text(GenesOn(system, state)));
      }
      absl::StrAppend(&line, ":", absl::StrJoin(states, " >"));
    } else {
      absl::StrAppend(&line, " of ", attractor.size.ToString());
    }
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> Sizes(const std::vector<Attractor>& attractors) {
  std::map<std::string, int> counts;
  for (const Attractor& attractor : attractors) {
    ++counts[attractor.size.ToString()];
  }
  std::vector<std::string> sizes;
  for (const auto& [size, count] : counts) {
    sizes.push_back(absl::StrCat(count, " of ", size));
  }
  return sizes;
}

}  // namespace regulon
