#include "engine/attractors/repertoire.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/attractors/assignments.h"
#include "engine/attractors/find.h"
#include "engine/cell/workers.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr uint64_t kComparedStates = 64;
constexpr int kTasksPerWorker = 16;  // between two reports of progress

using Key = std::pair<std::string, std::vector<State>>;

Key KeyOf(const Attractor& attractor) {
  std::string key = attractor.size.ToString();
  if (!attractor.states.empty()) return {std::move(key), attractor.states};
  for (const Holds holds : attractor.variable) {
    absl::StrAppend(&key, " ", static_cast<int>(holds));
  }
  return {std::move(key), {attractor.smallest}};
}

bool MoreOften(const AttractorRepertoire::Item& a,
               const AttractorRepertoire::Item& b) {
  if (a.assignments != b.assignments) return a.assignments > b.assignments;
  if (a.attractor.size != b.attractor.size) {
    return a.attractor.size < b.attractor.size;
  }
  return a.attractor.smallest < b.attractor.smallest;
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

  const auto attractors_of =
      [&](const std::vector<bool>& values) -> absl::StatusOr<Found> {
    std::vector<Held> all(held.begin(), held.end());
    for (size_t k = 0; k < values.size(); ++k) {
      all.push_back({repertoire.inputs[k], values[k]});
    }
    ASSIGN_OR_RETURN(const System set, MakeSystem(network, all));
    FindOptions find;
    find.most_states = kComparedStates;
    return FindAttractors(set, updating, find);
  };
  Workers workers(options.threads);
  const uint64_t round = kTasksPerWorker * workers.count();
  std::map<Key, AttractorRepertoire::Item> items;
  std::set<std::vector<bool>> seen;  // random assignments
  for (uint64_t first = 0; first < assignments.count(); first += round) {
    const auto tasks =
        static_cast<int>(std::min(round, assignments.count() - first));
    std::vector<std::vector<bool>> values;
    for (int t = 0; t < tasks; ++t) values.push_back(assignments.Next());
    std::vector<absl::StatusOr<Found>> found(tasks);
    workers.Run(tasks,
                [&](int t, int) { found[t] = attractors_of(values[t]); });
    for (int t = 0; t < tasks; ++t) {
      if (!found[t].ok()) return found[t].status();
      repertoire.incomplete += !found[t]->complete;
      if (assignments.all() || seen.insert(values[t]).second) {
        repertoire.with_inputs += found[t]->attractors.size();
      }
      for (Attractor& attractor : found[t]->attractors) {
        AttractorRepertoire::Item& item = items[KeyOf(attractor)];
        if (item.assignments++ == 0) item.attractor = std::move(attractor);
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
  return repertoire;
}

}  // namespace regulon
