#include "tests/reference/state_space.h"

#include <algorithm>
#include <stdexcept>

namespace regulon::reference {

std::vector<State> Successors(Cell& cell) {
  const Genome& genome = cell.genome();
  const int genes = genome.manifest().genes_size();
  std::vector<int> regulator_of;  // -1: nothing reads the gene
  for (const proto::Gene& gene : genome.manifest().genes()) {
    regulator_of.push_back(genome.regulators().FindId(gene.id()));
  }
  const State all = State{1} << genes;
  const State batch = std::min<State>(all, 4096);
  std::vector<Context> contexts(batch, Context(genome, "state"));
  std::vector<Answer> answers(batch, cell.NewAnswer());
  std::vector<State> successors(all);
  for (State begin = 0; begin < all; begin += batch) {
    for (State i = 0; i < batch; ++i) {
      for (int g = 0; g < genes; ++g) {
        if (regulator_of[g] < 0) continue;
        contexts[i].Feed(regulator_of[g], (begin + i) >> g & 1);
      }
    }
    const absl::Status status = cell.Express(contexts, absl::MakeSpan(answers));
    if (!status.ok()) throw std::runtime_error(status.ToString());
    for (State i = 0; i < batch; ++i) {
      State next = 0;
      for (int g = 0; g < genes; ++g) {
        const float level = answers[i].expression[g];
        if (level != 0 && level != 1) throw std::runtime_error("not Boolean");
        next |= static_cast<State>(level) << g;
      }
      successors[begin + i] = next;
    }
  }
  return successors;
}

std::vector<Attractor> AttractorsOf(const std::vector<State>& successors) {
  constexpr int kUnseen = -1;
  std::vector<Attractor> attractors;
  std::vector<int> ends_in(successors.size(), kUnseen);
  for (State start = 0; start < successors.size(); ++start) {
    std::vector<State> path;
    State at = start;
    for (; ends_in[at] == kUnseen; at = successors[at]) {
      ends_in[at] = -2 - static_cast<int>(start);  // on this path
      path.push_back(at);
    }
    int end = ends_in[at];
    if (end < 0) {  // the path met itself
      end = static_cast<int>(attractors.size());
      Attractor found;
      found.states.assign(std::find(path.begin(), path.end(), at), path.end());
      std::rotate(found.states.begin(),
                  std::min_element(found.states.begin(), found.states.end()),
                  found.states.end());
      attractors.push_back(found);
    }
    for (const State state : path) ends_in[state] = end;
    attractors[end].basin += static_cast<int64_t>(path.size());
  }
  std::sort(attractors.begin(), attractors.end(),
            [](const Attractor& a, const Attractor& b) {
              return a.basin != b.basin ? a.basin > b.basin
                                        : a.states[0] < b.states[0];
            });
  return attractors;
}

std::vector<int64_t> Basins(const std::vector<Attractor>& attractors,
                            size_t length) {
  std::vector<int64_t> basins;
  for (const Attractor& attractor : attractors) {
    if (attractor.states.size() == length) basins.push_back(attractor.basin);
  }
  return basins;
}

State StateOf(const Genome& genome, const std::vector<std::string>& on) {
  State state = 0;
  for (const std::string& id : on) {
    const int gene = genome.genes().FindId(id);
    if (gene < 0) throw std::runtime_error("no gene " + id);
    state |= State{1} << gene;
  }
  return state;
}

std::set<std::string> NamesOf(const Genome& genome, State state) {
  std::set<std::string> names;
  for (int g = 0; g < genome.manifest().genes_size(); ++g) {
    if (state >> g & 1) names.insert(genome.manifest().genes(g).id());
  }
  return names;
}

}  // namespace regulon::reference
