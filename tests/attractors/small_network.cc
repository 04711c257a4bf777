#include "tests/attractors/small_network.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace regulon {
namespace {

// [states] a bit for each of up to 64 states that one update may lead to.
std::vector<uint64_t> Steps(const System& system, Updating updating) {
  std::vector<uint64_t> steps;
  for (uint64_t s = 0; s < uint64_t{1} << system.size(); ++s) {
    const State state = Unpacked(s, system.size());
    const State next = Successor(system, state);
    if (updating == Updating::kSynchronous) {
      steps.push_back(uint64_t{1} << Packed(next));
      continue;
    }
    uint64_t out = 0;
    for (int i = 0; i < system.size(); ++i) {
      State moved = state;
      moved[i] = next[i];
      if (moved != state) out |= uint64_t{1} << Packed(moved);
    }
    steps.push_back(out);
  }
  return steps;
}

}  // namespace

Network RandomNetwork(int genes, int inputs, unsigned seed) {
  std::mt19937 random(seed);
  const int variables = genes + inputs;
  Network network;
  for (int v = 0; v < variables; ++v) {
    NetworkVariable& variable = network.variables.emplace_back();
    variable.name = std::string(1, v < genes ? 'a' + v : 'p' + v - genes);
    if (v >= genes) continue;
    variable.gene = v;
    for (unsigned e = 0; e < 1 + random() % 2; ++e) {
      variable.elements.push_back(static_cast<int>(network.elements.size()));
      NetworkElement& element = network.elements.emplace_back();
      int64_t low = 0, high = 0;
      for (unsigned k = 0; k < 1 + random() % 3; ++k) {
        const int weight =
            static_cast<int>(random() % 2 + 1) * (random() % 2 == 0 ? 1 : -1);
        element.inputs.push_back(
            {static_cast<int>(random() % variables), weight});
        (weight < 0 ? low : high) += weight;
      }
      element.need = low + 1 + static_cast<int64_t>(random() % (high - low));
    }
  }
  return network;
}

Formula FormulaIn(const Network& network, const std::string& rule) {
  return [&network, parsed = ParseRule(rule).value()](System& system) {
    return FormulaOf(
        parsed,
        [&network](const std::string& name) {
          return VariableNamed(network, name);
        },
        system);
  };
}

int VariableNamed(const Network& network, const std::string& name) {
  for (size_t v = 0; v < network.variables.size(); ++v) {
    if (network.variables[v].name == name) return static_cast<int>(v);
  }
  return -1;
}

std::vector<std::vector<State>> SlowAttractors(const System& system,
                                               Updating updating,
                                               const State& from) {
  std::vector<uint64_t> reach = Steps(system, updating);
  const size_t states = reach.size();
  for (size_t s = 0; s < states; ++s) reach[s] |= uint64_t{1} << s;
  for (size_t via = 0; via < states; ++via) {
    for (uint64_t& r : reach) {
      if ((r >> via & 1) != 0) r |= reach[via];
    }
  }
  const uint64_t counted =
      from.empty() ? ~uint64_t{0} : reach[static_cast<size_t>(Packed(from))];
  std::vector<std::vector<State>> attractors;
  uint64_t listed = 0;
  for (size_t s = 0; s < states; ++s) {
    if ((counted >> s & 1) == 0 || (listed >> s & 1) != 0) continue;
    bool returns = true;
    for (size_t t = 0; t < states; ++t) {
      returns =
          returns && ((reach[s] >> t & 1) == 0 || (reach[t] >> s & 1) != 0);
    }
    if (!returns) continue;
    listed |= reach[s];
    std::vector<State>& attractor = attractors.emplace_back();
    for (size_t t = 0; t < states; ++t) {
      if ((reach[s] >> t & 1) != 0) {
        attractor.push_back(Unpacked(t, system.size()));
      }
    }
  }
  return attractors;
}

std::vector<std::vector<Held>> SetsOfClamps(const std::vector<int>& targets,
                                            int most) {
  std::vector<std::vector<Held>> sets = {{}};
  for (size_t first = 0; most-- > 0;) {
    const size_t end = sets.size();
    for (; first < end; ++first) {
      for (const int target : targets) {
        if (!sets[first].empty() && target <= sets[first].back().variable) {
          continue;
        }
        for (const bool value : {false, true}) {
          std::vector<Held> more = sets[first];
          more.push_back({target, value});
          sets.push_back(std::move(more));
        }
      }
    }
  }
  return sets;
}

bool IsPartOf(const std::vector<Held>& part, const std::vector<Held>& whole) {
  return std::all_of(part.begin(), part.end(), [&whole](const Held& p) {
    return std::any_of(whole.begin(), whole.end(), [&p](const Held& w) {
      return p.variable == w.variable && p.value == w.value;
    });
  });
}

std::string TextOf(const Network& network, std::vector<Held> clamps) {
  const auto name = [&network](const Held& held) {
    return network.variables[held.variable].name;
  };
  std::sort(
      clamps.begin(), clamps.end(),
      [&name](const Held& a, const Held& b) { return name(a) < name(b); });
  return absl::StrJoin(clamps, " ", [&](std::string* out, const Held& held) {
    absl::StrAppend(out, name(held), "=", held.value ? 1 : 0);
  });
}

}  // namespace regulon
