// Trajectories of a spec, and what a test can't do without.
#ifndef REGULON_TESTS_QUERY_LANES_H_
#define REGULON_TESTS_QUERY_LANES_H_

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/query/trajectory.h"
#include "tests/reference/opened_genome.h"

namespace regulon {

// Throws what went wrong instead.
class Grown {
 public:
  explicit Grown(const proto::GenomeSpec& spec, int threads = 1)
      : genome_(spec, Options(threads)) {}

  const reference::OpenedGenome& genome() const { return genome_; }

  Schedule Parse(const std::string& text) const {
    return Require(Schedule::Parse(genome_.genome(), text, "schedule"));
  }

  std::vector<Course> Follow(const std::vector<Lane>& lanes,
                             const TrajectoryOptions& options) const {
    return Require(Trajectory(genome_.cell(), lanes, options));
  }

  // By way of its text.
  CellState SaveAndLoad(const CellState& state) const {
    const Development development =
        Require(Development::Create(genome_.genome()));
    const CellState fresh =
        development.Start(Context(genome_.genome(), "fresh"));
    const std::string text = Require(WriteStates(
        genome_.genome(), development.feedback(), {{"cell", state}}));
    return Require(ReadStates(genome_.genome(), development.feedback(), fresh,
                              text, "state"))[0]
        .state;
  }

 private:
  template <typename T>
  static T Require(absl::StatusOr<T> value) {
    if (!value.ok()) throw std::runtime_error(value.status().ToString());
    return *std::move(value);
  }
  static CellOptions Options(int threads) {
    CellOptions options;
    options.threads = threads;
    options.trace = true;
    return options;
  }

  const reference::OpenedGenome genome_;
};

}  // namespace regulon

#endif  // REGULON_TESTS_QUERY_LANES_H_
