#include "engine/explain/implicant.h"

#include <algorithm>
#include <limits>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace regulon {
namespace {

// Whether f is true wherever the variables that are kept are as given.
class Fixes {
 public:
  Fixes(const Diagrams& diagrams, const std::vector<bool>& values)
      : diagrams_(diagrams), values_(values) {}

  bool operator()(Diagram f, const std::vector<bool>& kept) {
    seen_.clear();
    return Holds(f, kept);
  }

 private:
  bool Holds(Diagram f, const std::vector<bool>& kept) {
    if (f <= kTrue) return f == kTrue;
    if (!seen_.insert(f).second) return true;  // or it had ended there
    const Diagrams::Node node = diagrams_.Top(f);
    const bool value = values_[node.variable];
    if (!Holds(value ? node.on : node.off, kept)) return false;
    return kept[node.variable] || Holds(value ? node.off : node.on, kept);
  }

  const Diagrams& diagrams_;
  const std::vector<bool>& values_;
  absl::flat_hash_set<Diagram> seen_;
};

// The sets of variables that fix f, as a diagram: a variable is on where it is
// kept. Keeping more never fixes less.
class FixingSets {
 public:
  FixingSets(const Diagrams& diagrams, const std::vector<bool>& values,
             Diagrams& sets)
      : diagrams_(diagrams), values_(values), sets_(sets) {}

  Diagram Of(Diagram f) {
    if (f <= kTrue || sets_.full()) return f;
    if (const auto at = done_.find(f); at != done_.end()) return at->second;
    const Diagrams::Node node = diagrams_.Top(f);
    const bool value = values_[node.variable];
    const Diagram same = Of(value ? node.on : node.off);
    const Diagram other = Of(value ? node.off : node.on);
    const Diagram kept = sets_.Variable(node.variable);
    const Diagram result = sets_.And(same, sets_.Or(kept, other));
    done_.emplace(f, result);
    return result;
  }

 private:
  const Diagrams& diagrams_;
  const std::vector<bool>& values_;
  Diagrams& sets_;
  absl::flat_hash_map<Diagram, Diagram> done_;
};

constexpr int kNever = std::numeric_limits<int>::max();

// The size of the smallest set.
int Smallest(const Diagrams& sets, Diagram f,
             absl::flat_hash_map<Diagram, int>& done) {
  if (f <= kTrue) return f == kTrue ? 0 : kNever;
  if (const auto at = done.find(f); at != done.end()) return at->second;
  const Diagrams::Node node = sets.Top(f);
  const int on = Smallest(sets, node.on, done);
  const int size =
      std::min(Smallest(sets, node.off, done), on == kNever ? kNever : on + 1);
  done.emplace(f, size);
  return size;
}

}  // namespace

Implicant SatisfiedImplicant(const Diagrams& diagrams, Diagram f,
                             const std::vector<bool>& values,
                             absl::Span<const int> order, int64_t most_nodes) {
  if (!diagrams.Evaluate(f, values)) f = Not(f);
  Implicant implicant;
  std::vector<bool> kept(values.size());
  for (const int v : order) kept[v] = true;

  Diagrams sets(diagrams.order(), most_nodes, 10 * most_nodes);
  Diagram fixing = FixingSets(diagrams, values, sets).Of(f);
  absl::flat_hash_map<Diagram, int> sizes;
  int size = sets.full() ? 0 : Smallest(sets, fixing, sizes);
  for (const int v : order) {
    const Diagram without = sets.Restrict(fixing, v, false);
    if (sets.full()) break;
    kept[v] = Smallest(sets, without, sizes) > size;
    fixing = kept[v] ? sets.Restrict(fixing, v, true) : without;
    size -= kept[v];
  }
  implicant.shortest = !sets.full();

  if (!implicant.shortest) {
    Fixes fixes(diagrams, values);
    for (const int v : order) kept[v] = true;
    for (const int v : order) {
      kept[v] = false;
      kept[v] = !fixes(f, kept);
    }
  }
  for (const int v : order) {
    if (kept[v]) implicant.variables.push_back(v);
  }
  return implicant;
}

}  // namespace regulon
