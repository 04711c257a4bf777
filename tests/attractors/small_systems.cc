#include "tests/attractors/small_systems.h"

#include <algorithm>
#include <set>
#include <utility>

namespace regulon {
namespace {

int Below(std::mt19937& random, int end) {
  return static_cast<int>(random() % end);
}

std::vector<uint32_t> Next(const System& system, Updating updating,
                           uint32_t packed) {
  const State state = Unpacked(packed, system.size());
  const State successor = Successor(system, state);
  if (updating == Updating::kSynchronous) {
    return {static_cast<uint32_t>(Packed(successor))};
  }
  std::vector<uint32_t> next;
  for (int i = 0; i < system.size(); ++i) {
    if (successor[i] == state[i]) continue;
    State changed = state;
    changed[i] = successor[i];
    next.push_back(static_cast<uint32_t>(Packed(changed)));
  }
  return next;
}

using Graph = std::vector<std::vector<uint32_t>>;

Graph GraphOf(const System& system, Updating updating) {
  Graph graph;
  for (uint32_t s = 0; s < uint32_t{1} << system.size(); ++s) {
    graph.push_back(Next(system, updating, s));
  }
  return graph;
}

std::vector<uint32_t> ReachableIn(const Graph& graph, uint32_t from) {
  std::vector<uint32_t> reachable = {from};
  std::vector<bool> seen(graph.size());
  seen[from] = true;
  for (size_t i = 0; i < reachable.size(); ++i) {
    for (const uint32_t to : graph[reachable[i]]) {
      if (seen[to]) continue;
      seen[to] = true;
      reachable.push_back(to);
    }
  }
  return reachable;
}

Attractor AttractorOf(const System& system, const AttractorOptions& options,
                      const std::vector<uint32_t>& states) {
  Attractor attractor;
  attractor.size = states.size();
  attractor.smallest =
      Unpacked(*std::min_element(states.begin(), states.end()), system.size());
  std::vector<size_t> on(system.size()), watched(options.watch.size());
  for (const uint32_t packed : states) {
    const State state = Unpacked(packed, system.size());
    if (states.size() <= options.most_states) attractor.states.push_back(state);
    for (int i = 0; i < system.size(); ++i) on[i] += state[i];
    for (size_t w = 0; w < watched.size(); ++w) {
      watched[w] += system.circuit.Evaluate(options.watch[w], state);
    }
  }
  const auto holds = [&states](size_t count) {
    return count == 0               ? Holds::kNever
           : count == states.size() ? Holds::kAlways
                                    : Holds::kSometimes;
  };
  for (const size_t count : on) attractor.variable.push_back(holds(count));
  for (const size_t count : watched) attractor.watched.push_back(holds(count));
  return attractor;
}

// A walk down to where what can be reached is no longer less: from there on
// every state leads to every other.
std::vector<Attractor> TerminalOf(const System& system, const Graph& graph,
                                  const std::vector<uint32_t>& from,
                                  const AttractorOptions& options) {
  std::set<uint32_t> left(from.begin(), from.end());
  std::vector<Attractor> attractors;
  std::set<uint32_t> in_attractor;
  while (!left.empty()) {
    std::vector<uint32_t> here = ReachableIn(graph, *left.begin());
    const bool is_known =
        std::any_of(here.begin(), here.end(),
                    [&](uint32_t s) { return in_attractor.count(s) != 0; });
    if (!is_known) {
      for (size_t i = 0; i < here.size();) {
        std::vector<uint32_t> there = ReachableIn(graph, here[i]);
        if (there.size() == here.size()) {
          ++i;
        } else {
          here = std::move(there);
          i = 0;
        }
      }
      std::sort(here.begin(), here.end());
      attractors.push_back(AttractorOf(system, options, here));
      in_attractor.insert(here.begin(), here.end());
      for (const uint32_t s : here) left.erase(s);
    } else {
      left.erase(left.begin());
    }
  }
  std::sort(attractors.begin(), attractors.end(), BySize);
  return attractors;
}

}  // namespace

System MakeSmallSystem(
    int size, const std::function<Literal(Circuit& circuit, int i)>& next) {
  System system;
  system.circuit = Circuit(size);
  for (int i = 0; i < size; ++i) {
    system.free.push_back(i);
    system.names.push_back(std::string("v") + static_cast<char>('0' + i / 10) +
                           static_cast<char>('0' + i % 10));
    system.value.push_back(system.circuit.Variable(i));
  }
  for (int i = 0; i < size; ++i) {
    system.next.push_back(next(system.circuit, i));
  }
  return system;
}

System Counter(int size) {
  return MakeSmallSystem(size, [size](Circuit& c, int i) {
    std::vector<Literal> lower;
    for (int j = i + 1; j < size; ++j) lower.push_back(c.Variable(j));
    return c.Xor(c.Variable(i), c.AndAll(lower));
  });
}

System Rotation(int size) {
  return MakeSmallSystem(size, [size](Circuit& c, int i) {
    return c.Variable((i + size - 1) % size);
  });
}

System GrayCode(int size) {
  // The last variable changes where the parity is even; variable i where it is
  // odd and i + 1 is the last one that is on; the first also after all.
  return MakeSmallSystem(size, [size](Circuit& c, int i) {
    Literal odd = kFalse;
    for (int j = 0; j < size; ++j) odd = c.Xor(odd, c.Variable(j));
    if (i == size - 1) return Not(c.Xor(odd, c.Variable(i)));
    std::vector<Literal> change = {odd};
    if (i > 0) change.push_back(c.Variable(i + 1));
    for (int j = i + 2; j < size; ++j) change.push_back(Not(c.Variable(j)));
    return c.Xor(c.Variable(i), c.AndAll(change));
  });
}

Literal RandomFunction(std::mt19937& random, Circuit& circuit) {
  const auto literal = [&]() -> Literal {
    if (circuit.variables() == 0) return random() % 2;
    return circuit.Variable(Below(random, circuit.variables())) ^ random() % 2;
  };
  Literal f = literal();
  for (int i = Below(random, 6); i > 0; --i) {
    const Literal a = literal();
    switch (random() % 5) {
      case 0:
        f = circuit.And(f, a);
        break;
      case 1:
        f = circuit.Or(f, a);
        break;
      case 2:
        f = circuit.Xor(f, a);
        break;
      case 3:
        f = circuit.IfElse(a, f, literal());
        break;
      default:
        f = circuit.IfElse(f, a, circuit.And(a, literal()));
        break;
    }
  }
  return f;
}

System RandomSystem(std::mt19937& random, int size) {
  return MakeSmallSystem(size, [&random](Circuit& circuit, int i) -> Literal {
    switch (random() % 8) {
      case 0:
        return circuit.Variable(i);
      case 1:
        return random() % 3 == 0 ? kTrue : RandomFunction(random, circuit);
      default:
        return RandomFunction(random, circuit);
    }
  });
}

System RandomHeldSystem(std::mt19937& random, int free) {
  Network network;
  const int variables = free + Below(random, 4);
  for (int v = 0; v < variables; ++v) {
    NetworkVariable& variable = network.variables.emplace_back();
    variable.name = "v" + std::to_string(v);
    variable.regulator = v;
    if (random() % 6 == 0) continue;  // an input
    variable.gene = v;
    for (int e = 1 + Below(random, 2); e > 0; --e) {
      variable.elements.push_back(static_cast<int>(network.elements.size()));
      NetworkElement& element = network.elements.emplace_back();
      element.need = Below(random, 4) - 1;
      for (int i = 1 + Below(random, 4); i > 0; --i) {
        element.inputs.push_back(
            {Below(random, variables), Below(random, 6) - 2});
      }
    }
  }
  std::vector<int> order(variables);
  for (int v = 0; v < variables; ++v) order[v] = v;
  std::shuffle(order.begin(), order.end(), random);
  std::vector<Held> held;
  for (int v = free; v < variables; ++v) {
    held.push_back({order[v], random() % 2 == 0});
  }
  return MakeSystem(network, held).value();
}

std::vector<Attractor> SlowSynchronous(const System& system,
                                       const AttractorOptions& options) {
  const Graph graph = GraphOf(system, Updating::kSynchronous);
  std::vector<Attractor> attractors;
  std::vector<uint64_t> basins;
  std::vector<int> ends_in(graph.size(), -1);
  for (uint32_t s = 0; s < graph.size(); ++s) {
    uint32_t at = s;
    for (size_t i = 0; i < graph.size() && ends_in[at] < 0; ++i) {
      at = graph[at][0];
    }
    if (ends_in[at] < 0) {  // on a cycle by now
      std::vector<uint32_t> cycle = ReachableIn(graph, at);
      std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()),
                  cycle.end());
      for (const uint32_t c : cycle) {
        ends_in[c] = static_cast<int>(basins.size());
      }
      basins.push_back(0);
      attractors.push_back(AttractorOf(system, options, cycle));
    }
    const int attractor = ends_in[at];
    for (at = s; ends_in[at] < 0; at = graph[at][0]) ends_in[at] = attractor;
    ++basins[attractor];
  }
  for (size_t a = 0; a < basins.size(); ++a) attractors[a].basin = basins[a];
  std::sort(attractors.begin(), attractors.end(),
            [](const Attractor& a, const Attractor& b) {
              return a.basin != b.basin ? *b.basin < *a.basin
                                        : a.smallest < b.smallest;
            });
  return attractors;
}

std::vector<Attractor> SlowAsynchronous(const System& system,
                                        const AttractorOptions& options) {
  const Graph graph = GraphOf(system, Updating::kAsynchronous);
  std::vector<uint32_t> all;
  for (uint32_t s = 0; s < graph.size(); ++s) all.push_back(s);
  return TerminalOf(system, graph, all, options);
}

SlowReachable SlowReachableFrom(const System& system, Updating updating,
                                const State& from,
                                const AttractorOptions& options) {
  const Graph graph = GraphOf(system, updating);
  const auto first = static_cast<uint32_t>(Packed(from));
  const std::vector<uint32_t> reachable = ReachableIn(graph, first);
  if (updating == Updating::kAsynchronous) {
    return {TerminalOf(system, graph, reachable, options), reachable.size()};
  }
  std::vector<uint32_t> cycle = ReachableIn(graph, reachable.back());
  std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()),
              cycle.end());
  return {{AttractorOf(system, options, cycle)}, reachable.size()};
}

std::string Line(const Attractor& attractor) {
  const auto text = [](const State& state) {
    std::string s;
    for (const bool on : state) s.push_back(on ? '1' : '0');
    return s;
  };
  const auto holds = [](const std::vector<Holds>& list) {
    std::string s;
    for (const Holds h : list) s.push_back("-*+"[static_cast<int>(h)]);
    return s;
  };
  std::string line = attractor.size.ToString() + " of ";
  line += attractor.basin.has_value() ? attractor.basin->ToString() : "?";
  line += " from " + text(attractor.smallest) + ":";
  for (const State& state : attractor.states) line += " " + text(state);
  return line + " variables " + holds(attractor.variable) + " watched " +
         holds(attractor.watched);
}

std::vector<std::string> Lines(const std::vector<Attractor>& attractors) {
  std::vector<std::string> lines;
  for (const Attractor& a : attractors) lines.push_back(Line(a));
  return lines;
}

}  // namespace regulon
