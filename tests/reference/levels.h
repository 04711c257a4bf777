// Sense, in float64: the activity and the standardized level of every
// regulator.
#ifndef REGULON_TESTS_REFERENCE_LEVELS_H_
#define REGULON_TESTS_REFERENCE_LEVELS_H_

#include <map>
#include <string>
#include <vector>

#include "proto/context.pb.h"
#include "proto/spec.pb.h"

namespace regulon::reference {

struct Levels {
  std::map<std::string, double> activity;  // 1 at the reference level
  std::map<std::string, double> x;
  std::vector<double> ordered_x;  // [GenomeSpec.regulator]
};

Levels Sense(const proto::GenomeSpec& spec, const proto::Context& context);

// The declared regulator, or what a gene is as one.
proto::RegulatorSpec RegulatorOf(const proto::GenomeSpec& spec,
                                 const std::string& id);

// A level of the regulator's unit, other than 0, over its reference.
double ActivityAt(const proto::GenomeSpec& spec, const std::string& regulator,
                  double level);

}  // namespace regulon::reference

#endif  // REGULON_TESTS_REFERENCE_LEVELS_H_
