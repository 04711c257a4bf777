// From a spec to its simulation in one line.
#ifndef REGULON_TESTS_SIMULATION_SIMULATED_H_
#define REGULON_TESTS_SIMULATION_SIMULATED_H_

#include <cmath>
#include <string>
#include <vector>

#include "engine/genome/genome.h"
#include "engine/logic/network.h"
#include "engine/simulation/kinetics.h"
#include "engine/simulation/simulate.h"
#include "tests/reference/opened_genome.h"

namespace regulon::reference {

// All genes are visible, and time is 10 windows of 1, unless told.
struct Simulated {
  explicit Simulated(const proto::GenomeSpec& spec)
      : opened(spec),
        network(Network::FromGenome(opened.genome()).value()),
        kinetics(Kinetics::FromGenome(opened.genome(), network).value()) {
    question.time_tick = 1;
    question.windows = 10;
    for (size_t v = 0; v < network.variables.size(); ++v) {
      question.visible.push_back(static_cast<int>(v));
    }
    options.threads = 1;
  }
  explicit Simulated(const std::string& text)
      : Simulated(ParseSpecText("name: \"t\" unit: \"boolean\"\n" + text)) {}

  int Variable(const std::string& name) const {
    return FindVariable(network, opened.genome(), name).value();
  }
  void From(const std::vector<std::string>& names) {
    question.from_given = true;
    question.from.clear();
    for (const auto& name : names) question.from.push_back(Variable(name));
  }
  Simulation Run() const {
    return Simulate(network, kinetics, question, options).value();
  }
  // "A,B" in the order of the network.
  std::string Names(const std::vector<int>& on) const {
    std::string names;
    for (const int v : on) {
      names += (names.empty() ? "" : ",") + network.variables[v].name;
    }
    return names;
  }
  Estimate FixedPoint(const Simulation& run, const std::string& names) const {
    for (const auto& point : run.fixed_points) {
      if (Names(point.on) == names) return point.share;
    }
    return {};
  }

  OpenedGenome opened;
  Network network;
  Kinetics kinetics;
  SimulationQuestion question;
  SimulationOptions options;
};

}  // namespace regulon::reference

#endif  // REGULON_TESTS_SIMULATION_SIMULATED_H_
