#include "engine/control/screen.h"

#include <algorithm>
#include <utility>

#include "engine/attractors/find.h"
#include "engine/status.h"
#include "engine/workers.h"

namespace regulon {
namespace {

constexpr int kRowsPerWorker = 8;  // between two deliveries

std::vector<std::vector<Held>> ClampsOf(const System& system, bool pairs) {
  std::vector<int> screened;
  for (int i = 0; i < system.size(); ++i) {
    if (!system.IsInput(i)) screened.push_back(system.free[i]);
  }
  std::vector<std::vector<Held>> all = {{}};
  for (size_t a = 0; a < screened.size(); ++a) {
    if (!pairs) {
      for (const bool value : {false, true})
        all.push_back({{screened[a], value}});
      continue;
    }
    for (size_t b = a + 1; b < screened.size(); ++b) {
      for (const int values : {0, 1, 2, 3}) {
        all.push_back(
            {{screened[a], values >= 2}, {screened[b], values % 2 != 0}});
      }
    }
  }
  return all;
}

absl::StatusOr<ScreenRow> RowOf(const Network& network, const System& unclamped,
                                absl::Span<const Held> held,
                                std::vector<Held> clamps,
                                absl::Span<const Formula> phenotypes,
                                const ScreenOptions& options) {
  std::vector<Held> all(held.begin(), held.end());
  all.insert(all.end(), clamps.begin(), clamps.end());
  ASSIGN_OR_RETURN(System system, MakeSystem(network, all));
  FindOptions find;
  for (const Formula& phenotype : phenotypes) {
    find.watch.push_back(phenotype(system));
  }
  find.most_states = 0;
  if (options.from.empty()) {
    find.basins = options.updating == Updating::kSynchronous;
  } else {
    find.from = StateUnderClamps(unclamped, options.from, system);
  }
  ASSIGN_OR_RETURN(const Found found,
                   FindAttractors(system, options.updating, find));
  ScreenRow row;
  row.clamps = std::move(clamps);
  row.attractors = static_cast<int64_t>(found.attractors.size());
  row.complete = found.complete;
  const double states = BigUnsigned::PowerOfTwo(system.size()).ToDouble();
  for (size_t p = 0; p < phenotypes.size(); ++p) {
    ScreenedPhenotype& screened = row.phenotypes.emplace_back();
    BigUnsigned basins;
    bool known = find.basins && found.complete;
    for (const Attractor& attractor : found.attractors) {
      known = known && attractor.basin.has_value();
      if (attractor.watched[p] == Holds::kSometimes) ++screened.sometimes;
      if (attractor.watched[p] != Holds::kAlways) continue;
      ++screened.always;
      if (known) basins += *attractor.basin;
    }
    if (known) screened.share = basins.ToDouble() / states;
  }
  return row;
}

}  // namespace

absl::Status Screen(const Network& network, absl::Span<const Held> held,
                    absl::Span<const Formula> phenotypes,
                    const ScreenOptions& options,
                    absl::FunctionRef<absl::Status(const ScreenRow&)> deliver) {
  ASSIGN_OR_RETURN(const System system, MakeSystem(network, held));
  const auto clamps = ClampsOf(system, options.pairs);
  Workers workers(options.threads);
  const size_t round = kRowsPerWorker * workers.count();
  for (size_t first = 0; first < clamps.size(); first += round) {
    const size_t rows = std::min(round, clamps.size() - first);
    std::vector<absl::StatusOr<ScreenRow>> found(rows);
    workers.Run(static_cast<int>(rows), [&](int task, int) {
      found[task] = RowOf(network, system, held, clamps[first + task],
                          phenotypes, options);
    });
    for (const absl::StatusOr<ScreenRow>& row : found) {
      if (!row.ok()) return row.status();
      RETURN_IF_ERROR(deliver(*row));
    }
    if (options.on_progress) {
      options.on_progress(static_cast<double>(first + rows) / clamps.size());
    }
  }
  return absl::OkStatus();
}

}  // namespace regulon
