// What is asked of whole diagrams: quantification, substitution, counting.

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "engine/logic/diagram.h"

namespace regulon {

Diagram Diagrams::AndExists(Diagram f, Diagram g,
                            absl::Span<const int> variables) {
  std::vector<uint32_t> levels;
  for (const int v : variables) levels.push_back(level_of_[v]);
  std::sort(levels.rbegin(), levels.rend());
  Diagram cube = kTrue;
  for (const uint32_t level : levels) cube = Make(level, kFalse, cube);
  return AndExistsBelow(f, g, cube);
}

Diagram Diagrams::AndExistsBelow(Diagram f, Diagram g, Diagram cube) {
  if (f > g) std::swap(f, g);
  if (f == kFalse || f == Not(g) || full_) return kFalse;
  if (g == kTrue) return kTrue;
  const uint32_t level = std::min(LevelOf(f), LevelOf(g));
  while (LevelOf(cube) < level) cube = entries_[cube >> 1].on ^ (cube & 1);
  if (cube == kTrue) return And(f, g);
  const Known& known = Slot(kAndExists, f, g, cube);
  if (known.operation == kAndExists && known.f == f && known.g == g &&
      known.h == cube) {
    return known.result;
  }
  Diagram f_off, f_on, g_off, g_on;
  Split(f, level, &f_off, &f_on);
  Split(g, level, &g_off, &g_on);
  Diagram result = AndExistsBelow(f_off, g_off, cube);
  if (LevelOf(cube) != level) {
    result = Make(level, result, AndExistsBelow(f_on, g_on, cube));
  } else if (result != kTrue) {
    result = Or(result, AndExistsBelow(f_on, g_on, cube));
  }
  Remember(kAndExists, f, g, cube, result);
  return result;
}

Diagram Diagrams::Compose(Diagram f, const std::vector<Diagram>& by) {
  absl::flat_hash_map<uint32_t, Diagram> done;
  return ComposeBelow(f, by, done);
}

Diagram Diagrams::ComposeBelow(Diagram f, const std::vector<Diagram>& by,
                               absl::flat_hash_map<uint32_t, Diagram>& done) {
  if (f <= kTrue || full_) return f;
  const Diagram sign = f & 1;
  if (const auto at = done.find(f >> 1); at != done.end()) {
    return at->second ^ sign;
  }
  const Entry e = entries_[f >> 1];
  const Diagram off = ComposeBelow(e.off, by, done);
  const Diagram on = ComposeBelow(e.on, by, done);
  const Diagram result = IfElse(by[variable_at_[e.level]], on, off);
  done.emplace(f >> 1, result);
  return result ^ sign;
}

std::vector<Diagram> Diagrams::FromCircuit(
    const Circuit& circuit, absl::Span<const Literal> functions,
    const std::vector<int>& variable_of) {
  absl::flat_hash_map<uint32_t, Diagram> known = {{0, kFalse}};
  const auto diagram_of = [&](Literal a) {
    const uint32_t node = NodeOf(a);
    const Diagram sign = a & 1;
    if (const auto at = known.find(node); at != known.end()) {
      return at->second ^ sign;
    }
    return Variable(variable_of[circuit.VariableOf(node)]) ^ sign;
  };
  for (const uint32_t node : circuit.NodesOf(functions)) {
    const auto& [a, b] = circuit.Inputs(node);
    const Diagram first = diagram_of(a);
    known.emplace(node, And(first, diagram_of(b)));
    if (full_) break;
  }
  std::vector<Diagram> diagrams(functions.size(), kFalse);
  if (full_) return diagrams;
  for (size_t i = 0; i < functions.size(); ++i) {
    diagrams[i] = diagram_of(functions[i]);
  }
  return diagrams;
}

Diagrams::Node Diagrams::Top(Diagram f) const {
  const Entry& e = entries_[f >> 1];
  return {variable_at_[e.level], e.off ^ (f & 1), e.on ^ (f & 1)};
}

bool Diagrams::Evaluate(Diagram f, const std::vector<bool>& values) const {
  while (f > kTrue) {
    const Node node = Top(f);
    f = values[node.variable] ? node.on : node.off;
  }
  return f == kTrue;
}

std::vector<uint32_t> Diagrams::NodesOf(
    absl::Span<const Diagram> functions) const {
  absl::flat_hash_set<uint32_t> seen;
  std::vector<uint32_t> nodes;
  const auto add = [&](Diagram f) {
    if (f > kTrue && seen.insert(f >> 1).second) nodes.push_back(f >> 1);
  };
  for (const Diagram f : functions) add(f);
  for (size_t i = 0; i < nodes.size(); ++i) {
    add(entries_[nodes[i]].off);
    add(entries_[nodes[i]].on);
  }
  return nodes;
}

std::vector<int> Diagrams::Support(Diagram f) const {
  std::vector<bool> reads(variables());
  for (const uint32_t node : NodesOf({f})) {
    reads[variable_at_[entries_[node].level]] = true;
  }
  std::vector<int> support;
  for (int v = 0; v < variables(); ++v) {
    if (reads[v]) support.push_back(v);
  }
  return support;
}

int64_t Diagrams::Size(absl::Span<const Diagram> functions) const {
  return static_cast<int64_t>(NodesOf(functions).size());
}

BigUnsigned Diagrams::Count(Diagram f, absl::Span<const int> variables) const {
  // [level] how many of the variables are at that level or below it.
  std::vector<int> below(variable_at_.size() + 1);
  for (const int v : variables) below[level_of_[v]] = 1;
  for (size_t level = variable_at_.size(); level-- > 0;) {
    below[level] += below[level + 1];
  }
  // From below, so that the children of a node come first.
  std::vector<uint32_t> nodes = NodesOf({f});
  std::sort(nodes.begin(), nodes.end(), [this](uint32_t a, uint32_t b) {
    return entries_[a].level > entries_[b].level;
  });
  absl::flat_hash_map<uint32_t, BigUnsigned> count;  // from its level on
  const auto from = [&](Diagram g, size_t level) {
    const int free = below[level] - below[LevelOf(g)];
    if (g == kFalse) return BigUnsigned(0);
    if (g == kTrue) return BigUnsigned::PowerOfTwo(below[level]);
    const BigUnsigned plain = count.at(g >> 1) << free;
    return (g & 1) == 0 ? plain : BigUnsigned::PowerOfTwo(below[level]) - plain;
  };
  for (const uint32_t node : nodes) {
    const Entry& e = entries_[node];
    BigUnsigned sum = from(e.off, e.level + 1) + from(e.on, e.level + 1);
    count.emplace(node, std::move(sum));
  }
  return from(f, 0);
}

std::vector<bool> Diagrams::Smallest(Diagram f) {
  std::vector<bool> values(variables());
  for (int v = 0; v < variables() && !full_; ++v) {
    const Diagram off = Restrict(f, v, false);
    values[v] = off == kFalse;
    f = values[v] ? Restrict(f, v, true) : off;
  }
  return values;
}

}  // namespace regulon
