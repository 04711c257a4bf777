#include "tests/reference/levels.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

namespace regulon::reference {
namespace {

double OrOne(double value) { return value == 0 ? 1 : value; }

double ToLinear(const std::string& unit, double value) {
  const size_t open = unit.find('(');
  if (open == std::string::npos) {
    return unit == "log2_intensity" ? std::exp2(value) : value;
  }
  const std::string function = unit.substr(0, open);
  if (function == "log1p") return std::expm1(value);
  const size_t plus = unit.find('+');
  const double pseudocount =
      plus == std::string::npos ? 0 : std::atof(unit.c_str() + plus + 1);
  const double base = function == "log2"    ? 2
                      : function == "log10" ? 10
                                            : std::exp(1.0);
  return std::pow(base, value) - pseudocount;
}

double Mean(const proto::RegulatorSpec& regulator) {
  return std::exp(regulator.log_mean()) - OrOne(regulator.pseudocount());
}

}  // namespace

proto::RegulatorSpec RegulatorOf(const proto::GenomeSpec& spec,
                                 const std::string& id) {
  proto::RegulatorSpec found;
  for (const proto::RegulatorSpec& regulator : spec.regulator()) {
    if (regulator.id() == id) found = regulator;
  }
  for (const proto::GeneSpec& gene : spec.gene()) {
    if (gene.id() != id || !found.id().empty()) continue;
    found.set_id(id);
    found.set_unit(gene.unit());
  }
  if (found.id().empty()) throw std::out_of_range("no regulator " + id);
  if (found.unit().empty()) found.set_unit(spec.unit());
  return found;
}

double ActivityAt(const proto::GenomeSpec& spec, const std::string& id,
                  double level) {
  const proto::RegulatorSpec regulator = RegulatorOf(spec, id);
  return std::max(
      0.0, ToLinear(regulator.unit(), level) / OrOne(regulator.reference()));
}

Levels Sense(const proto::GenomeSpec& spec, const proto::Context& context) {
  std::map<std::string, double> given(context.regulators().begin(),
                                      context.regulators().end());
  for (const auto& [id, level] : context.clamp()) given[id] = level;
  Levels levels;
  const auto sense = [&](const proto::RegulatorSpec& regulator) {
    const std::string& id = regulator.id();
    const bool basal = !given.count(id) && spec.unnamed() == proto::BASAL;
    double& activity = levels.activity[id];
    if (given.count(id)) activity = ActivityAt(spec, id, given[id]);
    if (basal) activity = std::max(0.0, Mean(regulator));
    levels.x[id] = basal
                       ? 0
                       : (std::log(activity + OrOne(regulator.pseudocount())) -
                          regulator.log_mean()) /
                             OrOne(regulator.log_sd());
  };
  for (const proto::GeneSpec& gene : spec.gene()) {
    sense(RegulatorOf(spec, gene.id()));
  }
  for (const proto::RegulatorSpec& regulator : spec.regulator()) {
    sense(regulator);
    levels.ordered_x.push_back(levels.x[regulator.id()]);
  }
  return levels;
}

}  // namespace regulon::reference
