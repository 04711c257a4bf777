#include "engine/query/repertoire.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/attractors/find.h"
#include "engine/query/assignments.h"
#include "engine/query/open_set_tally.h"
#include "engine/status.h"
#include "engine/workers.h"

namespace regulon {
namespace {

constexpr uint64_t kComparedStates = 64;
constexpr int kTasksPerWorker = 16;  // between two reports of progress

// Eight variables a byte: there may be many.
void AppendState(const State& state, std::string& key) {
  unsigned byte = 0;
  for (size_t i = 0; i < state.size(); ++i) {
    byte |= static_cast<unsigned>(state[i]) << i % 8;
    if (i % 8 == 7 || i + 1 == state.size()) {
      key.push_back(static_cast<char>(byte));
      byte = 0;
    }
  }
}

std::string KeyOf(const Attractor& attractor) {
  std::string key = absl::StrCat(attractor.size.ToString(), " ");
  for (const State& state : attractor.states) AppendState(state, key);
  if (!attractor.states.empty()) return key;
  AppendState(attractor.smallest, key);
  State moves;
  for (const Holds holds : attractor.variable) {
    moves.push_back(holds == Holds::kSometimes);
  }
  AppendState(moves, key);
  return key;
}

// The open sets of an attractor's states; what it cannot know it leaves out and
// says so.
struct OpenSets {
  std::set<std::vector<int>> sets;
  bool known = true;
};

// `attractor` was found with System::open watched.
void AddOpenSets(const System& system, const Attractor& attractor,
                 OpenSets& out) {
  const size_t domains = system.open.size();
  bool moves = false;
  std::vector<int> always;
  for (size_t d = 0; d < domains; ++d) {
    moves |= attractor.watched[d] == Holds::kSometimes;
    if (attractor.watched[d] == Holds::kAlways) {
      always.push_back(static_cast<int>(d));
    }
  }
  if (!moves) {
    out.sets.insert(std::move(always));
    return;
  }
  out.known &= !attractor.states.empty();
  for (const State& state : attractor.states) {
    std::vector<int> open;
    for (size_t d = 0; d < domains; ++d) {
      if (system.circuit.Evaluate(system.open[d], state)) {
        open.push_back(static_cast<int>(d));
      }
    }
    out.sets.insert(std::move(open));
  }
}

bool MoreOften(const AttractorRepertoire::Item& a,
               const AttractorRepertoire::Item& b) {
  if (a.assignments != b.assignments) return a.assignments > b.assignments;
  return BySize(a.attractor, b.attractor);
}

}  // namespace

absl::StatusOr<AttractorRepertoire> AttractorsOfInputs(
    const Network& network, absl::Span<const Held> held, Updating updating,
    const RepertoireOptions& options) {
  ASSIGN_OR_RETURN(const System system, MakeSystem(network, held));
  AttractorRepertoire repertoire;
  for (int i = 0; i < system.size(); ++i) {
    (system.IsInput(i) ? repertoire.inputs : repertoire.others)
        .push_back(system.free[i]);
  }
  Assignments assignments(static_cast<int>(repertoire.inputs.size()),
                          options.most, options.seed);
  repertoire.all = assignments.all();
  repertoire.assignments = assignments.count();

  struct Selected {
    absl::Status status;
    Found found;
    OpenSets open;
  };
  const auto select = [&](const std::vector<bool>& values,
                          Selected& out) -> absl::Status {
    std::vector<Held> all(held.begin(), held.end());
    for (size_t k = 0; k < values.size(); ++k) {
      all.push_back({repertoire.inputs[k], values[k]});
    }
    ASSIGN_OR_RETURN(const System set, MakeSystem(network, all));
    FindOptions find;
    find.most_states = kComparedStates;
    find.watch = set.open;
    ASSIGN_OR_RETURN(out.found, FindAttractors(set, updating, find));
    for (const Attractor& attractor : out.found.attractors) {
      AddOpenSets(set, attractor, out.open);
    }
    return absl::OkStatus();
  };
  Workers workers(options.threads);
  const uint64_t round = kTasksPerWorker * workers.count();
  std::map<std::string, AttractorRepertoire::Item> items;
  std::set<std::vector<bool>> seen;  // random assignments
  OpenSetTally open_sets;
  for (uint64_t first = 0; first < assignments.count(); first += round) {
    const auto tasks =
        static_cast<int>(std::min(round, assignments.count() - first));
    std::vector<std::vector<bool>> values;
    for (int t = 0; t < tasks; ++t) values.push_back(assignments.Next());
    std::vector<Selected> selected(tasks);
    workers.Run(tasks, [&](int t, int) {
      selected[t].status = select(values[t], selected[t]);
    });
    for (int t = 0; t < tasks; ++t) {
      RETURN_IF_ERROR(selected[t].status);
      Found& found = selected[t].found;
      repertoire.incomplete += !found.complete || !selected[t].open.known;
      for (const std::vector<int>& open : selected[t].open.sets) {
        open_sets.Add(open);
      }
      if (assignments.all()) {
        repertoire.with_inputs += found.attractors.size();
      } else if (seen.size() < kMostTold) {
        const bool is_new = seen.insert(values[t]).second;
        if (is_new) repertoire.with_inputs += found.attractors.size();
      } else {
        repertoire.left_out |= seen.count(values[t]) == 0;
      }
      for (Attractor& attractor : found.attractors) {
        std::string key = KeyOf(attractor);
        const auto at = items.find(key);
        if (at != items.end()) {
          ++at->second.assignments;
        } else if (items.size() < kMostTold) {
          attractor.states = {};
          items.emplace(std::move(key),
                        AttractorRepertoire::Item{std::move(attractor), 1});
        } else {
          repertoire.left_out = true;
        }
      }
    }
    if (options.on_progress) {
      options.on_progress(static_cast<double>(first + tasks) /
                          assignments.count());
    }
  }

  uint64_t once = 0, twice = 0;
  for (auto& [key, item] : items) {
    once += item.assignments == 1;
    twice += item.assignments == 2;
    repertoire.attractors.push_back(std::move(item));
  }
  std::sort(repertoire.attractors.begin(), repertoire.attractors.end(),
            MoreOften);
  repertoire.estimate =
      assignments.all() ? static_cast<double>(items.size())
                        : Chao2(items.size(), once, twice, assignments.count());
  open_sets.StoreTo(repertoire, true);
  return repertoire;
}

}  // namespace regulon
